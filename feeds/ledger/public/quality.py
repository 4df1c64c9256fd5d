"""Quality of sources: how much the jobs of each lack, and how far its dates and closings can be relied on.

The score is 100, less 10 for each of four fields (employer, place, text, date) that all its open jobs lack, less 30
if all its jobs were closed wrongly, and less 30 if it moved the dates of all; in proportion if only some. Jobs are
the open ones, and those that it closed in the last `WINDOW`. Of the copies of one job, that of the source with the
higher score leads (see `matching.duplicates`).

The score is counted when something was recorded, and kept: a change of it renders nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.ledger.store import Store
from feeds.ledger.store.rows import required_time
from feeds.ledger.store.sources import QUALITY
from feeds.model.entry import Transition
from feeds.model.instant import Moment

if TYPE_CHECKING:
    from feeds.model.post import Post

FIELDS = ("employer", "place", "text", "date")
FIELD_WEIGHT, CLOSING_WEIGHT, DATE_WEIGHT = 10, 30, 30  # points of 100 that are lost if it concerns all jobs
WRONG_WITHIN = timedelta(days=30)  # a job that is back by then was closed wrongly
WINDOW = timedelta(days=90)  # for which closings and moved dates count
META = "quality"
_EVENTS = {"wrong closing": "wrong_closings", "moved date": "moved_dates"}
_CUT = ("…", "...", "[…]", "[...]", "(…)", "(...)")
_UNKNOWN = "-"


class Quality(NamedTuple):
    """The quality of a source; each value counts jobs.

    open: its open jobs. closed: those that it closed in the last 90 days. wrong_closings: those that it closed and
    that were back within 30 days. moved_dates: those whose stated date of publication or closing it moved.
    missing_fields: open jobs without an employer, a place, a text or a date, by field.
    days_to_close: median of the days from publication to closing, of those closed; None without any.
    """

    open: int = 0
    closed: int = 0
    wrong_closings: int = 0
    moved_dates: int = 0
    days_to_close: int | None = None
    missing_fields: Mapping[str, int] = {}

    def lost(self) -> dict[str, float]:
        """Return how many points of the score each kind of fault costs, from 0; a field by its name."""
        jobs, opened = max(self.open + self.closed, 1), max(self.open, 1)
        fields = {name: FIELD_WEIGHT * min(self.missing_fields.get(name, 0) / opened, 1) for name in FIELDS}
        closings = CLOSING_WEIGHT * min(self.wrong_closings / jobs, 1)
        return {**fields, "wrong_closings": closings, "moved_dates": DATE_WEIGHT * min(self.moved_dates / jobs, 1)}

    def as_json(self) -> dict[str, Any]:
        """Return the score and what it is made of, as in `status.json`."""
        missing = {name: self.missing_fields.get(name, 0) for name in FIELDS}
        return {"score": self.score, **self._asdict(), "missing_fields": missing}

    @property
    def score(self) -> int:
        """Return the score, from 0 to 100."""
        return round(100 - sum(self.lost().values()))


def missing_fields(post: Post) -> str | None:
    """Return which fields of a job are missing, separated by spaces; None for an article.

    A text is missing, too, if it only refers to a page or is cut short; a date, if it is only that of the last change.
    """
    from feeds.ledger.change_detection import words  # not for a run in which nothing changed

    job = post.job
    if job is None:
        return None
    text = words(post.content_html)
    is_missing = {
        "employer": not job.hiring_organization.name,
        "place": not job.job_location and job.remote != "full",
        "text": not text or job.pointer or text[-1].endswith(_CUT),
        "date": _posted(post) is None,
    }
    return " ".join(name for name in FIELDS if is_missing[name])


def stated_dates(post: Post) -> str:
    """Return the dates of publication and of closing that a partner states of a job; "" if it states none.

    Another `feeds` keeps dates itself.
    """
    dates = (_posted(post), post.stated.closes)
    if post.job is None or post.via or not any(dates):
        return ""
    return " ".join(date.text() if date else _UNKNOWN for date in dates)


def are_moved(before: str, after: str) -> bool:
    """Return whether a date that both state (see `stated_dates`) differs, and not only by being more exact."""
    pairs = zip(before.split(), after.split(), strict=False)
    return any(_UNKNOWN not in pair and _differ(*pair) for pair in pairs)


def observe(
    store: Store, transitions: Collection[Transition], now: datetime, is_counted: Callable[[Transition], bool]
) -> None:
    """Save which sources closed entries, and which of these are back too soon; forget what is too old to count.

    A job that its partner left out and that is listed again is a new entry, of the same document. Transitions that
    are not counted are not of the sources.
    """
    closed = store.closed_entries(now - WRONG_WITHIN) if transitions else []
    ids, places = {entry for *_, entry in closed}, {(source, locator) for source, locator, _ in closed}
    back, again = set[str](), set[tuple[str, str]]()
    for one in filter(is_counted, transitions if closed else ()):
        if one.change == "reopened" and one.id in ids:
            back.add(one.id)
        elif one.change == "new" and (one.source, one.locator) in places:
            again.add((one.source, one.locator))
    for source, locator, entry in closed:
        if entry in back or (source, locator) in again:
            store.save_quality_event(source, entry, "wrong closing", now)
            store.forget_closing(entry)
    ended = (one for one in transitions if one.change in ("closed", "removed") and is_counted(one))
    store.save_quality_events(((one.source, one.id) for one in ended), "closed", now)
    store.forget_quality_events(now - WINDOW)


def save(store: Store) -> None:
    """Count the quality of all sources, and save it."""
    from statistics import median  # not for a run in which nothing changed

    counts: dict[str, dict[str, Any]] = defaultdict(lambda: dict.fromkeys(("open", "closed", *_EVENTS.values()), 0))
    for source, missing, count in store.count_missing_fields():
        of = counts[source]
        of["open"] += count
        fields = of.setdefault("missing_fields", {})
        for name in missing.split():
            fields[name] = fields.get(name, 0) + count
    for source, event, count in store.count_quality_events():
        if event in _EVENTS:
            counts[source][_EVENTS[event]] = count
    days = defaultdict[str, list[float]](list)
    for source, published, closed in store.closings():
        days[source].append((required_time(closed) - required_time(published)) / timedelta(days=1))
    for source, each in days.items():
        counts[source] |= {"closed": len(each), "days_to_close": max(round(median(each)), 0)}
    text = json.dumps(counts, sort_keys=True) if counts else ""
    if text != store.meta(META):
        store.set_meta(META, text)


def load(store: Store) -> dict[str, Quality]:
    """Return the quality of each source that has jobs or had some in the last 90 days, as last counted."""
    known = {name: Quality(**values) for name, values in store.meta_json(META, QUALITY, {}).items()}
    return {name: one for name, one in known.items() if one.open + one.closed}


def of_documents(missing: Iterable[str | None]) -> Quality | None:
    """Return the quality of a source by its documents alone; None without a job."""
    jobs = [one.split() for one in missing if one is not None]
    counts = {name: sum(name in fields for fields in jobs) for name in FIELDS}
    return Quality(open=len(jobs), missing_fields=counts) if jobs else None


def _posted(post: Post) -> Moment | None:
    """Return the day of publication that a post states; not the day of its last change in the place of that."""
    job = post.job
    is_dated = not any(one.field == "published" and one.detail == "updated" for one in post.origins)
    return (post.published if is_dated else None) or (job.date_posted if job else None)


def _differ(one: str, other: str) -> bool:
    length = min(len(one), len(other))  # of a day, if either has no time
    return one[:length] != other[:length]
