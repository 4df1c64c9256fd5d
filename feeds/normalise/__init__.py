"""Normalise: what a document says, as a Post. Pure."""
