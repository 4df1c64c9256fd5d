"""`feeds ledger export` and `import`: the ledger as lines of JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from feeds.cli import output
from feeds.model.errors import UsageError
from feeds.model.problem import Message


def ledger_export(options: argparse.Namespace) -> int:
    """Write the ledger to a file or to standard output."""
    from feeds.ledger import export
    from feeds.pipeline.project import STATE, opened

    if not (options.config.parent / STATE / "ledger.sqlite").exists():
        raise UsageError(
            Message(
                "%(parent)s: there is no ledger (`feeds publish` creates one)", parent=options.config.parent / STATE
            )
        )
    with opened(options.config, keep=False) as (_, store):
        lines = export.dump(store)
        if str(options.file) == "-":
            for line in lines:
                print(line)
        else:
            _write(options.file, lines)
    return output.DONE


def _write(file: Path, lines: Iterable[str]) -> None:
    """Write a temporary file, then replace: an export that is cut off leaves the previous one intact."""
    from feeds.ledger.store.engines import private_file

    temporary = file.with_name(f"{file.name}.new")
    try:
        with private_file.open_new(temporary) as stream:
            stream.writelines(f"{line}\n" for line in lines)
        temporary.replace(file)
    except OSError as error:
        raise UsageError(Message("%(file)s: %(error)s", file=file, error=error.strerror)) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def ledger_import(options: argparse.Namespace) -> int:
    """Read an exported ledger into a project that has none."""
    from feeds.ledger import export
    from feeds.pipeline.project import opened

    with _stream(options.file) as file, opened(options.config) as (_, store):
        count = export.load(store, file, str(options.file))
    if options.json:
        output.print_json({"rows": count}, indent=None)
    else:
        output.print_line(Message("%(count)s row imported", "%(count)s rows imported", count=count))
    return output.DONE


@contextmanager
def _stream(file: Path) -> Iterator[IO[str]]:
    if str(file) == "-":
        yield sys.stdin
        return
    try:
        with file.open(encoding="utf-8-sig") as stream:
            yield stream
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            Message("%(file)s: %(error)s", file=file, error=getattr(error, "strerror", None) or error)
        ) from error
