"""A sanitised fragment made a valid, self-contained part of a page: HTML's content models, absolute links.

Nothing here decides what is dangerous (`html.py` has sanitised before and does so after); it decides what
is well-formed in the sense of the HTML standard §3.2.5 and §4, and what a reader can follow.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from feeds.normalise import _links, _tables
from feeds.normalise.text import clean, one_line

MORE = "\ufdd0"  # stands for `<!--more-->`: a noncharacter, which no author's text holds by then
Tree = lxml_html.HtmlElement

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PHRASING = frozenset(
    ["a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small", "strong", "sub", "sup", "u", "var"]
)
_TRANSPARENT = frozenset({"a", "ins", "del"})
_PHRASING_ONLY = (_PHRASING - _TRANSPARENT) | {"p", "pre", *HEADINGS}
_NO_HEADING = frozenset({"th", "dt", "caption"})
_KEPT_EMPTY = frozenset({"br", "hr", "img", "td", "th"})
RENAMED = {
    **dict.fromkeys(
        ["address", "article", "aside", "center", "footer", "form", "header", "hgroup", "main", "nav", "section"],
        "div",
    ),
    "acronym": "abbr",
    "dir": "ul",
    "menu": "ul",
    "strike": "s",
    "tt": "code",
}  # fmt: skip
_URL = re.compile(r"""(?<![\w@/.])(?:https?://|www\.)[^\s<>"“”«»`]+""", re.IGNORECASE)
_URL_TAIL = re.compile(r"""(?:[?!.,:;*_~'"…’\u00a0\u202f]|&(?:amp|lt|gt|quot);)+$""")


def parse(fragment: str) -> Tree:
    """Read a fragment into one `div`."""
    parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")
    document = lxml_html.document_fromstring(f"<div>{fragment}</div>".encode(), parser=parser)
    body = document.find("body")
    root: Tree = body[0]
    for stray in list(body)[1:]:  # an unbalanced </div> ended the first
        root.append(stray)
    return root


def write(root: Tree) -> str:
    """Write what stands in a tree, without its root."""
    text: str = lxml_html.tostring(root, encoding="unicode", with_tail=False)
    return text.removeprefix("<div>").removesuffix("</div>").strip()


def tidy(root: Tree, base: str) -> None:
    """Make the elements below `root` valid where they stand, and their links absolute."""
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for element in elements:
        element.tag = RENAMED.get(element.tag, element.tag)
        element.text, element.tail = _text(element.text), _text(element.tail)
    # Descendants first: what an element may be depends on what is left in it.
    for element in reversed(elements[1:]):
        if element.tag == "a" or element.tag == "img":
            _address(element, base)
        elif cite := element.get("cite"):
            _set(element, "cite", _links.absolute(cite, base))
        _fit(element)
        if element.getparent() is not None and _hollow(element):
            element.drop_tree()
    for table in root.iter("table"):
        _tables.mend(table)
    _link_addresses(root)


def _text(text: str | None) -> str | None:
    # U+0338 would compose with the `>` before it (NFC), and a tag would be gone.
    return clean(text).lstrip("\u0338") if text and not text.isascii() else clean(text) if text else text


def _set(element: Tree, name: str, value: str | None) -> None:
    if value:
        element.set(name, value)
    else:
        element.attrib.pop(name, None)


def _address(element: Tree, base: str) -> None:
    if element.tag == "a":
        _set(element, "href", _links.absolute(element.get("href", ""), base))
        nested = element.xpath("ancestor::a or .//details")
        if not element.get("href") or nested:
            element.drop_tag()
        return
    _set(element, "srcset", _links.srcset(element.get("srcset", ""), base))
    source = _links.absolute(element.get("src", ""), base) or ""
    if not source.startswith("http"):
        source = element.get("srcset", "").partition(" ")[0]
    alt = one_line(element.get("alt", ""))
    if not source or element.xpath("ancestor::pre"):
        element.text = alt
        element.drop_tag()
        return
    element.set("src", source)
    element.set("alt", alt)
    for name in ("width", "height"):
        if not re.fullmatch(r"[1-9][0-9]{0,4}", element.get(name, "")):
            element.attrib.pop(name, None)


def _is_block(element: Tree) -> bool:
    return element.tag not in _PHRASING or (element.tag in _TRANSPARENT and any(map(_is_block, element)))


def _fit(element: Tree) -> None:
    """Rename, wrap or unwrap an element that may not stand where it stands, or hold what it holds."""
    parent = element.getparent()
    if parent is None:
        return
    tag = element.tag
    if (tag in _PHRASING_ONLY and any(map(_is_block, element))) or (tag in HEADINGS and any(ancestor.tag in _NO_HEADING for ancestor in element.iterancestors())):
        element.drop_tag()
    elif tag in {"ul", "ol"}:
        _items(element)
        if not re.fullmatch(r"-?[0-9]{1,9}", element.get("start", "1")):
            del element.attrib["start"]
    elif (tag == "li" and parent.tag not in {"ul", "ol", "menu", "dir"}) or (
        tag in {"dt", "dd"} and parent.tag != "dl"
    ):
        element.tag = "div"
    elif tag == "dl":
        _definitions(element)
    elif tag == "details":
        _details(element)
    elif (tag == "summary" and parent.tag != "details") or (tag == "figcaption" and (parent.tag != "figure" or (element.getprevious() is not None and element.getnext() is not None))):
        element.tag = "div"
    elif tag == "pre":
        element.text = (element.text or "").lstrip("\n")


def _items(element: Tree) -> None:
    """Put what stands between the items of a list into items."""
    if element.text and element.text.strip():
        first = etree.SubElement(element, "li")
        element.insert(0, first)
        first.text, element.text = element.text, None
    for child in list(element):
        tail = child.tail or ""
        if child.tag != "li":
            child.tail = None
            item = lxml_html.Element("li") if False else etree.Element("li")
            child.addprevious(item)
            item.append(child)
            child = item
        if tail.strip():
            child.tail = None
            extra = etree.Element("li")
            extra.text = tail
            child.addnext(extra)


def _definitions(element: Tree) -> None:
    order = "".join({"dt": "t", "dd": "d"}.get(child.tag, "x") for child in element)
    loose = "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
    if not re.fullmatch("(?:t+d+)+", order) or loose:
        element.tag = "div"
        for child in element:
            child.tag = "div" if child.tag in {"dt", "dd"} else child.tag


def _details(element: Tree) -> None:
    summaries = element.findall("summary")
    if not summaries or element[0] is not summaries[0] or (element.text or "").strip():
        element.tag = "div"
    for summary in summaries[(element.tag == "details") :]:
        summary.tag = "div"
    for inner in summaries[: (element.tag == "details")]:
        for block in [child for child in inner.iterdescendants() if _is_block(child)]:
            block.drop_tag()


def _hollow(element: Tree) -> bool:
    if element.tag in _KEPT_EMPTY or (element.text or "").strip():
        return False
    if element.tag in {"b", "i", "em", "strong", "u", "s"} and element.text:
        element.drop_tag()
        return False
    return all(child.tag == "br" and not (child.tail or "").strip() for child in element)
