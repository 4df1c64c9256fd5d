"""A page of the web as far as it leads to jobs: its encoding, its JSON-LD and links, its name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html

from feeds.model.post import Document
from feeds.normalise.values.text import drop_forbidden, one_line

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""(?i)<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""")
_HEAD = 4_096  # bytes in which a page says what it is encoded in
# https://encoding.spec.whatwg.org/#names-and-labels: what is called Latin 1 or ASCII is windows-1252.
_LATIN = frozenset({"iso8859-1", "ascii", "latin-1"})
_LONGEST_TEXT = 200  # characters that show what a page is about


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page, absolute: `rel` are its kinds in lower case, `type` its media type."""

    url: str
    rel: frozenset[str] = frozenset()
    type: str = ""
    title: str = ""
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says; `base` is what its links are relative to, `words` are its first ones."""

    base: str
    scripts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    title: str = ""
    language: str = ""
    words: str = ""


def decode(document: Document) -> str:
    """Decode a body: by its mark, what the server says, what it says itself, or else by its letters."""
    body = document.body
    for mark, name in _MARKS:
        if body.startswith(mark):
            return drop_forbidden(body[len(mark) :].decode(name, "replace").replace("\ufffd", ""))
    said = _META.search(body[:_HEAD])
    for name in (document.charset, said[1].decode("ascii", "replace") if said else "", "utf-8"):
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
    # A slip or two among many letters are slips; more are another encoding.
    return text.replace("\ufffd", "") if not wrong or wrong * 20 < sum(map(_is_beyond_ascii, text)) else None


def _is_beyond_ascii(letter: str) -> bool:
    return letter > "\x7f"


def read(text: str, locator: str) -> Page:
    """Read a page; what is no HTML has nothing to say. Never raises."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ValueError, etree.ParserError):
        return Page(locator)
    base = next((element.get("href", "") for element in root.iter("base")), "")
    base = _joined(locator, base) if base else locator
    scripts = tuple(
        element.text or "" for element in root.iter("script") if "ld+json" in element.get("type", "").lower()
    )
    title = next((one_line(element.text or "") for element in root.iter("title")), "")
    links = tuple(_links(root, base))
    for silent in list(root.iter("script", "style", "noscript", "template", "title")):
        silent.drop_tree()
    words = one_line(" ".join(piece for piece in root.itertext() if piece.strip())[: _LONGEST_TEXT * 4])
    return Page(
        base, scripts, links, title, root.get("lang") or root.get("xml:lang") or "", words[:_LONGEST_TEXT]
    )


def _links(root: lxml_html.HtmlElement, base: str) -> Iterator[Link]:
    for element in root.iter("link", "a"):
        href = (element.get("href") or "").strip()
        if not href or href.startswith("#"):
            continue
        rel = frozenset((element.get("rel") or "").lower().split())
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        yield Link(_joined(base, href), rel, kind, element.get("title") or "", element.tag == "a")


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
