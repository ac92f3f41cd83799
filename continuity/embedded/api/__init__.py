"""The routes of Toxiproxy's 2.x HTTP API, and one of our own."""
