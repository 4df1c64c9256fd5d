"""The pipeline: one run, and what a run needs."""
