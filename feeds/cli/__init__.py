"""The commands and what they print; the only room that prints, or reads the clock."""

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
    """Do what the command line asks for and give the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a terminal cannot show is escaped
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            options = _parsed(arguments)
            try:
                status: int = options.command(options)
            except (FeedsError, KeyboardInterrupt) as error:
                status = _failed(options, error)
        finally:
            print(end="", flush=True)  # here, where it is known what to do if nobody reads it
    except OSError as error:
        if isinstance(sys.stdout, TextIOWrapper):  # what is left to say would fail again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"feeds: {error.filename or 'standard output'}: {error.strerror}", file=sys.stderr)
        return output.PROBLEMS
    return status


def _parsed(arguments: list[str]) -> argparse.Namespace:
    try:
        return command_line().parse_args(arguments)
    except SystemExit as end:
        if end.code and "--json" in arguments:
            output.print_json({"error": "the command line is wrong", "status": end.code}, indent=None)
        raise


def _failed(options: argparse.Namespace, error: FeedsError | KeyboardInterrupt) -> int:
    """Print why a command failed, and return its exit status."""
    if isinstance(error, ConfigError):
        if options.json:
            listed = [output.of_problem(problem) for problem in error.problems]
            output.print_json({"status": error.exit_status, "problems": listed}, indent=None)
        if not reporter.fail(options, "the configuration is wrong", error.problems) and not options.json:
            output.problems(error.problems)
        return error.exit_status
    why, status = "interrupted; the next run finishes the work", output.INTERRUPTED
    if isinstance(error, FeedsError):
        why, status = str(error), error.exit_status
    if options.json:
        output.print_json({"error": why, "status": status}, indent=None)
    if not reporter.fail(options, why) and not options.json:
        print(f"feeds: {one_line(why)}", file=sys.stderr)
    return status
