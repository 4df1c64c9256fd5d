"""Facts of a job that keys and texts state in many ways: telework, and what is read from the text."""
