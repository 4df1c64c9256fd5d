"""Parse Atom 1.0 (RFC 4287), and 0.3, in which some elements have other names."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from html import unescape

from feeds.model.entry import Removal
from feeds.model.post import Author, Document
from feeds.model.problem import Problem
from feeds.normalise.dialects import xml
from feeds.normalise.dialects.item import Batch, Item
from feeds.normalise.dialects.syndication import job_extensions, namespaces
from feeds.normalise.dialects.syndication.feed_fields import (
    Feed,
    authors,
    check_count,
    first_web_url,
    joined,
    next_link,
    paragraphs,
    removal,
)
from feeds.normalise.dialects.syndication.namespaces import Elements, ShortNames, children, first, links, page, texts
from feeds.normalise.dialects.xml import Node, inner_html, markup_of, text_of
from feeds.normalise.values.links import web_page

_XHTML = ("xhtml", "application/xhtml+xml")
# CDATA is how some programs write their HTML, and no type.
_HTML = ("html", "text/html", "cdata")
_MARKDOWN = ("text/markdown", "text/x-markdown", "markdown")
_PLAIN = ("", "text", "text/plain")


def read(root: Node, document: Document, url: str, problems: tuple[Problem, ...]) -> Feed:
    """Parse a feed; its authors are those of each entry without its own (RFC 4287 §4.2.1)."""
    names = ShortNames("" if "}" in str(root.tag) else "atom")
    elements = children(root, names)
    head = namespaces.head(elements)
    home = head.links.get("alternate", "")
    own = first_web_url(document.locator, url, head.links.get("self", ""), home)
    base = joined(own, root.get(xml.BASE, ""))
    language = root.get(xml.LANGUAGE) or first(elements, "dc:language")
    writers = _authors(elements, names)
    entries = elements.get("atom:entry", [])
    check_count(document, len(entries))
    archive = web_page(head.links.get("prev-archive", ""), base)
    older = archive or web_page(head.links.get("next", ""), base)
    batch = Batch(
        tuple(_entry(entry, names, base, language, writers) for entry in entries),
        problems,
        complete=head.complete,
        total=head.total,
        next=() if archive else next_link(older, own),
        alternates=namespaces.json_feeds(elements, base),
        min_interval=head.min_interval,
        title=_title(elements),
        home=home,
        language=language,
        deleted=tuple(_removals(elements, names)),
    )
    return Feed(batch, first(elements, "atom:id"), "" if older == own else older)


def _removals(elements: Elements, names: ShortNames) -> Iterator[Removal]:
    """Yield the entries with a tombstone; its comment is the reason (RFC 6721 §3)."""
    for one in elements.get("at:deleted-entry", ()):
        if id_ := one.get("ref", "").strip():
            yield removal(id_, "", first(children(one, names), "at:comment"))


def _entry(element: Node, names: ShortNames, base: str, language: str, writers: tuple[Author, ...]) -> Item:
    """Parse an entry; the dates of Atom 0.3 are `issued` (or `created`) and `modified`."""
    elements = children(element, names)
    found = links(elements)
    base = joined(base, element.get(xml.BASE, ""))
    content, summary = _construct(elements, "atom:content"), _construct(elements, "atom:summary")
    url = page(found)
    if (inner_base := _base_of(elements)) and content:
        # URLs in the text have another base than the link of the entry.
        url, base = web_page(url, base) or url, joined(base, inner_base)
    job, apply_url = job_extensions.read(elements, names)
    tags = [(one.get("label") or one.get("term") or "").strip() for one in elements.get("atom:category", ())]
    return Item(
        id=first(elements, "atom:id"),
        atom_id=first(elements, "atom:id"),
        url=url,
        base=base,
        title=_title(elements) or namespaces.title(elements, names),
        content_html=content or summary or paragraphs(first(elements, "media:description")),
        summary_html=summary if content and summary != content else "",
        published=first(elements, "atom:published", "atom:issued", "atom:created", "dc:date"),
        updated=first(elements, "atom:updated", "atom:modified"),
        language=element.get(xml.LANGUAGE) or first(elements, "dc:language") or _language_of(elements) or language,
        authors=_authors(elements, names) or _source(elements, names) or writers,
        tags=tuple(dict.fromkeys((*filter(None, tags), *texts(elements, "dc:subject")))),
        image=namespaces.image(elements, names),
        related=next((link.url for link in found if link.relation == "related"), ""),
        apply_url=apply_url,
        attachments=namespaces.enclosures(elements, found, names),
        job=job,
    )


def _base_of(elements: Elements) -> str:
    return next((base for one in elements.get("atom:content", ()) if (base := one.get(xml.BASE))), "")


def _language_of(elements: Elements) -> str:
    return next((tag for one in elements.get("atom:content", ()) if (tag := one.get(xml.LANGUAGE))), "")


def _authors(elements: Elements, names: ShortNames) -> tuple[Author, ...]:
    persons = []
    for one in elements.get("atom:author", ()):
        part = children(one, names)
        # The URL is `url` in Atom 0.3; hand-written feeds have a name without child elements.
        name = first(part, "atom:name") if part else text_of(one)
        persons.append((name, first(part, "atom:uri", "atom:url")))
    return authors(*persons, *((text_of(one), "") for one in elements.get("dc:creator", ())))


def _source(elements: Elements, names: ShortNames) -> tuple[Author, ...]:
    """Return the authors of the feed that an entry was copied from (RFC 4287 §4.1.2)."""
    return next((_authors(children(one, names), names) for one in elements.get("atom:source", ())), ())


def _title(elements: Elements) -> str:
    """Return a title as plain text, whatever its type."""
    for one in elements.get("atom:title", ()):
        title = text_of(one)
        if _type(one) in _HTML and title:
            title = _plain(title)
        if title:
            return title
    return first(elements, "dc:title")


def _plain(markup_: str) -> str:
    if "<" not in markup_:
        return unescape(markup_)
    from feeds.normalise import html

    return html.plain_text(markup_)


def _type(element: Node) -> str:
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    # Atom 0.3 marks unescaped markup by `mode="xml"`.
    return "xhtml" if kind in _HTML and element.get("mode") == "xml" and len(element) else kind


def _construct(elements: Elements, short: str) -> str:
    """Return a text construct as HTML, by its type (RFC 4287 §3.1.1); "" for other types (§4.1.3.3)."""
    for element in elements.get(short, ()):
        kind = _type(element)
        if kind in _XHTML:
            text = _xhtml(element)
        elif kind in _HTML:
            text = _decoded(element, markup_of(element))
        elif kind in _PLAIN:
            text = inner_html(element) if len(element) else paragraphs(_decoded(element, text_of(element)))
        elif kind in _MARKDOWN:
            text = _from_markdown(_decoded(element, text_of(element)))
        else:
            text = ""
        if text:
            return text
    return ""


def _from_markdown(written: str) -> str:
    from feeds.normalise.markdown import ENGINES

    try:
        return ENGINES["python"](written)
    except ValueError:
        return paragraphs(written)


def _xhtml(element: Node) -> str:
    """Return the content of the `div` that XHTML is wrapped in (§3.1.1.3)."""
    if len(element) == 1 and element[0].tag == "{http://www.w3.org/1999/xhtml}div":
        return inner_html(element[0])
    return markup_of(element)


def _decoded(element: Node, text: str) -> str:
    """Return a text, decoded if it has `mode="base64"` (Atom 0.3)."""
    if element.get("mode") != "base64":
        return text
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
