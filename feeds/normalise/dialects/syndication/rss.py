"""RSS 0.90, 0.91 to 0.94, 1.0 and 2.0, with the modules that publishers use."""

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
    authors,
    bounded,
    further,
    joined,
    loose,
    origin,
    paragraphs,
)
from feeds.normalise.dialects.syndication.namespaces import Names, Said, children, first, links, page, texts
from feeds.normalise.dialects.xml import Node, markup, words
from feeds.normalise.values.links import web_page

_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def read(root: Node, document: Document, url: str, problems: tuple[Problem, ...]) -> Feed:
    """Read a feed. In RSS 0.90 and 1.0 its items stand beside the channel, else in it."""
    names = Names()
    channels = [child for child in root if names[child.tag] == "channel"]
    channel = channels[0] if channels else root
    said = children(channel, names)
    head = namespaces.head(said)
    home = first(said, "link") or head.links.get("alternate", "")
    own = origin(document.locator, url, head.links.get("self", ""), home)
    base = joined(own, root.get(xml.BASE, ""))
    if channel is not root:
        base = joined(base, channel.get(xml.BASE, ""))
    language = (
        first(said, "language", "dc:language") or channel.get(xml.LANGUAGE) or root.get(xml.LANGUAGE, "")
    )
    items = [child for parent in (*channels, root) for child in parent if names[child.tag] == "item"]
    bounded(document, len(items))
    archive = web_page(head.links.get("prev-archive", ""), base)
    older = archive or web_page(head.links.get("next", ""), base)
    batch = Batch(
        tuple(_item(item, names, base, language) for item in items),
        problems,
        complete=head.complete,
        total=head.total,
        next=() if archive else further(older, own),
        alternates=namespaces.json_feeds(said, base),
        wait=head.wait,
        title=first(said, "title"),
        home=home,
        language=language,
    )
    return Feed(batch, older="" if older == own else older)


def _item(element: Node, names: Names, base: str, language: str) -> Item:
    """Read an item: `guid`, or RSS 1.0's `rdf:about` (§5.5), is its id.

    `dc:date` is when it came out, unless `pubDate` says so, or a job begins then. A title is plain text (RSS
    Advisory Board's profile, "title"): what looks like markup in it is what it is about.
    """
    said = children(element, names)
    found = links(said) if "atom:link" in said else []
    published = first(said, "pubdate", "atom:published", "dcterms:issued", "dcterms:created")
    content, summary = _texts(said)
    job, apply_url = job_extensions.read(said, names)
    moved = ("atom:updated", "dcterms:modified", "dc:date")
    updated = first(said, *moved[: 2 if job and "jobStartDate" in job else 3])
    return Item(
        id=first(said, "guid", "atom:id") or (element.get(_ABOUT) or "").strip(),
        url=_page(said, found),
        base=joined(base, element.get(xml.BASE, "")),
        title=first(said, "title"),
        content_html=content,
        summary_html=summary,
        published=published or updated,
        updated=updated if published else "",
        language=first(said, "dc:language") or element.get(xml.LANGUAGE) or language,
        authors=_authors(said, names),
        tags=texts(said, "category", "dc:subject"),
        image=namespaces.image(said, names),
        external_url=next((link.url for link in found if link.relation == "related"), ""),
        apply_url=apply_url,
        attachments=namespaces.enclosures(said, found, names),
        job=job,
    )


def _page(said: Said, found: list[Any]) -> str:
    """Find an item's page: its link, else a guid that is a permanent link (RSS 2.0, "guid")."""
    if url := first(said, "link") or page(found):
        return url
    for link in said.get("link", ()):
        if url := (link.get("href") or "").strip():
            return url
    for guid in said.get("guid", ()):
        url = words(guid)
        if (guid.get("isPermaLink") or "true").strip().lower() != "false" and is_web_url(url):
            return url
    return ""


def _texts(said: Said) -> tuple[str, str]:
    """Give the full text, and a summary where there is one beside it.

    With `content:encoded`, `description` is the summary (RSS Advisory Board's profile, "content:encoded").
    HTML comes before plain text, which only modules for other programs than readers have.
    """
    full = _markup(said, "content:encoded", "xhtml:body", "xhtml:div", "atom:content")
    short = loose(_markup(said, "description", "atom:summary"))
    if not (full or short):
        plain = first(said, "itunes:summary", "dc:description", "media:description")
        return paragraphs(plain), ""
    return full or short, short if full and short != full else ""


def _markup(said: Said, *shorts: str) -> str:
    for short in shorts:
        for element in said.get(short, ()):
            if text := markup(element):
                return text
    return ""


def _authors(said: Said, names: Names) -> Any:
    """Give who wrote an item: `author` should be a mail, and is often a name."""
    if not ("author" in said or "dc:creator" in said or "itunes:author" in said or "atom:author" in said):
        return ()
    persons = [(words(one), "") for short in ("author", "dc:creator") for one in said.get(short, ())]
    for one in said.get("atom:author", ()):
        part = children(one, names)
        persons.append((first(part, "atom:name"), first(part, "atom:uri")))
    return authors(*persons) or authors((first(said, "itunes:author"), ""))
