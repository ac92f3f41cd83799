"""The one door through which every command on a run goes."""
