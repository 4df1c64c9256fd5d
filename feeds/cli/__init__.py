"""Command line: the commands and what they print.

The only package that prints, and that reads the clock and the environment.
"""

from __future__ import annotations

import argparse
import os
import sys
from io import TextIOWrapper

from feeds.cli import output, reporter
from feeds.cli.parser import command_line
from feeds.model.errors import ConfigError, FeedsError
from feeds.model.safe_text import one_line


def run(arguments: list[str]) -> int:
    """Run the command of a command line, and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # characters that a terminal cannot show are escaped
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            options = _parse(arguments)
            try:
                status: int = options.command(options)
            except (FeedsError, KeyboardInterrupt) as error:
                status = _fail(options, error)
        finally:
            print(end="", flush=True)  # here, where a closed pipe is handled
    except OSError as error:
        if isinstance(sys.stdout, TextIOWrapper):  # a further flush at exit would fail again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"feeds: {error.filename or 'standard output'}: {error.strerror}", file=sys.stderr)
        return output.PROBLEMS
    return status


def _parse(arguments: list[str]) -> argparse.Namespace:
    try:
        return command_line(arguments).parse_args(arguments)
    except SystemExit as end:
        if end.code and "--json" in arguments:
            output.print_json({"error": "the command line is invalid", "status": end.code}, indent=None)
        raise


def _fail(options: argparse.Namespace, error: FeedsError | KeyboardInterrupt) -> int:
    """Print why a command failed, and return its exit status."""
    problems = error.problems if isinstance(error, ConfigError) else ()
    reason, status = "interrupted; the next run finishes the work", output.INTERRUPTED
    if isinstance(error, FeedsError):
        reason, status = str(error), error.exit_status
    if options.json and problems:
        listed = [output.problem_as_json(problem) for problem in problems]
        output.print_json({"status": status, "problems": listed}, indent=None)
    elif options.json:
        output.print_json({"error": reason, "status": status}, indent=None)
    logged = reporter.fail(options, "the configuration is invalid" if problems else reason, problems)
    if not logged and not options.json:
        if problems:
            output.print_problems(problems)
        else:
            print(f"feeds: {one_line(reason)}", file=sys.stderr)
    return status
