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
            status = _obey(arguments)
        finally:
            print(end="", flush=True)  # here, where it is known what to do if nobody reads it
    except OSError as error:
        if isinstance(sys.stdout, TextIOWrapper):  # what is left to say would fail again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"feeds: {error.filename or 'standard output'}: {error.strerror}", file=sys.stderr)
        return output.PROBLEMS
    return status


def _obey(arguments: list[str]) -> int:
    try:
        options = command_line().parse_args(arguments)
    except SystemExit as end:
        if end.code and "--json" in arguments:
            output.print_json({"error": "the command line is wrong", "status": end.code}, indent=None)
        raise
    try:
        status: int = options.command(options)
    except ConfigError as error:
        if options.json:
            listed = [output.of_problem(problem) for problem in error.problems]
            output.print_json({"status": error.exit_status, "problems": listed}, indent=None)
        if not reporter.fail(options, "the configuration is wrong", error.problems) and not options.json:
            output.problems(error.problems)
        return error.exit_status
    except FeedsError as error:
        return _failed(options, str(error), error.exit_status)
    except KeyboardInterrupt:
        return _failed(options, "interrupted; the next run finishes the work", output.INTERRUPTED)
    return status


def _failed(options: argparse.Namespace, why: str, status: int) -> int:
    if options.json:
        output.print_json({"error": why, "status": status}, indent=None)
    if not reporter.fail(options, why) and not options.json:
        print(f"feeds: {one_line(why)}", file=sys.stderr)
    return status
