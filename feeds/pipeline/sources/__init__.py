"""Folder sources and reference files of a run."""
