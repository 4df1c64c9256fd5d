"""The version, alone, so that asking for it costs nothing."""

__version__ = "0.2.0"
