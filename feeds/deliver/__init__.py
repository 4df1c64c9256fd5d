"""WHERE IT GOES: one file per kind of target."""
