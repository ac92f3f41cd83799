"""A run: its state folded from events, its clocks and verdicts, and what may happen next. Pure."""
