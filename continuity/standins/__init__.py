"""Programs that play order entry, the CRM, the status page, accounting and shipping in drills and the demo.

``python -m continuity.standins --dir DIR crm shipping`` starts those named, each on its own loopback port.
This part is an island: it imports the standard library, ``errors``, ``units`` and ``clock``, and the rest of the
house talks to it over HTTP only, as it would to the real thing.
"""
