"""As much HTTP/1.1 as a Toxiproxy client speaks (RFC 9112)."""
