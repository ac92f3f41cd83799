"""Fills a drill report from a run: a fold of its events and the readings of its probes, and nothing else."""

from continuity.reporting.of_run.report import NOT_CHECKED, SeriesFile, drill_report

__all__ = ["NOT_CHECKED", "SeriesFile", "drill_report"]
