"""From the files that people write to a plan that holds: read, checked, frozen."""
