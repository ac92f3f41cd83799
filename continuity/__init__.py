"""Business-continuity drills and runbooks for the day a hosted CRM goes down."""

__version__ = "0.1.0"
