"""How reports, problems and progress are printed, for people and as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

from feeds.cli import language
from feeds.cli.language import translate
from feeds.model.problem import Message, Severity, forms, listed, verbatim
from feeds.model.safe_text import one_line, shortened

if TYPE_CHECKING:
    from feeds.model.entry import Transition
    from feeds.model.problem import Problem
    from feeds.pipeline.inspect.explain import Line
    from feeds.pipeline.report import Report
    from feeds.pipeline.run import Progress

DONE, PROBLEMS, FAILED, INTERRUPTED = 0, 1, 4, 130
# States that are printed if there are any.
NOT_CLOSED = {
    "scheduled": forms("%(count)s scheduled", "%(count)s scheduled"),
    "unlisted": forms("%(count)s unlisted", "%(count)s unlisted"),
    "draft": forms("%(count)s draft", "%(count)s draft"),
}
KINDS: dict[Severity, Message] = {
    "error": Message("refused"),
    "warning": Message("problem"),
    "note": Message("note"),
}
KIND_COUNTS: dict[Severity, tuple[str, str]] = {
    "error": forms("%(count)s refused", "%(count)s refused"),
    "warning": forms("%(count)s problem", "%(count)s problems"),
    "note": forms("%(count)s note", "%(count)s notes"),
}
MOST_NEW = 20  # lines of new entries: a first run of more prints their number
CHANGE_WORDS = {
    "": verbatim(""),
    "new": Message("new"),
    "changed": Message("changed"),
    "closed": Message("closed"),
    "reopened": Message("back"),
    "removed": Message("removed"),
}
CHANGES = {
    "new": forms("%(count)s new", "%(count)s new"),
    "changed": forms("%(count)s changed", "%(count)s changed"),
    "closed": forms("%(count)s closed", "%(count)s closed"),
    "reopened": forms("%(count)s reopened", "%(count)s reopened"),
    "removed": forms("%(count)s removed", "%(count)s removed"),
}
LONG = 1000  # items: the progress of a shorter stage is not printed unless on a terminal


def as_json(report: Report) -> dict[str, Any]:
    """Return a report as `--json` prints it."""
    return {
        "status": report.exit_status,
        "stopped": translate(report.stopped),
        "clock_error": translate(report.clock_error),
        "counts": report.counts,
        "unconfirmed": report.unconfirmed,
        "transitions": [transition._asdict() for transition in report.transitions],
        "held": [transition._asdict() for transition in report.held],
        "written": sorted(report.written),
        "removed": sorted(report.removed),
        "partners": {"fetched": report.fetched, "skipped": report.skipped, "received": report.received},
        "notifications": {"sent": report.sent, "pending": report.pending},
        "problems": [problem_as_json(problem) for problem in report.problems],
    }


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """Return the parts of a problem, and its line as it is printed; texts are in the user's language."""
    phrases = {name: translate(getattr(problem, name)) for name in ("expected", "found", "remedy")}
    return asdict(problem) | phrases | {"text": translate(problem.message)}


def print_line(text: str, *, file: TextIO | None = None) -> None:
    """Print a phrase in the user's language, on one line."""
    print(one_line(translate(text)), file=file)


def print_lines(lines: Sequence[Line], shorten: Callable[[str], str] = one_line) -> None:
    """Print fields with their values and origins, in columns; `shorten` makes one line of a value."""
    width = max(len(line.field) for line in lines)
    for line in lines:
        origin = f"  [{one_line(translate(line.origin))}]" if line.origin else ""
        print(f"{line.field:{width}}  {shorten(translate(line.value))}{origin}")


def print_report(report: Report, output: str, *, dry_run: bool) -> None:
    """Print the changes that subscribers will notice, the number of posts, and what was written and sent."""
    _print_transitions(report.transitions)
    _print_transitions(report.held, held=True)
    print_line(_totals(report))
    if report.clock_error:
        print_line(report.clock_error)
    if report.stopped:
        print_line(Message("nothing was published: %(reason)s", reason=report.stopped))
    elif dry_run:
        print_line(Message("nothing was written: this was a dry run"))
    elif report.written or report.removed:
        written = Message("%(count)s file written", "%(count)s files written", count=len(report.written))
        removed = Message("%(count)s removed", "%(count)s removed", count=len(report.removed))
        print_line(Message("%(folder)s/: %(written)s, %(removed)s", folder=output, written=written, removed=removed))
    else:
        print_line(Message("%(folder)s/: nothing changed", folder=output))
    if report.sent or report.pending:
        sent = Message("%(count)s notification sent", "%(count)s notifications sent", count=report.sent)
        print_line(Message("%(sent)s, %(pending)s pending", sent=sent, pending=report.pending))


