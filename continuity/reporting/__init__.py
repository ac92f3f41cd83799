"""Reports as documents: typed values, JSON with a schema, one self-contained HTML file each."""
