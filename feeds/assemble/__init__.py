"""Assemble feeds: which entries, in which order, in which documents."""
