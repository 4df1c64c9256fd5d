"""Atom 1.0 (RFC 4287), and 0.3, which has other names for some of it."""

from __future__ import annotations

import base64
import binascii
from html import unescape

from feeds.model.post import Author, Document
from feeds.model.problem import Problem
from feeds.normalise.dialects import xml
from feeds.normalise.dialects.item import Batch, Item
from feeds.normalise.dialects.syndication import job_extensions, namespaces
from feeds.normalise.dialects.syndication.feed_fields import (
    Feed,
    authors,
    bounded,
    further,
    joined,
    origin,
    paragraphs,
)
from feeds.normalise.dialects.syndication.namespaces import Names, Said, children, first, links, page, texts
from feeds.normalise.dialects.xml import Node, inner, markup, words
from feeds.normalise.values.links import web_page

_XHTML = ("xhtml", "application/xhtml+xml")
_HTML = ("html", "text/html")
_PLAIN = ("", "text", "text/plain")


def read(root: Node, document: Document, url: str, problems: tuple[Problem, ...]) -> Feed:
    """Read a feed; who wrote it wrote each entry that does not say otherwise (RFC 4287 §4.2.1)."""
    names = Names()
    said = children(root, names)
    head = namespaces.head(said)
    home = head.links.get("alternate", "")
    own = origin(document.locator, url, head.links.get("self", ""), home)
    base = joined(own, root.get(xml.BASE, ""))
    language = root.get(xml.LANGUAGE) or first(said, "dc:language")
    writers = _authors(said, names)
    entries = said.get("atom:entry", [])
    bounded(document, len(entries))
    archive = web_page(head.links.get("prev-archive", ""), base)
    older = archive or web_page(head.links.get("next", ""), base)
    batch = Batch(
        tuple(_entry(entry, names, base, language, writers) for entry in entries),
        problems,
        complete=head.complete,
        total=head.total,
        next=() if archive else further(older, own),
        alternates=namespaces.json_feeds(said, base),
        wait=head.wait,
        title=_title(said),
        home=home,
        language=language,
        deleted=tuple(filter(None, (one.get("ref", "").strip() for one in said.get("at:deleted-entry", ())))),
    )
    return Feed(batch, first(said, "atom:id"), "" if older == own else older)


def _entry(element: Node, names: Names, base: str, language: str, writers: tuple[Author, ...]) -> Item:
    """Read an entry; Atom 0.3 calls the dates `issued` (or `created`) and `modified`."""
    said = children(element, names)
    found = links(said)
    base = joined(base, element.get(xml.BASE, ""))
    content, summary = _construct(said, "atom:content"), _construct(said, "atom:summary")
    url = page(found)
    if (inner_base := _base_of(said)) and content:
        # Addresses in the text are relative to one place, the link of the entry to another.
        url, base = web_page(url, base) or url, joined(base, inner_base)
    job, apply_url = job_extensions.read(said, names)
    tags = [(one.get("label") or one.get("term") or "").strip() for one in said.get("atom:category", ())]
    return Item(
        id=first(said, "atom:id"),
        url=url,
        base=base,
        title=_title(said),
        content_html=content or summary or paragraphs(first(said, "media:description")),
        summary_html=summary if content and summary != content else "",
        published=first(said, "atom:published", "atom:issued", "atom:created", "dc:date"),
        updated=first(said, "atom:updated", "atom:modified"),
        language=element.get(xml.LANGUAGE) or first(said, "dc:language") or _language_of(said) or language,
        authors=_authors(said, names) or _source(said, names) or writers,
        tags=tuple(dict.fromkeys((*filter(None, tags), *texts(said, "dc:subject")))),
        image=namespaces.image(said, names),
        external_url=next((link.url for link in found if link.relation == "related"), ""),
        apply_url=apply_url,
        attachments=namespaces.enclosures(said, found, names),
        job=job,
    )


def _base_of(said: Said) -> str:
    return next((base for one in said.get("atom:content", ()) if (base := one.get(xml.BASE))), "")


def _language_of(said: Said) -> str:
    return next((tag for one in said.get("atom:content", ()) if (tag := one.get(xml.LANGUAGE))), "")


def _authors(said: Said, names: Names) -> tuple[Author, ...]:
    persons = []
    for one in said.get("atom:author", ()):
        part = children(one, names)
        # Atom 0.3 calls the address `url`; a person without further elements is written by hand.
        name = first(part, "atom:name") if part else words(one)
        persons.append((name, first(part, "atom:uri", "atom:url")))
    return authors(*persons, *((words(one), "") for one in said.get("dc:creator", ())))


def _source(said: Said, names: Names) -> tuple[Author, ...]:
    """Give who wrote the feed that an entry was copied from (RFC 4287 §4.1.2)."""
    return next((_authors(children(one, names), names) for one in said.get("atom:source", ())), ())


def _title(said: Said) -> str:
    """Give a title as plain text, whatever type it has."""
    for one in said.get("atom:title", ()):
        title = words(one)
        if _type(one) in _HTML and title:
            title = _plain(title)
        if title:
            return title
    return first(said, "dc:title", "media:title")


def _plain(markup_: str) -> str:
    if "<" not in markup_:
        return unescape(markup_)
    from feeds.normalise import html

    return html.plain_text(markup_)


def _type(element: Node) -> str:
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    # Atom 0.3 tells of markup that stands unescaped by its mode.
    return "xhtml" if kind in _HTML and element.get("mode") == "xml" and len(element) else kind


def _construct(said: Said, short: str) -> str:
    """Give a text as HTML, as its type says (RFC 4287 §3.1.1); empty when it is of another (§4.1.3.3)."""
    for element in said.get(short, ()):
        kind = _type(element)
        if kind in _XHTML:
            text = _xhtml(element)
        elif kind in _HTML:
            text = _decoded(element, markup(element))
        elif kind in _PLAIN:
            text = inner(element) if len(element) else paragraphs(_decoded(element, words(element)))
        else:
            text = ""
        if text:
            return text
    return ""


def _xhtml(element: Node) -> str:
    """Give what stands in the `div` that XHTML must stand in, which is none of the text (§3.1.1.3)."""
    if len(element) == 1 and element[0].tag == "{http://www.w3.org/1999/xhtml}div":
        return inner(element[0])
    return markup(element)


def _decoded(element: Node, text: str) -> str:
    """Read what Atom 0.3 calls `mode="base64"`."""
    if element.get("mode") != "base64":
        return text
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
