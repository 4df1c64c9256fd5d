"""Repair sanitised HTML with a tree: valid elements, absolute links, heading levels.

Safety is not decided here: `sanitize` runs before and after.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from lxml import etree
from lxml import html as lxml_html

from feeds.normalise.html import content_models
from feeds.normalise.values import links
from feeds.normalise.values.text import clean, one_line

MORE_MARKER = "\ue0ff\ue0fe"  # stands for `<!--more-->`: for private use, and so in no text that is meant to be read
Tree = content_models.Node

_SECTIONS = "address article aside center footer form header hgroup main nav section"
_RENAMED = {
    **dict.fromkeys(_SECTIONS.split(), "div"),
    "acronym": "abbr",
    "dir": "ul",
    "menu": "ul",
    "strike": "s",
    "tt": "code",
}
_LITERAL = frozenset({"a", "code", "pre", "kbd", "samp"})
_ALIGNED = re.compile(r"text-align: ?(left|right|center);?")
_PIXELS = re.compile(r"[1-9][0-9]{0,4}")


@cache
def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")


def parse(fragment: str) -> Tree:
    """Return the tree of a fragment, inside one `div`."""
    document = lxml_html.document_fromstring(f"<div>{fragment}</div>".encode(), parser=_parser())
    body: Tree = document.find("body")
    root: Tree = body[0]
    for code in root.iter("code", "pre"):  # in code, the marker is text
        code.text = (code.text or "").replace(MORE_MARKER, "<!--more-->")
    return root


def write(root: Tree) -> str:
    """Return the HTML of a tree without its root."""
    text: str = lxml_html.tostring(root, encoding="unicode", with_tail=False)
    return text.removeprefix("<div>").removesuffix("</div>").strip()


def remove_marker(root: Tree) -> None:
    """Remove the marker from all texts."""
    for element in root.iter():
        if element.text:
            element.text = element.text.replace(MORE_MARKER, "")
        if element.tail:
            element.tail = element.tail.replace(MORE_MARKER, "")


def make_valid(root: Tree, base: str, *, page_links: bool = False) -> None:
    """Make the elements below `root` valid, their links absolute, and URLs in their text links.

    Links within the page stay with `page_links`.
    """
    elements = list(root.iter())
    for element in elements:
        if renamed := _RENAMED.get(element.tag):
            element.tag = renamed
        element.text, element.tail = _clean_text(element.text), _clean_text(element.tail)
        if label := element.get("title"):
            element.set("title", one_line(label))
        if style := element.get("style"):
            aligned = _ALIGNED.fullmatch(style)
            _set_or_remove(element, "style", f"text-align:{aligned[1]}" if aligned else None)
    # Descendants first: the repair of an element depends on the children that it keeps.
    for element in reversed(elements[1:]):
        _resolve(element, base, page_links=page_links)
        if element.getparent() is not None:
            content_models.repair(element)
        if element.getparent() is not None and content_models.is_empty(element):
            _drop(element)
    _link_urls(root)


def _clean_text(text: str | None) -> str | None:
    # U+0338 would compose with the `>` before it (NFC) and so break a tag.
    return None if text is None else clean(text).lstrip("\u0338")


def _drop(element: Tree) -> None:
    if element.text and not content_models.is_block(element):
        element.drop_tag()  # the space in it separates two words
    else:
        element.drop_tree()


def _set_or_remove(element: Tree, name: str, value: str | None) -> None:
    if value:
        element.set(name, value)
    else:
        element.attrib.pop(name, None)


def _resolve(element: Tree, base: str, *, page_links: bool) -> None:
    if element.tag == "a":
        written = element.get("href", "")
        target = written if page_links and written.startswith("#") else links.absolute(written, base)
        _set_or_remove(element, "href", target)
        if not target or element.xpath("ancestor::a or .//details"):
            element.drop_tag()
    elif element.tag == "img":
        _image(element, base)
    elif cite := element.get("cite"):
        _set_or_remove(element, "cite", links.absolute(cite, base))


def _image(element: Tree, base: str) -> None:
    _set_or_remove(element, "srcset", links.srcset(element.get("srcset", ""), base))
    source = links.web_page(element.get("src", ""), base) or element.get("srcset", "").partition(" ")[0]
    alt = one_line(element.get("alt", ""))
    if not source or element.xpath("ancestor::pre"):
        element.text = alt
        element.drop_tag()
        return
    element.set("src", source)
    element.set("alt", alt)
    for name in ("width", "height"):
        if not _PIXELS.fullmatch(element.get(name, "")):
            element.attrib.pop(name, None)


def _link_urls(root: Tree) -> None:
    """Turn URLs in running text into links, as GitHub does."""
    literal: set[Tree] = set()
    for element in list(root.iter()):
        parent = element.getparent()
        if element.tag in _LITERAL or parent in literal:
            literal.add(element)
        elif pieces := _split_at_urls(element.text or ""):
            element.text = pieces[0].tail
            for link in reversed(pieces[1:]):
                element.insert(0, link)
        if parent is not None and parent not in literal and (pieces := _split_at_urls(element.tail or "")):
            element.tail = pieces[0].tail
            for link in reversed(pieces[1:]):
                tail, element.tail = element.tail, None
                element.addnext(link)
                element.tail = tail


def _split_at_urls(text: str) -> list[Tree]:
    """Return a text as elements: a dummy with the text before the first URL as tail, then the links."""
    pieces: list[Tree] = []
    start = 0
    for at, shown, target in links.in_text(text):
        pieces = pieces or [lxml_html.Element("span")]
        pieces[-1].tail = text[start:at]
        link = lxml_html.Element("a", href=target)
        link.text = shown
        pieces.append(link)
        start = at + len(shown)
    if pieces:
        pieces[-1].tail = text[start:]
    return pieces


def first_heading(root: Tree) -> Tree | None:
    """Return the level-1 heading at the start of the tree, or None."""
    first = root[0] if len(root) and not (root.text or "").strip() else None
    return first if first is not None and first.tag == "h1" else None


def level_headings(root: Tree) -> None:
    """Rename headings so that they start at level 2 and skip no level."""
    outer: list[str] = []
    for heading in root.iter(*content_models.HEADINGS):
        tag = str(heading.tag)
        while outer and outer[-1] >= tag:
            outer.pop()
        heading.tag = f"h{min(len(outer) + 2, 6)}"
        outer.append(tag)


def visible_text(root: Tree, without: Collection[str] = ()) -> str:
    """Return the visible text with spaces between blocks, without the elements named in `without`."""
    return "".join(_text_pieces(root, without))


def is_before_list(paragraph: Tree) -> bool:
    """Return whether a list follows a paragraph."""
    following = paragraph.getnext()
    return following is not None and following.tag in ("ul", "ol") and not (paragraph.tail or "").strip()


def text_before_marker(root: Tree) -> str | None:
    """Return the visible text before the marker, without headings; None if there is no marker."""
    parts = []
    for part in _text_pieces(root, content_models.HEADINGS):
        before, marker, _ = part.partition(MORE_MARKER)
        parts.append(before)
        if marker:
            return "".join(parts)
    return None


def _text_pieces(root: Tree, without: Collection[str]) -> Iterator[str]:
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag == "br" or content_models.is_block(element):
            yield " "
        if event == "start":
            hidden += element.tag in without
            text = element.text
        else:
            hidden -= element.tag in without
            text = element.tail if element is not root else None
        if text and not hidden:
            yield text
