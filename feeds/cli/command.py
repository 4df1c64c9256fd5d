"""Running a command, and what is printed where it fails."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from io import TextIOWrapper

from feeds.cli import clock, failure, language, output, reporter
from feeds.cli.parser import command_line
from feeds.model.errors import ConfigError
from feeds.model.problem import Message

INVALID = Message("the command line is invalid")


def run(arguments: list[str]) -> int:
    """Run the command of a command line, and return its exit status."""
    language.use(arguments, os.environ)
    language.at(clock.machine())  # until the command has read the time of its run
    options = argparse.Namespace(json=False)
    try:
        try:
            options = _parse(arguments)
            status: int = options.command(options)
        except OSError as error:
            if failure.is_of_printing(error):
                raise
            status = _fail(options, error)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - ends with one line and its own status
            status = _fail(options, error)
        finally:
            print(end="", flush=True)  # here, where a closed pipe is handled
    except OSError as error:
        return _unprinted(error, getattr(options, "status", output.PROBLEMS))  # `status` is that of a run
    return status


def end(arguments: list[str], error: OSError | KeyboardInterrupt) -> int:
    """Return the exit status of a command that is interrupted, or whose output cannot be printed."""
    language.use(arguments, os.environ)
    if isinstance(error, OSError):
        return _unprinted(error, output.PROBLEMS)
    return _fail(argparse.Namespace(json=False), error)


def _unprinted(error: OSError, status: int) -> int:
    if isinstance(sys.stdout, TextIOWrapper):  # a further flush at exit would fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        output.print_line(Message("feeds: standard output: %(error)s", error=error.strerror), file=sys.stderr)
    return max(status, output.PROBLEMS)


def _parse(arguments: list[str]) -> argparse.Namespace:
    try:
        return command_line(arguments).parse_args(arguments, argparse.Namespace(arguments=arguments))
    except SystemExit as end:
        if end.code and "--json" in arguments:
            output.print_json({"error": language.translate(INVALID), "status": end.code}, indent=None)
        raise


def _fail(options: argparse.Namespace, error: BaseException) -> int:
    """Print why a command failed, and return its exit status."""
    problems = error.problems if isinstance(error, ConfigError) else ()
    status, reason = failure.status_and_reason(error)
    if options.json and problems:
        listed = [output.problem_as_json(problem) for problem in problems]
        output.print_json({"status": status, "problems": listed}, indent=None)
    elif options.json:
        output.print_json({"error": language.translate(reason), "status": status}, indent=None)
    logged = False
    with suppress(ImportError):  # of the library of the log
        logged = reporter.fail(options, Message("the configuration is invalid") if problems else reason, problems)
    if not logged and not options.json:
        if problems:
            output.print_problems(problems)
        else:
            output.print_line(Message("feeds: %(reason)s", reason=reason), file=sys.stderr)
    return status
