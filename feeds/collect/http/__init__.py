"""HTTP client of all requests."""
