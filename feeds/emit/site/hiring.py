"""hiring.json: the open jobs of one organisation, for its own site: how many there are, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from feeds.emit.documents import to_json
from feeds.model.entry import NOT_LISTED, Listing
from feeds.model.feed import Output
from feeds.model.urls import slugify

MEDIA_TYPE = "application/json"
NAME = "hiring.json"
FOLDER = "organizations"
_PATH = re.compile(rf"{FOLDER}/[^/]+/{re.escape(NAME)}")


class Part(NamedTuple):
    """One document; `path` is relative to the output directory, `jobs` are the open ones, the newest first."""

    path: str
    jobs: Sequence[Listing]


def parts(listings: Iterable[Listing], open_jobs: Iterable[Listing], published: Iterable[str]) -> list[Part]:
    """Return a document for each organisation that ever had a public job.

    Args:
        listings: all entries.
        open_jobs: the open jobs, the newest first.
        published: paths of outputs that were published before; their organisation may have another name now.
    """
    jobs: dict[str, list[Listing]] = {path: [] for path in published if _PATH.fullmatch(path)}
    for listing in listings:
        if listing.kind == "job" and (listing.shown or listing.state not in NOT_LISTED):
            jobs.setdefault(_path(listing), [])
    for listing in open_jobs:
        jobs[_path(listing)].append(listing)
    jobs.pop("", None)
    return [Part(path, jobs[path]) for path in sorted(jobs)]


def emit(part: Part) -> Output:
    """Return a document.

    Raises:
        OutputError: it cannot be written, or differs when it is read back.
    """
    items = [(job.id, {"title": job.title, "url": job.url}) for job in part.jobs]
    return Output(part.path, MEDIA_TYPE, to_json(part.path, {"count": len(items)}, "jobs", items))


def _path(listing: Listing) -> str:
    slug = slugify(listing.organization)
    return f"{FOLDER}/{slug}/{NAME}" if slug else ""
