"""A sanitised fragment made a valid, self-contained part of a page, with absolute links.

Nothing here decides what is dangerous: `sanitize` does, before and after.
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

MORE = "\ue0ff\ue0fe"  # stands for `<!--more-->`: for private use, and so in no text that is meant to be read
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
_ADDRESS = re.compile(r"(?<![\w@/.-])(?:https?://|www\.)[^\s<>\"“”«»`|\\]+", re.IGNORECASE)
_ADDRESS_TAIL = re.compile(r"[?!.,:;*_~'…’\]]+$")
_PIXELS = re.compile(r"[1-9][0-9]{0,4}")


@cache
def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")


def parse(fragment: str) -> Tree:
    """Read a fragment into one `div`."""
    document = lxml_html.document_fromstring(f"<div>{fragment}</div>".encode(), parser=_parser())
    body: Tree = document.find("body")
    root: Tree = body[0]
    for code in root.iter("code", "pre"):  # there the marker was meant to be seen
        code.text = (code.text or "").replace(MORE, "<!--more-->")
    return root


def write(root: Tree) -> str:
    """Write what stands in a tree, without its root."""
    text: str = lxml_html.tostring(root, encoding="unicode", with_tail=False)
    return text.removeprefix("<div>").removesuffix("</div>").strip()


def unmark(root: Tree) -> None:
    """Take the marker out of the text."""
    for element in root.iter():
        if element.text:
            element.text = element.text.replace(MORE, "")
        if element.tail:
            element.tail = element.tail.replace(MORE, "")


def tidy(root: Tree, base: str) -> None:
    """Make the elements below `root` valid where they stand, and their links absolute."""
    elements = list(root.iter())
    for element in elements:
        if renamed := _RENAMED.get(element.tag):
            element.tag = renamed
        element.text, element.tail = _text(element.text), _text(element.tail)
        if label := element.get("title"):
            element.set("title", one_line(label))
    # Descendants first: what an element may be depends on what is left in it.
    for element in reversed(elements[1:]):
        _resolve(element, base)
        if element.getparent() is not None:
            content_models.fit(element)
        if element.getparent() is not None and content_models.hollow(element):
            _drop(element)
    _link_addresses(root)


def _text(text: str | None) -> str | None:
    # U+0338 would compose with the `>` before it (NFC), and a tag would be gone.
    return None if text is None else clean(text).lstrip("\u0338")


def _drop(element: Tree) -> None:
    if element.text and not content_models.is_block(element):
        element.drop_tag()  # the blank in it parts two words
    else:
        element.drop_tree()


def _set(element: Tree, name: str, value: str | None) -> None:
    if value:
        element.set(name, value)
    else:
        element.attrib.pop(name, None)


def _resolve(element: Tree, base: str) -> None:
    if element.tag == "a":
        target = links.absolute(element.get("href", ""), base)
        _set(element, "href", target)
        if not target or element.xpath("ancestor::a or .//details"):
            element.drop_tag()
    elif element.tag == "img":
        _image(element, base)
    elif cite := element.get("cite"):
        _set(element, "cite", links.absolute(cite, base))


def _image(element: Tree, base: str) -> None:
    _set(element, "srcset", links.srcset(element.get("srcset", ""), base))
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


def _link_addresses(root: Tree) -> None:
    """Make links of the web addresses that stand in running text, as GitHub does."""
    literal: set[Tree] = set()
    for element in list(root.iter()):
        parent = element.getparent()
        if element.tag in _LITERAL or parent in literal:
            literal.add(element)
        elif pieces := _pieces(element.text or ""):
            element.text = pieces[0].tail
            for link in reversed(pieces[1:]):
                element.insert(0, link)
        if parent is not None and parent not in literal and (pieces := _pieces(element.tail or "")):
            element.tail = pieces[0].tail
            for link in reversed(pieces[1:]):
                tail, element.tail = element.tail, None
                element.addnext(link)
                element.tail = tail


def _pieces(text: str) -> list[Tree]:
    """Part a text at the web addresses in it: a dummy whose tail comes first, then the links with tails."""
    if "://" not in text and "ww." not in text.lower():
        return []
    pieces = [lxml_html.Element("span")]
    start = 0
    for found in _ADDRESS.finditer(text):
        shown = _ADDRESS_TAIL.sub("", found.group())
        while shown.endswith(")") and shown.count(")") > shown.count("("):
            shown = _ADDRESS_TAIL.sub("", shown[:-1])
        target = links.absolute(shown, "")
        if not target or "." not in shown.partition("://")[2].partition("/")[0] + shown[3:4]:
            continue
        pieces[-1].tail = text[start : found.start()]
        link = lxml_html.Element("a", href=target)
        link.text = shown
        pieces.append(link)
        start = found.start() + len(shown)
    pieces[-1].tail = text[start:]
    return pieces if len(pieces) > 1 else []


def first_heading(root: Tree) -> Tree | None:
    """Give the heading of level 1 that a text begins with, if it does."""
    first = root[0] if len(root) and not (root.text or "").strip() else None
    return first if first is not None and first.tag == "h1" else None


def level(root: Tree) -> None:
    """Let headings start at level 2 and go down by one level at a time, in the order they had."""
    outer: list[str] = []
    for heading in root.iter(*content_models.HEADINGS):
        tag = str(heading.tag)
        while outer and outer[-1] >= tag:
            outer.pop()
        heading.tag = f"h{min(len(outer) + 2, 6)}"
        outer.append(tag)


def words(root: Tree, without: Collection[str] = ()) -> str:
    """Give the visible text, blocks apart; what stands in elements of a name in `without` is left out."""
    return "".join(_said(root, without))


def lead(root: Tree) -> str | None:
    """Give the visible text before the marker, without headings; None if there is no marker."""
    parts = []
    for part in _said(root, content_models.HEADINGS):
        before, marker, _ = part.partition(MORE)
        parts.append(before)
        if marker:
            return "".join(parts)
    return None


def _said(root: Tree, without: Collection[str]) -> Iterator[str]:
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
