"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, as feedparser understands them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from feeds.model import Document, Problem
from feeds.normalise import html
from feeds.normalise._said import AGAIN, GIVE, Feed, Said, letters, paragraphs, refusal
from feeds.normalise.reader import web_address

_XHTML = "application/xhtml+xml"
_MARKUP = ("text/html", _XHTML)
_RELATIONS = "http://www.iana.org/assignments/relation/"  # the long form of a relation (RFC 4287 §4.2.7.2)
_EMPTY = re.compile(r"<(br|hr|img|wbr|col|area|source|track)((?: [^<>]*)?)></\1>")


def read(document: Document) -> Feed:
    """Read RSS or Atom; raises PostError when it is neither, or not whole.

    `older` is the archive document before this one (RFC 5005 §4), else the next page (§3).
    """
    from feeds.normalise import _feedparser

    try:
        parsed = _feedparser.parse(document.body.lstrip(b" \t\r\n"))  # a blank before <?xml is a common slip
    except _feedparser.BrokenOffError as error:
        raise refusal(document, str(error), AGAIN, line=error.line) from error
    if not parsed.version or parsed.root not in ("rss", "rdf", "feed", ""):
        kind = f"XML of another kind: <{parsed.root}>" if parsed.root else f"wrong XML: {parsed.trouble}"
        raise refusal(document, kind, GIVE, line=parsed.line)
    problems: tuple[Problem, ...] = ()
    if parsed.trouble:
        remedy = "it was read as far as it could be: see whether all entries are there"
        problems = (Problem(document.locator, "well-formed XML", parsed.trouble, remedy, line=parsed.line),)
    atom = parsed.version.startswith("atom")
    # The first link of each relation counts.
    links = {relation: url for relation, url, _ in reversed(list(_links(parsed.feed)))}
    return Feed(
        [_entry(entry) if atom else _item(entry) for entry in parsed.entries],
        letters(parsed.feed.get("id")) if atom else "",
        links.get("self", ""),
        links.get("alternate", ""),
        links.get("prev-archive") or links.get("next", ""),
        problems,
    )


def _entry(entry: Any) -> Said:
    """Read an Atom entry; Atom 0.3 calls the dates `issued` (or `created`) and `modified`.

    The full text comes before the summary, each as its type says (RFC 4287 §3.1.1, §4.1.3).
    """
    title = entry.get("title_detail", {"type": "", "value": ""})
    return Said(
        letters(entry.get("id")),
        _page(entry),
        html.plain(title["value"]) if title["type"] in _MARKUP else letters(title["value"]),
        _first(_texts(entry)),
        letters(entry.get("published")) or letters(entry.get("created")),
        _updated(entry),
    )


def _item(entry: Any) -> Said:
    """Read an RSS item: `guid`, or RSS 1.0's `rdf:about` (§5.5), is its id.

    `dc:date` is when it came out, unless `pubDate` says so. A title is plain text (RSS Advisory Board's
    profile, "title"). HTML comes before plain text, which only modules for other programs than readers have.
    """
    published, updated = letters(entry.get("published")), _updated(entry)
    guid = letters(entry.get("link"))  # where feedparser puts a guid that is a permanent link
    return Said(
        letters(entry.get("id")),
        _page(entry) or (guid if web_address(guid) else ""),
        letters(entry.get("title")),
        _first(sorted(_texts(entry), key=lambda part: part["type"] not in _MARKUP)),
        published or updated,
        updated if published else "",
    )


def _links(element: Any) -> Iterator[tuple[str, str, str]]:
    """Give the links of a feed or an entry: relation, address and media type."""
    for link in element.get("links", ()):
        if url := letters(link.get("href")):
            yield link.get("rel", "").removeprefix(_RELATIONS), url, link.get("type", "")


def _page(entry: Any) -> str:
    """Find an entry's page: of several alternates (RFC 4287 §4.1.2) the first in HTML, else the first."""
    pages = [(kind not in _MARKUP, url) for relation, url, kind in _links(entry) if relation == "alternate"]
    return min(pages, key=lambda page: page[0], default=(True, ""))[1]


def _updated(entry: Any) -> str:
    # Asked for what is not there, feedparser gives `published`, and a warning.
    return letters(entry["updated"]) if "updated" in entry else ""


def _texts(entry: Any) -> list[Any]:
    """Give the texts of an entry, full ones before summaries."""
    return [*entry.get("content", ()), *([entry["summary_detail"]] if "summary_detail" in entry else ())]


def _first(texts: list[Any]) -> str:
    return next(filter(None, map(_markup, texts)), "")


def _markup(part: Any) -> str:
    """Give a text as HTML; empty when it is neither HTML nor plain text (RFC 4287 §4.1.3.3)."""
    value = letters(part["value"])
    if part["type"] == _XHTML:
        return _EMPTY.sub(r"<\1\2>", value)  # in HTML `<br></br>` is two line breaks
    if part["type"] in _MARKUP:
        return value
    return paragraphs(value) if part["type"] == "text/plain" else ""
