"""Parse RSS 0.90, 0.91 to 0.94, 1.0 and 2.0, with the modules that publishers use."""

from __future__ import annotations

from typing import Any

from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.model.urls import is_web_url
from feeds.normalise.dialects import xml
from feeds.normalise.dialects.item import Batch, Item
from feeds.normalise.dialects.syndication import job_extensions, namespaces
from feeds.normalise.dialects.syndication.feed_fields import (
    Feed,
    as_html,
    authors,
    check_count,
    decode_title,
    first_web_url,
    joined,
    next_link,
    number,
    paragraphs,
)
from feeds.normalise.dialects.syndication.namespaces import Elements, ShortNames, children, first, links, page, texts
from feeds.normalise.dialects.xml import Node, markup_of, text_of
from feeds.normalise.values.links import web_page

OWN = "feeds"  # the generator of this program's feeds, which escapes titles once
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def read(root: Node, document: Document, url: str, problems: tuple[Problem, ...]) -> Feed:
    """Parse a feed. In RSS 0.90 and 1.0 its items are beside the channel, else in it."""
    names = ShortNames()
    channels = [child for child in root if names[child.tag] == "channel"]
    channel = channels[0] if channels else root
    elements = children(channel, names)
    head = namespaces.head(elements)
    home = first(elements, "link") or head.links.get("alternate", "")
    own = first_web_url(document.locator, url, head.links.get("self", ""), home)
    base = joined(own, root.get(xml.BASE, ""))
    if channel is not root:
        base = joined(base, channel.get(xml.BASE, ""))
    language = first(elements, "language", "dc:language") or channel.get(xml.LANGUAGE) or root.get(xml.LANGUAGE, "")
    items = [child for parent in (*channels, root) for child in parent if names[child.tag] == "item"]
    check_count(document, len(items))
    is_plain = first(elements, "generator") == OWN
    archive = web_page(head.links.get("prev-archive", ""), base)
    older = archive or web_page(head.links.get("next", ""), base)
    batch = Batch(
        tuple(_item(item, names, base, language, is_plain=is_plain) for item in items),
        problems,
        complete=head.complete,
        total=head.total,
        next=() if archive else next_link(older, own),
        alternates=namespaces.json_feeds(elements, base),
        min_interval=head.min_interval,
        title=first(elements, "title", "dc:title"),
        home=home,
        language=language,
    )
    return Feed(batch, older="" if older == own else older)


def _item(element: Node, names: ShortNames, base: str, language: str, *, is_plain: bool) -> Item:
    """Parse an item: its id is `guid`, or RSS 1.0's `rdf:about` (§5.5).

    Without `pubDate`, `dc:date` is the date of publication, unless it is the start of a job. A title is plain
    text (RSS Advisory Board's profile, "title"): what looks like markup in it belongs to the title, but its character
    references are those of a program that escaped it twice, unless it `is_plain`.
    """
    elements = children(element, names)
    title = first(elements, "title")
    found = links(elements) if "atom:link" in elements else []
    published = first(elements, "pubdate", "atom:published", "dcterms:issued", "dcterms:created")
    content, summary = _texts(elements, names)
    job, apply_url = job_extensions.read(elements, names)
    if job and len(body := job.pop("description", "")) > len(content):
        content, summary = body, summary or content
    moved = ("atom:updated", "dcterms:modified", "dc:date")
    updated = first(elements, *moved[: 2 if job and "jobStartDate" in job else 3])
    return Item(
        id=first(elements, "guid", "atom:id") or (element.get(_ABOUT) or "").strip(),
        atom_id=first(elements, "atom:id"),
        url=_page(elements, found) or (job or {}).get("mainEntityOfPage", ""),
        base=joined(base, element.get(xml.BASE, "")),
        title=(title if is_plain else decode_title(title)) or namespaces.title(elements, names),
        content_html=content,
        summary_html=summary,
        published=published or updated,
        updated=updated if published else "",
        language=first(elements, "dc:language") or element.get(xml.LANGUAGE) or language,
        authors=_authors(elements, names),
        tags=texts(elements, "category", "dc:subject"),
        image=namespaces.image(elements, names),
        related=next((link.url for link in found if link.relation == "related"), ""),
        apply_url=apply_url,
        attachments=namespaces.enclosures(elements, found, names),
        episode=number(first(elements, "itunes:episode", "podcast:episode")) or None,
        job=job,
    )


def _page(elements: Elements, found: list[Any]) -> str:
    """Return an item's page: its link, else a guid that is a permanent link (RSS 2.0, "guid")."""
    if url := first(elements, "link") or page(found):
        return url
    for link in elements.get("link", ()):
        if url := (link.get("href") or "").strip():
            return url
    for guid in elements.get("guid", ()):
        url = text_of(guid)
        if (guid.get("isPermaLink") or "true").strip().lower() != "false" and is_web_url(url):
            return url
    return ""


def _texts(elements: Elements, names: ShortNames) -> tuple[str, str]:
    """Return the full text, and a summary where there is one beside it.

    With `content:encoded`, `description` is the summary (RSS Advisory Board's profile, "content:encoded").
    Elements with HTML come before those with plain text, which are of modules for other uses than reading.
    """
    full = _markup(elements, "content:encoded", "xhtml:body", "xhtml:div", "atom:content")
    short = as_html(_markup(elements, "description", "atom:summary"))
    if not (full or short):
        plain = first(elements, "itunes:summary", "dc:description") or namespaces.description(elements, names)
        return paragraphs(plain), ""
    return full or short, short if full and short != full else ""


def _markup(elements: Elements, *shorts: str) -> str:
    for short in shorts:
        for element in elements.get(short, ()):
            if text := markup_of(element):
                return text
    return ""


def _authors(elements: Elements, names: ShortNames) -> Any:
    """Return the authors of an item: `author` should be a mail address, and is often a name."""
    if not elements.keys() & {"author", "dc:creator", "itunes:author", "atom:author"}:
        return ()
    persons = [(text_of(one), "") for short in ("author", "dc:creator") for one in elements.get(short, ())]
    for one in elements.get("atom:author", ()):
        part = children(one, names)
        persons.append((first(part, "atom:name"), first(part, "atom:uri")))
    return authors(*persons) or authors((first(elements, "itunes:author"), ""))
