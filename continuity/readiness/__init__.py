"""What has been shown: claims judged from records of runs, by rules that anybody can apply again."""

RULES = 1
"""The version of the rules in this room; a report names it, and a change of any rule raises it."""
