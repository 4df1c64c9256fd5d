"""Version of the program, without imports, so that `feeds --version` is fast."""

__version__ = "0.2.0"
