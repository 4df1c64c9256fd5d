"""Command line: the commands and what they print.

The only package that prints, and that reads the clock and the environment.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

from feeds.cli import unchanged


def run(arguments: list[str]) -> int:
    """Run the command of a command line, and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # characters that a terminal cannot show are escaped
            stream.reconfigure(errors="backslashreplace")
    try:
        status = unchanged.repeat(arguments)
    except (OSError, KeyboardInterrupt) as error:
        from feeds.cli import command

        return command.end(arguments, error)
    if status is None:
        from feeds.cli import command

        return command.run(arguments)
    return status
