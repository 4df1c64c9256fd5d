"""The commands and what they print; the only room that prints, or reads the clock."""

from __future__ import annotations

import argparse
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from feeds._version import __version__
from feeds.cli import commands, ledger, show
from feeds.errors import ConfigError, FeedsError
from feeds.lines import one_line

EPILOG = """exit status:
  0  done
  1  done, with problems reported
  2  the configuration or the command line is wrong; nothing was touched
  3  another run holds the lock
  4  nothing was published: it could not be, or it would change too much at once

example:
  feeds publish --config config.yaml
"""


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
        return show.PROBLEMS
    return status


def _obey(arguments: list[str]) -> int:
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as end:
        if end.code and "--json" in arguments:
            show.print_json({"error": "the command line is wrong", "status": end.code}, indent=None)
        raise
    try:
        status: int = options.command(options)
    except ConfigError as error:
        if options.json:
            listed = [show.of_problem(problem) for problem in error.problems]
            show.print_json({"status": error.exit_status, "problems": listed}, indent=None)
        else:
            show.problems(error.problems)
        return error.exit_status
    except FeedsError as error:
        return _failed(str(error), error.exit_status, as_json=options.json)
    except KeyboardInterrupt:
        return _failed("interrupted; the next run finishes the work", show.INTERRUPTED, as_json=options.json)
    return status


def _failed(why: str, status: int, *, as_json: bool) -> int:
    if as_json:
        show.print_json({"error": why, "status": status}, indent=None)
    else:
        print(f"feeds: {one_line(why)}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "feeds",
        description="Publish posts and job offers as RSS, Atom, JSON Feed, JobPosting and web pages.",
        epilog=EPILOG,
        formatter_class=raw,
    )
    parser.add_argument("--version", action="version", version=f"feeds {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, summary: str, example: str, work: Any) -> argparse.ArgumentParser:
        sub = verbs.add_parser(
            name,
            help=summary,
            description=summary + ".",
            epilog=f"example:\n  {example}\n",
            formatter_class=raw,
        )
        sub.add_argument("--json", action="store_true", help="print JSON, for a machine to read")
        sub.set_defaults(command=work)
        return sub

    init = command("init", "write a first configuration and two posts", "feeds init my-site", commands.init)
    init.add_argument("folder", nargs="?", default=".", type=Path, help="where to (default: here)")

    check = command(
        "check", "say what is wrong with the configuration and the posts", "feeds check", commands.check
    )
    publish = command("publish", "publish what changed", "feeds publish --dry-run", commands.publish)
    publish.add_argument(
        "--dry-run", action="store_true", help="show what subscribers would see; write nothing"
    )
    accept = command(
        "accept", "publish even if much would close or change at once", "feeds accept", commands.accept
    )
    for sub in (publish, accept):
        sub.add_argument("--strict", action="store_true", help="publish nothing if there is any problem")
        sub.add_argument(
            "--wait", type=float, default=0.0, metavar="SECONDS", help="wait for another run to end"
        )
    when = command("when", "list what will open, close or end by the clock", "feeds when", ledger.when)
    explain = command(
        "explain", "say where each field of a post comes from", "feeds explain sources/a.md", commands.explain
    )
    explain.add_argument("post", help="its file, address, slug or id")
    migrate = command(
        "migrate",
        "go on with the ids, dates and addresses of a feed that another program published",
        "feeds migrate --from https://example.org/jobs.xml",
        ledger.migrate,
    )
    migrate.add_argument("--from", dest="old", required=True, metavar="FEED", help="a file or an address")
    book = command(
        "ledger", "write the ledger as lines of JSON, or read it", "feeds ledger export copy.jsonl", None
    )
    ways = book.add_subparsers(required=True, metavar="export|import")
    for verb, work, what in (
        ("export", ledger.ledger_export, "write it"),
        ("import", ledger.ledger_import, "read one into a project without ledger"),
    ):
        sub = ways.add_parser(verb, help=what, description=what)
        sub.add_argument(
            "file", nargs="?", default=Path("-"), type=Path, help="default: standard output or input"
        )
        sub.add_argument("--json", action="store_true", help="print JSON, for a machine to read")
        sub.add_argument("--config", default=Path("config.yaml"), type=Path, help="default: config.yaml")
        sub.set_defaults(command=work)
    for sub in (check, publish, accept, when, explain, migrate):
        sub.add_argument("--config", default=Path("config.yaml"), type=Path, help="default: config.yaml")
        sub.add_argument(
            "--now", metavar="TIME", help="the moment to work at, such as 2026-03-01 or 2026-03-01T09:00Z"
        )
    command(
        "schema", "print the JSON Schema of config.yaml", "feeds schema > config.schema.json", commands.schema
    )
    return parser
