"""Evidence: what proves a run or a quarter to someone who was not there."""
