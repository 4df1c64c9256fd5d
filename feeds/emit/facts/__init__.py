"""The facts of a job as people see them, in feeds and on pages."""
