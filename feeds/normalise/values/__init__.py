"""Single values: dates, URLs, text, numbers, spelling, privacy."""
