"""The commands about what is known between runs: when, ledger, migrate."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

from feeds.cli import clock, show
from feeds.model.errors import UsageError
from feeds.model.instant import rfc3339
from feeds.model.safe_text import one_line, shortened

WHAT = {
    "opens": "opens",
    "closes": "closes",
    "told": "leaves the list of deletions",
    "gone": "its page is gone (410)",
}


def when(options: argparse.Namespace) -> int:
    """List the moments at which the clock alone will change what is published."""
    from feeds.pipeline.project import opened
    from feeds.pipeline.publish import rehearsal

    with opened(options.config, keep=False) as (project, store):
        now = clock.read(options, project.config.site.timezone)
        with rehearsal(project, store, now) as (run, listings):
            coming = run.ledger.coming(listings, now)
    if options.json:
        show.print_json([one._asdict() | {"at": rfc3339(one.at)} for one in coming])
        return show.DONE
    for one in coming:
        print(f"{rfc3339(one.at)}  {WHAT[one.what]}: {shortened(one.title)} ({one_line(one.locator)})")
    if not coming:
        print("nothing opens or closes by itself")
    return show.DONE


def ledger_export(options: argparse.Namespace) -> int:
    """Write the ledger as lines of JSON."""
    from feeds.ledger import export
    from feeds.pipeline.project import STATE, opened

    if not (options.config.parent / STATE / "ledger.sqlite").exists():
        raise UsageError(f"{options.config.parent / STATE}: there is no ledger (`feeds publish` makes one)")
    with opened(options.config, keep=False) as (_, store):
        lines = export.dump(store)
        if str(options.file) == "-":
            for line in lines:
                print(line)
        else:
            _write(options.file, lines)
    return show.DONE


def _write(file: Path, lines: Iterable[str]) -> None:
    """Write beside, then put in place: a copy that breaks off does not take that of the last time along."""
    beside = file.with_name(f"{file.name}.new")
    try:
        with beside.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines)
        beside.replace(file)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error


def ledger_import(options: argparse.Namespace) -> int:
    """Take in a ledger that was exported."""
    from feeds.ledger import export
    from feeds.pipeline.project import opened

    with _stream(options.file) as file, opened(options.config) as (_, store):
        count = export.load(store, file, str(options.file))
    if options.json:
        show.print_json({"rows": count}, indent=None)
    else:
        print(f"{show.number(count, 'row')} taken in")
    return show.DONE


@contextmanager
def _stream(file: Path) -> Iterator[IO[str]]:
    if str(file) == "-":
        yield sys.stdin
        return
    try:
        with file.open(encoding="utf-8-sig") as stream:
            yield stream
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {getattr(error, 'strerror', None) or error}") from error


def migrate(options: argparse.Namespace) -> int:
    """Take over the ids, dates and addresses of a feed that another program published."""
    from feeds.pipeline.migrate import migrate as take_over
    from feeds.pipeline.project import opened

    with opened(options.config) as (project, store):
        now = clock.read(options, project.config.site.timezone)
        matches, problems = take_over(project, store, now, options.old)
    left = [match for match in matches if not match.locator]
    if options.json:
        listed = [show.of_problem(problem) for problem in problems]
        show.print_json({"entries": [asdict(match) for match in matches], "problems": listed})
    else:
        show.problems(problems)
        for match in matches:
            place = one_line(match.locator) if match.locator else "no file goes on with it"
            print(f"{'kept' if match.locator else 'left':5} {shortened(match.title or match.id)} ({place})")
        print(f"{len(matches) - len(left)} kept, {len(left)} left")
    return show.PROBLEMS if left or problems else show.DONE
