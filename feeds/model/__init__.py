"""Data model: the values that pass between the stages, and settings, problems and errors."""
