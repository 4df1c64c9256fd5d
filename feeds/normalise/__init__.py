"""Normalise: what a document contains, as a Post. Pure."""
