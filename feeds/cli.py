"""The commands and what they print; the only module that prints, or reads the clock."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from feeds._version import __version__
from feeds.errors import ConfigError, FeedsError, UsageError
from feeds.lines import one_line, shortened
from feeds.model import Problem
from feeds.run import Progress, Report, quiet

DONE, PROBLEMS, NOTHING, INTERRUPTED = 0, 1, 4, 130

EPILOG = """exit status:
  0  done
  1  done, with problems reported
  2  the configuration or the command line is wrong; nothing was touched
  3  another run holds the lock
  4  nothing could be published

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
        return PROBLEMS
    return status


def _obey(arguments: list[str]) -> int:
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as end:
        if end.code and "--json" in arguments:
            _print_json({"error": "the command line is wrong", "status": end.code}, indent=None)
        raise
    try:
        status: int = options.command(options)
    except ConfigError as error:
        if options.json:
            listed = [_of_problem(problem) for problem in error.problems]
            _print_json({"status": error.exit_status, "problems": listed}, indent=None)
        else:
            _problems(error.problems)
        return error.exit_status
    except FeedsError as error:
        return _failed(str(error), error.exit_status, as_json=options.json)
    except KeyboardInterrupt:
        return _failed("interrupted; the next run finishes the work", INTERRUPTED, as_json=options.json)
    return status


def _failed(why: str, status: int, *, as_json: bool) -> int:
    if as_json:
        _print_json({"error": why, "status": status}, indent=None)
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
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, summary: str, example: str, work: Any) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=summary,
            description=summary + ".",
            epilog=f"example:\n  {example}\n",
            formatter_class=raw,
        )
        sub.add_argument("--json", action="store_true", help="print JSON, for a machine to read")
        sub.set_defaults(command=work)
        return sub

    init = command("init", "write a first configuration and two posts", "feeds init my-site", _init)
    init.add_argument("folder", nargs="?", default=".", type=Path, help="where to (default: here)")

    check = command("check", "say what is wrong with the configuration and the posts", "feeds check", _check)
    publish = command("publish", "publish what changed", "feeds publish --dry-run", _publish)
    publish.add_argument(
        "--dry-run", action="store_true", help="show what subscribers would see; write nothing"
    )
    publish.add_argument("--strict", action="store_true", help="publish nothing if there is any problem")
    publish.add_argument("--accept", action="store_true", help="a source that lost all its posts means it")
    publish.add_argument(
        "--wait", type=float, default=0.0, metavar="SECONDS", help="wait for another run to end"
    )
    explain = command(
        "explain", "say where each field of a post comes from", "feeds explain sources/a.md", _explain
    )
    explain.add_argument("post", help="its file, address, slug or id")
    for sub in (check, publish, explain):
        sub.add_argument("--config", default=Path("config.yaml"), type=Path, help="default: config.yaml")
        sub.add_argument(
            "--now", metavar="TIME", help="the moment to work at, such as 2026-03-01 or 2026-03-01T09:00Z"
        )
    command("schema", "print the JSON Schema of config.yaml", "feeds schema > config.schema.json", _schema)
    return parser


