"""Commands that look at a project without publishing: explain, check, try."""
