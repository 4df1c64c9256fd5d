"""Long-running worker."""
