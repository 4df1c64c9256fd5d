"""Sanitiser: the allow-list of elements, attributes and URL schemes (the wrapper of nh3)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from feeds.normalise.values.text import permitted

if TYPE_CHECKING:
    import nh3

# Text and its structure, nothing that loads, runs, positions or styles: whoever reads a feed sees it in
# his own reader. `video`, `audio` and `iframe` are missing because readers take them out anyway.
_TEXT = """
a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
img ins kbd li mark ol p pre q s samp small strong sub summary sup table tbody td tfoot th thead tr u ul var
"""
# Parts of a page that are blocks: known on the way in, so that their ends part words.
_SECTIONS = """
acronym address article aside center dir footer form header hgroup main menu nav section strike tt
"""
# What stands in these is not text for readers.
_SILENT = """
applet canvas datalist embed frame frameset head iframe math noembed noframes noscript object option script
select style svg template textarea title xmp
"""
_EMPTY = "area base br col embed hr img input link meta param source track wbr"
TAGS = frozenset(_TEXT.split())
_VOID = frozenset(_EMPTY.split())
# No id, class or name: they would meet those of the page. No style or align: the page's own style rules.
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "del": {"cite"},
    "img": {"src", "srcset", "alt", "title", "width", "height"},
    "ins": {"cite"},
    "ol": {"start"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# What is not closed ends with the text: its end would be looked for from each beginning again.
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^\">]*+(?:\"[^\"]*+(?:\"|\Z)[^\">]*+)*+(?:>|\Z)")
_DEEPEST = 80  # elements inside each other
_UNCLOSED = 1_000  # elements opened and not closed, before nh3 puts them in order in quadratic time


@cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        tags={*TAGS, *_SECTIONS.split()},
        clean_content_tags=set(_SILENT.split()),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,  # a link opens where the reader opens it: there is no `target` to guard against
        strip_comments=True,
    )


def clean(html: str) -> str:
    """Return HTML that holds only what the allow-list has, nested at most `_DEEPEST` elements deep."""
    safe = _cleaner().clean(_flatten(permitted(html), _UNCLOSED))
    return permitted(_flatten(safe, _DEEPEST))


def _flatten(html: str, deepest: int) -> str:
    """Take out the tags of elements that are nested too deeply; their text stays."""
    # No more are opened than that, in all: to count their depth anyhow, rendering takes 10 % more.
    if html.count("<") - html.count("</") <= deepest:
        return html
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        if found.group(2).lower() in _VOID:
            return found.group()
        if found.group(1):
            depth = max(depth - 1, 0)
            return found.group() if depth < deepest else ""
        depth += 1
        return found.group() if depth <= deepest else ""

    return TAG.sub(kept, html)
