"""Emitters: render feeds, pages and site files as Outputs. Pure."""
