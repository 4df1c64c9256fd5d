"""Outputs of a run: render, write, manifest, notifications."""
