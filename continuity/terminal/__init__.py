"""What people see on a terminal: one step at a time for players, a live view for watchers, lines through a pipe."""
