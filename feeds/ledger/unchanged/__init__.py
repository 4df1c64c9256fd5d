"""Runs in which nothing changed."""
