"""Parse the posts of a page that is marked up as an h-feed (https://microformats.org/wiki/microformats2-parsing).

Only what a post needs is read: name, address, dates, content, summary, author, categories, photo. The library `mf2py`
takes 1.5 ms for an entry and 12 s for 5,000 nested elements, and needs two more HTML parsers.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from feeds.model.post import Author
from feeds.normalise.dialects.item import Item
from feeds.normalise.values.text import one_line

MARK = "h-entry"
_MAX_ENTRIES = 1_000
_MAX_VALUES = 20  # of one property
_CLASS = 'contains(concat(" ", normalize-space(@class), " "), " {} ")'
_ENTRIES = f"//*[{_CLASS.format('h-entry')}][not(ancestor::template)][not(ancestor::*[{_CLASS.format('h-entry')}])]"
_FEED = f"ancestor::*[{_CLASS.format('h-feed')}]"
_ATTRIBUTES = {
    "u": (("a", "href"), ("area", "href"), ("link", "href"), ("img", "src"), ("data", "value"), ("abbr", "title")),
    "dt": (("time", "datetime"), ("ins", "datetime"), ("del", "datetime"), ("abbr", "title"), ("data", "value")),
    "p": (("abbr", "title"), ("link", "title"), ("data", "value"), ("input", "value"), ("img", "alt")),
}
Properties = dict[str, list[HtmlElement]]


def read(root: HtmlElement, base: str) -> tuple[Item, ...]:
    """Return the posts of a page; `base` is that of its links. A single one without an h-feed is no list of posts."""
    entries = list(islice(root.xpath(_ENTRIES), _MAX_ENTRIES))
    items = [item for entry in entries if (item := _item(entry, base)).url and (item.title or item.content_html)]
    return tuple(items) if len(items) > 1 or any(entry.xpath(_FEED) for entry in entries) else ()


def _item(entry: HtmlElement, base: str) -> Item:
    found = _properties(entry)
    name, url = _text(found, "p-name"), _url(found, "u-url", base)
    if not name and not {"e-content", "p-content", "p-summary"} & found.keys():
        name = one_line("".join(entry.itertext()))
    link = entry if entry.tag == "a" else next(iter(entry.iter("a")), None)
    if not url and link is not None and "u-url" not in found:  # the only link, as an implied address
        url = _joined(base, link.get("href"))
    return Item(
        id=_url(found, "u-uid", base) or _text(found, "p-uid") or url,
        url=url,
        base=base,
        title="" if name and name == _text(found, "e-content") else name,
        content_html=_markup(found, "e-content") or escape(_text(found, "p-content"), quote=False),
        summary_html=_markup(found, "e-summary") or escape(_text(found, "p-summary"), quote=False),
        published=_text(found, "dt-published"),
        updated=_text(found, "dt-updated"),
        language=entry.get("lang") or "",
        authors=tuple(filter(None, (_author(one, base) for one in found.get("p-author", found.get("u-author", ()))))),
        tags=tuple(dict.fromkeys(filter(None, (_value(one, "p") for one in found.get("p-category", ()))))),
        image=_url(found, "u-featured", base) or _url(found, "u-photo", base),
    )


def _properties(item: HtmlElement) -> Properties:
    """Return the elements of each property of an item, without those of items in it."""
    found: Properties = {}
    waiting: list[Any] = list(reversed(item))
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "template"):
            continue
        names = element.get("class", "").split()
        for name in names:
            if name.startswith(("p-", "u-", "dt-", "e-")) and len(found.setdefault(name, [])) < _MAX_VALUES:
                found[name].append(element)
        if not any(name.startswith(("h-", "e-")) for name in names):
            waiting += reversed(element)
    return found


def _author(element: HtmlElement, base: str) -> Author | None:
    is_card = "h-card" in element.get("class", "").split()
    inner = _properties(element) if is_card else {}
    name = _text(inner, "p-name") or one_line("".join(element.itertext())) or _value(element, "p")
    url = _url(inner, "u-url", base) or (_joined(base, element.get("href")) if element.tag == "a" else "")
    return Author(name, url) if name else None


def _text(found: Properties, name: str) -> str:
    return _value(found[name][0], name.partition("-")[0]) if found.get(name) else ""


def _url(found: Properties, name: str, base: str) -> str:
    return _joined(base, _value(found[name][0], "u")) if found.get(name) else ""


def _value(element: HtmlElement, kind: str) -> str:
    attributes = _ATTRIBUTES.get(kind, ())
    stated = next((element.get(name) for tag, name in attributes if element.tag == tag and element.get(name)), None)
    return one_line(stated or "".join(element.itertext()))


def _markup(found: Properties, name: str) -> str:
    if not found.get(name):
        return ""
    element = found[name][0]
    inner: Iterator[str] = (etree.tostring(part, encoding="unicode", method="html") for part in element)
    return "".join((escape(element.text or "", quote=False), *inner)).strip()


def _joined(base: str, written: str | None) -> str:
    try:
        return urljoin(base, written.strip()) if written and written.strip() else ""
    except ValueError:
        return ""
