"""Command-line parser: the commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from math import nan
from pathlib import Path
from typing import Any

from feeds._version import __version__
from feeds.cli import language
from feeds.cli.language import gettext as _
from feeds.cli.language import translate
from feeds.model.problem import Message

EPILOG = Message(
    """exit status:
  0  success
  1  success, with problems reported
  2  the configuration or the command line is invalid; nothing was changed
  3  another run holds the lock
  4  nothing was published, or not everything: it failed, would change too much at once, or time was up

example:
  feeds publish --config config.yaml
"""
)

MAX_SECONDS = 1_000_000  # longer than any run, and short enough for every clock
DIALECTS = ("job_markdown", "job_posting", "records", "syndication")
SERVE_WAIT = 10.0  # seconds that `serve` waits for another run, such as one of cron
RAW = argparse.RawDescriptionHelpFormatter
Commands = Any  # argparse's type of sub-commands is private


# The words of argparse itself, which it looks up where gettext finds system programs.
vars(argparse).update({"_": language.gettext, "ngettext": language.ngettext})


def command_line(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser of the command line; it sets `command` to a function of its options.

    If `arguments` start with the name of a command, only that one is added: all of them take 5 ms instead of 1.
    """
    parser = argparse.ArgumentParser(
        "feeds",
        description=_("Publish posts and job offers as RSS, Atom, JSON Feed, JobPosting and web pages."),
        epilog=translate(EPILOG),
        formatter_class=RAW,
    )
    text = _("show the version of the program and exit")
    parser.add_argument("--version", action="version", version=f"feeds {__version__}", help=text)
    _language(parser)
    commands = parser.add_subparsers(prog="feeds", required=True, metavar=_("COMMAND"), dest="name")
    for name in [name for name in language.without_option(arguments)[:1] if name in COMMANDS] or COMMANDS:
        COMMANDS[name](commands)
    return parser


def _add(commands: Commands, name: str, summary: str, example: str, function: Any) -> argparse.ArgumentParser:
    """Add a command with the option that all have."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary}.",
        epilog=f"{_('example:')}\n  feeds {example}\n",
        formatter_class=RAW,
    )
    parser.add_argument("--json", action="store_true", help=_("print JSON output"))
    _language(parser)
    parser.set_defaults(command=function)
    return parser


def _language(parser: argparse.ArgumentParser) -> None:
    """Add the option that `language.use` has read."""
    text = _("language of the messages (default: that of the locale)")
    parser.add_argument(language.OPTION, choices=language.known(), default=argparse.SUPPRESS, help=text)


def _config(parser: argparse.ArgumentParser, *, now: bool = True) -> None:
    add = parser.add_argument
    add("--config", default=Path("config.yaml"), type=Path, help=_("configuration file (default: config.yaml)"))
    if now:
        text = _("run as if it were this date or time, such as 2026-03-01 or 2026-03-01T09:00Z")
        add("--now", metavar=_("TIME"), help=text)


def _init(commands: Commands) -> None:
    from feeds.cli.commands.init import init

    add = _add(commands, "init", _("create a configuration and two posts"), "init my-site", init).add_argument
    add("folder", nargs="?", default=".", type=Path, help=_("target folder (default: the current one)"))


def _schema(commands: Commands) -> None:
    from feeds.cli.commands.init import schema

    parser = _add(commands, "schema", _("print the JSON Schema of config.yaml"), "schema > config.schema.json", schema)
    parser.add_argument("template", nargs="?", help=_("print this built-in template or style sheet instead"))


def _publish(commands: Commands) -> None:
    parser = _run(commands, "publish", _("publish what changed"), "publish --dry-run")
    parser.add_argument("--dry-run", action="store_true", help=_("show what subscribers would notice; write nothing"))
    _strict(parser)


def _accept(commands: Commands) -> None:
    parser = _run(commands, "accept", _("publish, including changes that are held back"), "accept")
    _sources(parser, "accepted", _("accept only these sources (default: everything)"))
    _strict(parser)


def _collect(commands: Commands) -> None:
    parser = _run(commands, "collect", _("fetch partners, without publishing their entries"), "collect")
    _sources(parser, "fetch_now", _("fetch these now, even if they are not due"))
    parser.set_defaults(deliver=False)


def _run(commands: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a command that does a run, with the options of all of them."""
    from feeds.cli.commands.publish import DEFAULTS, publish

    parser = _add(commands, name, summary, example, publish)
    parser.set_defaults(**DEFAULTS)
    _config(parser)
    add = parser.add_argument
    add("--wait", type=_seconds, default=0.0, metavar=_("SECONDS"), help=_("wait for another run to end"))
    text = _("stop after this time; the next run finishes the work")
    add("--timeout", type=_positive_seconds, metavar=_("SECONDS"), help=text)
    add("--quiet", action="store_true", help=_("print nothing unless there is a change or a new problem"))
    _log(parser, "human")
    return parser


def _strict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--strict", action="store_true", help=_("publish nothing if there is any problem"))


def _sources(parser: argparse.ArgumentParser, name: str, text: str) -> None:
    parser.add_argument(name, nargs="*", metavar=_("SOURCE"), help=text)


