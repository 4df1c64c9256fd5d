"""Preview server of `feeds serve`: `output/` on loopback, with live reload. It writes nothing."""
