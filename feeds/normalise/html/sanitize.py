"""Sanitiser: the allow-list of elements, attributes and URL schemes (the wrapper of nh3)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from feeds.normalise.values.text import drop_forbidden

if TYPE_CHECKING:
    import nh3

# Text and its structure, nothing that loads, runs, positions or styles: content is shown inside feed readers.
# `video`, `audio` and `iframe` are missing because readers remove them anyway.
_TEXT = """
a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
img ins kbd li mark ol p pre q s samp small strong sub summary sup table tbody td tfoot th thead tr u ul var
"""
# Page sections: allowed as input, so that words on both sides of their tags stay apart.
_SECTIONS = """
acronym address article aside center dir footer form header hgroup main menu nav section strike tt
"""
# Elements whose content is not text for people.
_DROPPED_WITH_CONTENT = """
applet canvas datalist embed frame frameset head iframe math noembed noframes noscript object option script
select style svg template textarea title xmp
"""
_EMPTY = "area base br col embed hr img input link meta param source track wbr"
TAGS = frozenset(_TEXT.split())
_VOID = frozenset(_EMPTY.split())
# No id, class or name: they could clash with those of the page. No style, because the page's style applies, but the
# alignment of cells, which `repair` checks: `align` is obsolete (HTML §16.2).
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "del": {"cite"},
    "img": {"src", "srcset", "alt", "title", "width", "height"},
    "ins": {"cite"},
    "ol": {"start"},
    "q": {"cite"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# An unclosed tag extends to the end of the text: otherwise matching takes quadratic time.
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^\">]*+(?:\"[^\"]*+(?:\"|\Z)[^\">]*+)*+(?:>|\Z)")
_MAX_DEPTH = 80  # nested elements
_MAX_UNCLOSED = 1_000  # elements opened and not closed, before nh3 puts them in order in quadratic time


@cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        tags={*TAGS, *_SECTIONS.split()},
        clean_content_tags=set(_DROPPED_WITH_CONTENT.split()),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,  # `rel=noopener` is not needed, because `target` is not allowed
        strip_comments=True,
        filter_style_properties={"text-align"},
    )


def clean(html: str) -> str:
    """Return HTML with the allowed elements and attributes only, nested at most `_MAX_DEPTH` deep."""
    safe = _cleaner().clean(_flatten(drop_forbidden(html), _MAX_UNCLOSED))
    return drop_forbidden(_flatten(safe, _MAX_DEPTH))


def _flatten(html: str, deepest: int) -> str:
    """Return HTML without the tags of elements nested more than `deepest` deep; their text stays."""
    # A depth can only be exceeded by as many unclosed tags; without this check, rendering takes 10 % longer.
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
