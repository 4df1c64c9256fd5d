"""Parse an HTML page: its encoding, JSON-LD and other data with jobs, links and title."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html

from feeds.model.post import Document
from feeds.normalise.dialects.item import Item
from feeds.normalise.dialects.job_posting import embedded, marked_up, microformats
from feeds.normalise.values.text import drop_forbidden, one_line

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""(?i)<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""")
_HEAD = 4_096  # bytes in which a page declares its encoding
# Labels of windows-1252: https://encoding.spec.whatwg.org/#names-and-labels
_LATIN = frozenset({"iso8859-1", "ascii", "latin-1"})
_SCRIPT = re.compile(r"(?i)<script\b")
# The element that a program in the page fills, and what is shown without it.
_BY_SCRIPT = re.compile(
    r"""(?is)<\w{1,30}\s(?:[^<>]{0,300}\s)?id\s*=\s*["']?(?:root|app|main-app|__next|__nuxt|___gatsby|svelte|q-app)["'\s>]"""
    r"|<app-root\b|<noscript\b[^>]*>(?:(?!</noscript).){0,2000}java\s?script"
    r"|\b(?:enable|activate|activer|activez|requires?|needs?|n[ée]cessite|aktivieren\w*)\s[^<>]{0,40}javascript"
)
_SEARCHED = 100_000  # characters
_MAX_WORDS = 200  # characters that show what a page, or a link, is about
_LINKS = """//*[self::link or self::a or self::area or @data-href or @data-url or contains(@onclick, "location")]
    [not(ancestor::template)]"""
# `window.location.href='/jobs/12'`, `location.assign("/jobs/12")`
_ON_CLICK = re.compile(r"""\blocation(?:\.href\s*+=|\s*+=|\.assign\s*+\()\s*+["']([^"'\s]++)["']""")
_TEMPLATES = ("{{", "{%", "<%", "${")
_MAX_TEXTS = 20  # pieces of text of a link


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of a page, absolute: `rel` are its kinds in lower case, `type` its media type, `title` its label."""

    url: str
    rel: frozenset[str] = frozenset()
    type: str = ""
    title: str = ""
    anchor: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page; `base` is the base of its links, `words` are the first ones of its text.

    scripts: JSON-LD. data: other scripts and attributes that mention JobPosting. marked: JobPostings in microdata or
    RDFa. posts: those of an h-feed. frames: the URLs of the pages in it.
    """

    base: str
    scripts: tuple[str, ...] = ()
    links: tuple[PageLink, ...] = ()
    title: str = ""
    language: str = ""
    words: str = ""
    data: tuple[str, ...] = ()
    marked: tuple[dict[str, Any], ...] = ()
    posts: tuple[Item, ...] = ()
    frames: tuple[str, ...] = ()


def needs_script(text: str, page: Page) -> bool:
    """Return whether a page shows its content by scripts alone: it has hardly any text, or requires JavaScript."""
    if len(page.words) >= _MAX_WORDS or not _SCRIPT.search(text):
        return False
    return not page.words or bool(_BY_SCRIPT.search(text[:_SEARCHED]))


def decode(document: Document) -> str:
    """Return the text of a body: by its BOM, the server's charset, its own declaration, else UTF-8."""
    body = document.body
    for mark, name in _MARKS:
        if body.startswith(mark):
            return drop_forbidden(body[len(mark) :].decode(name, "replace").replace("\ufffd", ""))
    declared = _META.search(body[:_HEAD])
    for name in (document.charset, declared[1].decode("ascii", "replace") if declared else "", "utf-8"):
        text = _decoded(body, name)
        if text is not None:
            return drop_forbidden(text)
    return drop_forbidden(body.decode("windows-1252", "replace").replace("\ufffd", ""))


def _decoded(body: bytes, name: str) -> str | None:
    try:
        codec = codecs.lookup(name).name if name else ""
        if not codec:
            return None
        text = body.decode("windows-1252" if codec in _LATIN else codec, "replace")
    except (LookupError, ValueError, TypeError, AssertionError):  # no codec of texts
        return None
    wrong = text.count("\ufffd")
    # A few invalid bytes among many letters are slips; more mean another encoding.
    return text.replace("\ufffd", "") if not wrong or wrong * 20 < sum(map(_is_beyond_ascii, text)) else None


def _is_beyond_ascii(letter: str) -> bool:
    return letter > "\x7f"


def parse(text: str) -> lxml_html.HtmlElement | None:
    """Return the root element of a page; None for anything but HTML."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ValueError, etree.ParserError):
        return None


def read(text: str, locator: str) -> Page:
    """Parse a page; anything but HTML is an empty page. Never raises."""
    root = parse(text)
    if root is None:
        return Page(locator)
    base = next((element.get("href", "") for element in root.iter("base")), "")
    base = _joined(locator, base) if base else locator
    scripts = tuple(
        element.text or "" for element in root.iter("script") if "ld+json" in element.get("type", "").lower()
    )
    has_jobs = embedded.MARK.search(text)
    data = tuple(_data(root)) if has_jobs else ()
    marked = tuple(marked_up.read(root, base)) if has_jobs else ()
    posts = microformats.read(root, base) if microformats.MARK in text else ()
    title = next((one_line(element.text or "") for element in root.iter("title")), "")
    links = tuple(_links(root, base))
    frames = tuple(_joined(base, source) for frame in root.iter("iframe") if (source := frame.get("src", "").strip()))
    for hidden in list(root.iter("script", "style", "noscript", "template", "title")):
        hidden.drop_tree()
    words = one_line(" ".join(piece for piece in root.itertext() if piece.strip())[: _MAX_WORDS * 4])
    language = root.get("lang") or root.get("xml:lang") or ""
    return Page(base, scripts, links, title, language, words[:_MAX_WORDS], data, marked, posts, frames)


def _data(root: lxml_html.HtmlElement) -> Iterator[str]:
    for element in root.iter("script"):
        text = element.text or ""
        if "ld+json" not in element.get("type", "").lower() and (embedded.FLIGHT in text or embedded.MARK.search(text)):
            yield text
    yield from root.xpath('//@*[contains(., "JobPosting") and (contains(., "{") or contains(., "%7B"))]')


def _links(root: lxml_html.HtmlElement, base: str) -> Iterator[PageLink]:
    for element in root.xpath(_LINKS):
        href = (element.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:")):  # a row of a table that a script makes a link
            clicked = _ON_CLICK.search(element.get("onclick") or "")
            href = (element.get("data-href") or (clicked[1] if clicked else element.get("data-url")) or "").strip()
        if not href or href.startswith("#") or any(mark in href for mark in _TEMPLATES):
            continue
        rel = frozenset((element.get("rel") or "").lower().split())
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        title = element.get("title") or element.get("aria-label") or ""
        anchor = element.tag != "link"
        words = " ".join(islice(element.itertext(), _MAX_TEXTS))[: _MAX_WORDS * 2] if anchor else ""
        yield PageLink(_joined(base, href), rel, kind, title, anchor, one_line(words)[:_MAX_WORDS])


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
