"""The command line: which commands there are, and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from math import nan
from pathlib import Path
from typing import Any

from feeds._version import __version__
from feeds.cli.commands import (
    check,
    explain,
    init,
    ledger,
    migrate,
    publish,
    serve,
    status,
    try_source,
    when,
    worker,
)

EPILOG = """exit status:
  0  done
  1  done, with problems reported
  2  the configuration or the command line is wrong; nothing was touched
  3  another run holds the lock
  4  nothing was published: it could not be, it would change too much at once, or time was up

example:
  feeds publish --config config.yaml
"""

LONGEST = 1_000_000  # seconds: no run takes that long, and no clock takes more
DIALECTS = ("job_markdown", "job_posting", "records", "syndication")
LOCK = 10.0  # seconds that `serve` waits for another run, such as one of cron
RAW = argparse.RawDescriptionHelpFormatter
Add = Callable[[str, str, str, Any], argparse.ArgumentParser]


def command_line() -> argparse.ArgumentParser:
    """Make the reader of the command line; each command is a function of its options."""
    whole = argparse.ArgumentParser(
        "feeds",
        description="Publish posts and job offers as RSS, Atom, JSON Feed, JobPosting and web pages.",
        epilog=EPILOG,
        formatter_class=RAW,
    )
    whole.add_argument("--version", action="version", version=f"feeds {__version__}")
    verbs = whole.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, summary: str, example: str, work: Any) -> argparse.ArgumentParser:
        sub = verbs.add_parser(
            name,
            help=summary,
            description=summary + ".",
            epilog=f"example:\n  {example}\n",
            formatter_class=RAW,
        )
        sub.add_argument("--json", action="store_true", help="print JSON, for a machine to read")
        sub.set_defaults(command=work)
        return sub

    init_parser = add("init", "write a first configuration and two posts", "feeds init my-site", init.init)
    init_parser.add_argument("folder", nargs="?", default=".", type=Path, help="where to (default: here)")
    check_parser = add(
        "check", "say what is wrong with the configuration and the posts", "feeds check", check.check
    )
    _configured(check_parser, *_runs(add), *_partners(add), *_questions(add))
    run = add("worker", "publish whatever changes, as soon as it does", "feeds worker", worker.worker)
    run.add_argument("--config", default=Path("config.yaml"), type=Path, help="default: config.yaml")
    run.add_argument(
        "--port", type=int, metavar="N", help="answer /healthz, /readyz and /metrics there, on this machine"
    )
    _log(run, "auto")
    _ledger(add)
    add("schema", "print the JSON Schema of config.yaml", "feeds schema > config.schema.json", init.schema)
    return whole


def _configured(*subs: argparse.ArgumentParser) -> None:
    for sub in subs:
        sub.add_argument("--config", default=Path("config.yaml"), type=Path, help="default: config.yaml")
        sub.add_argument(
            "--now", metavar="TIME", help="the moment to work at, such as 2026-03-01 or 2026-03-01T09:00Z"
        )


def _runs(add: Add) -> tuple[argparse.ArgumentParser, ...]:
    publish_parser = add("publish", "publish what changed", "feeds publish --dry-run", publish.publish)
    publish_parser.add_argument(
        "--dry-run", action="store_true", help="show what subscribers would see; write nothing"
    )
    accept_parser = add(
        "accept", "publish, even if much would close or change at once", "feeds accept", publish.accept
    )
    accept_parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="take only these at their word (default: everything)"
    )
    for sub in (publish_parser, accept_parser):
        sub.add_argument("--strict", action="store_true", help="publish nothing if there is any problem")
        _run(sub)
    return publish_parser, accept_parser, _serve(add)


def _serve(add: Add) -> argparse.ArgumentParser:
    sub = add("serve", "show what is published, and publish as you write", "feeds serve", serve.serve)
    sub.add_argument(
        "--port", type=int, default=8000, metavar="N", help="default: 8000; 0 takes one that is free"
    )
    sub.add_argument(
        "--host", default="127.0.0.1", help="what to listen to (default: 127.0.0.1, this machine alone)"
    )
    sub.add_argument(
        "--watch",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="publish at each change of a post, and reload the pages that are open (default: yes)",
    )
    sub.set_defaults(dry_run=False, strict=False, wait=LOCK, timeout=None, quiet=False, log="human")
    return sub


def _run(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--wait", type=_wait, default=0.0, metavar="SECONDS", help="wait for another run to end")
    sub.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="stop after so long; the next run finishes the work",
    )
    sub.add_argument(
        "--quiet", action="store_true", help="print nothing unless something changed or is newly wrong"
    )
    _log(sub, "human")


def _log(sub: argparse.ArgumentParser, default: str) -> None:
    sub.add_argument(
        "--log",
        choices=("human", "json", "auto"),
        default=default,
        help="how to write on standard error: for people, as lines of JSON, or so unless it is a terminal "
        f"(default: {default})",
    )


def _wait(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = nan
    if not 0 <= seconds < LONGEST:
        raise argparse.ArgumentTypeError(f"expected a number of seconds, found {text!r}")
    return seconds


def _seconds(text: str) -> float:
    if not (seconds := _wait(text)):
        raise argparse.ArgumentTypeError(f"expected a number of seconds above 0, found {text!r}")
    return seconds


def _partners(add: Add) -> tuple[argparse.ArgumentParser, ...]:
    collect_parser = add(
        "collect", "ask partners what is new, without publishing it", "feeds collect", publish.collect
    )
    collect_parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="ask these even if it is not their time"
    )
    _run(collect_parser)
    status_parser = add(
        "status",
        "show when all was published last, and how each source stands",
        "feeds status",
        status.status,
    )
    attempt = add(
        "try", "show what an address would yield", "feeds try https://example.org/jobs", try_source.attempt
    )
    attempt.add_argument("url", help="an address, or the name of a source")
    attempt.add_argument("--dialect", choices=DIALECTS, help="what it is written in (default: found out)")
    attempt.add_argument("--preset", help="the recruiting system that answers (default: found out)")
    attempt.add_argument("--mapping", type=Path, metavar="FILE", help="a mapping of records, as YAML")
    attempt.add_argument("--entries", type=int, default=3, metavar="N", help="how many to show (default: 3)")
    return collect_parser, status_parser, attempt


def _questions(add: Add) -> tuple[argparse.ArgumentParser, ...]:
    when_parser = add("when", "list what will open, close or end by the clock", "feeds when", when.when)
    explain_parser = add(
        "explain", "say where each field of a post comes from", "feeds explain sources/a.md", explain.explain
    )
    explain_parser.add_argument("post", help="its file, address, slug or id")
    migrate_parser = add(
        "migrate",
        "go on with the ids, dates and addresses of a feed that another program published",
        "feeds migrate --from https://example.org/jobs.xml",
        migrate.migrate,
    )
    migrate_parser.add_argument(
        "--from", dest="old", required=True, metavar="FEED", help="a file or an address"
    )
    return when_parser, explain_parser, migrate_parser


def _ledger(add: Add) -> None:
    summary = "write the ledger as lines of JSON, or read it"
    book = add("ledger", summary, "feeds ledger export copy.jsonl", None)
    ways = book.add_subparsers(required=True, metavar="export|import")
    for verb, work, what in (
        ("export", ledger.ledger_export, "write the ledger as lines of JSON"),
        ("import", ledger.ledger_import, "read what export wrote, into a project without a ledger"),
    ):
        sub = ways.add_parser(verb, help=what, description=what + ".")
        sub.add_argument("file", nargs="?", default=Path("-"), type=Path, help="default: -, the stream")
        sub.add_argument("--json", action="store_true", help="print JSON, for a machine to read")
        sub.add_argument("--config", default=Path("config.yaml"), type=Path, help="default: config.yaml")
        sub.set_defaults(command=work)
