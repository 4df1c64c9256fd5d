"""What reads the documents of a source, and why: for `feeds try`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import Web
from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem, verbatim
from feeds.model.source_state import CachedDocument
from feeds.normalise import partner_dialects
from feeds.normalise.dialects import records, syndication
from feeds.pipeline.partners.documents import document, first_request, list_options, parse_options
from feeds.pipeline.partners.parse import ParsedPartner

if TYPE_CHECKING:
    from feeds.normalise.dialects.records.recogniser.used_expressions import Used

_LONGEST = 200  # characters of the shape of a preset
_MAX_PARTS = 5  # documents of a list that are shown


class Matched(NamedTuple):
    """What reads a source: a format, a preset or a mapping, and `why`.

    fields: the expressions of each field that it reads. unread: dates of which the value, the first such one, is none.
    """

    by: Phrase
    why: Phrase
    fields: Mapping[str, str] = {}
    unread: Mapping[str, str] = {}


class Part(NamedTuple):
    """A document that was read: its address, its role, and what it is, and by what that shows."""

    url: str
    role: str
    found: Phrase
    why: Phrase


def matched(source: Web, documents: tuple[CachedDocument, ...], found: ParsedPartner) -> Matched:
    """Return what reads a source, by its first document."""
    first = document(source, documents[0])
    if found.dialect != "records":
        return Matched(*_format(first, found.dialect))
    by, why = _of_records(source, found, first.locator)
    return Matched(by, why, *_used(source, found, first))


def parts(source: Web, documents: tuple[CachedDocument, ...], found: ParsedPartner) -> Iterator[Part]:
    """Yield the first documents of a list after the first one, and the first page that it links to."""
    lists = [cached for cached in documents if cached.role == "list"]
    pages = [cached for cached in documents if cached.role == "page"]
    for cached in (*lists[1:_MAX_PARTS], *pages[:1]):
        yield Part(cached.final_url, cached.role, *_format(document(source, cached), found.dialect))


def problem(source: Web, cached: CachedDocument) -> Problem | None:
    """Return why a document cannot be read."""
    text = document(source, cached)
    try:
        partner_dialects.read(text, list_options(parse_options(source), text))
    except PostError as error:
        return error.problem
    return None


def fetched_instead(source: Web) -> str:
    """Return the address of the data behind the page of a recruiting system, which is fetched instead; "" if none."""
    url = first_request(source).url
    return "" if url == source.url else url


def _format(text: Document, dialect: str) -> tuple[Phrase, Phrase]:
    """Return what a document is, and by what that shows."""
    from feeds.normalise.dialects import job_posting
    from feeds.normalise.dialects.job_posting import found_in
    from feeds.normalise.dialects.records import detect

    if dialect == "job_markdown":
        return verbatim("Markdown"), Message("by its front matter")
    if syndication.recognises(text.body):
        return syndication.found_in(text.body)
    if job_posting.recognises(text.body):
        return found_in.found_in(text)
    return verbatim(detect.notation(text.body).upper()), Message("by its first characters")


def _of_records(source: Web, found: ParsedPartner, here: str) -> tuple[Phrase, Phrase]:
    """Return what maps the records of a source, and why."""
    if not found.preset:
        if found.mapping:
            return Message("a recognised mapping"), Message("by the names and the values of its fields")
        return Message("its own mapping"), Message("as configured")
    preset = records.presets()[found.preset]
    by = Message("preset %(name)s", name=found.preset)
    if source.preset:
        return by, Message("as configured")
    if found.preset in (records.preset_for(here, b""), records.preset_for(source.url, b"")):
        return by, Message("by the URL")
    shape = " ".join(str(preset.get("shape", "")).split())
    if not shape:
        return by, Message("by the names of its elements")
    return by, Message("by its shape: %(shape)s", shape=shape if len(shape) <= _LONGEST else f"{shape[:_LONGEST]}…")


def _used(source: Web, found: ParsedPartner, first: Document) -> Used:
    from feeds.normalise.dialects.records.recogniser.used_expressions import Used

    source = replace(source, mapping="auto") if found.mapping else source
    try:
        return records.used(first, list_options(parse_options(source, found.mapping), first))
    except PostError:
        return Used()
