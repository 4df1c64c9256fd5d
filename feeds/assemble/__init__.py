"""Assemble feeds: entries into feeds (selection_and_order, facets), feeds into documents (archives, parts)."""
