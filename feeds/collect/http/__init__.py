"""HTTP: the one client that every request goes through, and its concerns, one file each."""
