"""Executors: run tasks in this process or in several."""
