"""Runs in which nothing changed: what the last one printed is printed again.

Most runs of cron are such. What they import decides what they cost, so the command line is compared with that of the
last run instead of being parsed, and no configuration, catalogue or problem is read.
"""

from __future__ import annotations

import os
import sys

from feeds.cli import clock

TYPE_CHECKING = False  # importing typing takes a fifth of such a run
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from feeds.ledger.unchanged.last_run import LastRun

LANGUAGES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
CLOCK = "SOURCE_DATE_EPOCH"


def repeat(arguments: Sequence[str]) -> int | None:
    """Print again what the last run printed, and return its exit status; None if a run has to be done.

    Nothing may have changed since: command line, language, program, configuration, files and outputs. Whatever is
    not as expected here is left to the run, which reports it.
    """
    if "publish" not in arguments or CLOCK in os.environ:
        return None
    import sqlite3

    from feeds.ledger.unchanged.last_run import LastRun

    config = _config(arguments)
    try:
        run = LastRun(f"{os.path.dirname(config) or '.'}/.feeds")  # noqa: PTH120 - pathlib takes longer to import
        try:
            kept = run.kept()
            now = kept.get("now") or clock.machine().isoformat()
            if kept.get("key") != key(arguments, config) or not _is_unchanged(run, kept, config, now):
                return None
            run.save(now)
        finally:
            run.close()
    except (sqlite3.Error, OSError, ValueError, LookupError, TypeError):
        return None
    show(kept["errors"], kept["text"])
    return int(kept["status"])


def _config(arguments: Sequence[str]) -> str:
    """Return the path of the configuration, in `--config` or an abbreviation of it."""
    found = "config.yaml"
    for place, argument in enumerate(arguments):
        name, sign, value = argument.partition("=")
        if name.startswith("--c"):
            found = value if sign else "".join(arguments[place + 1 : place + 2])
    return found


def key(arguments: Sequence[str], config: str) -> str:
    """Return the digest of a command line, the configuration that it names, and the language of its messages."""
    from feeds.model.hashing import digest

    languages = (os.environ.get(name, "") for name in LANGUAGES)
    return digest(os.path.abspath(config), *languages, *arguments)  # noqa: PTH100


def _is_unchanged(run: LastRun, kept: dict[str, Any], config: str, now: str) -> bool:
    """Return whether all that the last run looked at is as it was; times are compared as texts."""
    from feeds.deliver.published_files import modified
    from feeds.ledger.unchanged import program
    from feeds.model.hashing import digest
    from feeds.pipeline.sources import file_states

    stamp, _, version = run.meta("program").partition(" ")
    with open(config, "rb") as file:  # noqa: PTH123
        text = file.read()
    return bool(
        kept["since"] <= now < kept["until"]
        and stamp == program.status()
        and run.meta("config").partition("\n")[0] == digest(version, text)
        and file_states.state(run.folders(kept["folders"])) == kept["files"]
        and next(modified(kept["output"], run.output_stats()), None) is None
    )


def show(errors: str, text: str) -> None:
    """Print a report on standard error and on standard output."""
    for stream, printed in ((sys.stderr, errors), (sys.stdout, text)):
        if printed:
            print(printed, end="", file=stream, flush=True)
