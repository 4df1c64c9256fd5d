"""Assembling: entries into feeds (selection_and_order, facets) and feeds into documents (archives)."""
