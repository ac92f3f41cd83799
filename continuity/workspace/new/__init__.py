"""Writes a first version of a runbook, a drill or a point: text out of answers, checked before it is put in place."""
