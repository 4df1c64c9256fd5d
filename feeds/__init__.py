"""Publish posts and job offers as feeds, structured data and pages."""

from feeds._version import __version__

__all__ = ["__version__"]
