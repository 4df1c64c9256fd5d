"""Emit: what a feed, a post or the site looks like, as Outputs. Pure."""
