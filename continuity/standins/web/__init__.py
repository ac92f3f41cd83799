"""What goes over HTTP, as values: requests, answers, and typed reading of JSON."""
