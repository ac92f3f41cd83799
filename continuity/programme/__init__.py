"""What is needed between runs: one light record of each, quarters, and the claims register."""
