"""hiring.json: the open jobs of one organisation, for its own site: how many there are, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feeds.emit.documents import to_json
from feeds.model.entry import Listing
from feeds.model.feed import Output

MEDIA_TYPE = "application/json"
NAME = "hiring.json"
FOLDER = "organizations"
_PATH = re.compile(rf"{FOLDER}/([^/]+)/{re.escape(NAME)}")


def path(organization: str) -> str:
    """Return the path of the document of an organisation, whose name is as in addresses."""
    return f"{FOLDER}/{organization}/{NAME}"


def organizations(published: Iterable[str]) -> list[str]:
    """Return the organisations of which there are documents among published paths; some may have another name now."""
    return [found[1] for one in published if (found := _PATH.fullmatch(one))]


def emit(organization: str, jobs: Iterable[Listing]) -> Output:
    """Return a document with the open jobs of an organisation, the newest first.

    Raises:
        OutputError: it cannot be written, or differs when it is read back.
    """
    items = [(job.id, {"title": job.title, "url": job.url}) for job in jobs]
    return Output(path(organization), MEDIA_TYPE, to_json(path(organization), {"count": len(items)}, "jobs", items))
