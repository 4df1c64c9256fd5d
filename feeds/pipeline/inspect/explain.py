"""`feeds explain` and `feeds check`: where each field of a post comes from, and what is missing."""

from __future__ import annotations

import os.path
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.assemble.facets import filled
from feeds.assemble.memberships import FEED
from feeds.assemble.selection_and_order import ordered
from feeds.collect.folder import unrecognised
from feeds.ledger.store import Store
from feeds.model.entry import Entry, Listing, reason
from feeds.model.errors import UsageError
from feeds.model.instant import Moment, rfc3339
from feeds.model.job import Job
from feeds.model.post import Post
from feeds.model.problem import Message, Problem, both, listed
from feeds.model.safe_text import suggestion
from feeds.model.settings import FeedSpec, Organization
from feeds.model.urls import is_web_url
from feeds.normalise import identity
from feeds.pipeline.inspect import menu_links, origins
from feeds.pipeline.output import unnamed_employers
from feeds.pipeline.partners import filters
from feeds.pipeline.publish import rehearse
from feeds.pipeline.report import Report
from feeds.pipeline.run import Project

if TYPE_CHECKING:
    from feeds.emit.formats.job_posting import MissingField


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a post, its value as text, and where it came from."""

    field: str
    value: str
    origin: str = ""


def check(project: Project, store: Store, now: datetime) -> Report:
    """Report the problems of all posts, and which open jobs lack what Google for Jobs requires."""
    from feeds.emit.formats import job_posting

    incomplete: list[Problem] = []
    with rehearse(project, store, now, recover=False) as (ledger, listings, report):
        jobs = [x for x in listings if x.kind == "job" and x.state == "open"]
        for entry in ledger.entries(sorted(jobs, key=lambda listing: listing.locator)):
            missing = job_posting.missing_fields(entry)
            job = entry.post.job
            if missing and job and not job.pointer:
                incomplete.append(_ineligible(entry, missing))
            elif job and not job.pointer and job_posting.has_country_alone(job):
                incomplete.append(_country_alone(entry, job))
        links = list(menu_links.problems(project, {*store.aliases(), *(x.path for x in listings)}))
    others = (problem for folder in project.config.folders for problem in unrecognised(folder, project.root))
    # Each job without an employer is listed, so that their number is not.
    problems = (problem for problem in report.problems if problem.field != unnamed_employers.FIELD)
    return replace(report, problems=(*problems, *links, *incomplete, *others))


def _ineligible(entry: Entry, missing: Sequence[MissingField]) -> Problem:
    found = Message(
        "not eligible for Google for Jobs: %(facts)s is missing",
        "not eligible for Google for Jobs: %(facts)s are missing",
        facts=both([one.fact for one in missing]),
        count=len(missing),
    )
    actions = listed(dict.fromkeys(one.remedy for one in missing), "; ")
    remedy = Message("%(actions)s; until then its page carries no JobPosting", actions=actions)
    return Problem(entry.listing.locator, "", found, remedy, field="JobPosting")


def _country_alone(entry: Entry, job: Job) -> Problem:
    line = next((origin.line for origin in entry.post.origins if origin.field == "job.job_location"), None)
    country = ", ".join(place.country for place in job.job_location)
    found = Message("the country %(country)s alone", country=country)
    remedy = Message("write the town, as in `lieu: 75007 Paris`")
    if is_web_url(entry.listing.locator):
        remedy = Message("the partner does not state the town")
    return Problem(entry.listing.locator, Message("a place of work"), found, remedy, field="JobPosting", line=line)


def explain(project: Project, store: Store, now: datetime, name: str) -> list[Line]:
    """Return what is published of a post, where each field comes from, and which feeds contain it.

    `name` is its file, URL, slug or id.

    Raises:
        UsageError: there is no such post.
    """
    with rehearse(project, store, now) as (ledger, listings, report):
        left_out = [*_left_out(project, ledger.store, name)]
        try:
            listing = _find(listings, name, report, project.root)
        except UsageError:
            if left_out:
                return left_out
            raise
        (entry,) = ledger.entries([listing])
        problems = [problem for problem in report.problems if problem.file == listing.locator]
        lines = [
            *_identity(entry),
            *(line for line in left_out if line.field == "left out"),
            *_other_documents(ledger.store, entry),
            *fields_of(entry.post),
            *_feeds(project, ledger.store, entry),
            *_job_posting(entry),
        ]
    return [*lines, *(Line(problem.severity, problem.message) for problem in problems)]


def _find(listings: Sequence[Listing], name: str, report: Report, root: Path) -> Listing:
    return find_all(listings, name, report, root)[0]


def _left_out(project: Project, store: Store, name: str) -> Iterator[Line]:
    """Yield what is known of the entries that the filters of a source leave out, by locator, address or title."""
    for source, one in filters.find(store, project.config.partners, (name,)):
        yield Line("file", one.locator)
        if one.url:
            yield Line("url", one.url)
        yield Line("title", one.title)
        yield Line("left out", Message("by `%(key)s` of the source %(name)s", key=one.key, name=source.name))


def find_all(listings: Sequence[Listing], name: str, report: Report, root: Path) -> list[Listing]:
    """Return the entries that a file, URL, slug or id names, those that were removed last.

    Raises:
        UsageError: there is none.
    """
    spellings = _spellings(name, root)
    found = []
    for listing in sorted(listings, key=lambda listing: listing.state == "removed"):
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
        if spellings & names or listing.locator.endswith(f"/{name}"):
            found.append(listing)
    if found:
        return found
    for problem in report.problems:
        if problem.file in spellings:
            raise UsageError(Message("%(name)s was refused: %(problem)s", name=name, problem=problem.message))
    near = suggestion(name, (listing.locator for listing in listings), 3, identity.file_stem)
    if near:
        raise UsageError(Message("%(name)s: no such post (%(suggestion)s)", name=name, suggestion=near))
    raise UsageError(Message("%(name)s: no such post", name=name))


def _spellings(name: str, root: Path) -> set[str]:
    """Return how the ledger may write the name of a post: a URL, or a path relative to the project."""
    relative = os.path.relpath(os.path.abspath(name), os.path.abspath(root))  # noqa: PTH100 - links stay as written
    spellings = {name, name.rstrip("/"), os.path.normpath(name), relative}
    if "\0" not in name:
        spellings.add(os.path.relpath(os.path.realpath(name), os.path.realpath(root)))
    return spellings - {"", "."}


def _identity(entry: Entry) -> Iterator[Line]:
    listing = entry.listing
    yield Line("id", listing.id, Message("assigned once, kept in the ledger"))
    yield Line("url", listing.url)
    yield Line("file", listing.locator)
    yield Line("state", listing.state, reason(listing.reason))
    yield Line("published", rfc3339(listing.published), origins.of(entry.post, "published") or Message("first seen"))
    yield Line("updated", rfc3339(listing.updated))
    if listing.closed:
        yield Line("closed", rfc3339(listing.closed))


def _other_documents(store: Store, entry: Entry) -> Iterator[Line]:
    """Yield the other documents with the same offer."""
    for source, locator in store.documents_of(entry.listing.id):
        if (source, locator) != (entry.listing.source, entry.listing.locator):
            yield Line("also in", locator, Message("source %(name)s", name=source))


def fields_of(post: Post) -> Iterator[Line]:
    """Yield each field of a post that has a value, as text, with its origin."""
    yield Line("kind", post.kind, origins.of(post, "kind"))
    for name in (
        "title",
        "summary",
        "language",
        "authors",
        "tags",
        "external_url",
        "image",
        "image_alt",
        "attachments",
    ):
        if value := _text(getattr(post, name)):
            yield Line(name, value, origins.of(post, name))
    yield Line(
        "content_html", Message("%(count)s characters", count=len(post.content_html)), origins.of(post, "content_html")
    )
    for field in fields(post.job) if post.job else ():
        value = _text(getattr(post.job, field.name))
        if value not in ("", field.default) and not (field.name == "pointer" and value == "False"):
            yield Line(f"job.{field.name}", value, origins.of(post, f"job.{field.name}"))


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


def _feeds(project: Project, store: Store, entry: Entry) -> Iterator[Line]:
    members = store.members_of([entry.listing.id]).get(entry.listing.id, set())
    of_entry = {one.collection: one.label.split("/") for one in members if one.included}
    for spec in project.config.feeds:
        names = sorted(name for name, values in of_entry.items() if name == FEED + _name(spec, values))
        for name in names:
            newest = ordered(spec, store.members(name))[: spec.limit]
            is_old = entry.listing.id not in {one.id for one in newest}
            archived = Message("in its archives") if is_old and spec.history == "archived" else ""
            yield Line("feed", name.removeprefix(FEED), archived)


def _name(spec: FeedSpec, values: Sequence[str]) -> str:
    """Return the name of a feed, or of the one for a combination of values."""
    return filled(spec.name, spec.each, values) if len(values) == len(spec.each) else spec.name


def _job_posting(entry: Entry) -> Iterator[Line]:
    from feeds.emit.formats import job_posting

    if entry.post.job is None or entry.listing.state != "open":
        return
    missing = job_posting.missing_fields(entry)
    if entry.post.job.pointer:
        yield Line("JobPosting", Message("no"), Message("the text only points to the employer's page"))
    else:
        alone = Message("its place is a country alone") if job_posting.has_country_alone(entry.post.job) else ""
        lacking = listed(Message("%(fact)s: %(remedy)s", fact=one.fact, remedy=one.remedy) for one in missing)
        value = Message("no: %(reasons)s", reasons=lacking) if missing else Message("yes")
        yield Line("JobPosting", value, "" if missing else alone)