def _now(options: argparse.Namespace, timezone: str) -> datetime:
    """Read the clock, once: `--now`, else SOURCE_DATE_EPOCH, else the machine's; to the second."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if options.now:
        return _moment(options.now, timezone)
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise UsageError(f"SOURCE_DATE_EPOCH: expected seconds since 1970, found {epoch!r}") from error
    return datetime.now(UTC).replace(microsecond=0)


def _moment(text: str, timezone: str) -> datetime:
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))
        return aware.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"--now: expected a date or a time, found {text!r} (write 2026-03-01T09:00Z)"
        ) from error


def _publish(options: argparse.Namespace) -> int:
    from feeds.project import opened
    from feeds.publish import publish

    with opened(options.config, keep=not options.dry_run, wait=options.wait) as (project, store):
        now = _now(options, project.config.site.timezone)
        bar = quiet if options.json else _progress()
        wishes = {"dry_run": options.dry_run, "strict": options.strict, "accept": options.accept}
        report = publish(project, store, now, progress=bar, **wishes)
    status = _status(report)
    if options.json:
        _print_json(_as_json(report, status))
    else:
        _problems(report.troubles())
        _tell(report, project.config.output, dry_run=options.dry_run)
    return status


def _status(report: Report) -> int:
    if report.stopped:
        return NOTHING
    if report.outputs_failed and not report.published:
        return NOTHING
    return PROBLEMS if report.troubles() else DONE


def _as_json(report: Report, status: int) -> dict[str, Any]:
    return {
        "status": status,
        "stopped": report.stopped,
        "counts": report.counts,
        "transitions": [asdict(transition) for transition in report.transitions],
        "written": sorted(report.written),
        "removed": sorted(report.removed),
        "problems": [_of_problem(problem) for problem in report.problems],
    }


def _of_problem(problem: Problem) -> dict[str, Any]:
    return asdict(problem) | {"text": str(problem)}


def _tell(report: Report, output: str, *, dry_run: bool) -> None:
    for transition in report.transitions:
        print(f"{transition.change:9} {shortened(transition.title)} ({one_line(transition.locator)})")
    counts = report.counts
    closed = sum(
        n for name, n in counts.items() if name.split()[1] not in ("open", "draft", "scheduled", "removed")
    )
    told = [
        _number(counts.get("job open", 0), "open job"),
        _number(counts.get("article open", 0), "article"),
        f"{closed} closed",
    ]
    told += [f"{n} {name}" for name in ("scheduled", "draft") if (n := _count(counts, name))]
    print(", ".join(told))
    if report.stopped:
        print(f"nothing was published: {one_line(report.stopped)}")
    elif dry_run:
        print("nothing was written: this was a dry run")
    elif report.written or report.removed:
        print(f"{output}/: {_number(len(report.written), 'file')} written, {len(report.removed)} removed")
    else:
        print(f"{output}/: nothing changed")


def _count(counts: dict[str, int], state: str) -> int:
    return sum(n for name, n in counts.items() if name.endswith(f" {state}"))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(one_line(problem), file=sys.stderr)
    if problems:
        print(_number(len(problems), "problem"), file=sys.stderr)


def _print_json(value: Any, *, indent: int | None = 1) -> None:
    """Print JSON as UTF-8, or in ASCII where the stream is neither."""
    plain = (getattr(sys.stdout, "encoding", "") or "utf-8").lower() not in ("utf-8", "utf8")
    print(json.dumps(value, ensure_ascii=plain, indent=indent, default=str))


def _progress() -> Progress:
    """Show a bar while a person watches, a plain line now and then where nobody does."""
    import time

    watched, started = bool(sys.stderr and sys.stderr.isatty()), time.monotonic()

    def show(stage: str, done: int, of: int) -> None:
        if watched and (time.monotonic() - started > 1 or done == of):
            width = 30 * done // max(of, 1)
            end = "\r\033[K" if done == of else ""
            print(f"\r{stage} [{'#' * width:30}] {done}/{of}", end=end, file=sys.stderr, flush=True)
        elif not watched and of >= 1000 and (done * 10 // of) > ((done - 100) * 10 // of):  # noqa: PLR2004 - a long run
            print(f"{stage}: {done} of {of}", file=sys.stderr)

    return show


def _check(options: argparse.Namespace) -> int:
    from feeds.explain import check
    from feeds.ledger.store import Store
    from feeds.project import load

    store = Store(None)
    project = load(options.config, store)
    report = check(project, store, _now(options, project.config.site.timezone))
    status = _status(report)
    if options.json:
        _print_json(_as_json(report, status))
        return status
    for problem in report.problems:
        print(one_line(problem))
    total = sum(report.counts.values())
    notes = len(report.problems) - len(report.troubles())
    print(f"{_number(total, 'post')}, {_number(len(report.troubles()), 'problem')}, {_number(notes, 'note')}")
    return status


def _explain(options: argparse.Namespace) -> int:
    from feeds.explain import explain
    from feeds.project import opened

    with opened(options.config, keep=False) as (project, store):
        now = _now(options, project.config.site.timezone)
        lines = explain(project, store, now, options.post)
    if options.json:
        _print_json([asdict(line) for line in lines])
        return DONE
    width = max(len(line.field) for line in lines)
    for line in lines:
        print(
            f"{line.field:{width}}  {one_line(line.value)}"
            + (f"  [{one_line(line.origin)}]" if line.origin else "")
        )
    return DONE


def _schema(_options: argparse.Namespace) -> int:
    from feeds.config import json_schema

    _print_json(json_schema(), indent=2)
    return DONE


def _init(options: argparse.Namespace) -> int:
    from feeds.config import starter_files

    files = [(options.folder / path, text) for path, text in starter_files()]
    there = [str(path) for path, _ in files if path.exists()]
    if there:
        raise UsageError(f"{', '.join(there)}: already there (choose an empty folder)")
    try:
        for path, text in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{error.filename}: cannot be written: {error.strerror} (choose another folder)"
        ) from error
    names = [str(path) for path, _ in files]
    if options.json:
        _print_json({"written": names}, indent=None)
    else:
        print("\n".join(f"wrote {name}" for name in names))
    return DONE
