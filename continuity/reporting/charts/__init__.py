"""Hand-drawn charts: pure layout to measured shapes, which a template then prints as SVG."""