def _log(parser: argparse.ArgumentParser, default: str) -> None:
    text = translate(
        Message("log format: human, json, or auto: json unless on a terminal (default: %(name)s)", name=default)
    )
    parser.add_argument("--log", choices=("human", "json", "auto"), default=default, help=text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = nan
    if not 0 <= seconds < MAX_SECONDS:
        raise argparse.ArgumentTypeError(
            translate(Message("expected a number of seconds, found '%(value)s'", value=text))
        )
    return seconds


def _positive_seconds(text: str) -> float:
    if not (seconds := _seconds(text)):
        raise argparse.ArgumentTypeError(
            translate(Message("expected a number of seconds above 0, found '%(value)s'", value=text))
        )
    return seconds


def _serve(commands: Commands) -> None:
    from feeds.cli.commands.publish import DEFAULTS
    from feeds.cli.commands.serve import serve

    summary = _("preview the output in a browser, and publish at each change")
    parser = _add(commands, "serve", summary, "serve", serve)
    _config(parser)
    add = parser.add_argument
    add("--port", type=int, default=8000, metavar="N", help=_("default: 8000; 0 chooses a free one"))
    text = _("address to listen on (default: 127.0.0.1, only this machine)")
    add("--host", default="127.0.0.1", help=text)
    text = _("publish at each change of a post, and reload open pages (default: yes)")
    add("--watch", action=argparse.BooleanOptionalAction, default=True, help=text)
    parser.set_defaults(**DEFAULTS, wait=SERVE_WAIT, timeout=None, quiet=False, log="human")


def _status(commands: Commands) -> None:
    from feeds.cli.commands.status import status

    _config(_add(commands, "status", _("show the last runs and the health of each source"), "status", status))


def _check(commands: Commands) -> None:
    from feeds.cli.annotations import FORMATS
    from feeds.cli.commands.check import check

    parser = _add(commands, "check", _("report problems in the configuration and the posts"), "check", check)
    _config(parser)
    parser.add_argument("--format", choices=FORMATS, help=_("print annotations of pull requests instead"))


def _when(commands: Commands) -> None:
    from feeds.cli.commands.when import when

    parser = _add(commands, "when", _("list what will open, close or expire by date"), "when", when)
    _config(parser)
    text = _("list what ends within a week, and jobs that were published or last confirmed more than 90 days ago")
    parser.add_argument("--due", action="store_true", help=text)


def _close(commands: Commands) -> None:
    from feeds.cli.commands.close import REASONS, close

    parser = _add(commands, "close", _("close a job in its file"), "close developpeuse-web --filled", close)
    _config(parser)
    parser.add_argument("post", help=_("its file, URL, slug or id"))
    reasons = parser.add_mutually_exclusive_group()
    for reason, text in REASONS.items():
        reasons.add_argument(f"--{reason}", dest="reason", action="store_const", const=reason, help=translate(text))
    parser.set_defaults(reason="closed")


def _explain(commands: Commands) -> None:
    from feeds.cli.commands.explain import explain

    summary = _("show where each field of a post comes from")
    parser = _add(commands, "explain", summary, "explain sources/a.md", explain)
    _config(parser)
    parser.add_argument("post", help=_("its file, URL, slug or id"))


def _try(commands: Commands) -> None:
    from feeds.cli.commands.try_source import attempt

    summary = _("preview what would be imported from a URL")
    parser = _add(commands, "try", summary, "try https://example.org/jobs", attempt)
    _config(parser)
    add = parser.add_argument
    add("url", help=_("a URL, a file, or the name of a source"))
    add("--base", default="", metavar="URL", help=_("address of the file, by which its links are resolved"))
    add("--dialect", choices=DIALECTS, help=_("format (default: detected)"))
    add("--preset", help=_("recruiting system (default: detected)"))
    add("--mapping", type=Path, metavar=_("FILE"), help=_("mapping of records, as YAML"))
    add("--entries", type=int, default=3, metavar="N", help=_("number of entries to show (default: 3)"))


def _migrate(commands: Commands) -> None:
    from feeds.cli.commands.migrate import migrate

    summary, example = _("import ids, dates and URLs from an existing feed"), "https://example.org/jobs.xml"
    parser = _add(commands, "migrate", summary, f"migrate --from {example}", migrate)
    _config(parser)
    parser.add_argument("--from", dest="old", required=True, metavar=_("FEED"), help=_("file or URL of the feed"))


def _worker(commands: Commands) -> None:
    from feeds.cli.commands.worker import worker

    summary = _("run until stopped, and publish each change when it happens")
    parser = _add(commands, "worker", summary, "worker", worker)
    _config(parser, now=False)
    text = _("serve /healthz, /readyz and /metrics on this local port")
    parser.add_argument("--port", type=int, metavar="N", help=text)
    _log(parser, "auto")


def _ledger(commands: Commands) -> None:
    from feeds.cli.commands.ledger import ledger_export, ledger_import

    summary = _("export the ledger as lines of JSON, or import it")
    group = _add(commands, "ledger", summary, "ledger export copy.jsonl", None)
    verbs = group.add_subparsers(required=True, metavar="export|import")
    text = _("default: - (standard input or output)")
    for verb, summary, function in (
        ("export", _("export the ledger as lines of JSON"), ledger_export),
        ("import", _("import an exported ledger into a project without one"), ledger_import),
    ):
        parser = _add(verbs, verb, summary, f"ledger {verb} copy.jsonl", function)
        _config(parser, now=False)
        parser.add_argument("file", nargs="?", default=Path("-"), type=Path, help=text)


COMMANDS: dict[str, Callable[[Commands], None]] = {
    "init": _init,
    "schema": _schema,
    "publish": _publish,
    "accept": _accept,
    "collect": _collect,
    "serve": _serve,
    "worker": _worker,
    "status": _status,
    "check": _check,
    "when": _when,
    "close": _close,
    "explain": _explain,
    "try": _try,
    "migrate": _migrate,
    "ledger": _ledger,
}
