"""Folder sources and reference files."""
