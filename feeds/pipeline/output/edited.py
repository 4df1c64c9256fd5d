"""Outputs that were edited by hand: copies are kept before they are replaced, and the remedy is where to edit."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feeds.model import hashing
from feeds.model.problem import Message, Phrase, Problem, verbatim
from feeds.model.urls import is_web_url
from feeds.pipeline.output.look import STATIC, STATIC_OUTPUT
from feeds.pipeline.output.manifest import Manifest
from feeds.pipeline.project import STATE
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory

FOLDER = f"{STATE}/edited"
MAX_BYTES = 50_000_000  # of one file
MAX_TOTAL = 200_000_000  # of one run, so that a program that changes every output does not fill the disk
MAX_PROBLEMS = 20


class Edit(NamedTuple):
    """An output that was edited: the digest of the copy that was kept, or why there is none."""

    path: str
    digest: str
    reason: Phrase = ""


def keep(run: Run, manifest: Manifest, target: Directory) -> list[Edit]:
    """Find the outputs that are not as they were written, and keep copies of those that were edited.

    One that was removed is none, nor one of a run that was interrupted, nor one with another time alone.
    """
    manifest.compare(target)
    edits: list[Edit] = []
    left = MAX_TOTAL
    for path in sorted(manifest.modified):
        file = run.store.output(path)
        known = file.digest if file else ""
        body = target.regular_file(path, min(MAX_BYTES, left)) if known else None
        if body is None or (len(body) <= MAX_BYTES and hashing.digest(body) == known):
            continue
        if len(body) > min(MAX_BYTES, left):
            edits.append(Edit(path, "", Message("it is too large")))
            continue
        left -= len(body)
        edits.append(Edit(path, hashing.digest(body), _copy(run.project.root / FOLDER / path, body)))
    if edits and hasattr(os, "sync"):
        os.sync()  # the copies, before what they are of is replaced
    return edits


def _copy(place: Path, body: bytes) -> Phrase:
    """Write a copy in place of an earlier one, and return why it cannot be written, if it cannot."""
    temp = place.with_name(f".{place.name}.new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temp.unlink(missing_ok=True)  # never through a link
        temp.write_bytes(body)
        temp.replace(place)
    except OSError as error:
        return verbatim(error.strerror or error)
    return ""


def problems(run: Run, edits: Sequence[Edit], manifest: Manifest) -> list[Problem]:
    """Return the problems of edited outputs that were replaced; copies of those that are still there are removed."""
    if not edits:
        return []
    changed = set(manifest.changed)
    sources = _sources(run)
    found: list[Problem] = []
    for edit in edits:
        if edit.path in changed:
            found.append(_problem(run, edit, sources))
        elif edit.digest:
            with suppress(OSError):
                (run.project.root / FOLDER / edit.path).unlink()
    more = len(found) - MAX_PROBLEMS
    if more <= 0:
        return found
    others = Message("and %(count)s others", count=more)
    rest = Problem(
        run.project.config.output, _EXPECTED, others, Message("their copies are in %(folder)s/", folder=FOLDER)
    )
    return [*found[:MAX_PROBLEMS], rest]


_EXPECTED = Message("an output as it was written")


def _problem(run: Run, edit: Edit, sources: Mapping[str, str]) -> Problem:
    kept = Message("your version is in %(copy)s", copy=f"{FOLDER}/{edit.path}")
    if edit.reason:
        kept = Message("no copy of it could be kept: %(reason)s", reason=edit.reason)
    found = Message("one that was edited by hand, and is replaced")
    remedy = Message("%(kept)s; %(remedy)s", kept=kept, remedy=_remedy(edit.path, sources.get(edit.path, "")))
    return Problem(f"{run.project.config.output}/{edit.path}", _EXPECTED, found, remedy)


def _remedy(path: str, source: str) -> Message:
    """Return where to edit instead."""
    if path == "style.css":
        return Message("to change how pages look, write custom.css in the folder of `theme`")
    if not path.endswith(".html"):
        if source:
            return Message("edit %(source)s instead", source=source)
        return Message("edit the posts, or the configuration, instead")
    if source:
        return Message("edit %(source)s instead, or a template in the folder of `theme`", source=source)
    return Message("edit a template in the folder of `theme` instead")


def _sources(run: Run) -> dict[str, str]:
    """Return the files that outputs are made of, as far as it is one for each."""
    posts = {path: locator for path, locator in run.store.pages_of_documents() if not is_web_url(locator)}
    files = {output: locator for _, locator, output in run.store.files_of_entries()}
    config = run.project.config
    static = {
        file.path: f"{config.theme}/{STATIC}{file.path.removeprefix(STATIC_OUTPUT)}" for file in run.project.files
    }
    return {**posts, **files, **static, config.site.look.logo: config.site.look.logo_file}
