"""What a person asks about one post, or about all: where a field comes from, what is missing."""

from __future__ import annotations

import os.path
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.assemble.facets import expand
from feeds.assemble.selection_and_order import select
from feeds.ledger.store import Store
from feeds.model.entry import Entry, Listing
from feeds.model.errors import UsageError
from feeds.model.instant import Moment, rfc3339
from feeds.model.post import Origin, Post
from feeds.model.problem import Problem
from feeds.model.safe_text import suggestion
from feeds.model.settings import Organization
from feeds.normalise import identity
from feeds.pipeline.publish import rehearse
from feeds.pipeline.report import Report
from feeds.pipeline.run import Project


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a post, its value as text, and where it came from."""

    field: str
    value: str
    origin: str = ""


def check(project: Project, store: Store, now: datetime) -> Report:
    """Read everything, keep nothing, and say also which open jobs lack what aggregators demand."""
    from feeds.emit.formats import job_posting

    incomplete: list[Problem] = []
    with rehearse(project, store, now, learn=False) as (ledger, listings, report):
        jobs = [x for x in listings if x.kind == "job" and x.state == "open"]
        for entry in ledger.entries(sorted(jobs, key=lambda listing: listing.locator)):
            missing = job_posting.missing_fields(entry)
            if missing and entry.post.job and not entry.post.job.pointer:
                incomplete.append(_ineligible(entry, missing))
    return replace(report, problems=(*report.problems, *incomplete))


def _ineligible(entry: Entry, missing: Sequence[str]) -> Problem:
    facts, remedies = zip(*(fact.split(": ", 1) for fact in missing), strict=True)
    verb = "is" if len(facts) == 1 else "are"
    found = f"not eligible for Google for Jobs: {' and '.join(facts)} {verb} missing"
    remedy = "; ".join((*dict.fromkeys(remedies), "until then its page carries no JobPosting"))
    return Problem(entry.listing.locator, "", found, remedy, field="JobPosting")


def explain(project: Project, store: Store, now: datetime, wanted: str) -> list[Line]:
    """Say of one post what is published, where each field comes from and in which feeds it stands.

    Raises:
        UsageError: there is no such post.
    """
    with rehearse(project, store, now) as (ledger, listings, report):
        listing = _find(listings, wanted, report, project.root)
        (entry,) = ledger.entries([listing])
        problems = [problem for problem in report.problems if problem.file == listing.locator]
        lines = [
            *_identity(entry),
            *_others(ledger.store, entry),
            *fields_of(entry.post),
            *_feeds(project, listings, entry),
            *_google(entry),
        ]
    return [*lines, *(Line(problem.severity, str(problem)) for problem in problems)]


def _find(listings: Sequence[Listing], wanted: str, report: Report, root: Path) -> Listing:
    spelt = _spellings(wanted, root)
    for listing in sorted(listings, key=lambda listing: listing.state == "removed"):  # what is there, first
        names = {
            listing.id,
            listing.url,
            listing.url.rstrip("/"),
            listing.locator,
            os.path.normpath(listing.locator),
            listing.path,
            listing.path.removesuffix("/index.html"),
        }
        names.add(listing.path.removesuffix("/index.html").rpartition("/")[2])
        if spelt & names or listing.locator.endswith("/" + wanted):
            return listing
    for problem in report.problems:
        if problem.file in spelt:
            raise UsageError(f"{wanted} was refused: {problem}")
    near = suggestion(wanted, (listing.locator for listing in listings), 3, identity.file_stem)
    raise UsageError(f"{wanted}: no such post" + (f" ({near})" if near else ""))


def _spellings(wanted: str, root: Path) -> set[str]:
    """Give the ways in which the ledger may write what a person named: a file or an address."""
    tidy = os.path.normpath(wanted)
    seen = os.path.relpath(os.path.abspath(wanted), os.path.abspath(root))  # noqa: PTH100 - links stay as written
    spelt = {wanted, wanted.rstrip("/"), tidy, seen}
    if "\0" not in wanted:
        spelt.add(os.path.relpath(os.path.realpath(wanted), os.path.realpath(root)))
    return spelt - {"", "."}


def _identity(entry: Entry) -> Iterator[Line]:
    listing = entry.listing
    yield Line("id", listing.id, "given once, kept in the ledger")
    yield Line("url", listing.url)
    yield Line("file", listing.locator)
    yield Line("state", listing.state, listing.reason)
    yield Line("published", rfc3339(listing.published), _origin(entry.post, "published") or "first seen")
    yield Line("updated", rfc3339(listing.updated))
    if listing.closed:
        yield Line("closed", rfc3339(listing.closed))


def _others(store: Store, entry: Entry) -> Iterator[Line]:
    """Name the other documents that tell of the same offer."""
    for source, locator in store.documents_of(entry.listing.id):
        if (source, locator) != (entry.listing.source, entry.listing.locator):
            yield Line("also in", locator, f"source {source}")


def fields_of(post: Post) -> Iterator[Line]:
    """Give each field of a post that has a value, as text, and where it came from."""
    for name in ("title", "summary", "language", "authors", "tags", "external_url", "image", "attachments"):
        if value := _text(getattr(post, name)):
            yield Line(name, value, _origin(post, name))
    yield Line("content_html", f"{len(post.content_html)} characters", _origin(post, "content_html"))
    for field in fields(post.job) if post.job else ():
        value = _text(getattr(post.job, field.name))
        if value not in ("", field.default) and not (field.name == "pointer" and value == "False"):
            yield Line(f"job.{field.name}", value, _origin(post, f"job.{field.name}"))


def _origin(post: Post, field: str) -> str:
    for origin in post.origins:
        if origin.field == field:
            return _told(origin)
    return ""


def _told(origin: Origin) -> str:
    line = f", line {origin.line}" if origin.line else ""
    return f"{origin.how}{f' {origin.detail}' if origin.detail else ''}{line}"


def _text(value: Any) -> str:
    if isinstance(value, Moment):
        return value.text()
    if isinstance(value, Organization):
        return (
            value.name
            + (f" <{value.url}>" if value.url else "")
            + (f", of {value.parent.name}" if value.parent else "")
        )
    if isinstance(value, tuple):
        return "; ".join(_text(item) for item in value)
    if is_dataclass(value):
        return ", ".join(text for field in fields(value) if (text := _text(getattr(value, field.name))))
    return "" if value is None else str(value)


def _feeds(project: Project, listings: Sequence[Listing], entry: Entry) -> Iterator[Line]:
    site = project.config.site
    for spec, members in expand(project.config.feeds, listings, site):
        chosen = [listing.id for listing in select(spec, members, site)]
        if entry.listing.id in chosen:
            archived = spec.limit is not None and chosen.index(entry.listing.id) >= spec.limit
            yield Line(
                "feed", spec.name, "in its archives" if archived and spec.history == "archived" else ""
            )


def _google(entry: Entry) -> Iterator[Line]:
    from feeds.emit.formats import job_posting

    if entry.post.job is None or entry.listing.state != "open":
        return
    missing = job_posting.missing_fields(entry)
    if entry.post.job.pointer:
        yield Line("JobPosting", "no", "the text only points to the employer's page")
    else:
        yield Line("JobPosting", f"no: {', '.join(missing)}" if missing else "yes")