def _totals(report: Report) -> Message:
    """Return the number of posts by kind and state: "3 open jobs, 1 article, 2 closed"."""
    totals = Counter[str]()  # by state
    for name, count in report.counts.items():
        state = name.split()[1]
        totals[state if state in (*NOT_CLOSED, "open", "stale", "removed") else "closed"] += count
    stale = report.counts.get("job stale", 0)
    articles = report.counts.get("article open", 0) + report.counts.get("article stale", 0)
    jobs = Message("%(count)s open job", "%(count)s open jobs", count=report.counts.get("job open", 0) + stale)
    if stale:
        since = report.unconfirmed[:10]
        jobs = Message(
            "%(jobs)s (%(stale)s of them not confirmed since %(since)s)", jobs=jobs, stale=stale, since=since
        )
    return listed(
        [
            jobs,
            Message("%(count)s article", "%(count)s articles", count=articles),
            Message("%(count)s closed", "%(count)s closed", count=totals["closed"]),
            *(Message(*NOT_CLOSED[state], count=totals[state]) for state in NOT_CLOSED if totals[state]),
        ]
    )


def print_fetched(report: Report) -> None:
    """Print the new entries of partners, and how many partners were fetched."""
    _print_transitions(report.transitions)
    fetched = [
        Message("%(count)s partner fetched", "%(count)s partners fetched", count=report.fetched),
        Message("%(size)s kB received", size=f"{report.received / 1000:,.0f}"),
    ]
    if report.skipped:
        fetched.append(
            Message("%(count)s left for the next run", "%(count)s left for the next run", count=report.skipped)
        )
    print_line(listed(fetched))
    changes = Counter(transition.change for transition in report.transitions)
    counts = (Message(*CHANGES[change], count=count) for change, count in sorted(changes.items()) if change)
    print_line(listed(counts) or Message("nothing changed"))
    if report.stopped:
        print_line(Message("nothing was saved: %(reason)s", reason=report.stopped))


def _print_transitions(transitions: Collection[Transition], *, held: bool = False) -> None:
    new = sum(one.change == "new" for one in transitions)
    if new > MOST_NEW:
        print_line(Message("%(count)s new entry", "%(count)s new entries", count=new))
        transitions = [one for one in transitions if one.change != "new"]
    for one in transitions:
        change = translate(CHANGE_WORDS[one.change])
        detail = f"{translate(Message(': '))}{one_line(detail_text(one))}" if one.detail else ""
        location = f" ({one_line(one.locator)})" if one.locator else ""
        prefix = translate(Message("held back: ")) if held else ""
        print(f"{prefix}{change:9} {shortened(one.title)}{location}{detail}")


def detail_text(transition: Transition) -> str:
    """Return why or how an entry changed, in the user's language."""
    if transition.change == "changed":
        return language.fields(transition.detail)
    from feeds.model.entry import reason

    return translate(reason(transition.detail))


def print_problems(problems: Sequence[Problem], *, notes: int = 0) -> None:
    """Print problems on standard error, those of a file together, and how many there are of each kind.

    `notes` is the number of notes that are not printed.
    """
    for problem in in_order(problems):
        print_line(labelled(problem), file=sys.stderr)
    if not problems:
        return
    kinds = by_kind(problems)
    if notes:
        more = Message(
            "%(count)s note that `feeds check` shows", "%(count)s notes that `feeds check` shows", count=notes
        )
        kinds = listed([kinds, more])
    print_line(kinds, file=sys.stderr)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file, line and column."""
    return sorted(problems, key=lambda one: (one.file, one.line or 0, one.column or 0))


def labelled(problem: Problem) -> Message:
    """Return a problem as a line, with its kind after its place."""
    return Message(
        "%(place)s: %(kind)s: %(sentence)s",
        place=problem.place,
        kind=KINDS[problem.severity],
        sentence=problem.sentence,
    )


def by_kind(problems: Iterable[Problem]) -> Message:
    """Return how many problems there are of each kind: "1 refused, 2 problems"."""
    counts = Counter(problem.severity for problem in problems)
    return listed(Message(*KIND_COUNTS[kind], count=counts[kind]) for kind in KIND_COUNTS if counts[kind])


def print_json(value: Any, *, indent: int | None = 1) -> None:
    """Print JSON: ASCII unless the stream is UTF-8."""
    plain = (getattr(sys.stdout, "encoding", "") or "utf-8").lower() not in ("utf-8", "utf8")
    print(json.dumps(value, ensure_ascii=plain, indent=indent, default=str))


def progress() -> Progress:
    """Return what shows progress: a bar on a terminal, elsewhere a line for each tenth of a long stage."""
    import time

    terminal, started = bool(sys.stderr and sys.stderr.isatty()), time.monotonic()
    printed: dict[str, int] = {}  # tenths, by stage

    def show(what: Message, done: int, of: int) -> None:
        stage = translate(what)
        if terminal and (time.monotonic() - started > 1 or done == of):
            width = 30 * done // max(of, 1)
            end = "\r\033[K" if done == of else ""
            print(f"\r{stage} [{'#' * width:30}] {done}/{of}", end=end, file=sys.stderr, flush=True)
        elif not terminal and of >= LONG and (tenth := done * 10 // of) > printed.get(stage, 0):
            printed[stage] = tenth
            print_line(Message("%(stage)s: %(done)s of %(of)s", stage=stage, done=done, of=of), file=sys.stderr)

    return show
