"""Close a job in its file: the keys that state it are edited, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from feeds.ledger.store import Store
from feeds.model.entry import CLOSED, Listing
from feeds.model.errors import PostError, UsageError
from feeds.model.post import Document
from feeds.model.problem import Message, both
from feeds.pipeline.inspect.explain import find_all
from feeds.pipeline.publish import rehearse
from feeds.pipeline.run import Project

Reason = Literal["filled", "withdrawn", "expired", "closed"]

_FRENCH = ("contrat", "poste", "lieu", "equipe", "techno", "domaine", "teletravail", "intitule", "ville", "post_ouvert")


class Closing(NamedTuple):
    """What was done: the file, the state that it states now, and the keys that were set; none if it is closed."""

    file: str
    state: str
    keys: Mapping[str, bool | str]


def close(project: Project, store: Store, now: datetime, name: str, reason: Reason) -> Closing:
    """Edit the file of a job so that it is closed for a reason; one that is closed for it already stays as it is.

    Raises:
        UsageError: there is no such post, more than one, it is a partner's, no job, or its file cannot be edited.
    """
    with rehearse(project, store, now) as (_, listings, report):
        listing = _one(find_all(listings, name, report, project.root), name, project)
    if listing.state == reason or (reason == "closed" and listing.state in CLOSED):
        return Closing(listing.locator, listing.state, {})
    from feeds.normalise.dialects import front_matter
    from feeds.normalise.dialects.front_matter import edit

    path = (project.root / listing.locator).resolve()
    document = Document(listing.source, listing.locator, path.read_bytes(), "")
    yesterday = now.astimezone(ZoneInfo(project.config.site.timezone)).date() - timedelta(days=1)
    try:
        keys = _keys(front_matter.read(document).data, reason, yesterday.isoformat())
        body = edit.with_values(document, keys)
    except PostError as error:
        raise UsageError(error.problem.message) from error
    _replace(path, body)
    return Closing(listing.locator, reason, keys)


def _one(found: list[Listing], name: str, project: Project) -> Listing:
    """Return the only entry of several; one that was removed does not count beside others."""
    present = [listing for listing in found if listing.state != "removed"]
    if not present:
        raise UsageError(Message("%(name)s: expected the file of a post, found one that was removed", name=name))
    if len(present) > 1:
        files = both(sorted(listing.locator for listing in present))
        raise UsageError(
            Message("%(name)s: expected the name of one post, found %(files)s; write its file", name=name, files=files)
        )
    (listing,) = present
    folders = {folder.name: folder for folder in project.config.folders}
    if listing.source in folders and folders[listing.source].dialect == "records":
        raise UsageError(
            Message("%(name)s: expected a Markdown file, found a record; close it where it is exported from", name=name)
        )
    if listing.source not in folders:
        raise UsageError(
            Message(
                "%(name)s: expected a post of this site, found one of the partner %(partner)s, who alone can close it",
                name=name,
                partner=listing.source,
            )
        )
    if listing.kind != "job":
        raise UsageError(
            Message("%(name)s: expected a job, found an article; to hide it, write draft: true", name=name)
        )
    if listing.state == "draft":
        raise UsageError(Message("%(name)s: expected a public job, found a draft", name=name))
    return listing


def _keys(data: Mapping[str, Any], reason: Reason, yesterday: str) -> dict[str, bool | str]:
    """Return the values that close a job, under the keys that its front matter has, or else usual ones."""
    from feeds.normalise import languages
    from feeds.normalise.dialects.job_markdown import key_names
    from feeds.normalise.dialects.job_markdown.fields import as_flag
    from feeds.normalise.values.text import fold

    def of(field: str, default: str) -> tuple[str, ...]:
        return tuple(key for key in data if key_names.field_of(key)[0] == field) or ((default,) if default else ())

    is_french = any(key_names.folded(key).startswith(key_names.folded(word)) for key in data for word in _FRENCH)
    keys: dict[str, bool | str] = dict.fromkeys(of("open", "open"), False)
    filled = of("filled", ("poste_pourvu" if is_french else "filled") if reason == "filled" else "")
    if reason == "filled" or any(as_flag(data[key]) for key in filled):
        keys |= dict.fromkeys(filled, reason == "filled")
    status = of("status", "status" if reason == "withdrawn" else "")
    for key in status:
        if reason == "withdrawn" or fold(str(data[key])) in languages.OPEN | languages.WITHDRAWN:
            keys[key] = "withdrawn" if reason == "withdrawn" else "closed"
    if reason == "expired":
        field = "withdrawal" if of("withdrawal", "") else "closing"
        keys |= dict.fromkeys(of(field, "poste_ferme" if is_french else "deadline"), yesterday)
    return keys


def _replace(path: Path, body: bytes) -> None:
    """Replace a file at once; it keeps its permissions."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_bytes(body)
        shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
