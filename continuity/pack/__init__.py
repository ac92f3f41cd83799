"""What a team holds when nothing else works: printed, or one HTML file; and the way back into the record."""
