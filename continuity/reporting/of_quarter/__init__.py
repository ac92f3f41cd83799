"""The quarter report, filled from records of runs."""

from continuity.reporting.of_quarter.report import quarter_report

__all__ = ["quarter_report"]
