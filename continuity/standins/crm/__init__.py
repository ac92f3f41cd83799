"""The CRM stand-in."""
