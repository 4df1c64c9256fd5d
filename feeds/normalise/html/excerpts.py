"""Plain text of HTML: summaries, excerpts and titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import TYPE_CHECKING

from feeds.normalise.html import fast_path
from feeds.normalise.values.text import one_line, shorten

if TYPE_CHECKING:
    from feeds.normalise.html.repair import Tree


MAX_EXCERPT = 300  # characters, without a marker
MAX_MARKED_EXCERPT = 500  # of a partner
_MIN_PARAGRAPHS = 150  # characters: further paragraphs are added up to here


def from_tree(root: Tree, *, marked: bool) -> str:
    """Return the text before the marker, which is removed, if `marked`; else about a paragraph."""
    from feeds.normalise.html import content_models, repair

    lead = repair.text_before_marker(root) if marked else None
    if lead is not None:
        repair.remove_marker(root)
        if lead.strip():
            return one_line(lead)
    paragraphs = (p for p in root.iter("p") if not any(True for _ in p.iterancestors("li")))
    beginning = _first_paragraphs((repair.visible_text(p), repair.is_before_list(p)) for p in paragraphs)
    return shorten(beginning or one_line(repair.visible_text(root, content_models.HEADINGS)), MAX_EXCERPT)


def from_well_formed(tidy: str, lead: str = "") -> str:
    """Return the same as `from_tree` for HTML of `fast_path`; `lead` is the HTML before the marker."""
    if words := one_line(fast_path.visible_text(lead)):
        return words
    paragraphs = ((fast_path.visible_text(inner), before) for inner, before in fast_path.paragraphs(tidy))
    beginning = _first_paragraphs(paragraphs)
    return shorten(beginning or one_line(fast_path.visible_text(tidy)), MAX_EXCERPT)


def _first_paragraphs(paragraphs: Iterable[tuple[str, bool]]) -> str:
    """Return the text of the first paragraphs, each with whether a list follows; a lead-in to one is left out."""
    taken = ""
    for words, is_before_list in paragraphs:
        if is_before_list and one_line(words).endswith((":", "\uff1a")):
            continue
        taken = f"{taken} {one_line(words)}".strip()
        if len(taken) >= _MIN_PARAGRAPHS:
            break
    return taken


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TITLE_TAGS = "a|abbr|b|code|del|em|font|i|ins|kbd|mark|p|s|small|span|strong|sub|sup|u"
# A pair of tags around text is markup; a tag alone is part of the title, as in "<b> and <i> in HTML".
_PAIR = re.compile(
    rf"<(?i:(?P<tag>{_TITLE_TAGS}))(?=[\s/>])[^<>]*>"
    r"(?P<x>(?:(?!</?(?i:(?P=tag))[\s/>]).)*)</(?i:(?P=tag))\s*>"
)
_MAX_PAIR_DEPTH = 6  # nested tags; deeper ones stay in the title
_LINE_BREAK = re.compile(r"(?<=\S)<[bB][rR]\s*/?>|<[bB][rR]\s*/?>(?=\S)")
_INLINE = tuple(
    re.compile(pattern)
    for pattern in (
        r"<(?P<x>(?:https?://|mailto:)[^<>\s]+)>",
        r"!?\[(?P<x>[^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)",
        r"\*\*(?=[^\s*])(?P<x>[^*]*(?:\*[^*]+\*[^*]*)*[^\s*]\*?|[^\s*])\*\*",
        r"(?<!\w)__(?!\w+__(?!\w))(?=[^\s_])(?P<x>[^_]*(?:_[^_]+)*?[^\s_]|[^\s_])__(?!\w)",
        r"(?<![\w*])\*(?=[^\s*])(?P<x>[^*]*[^\s*]|[^\s*])\*(?![\w*])",
        r"(?<![\w_])_(?=[^\s_])(?P<x>[^_]*[^\s_]|[^\s_])_(?![\w_])",
        r"~~(?=[^\s~])(?P<x>[^~]*[^\s~])~~",
    )
)
_MARKUP = re.compile(r"[`\\<\[*_~&]")  # signs of which each of the expressions has one
_TITLE_CODE = re.compile(r"(?<!`)(?:`(?P<one>[^`]+)`|``(?!`)(?P<two>(?:[^`]|`(?!`))+)``)(?!`)")


def from_markdown(text: str) -> str:
    """Return a title without its Markdown and HTML; `C*`, `5 * 3`, `a_b_c`, `R&D` stay."""
    kept: list[str] = []

    def keep(shown: str) -> str:
        kept.append(shown)
        return f"\ufdd0{len(kept) - 1}\ufdd1"

    text = one_line(text)
    if not _MARKUP.search(text):
        return text
    text = _TITLE_CODE.sub(lambda found: keep((found["one"] or found["two"]).strip()), text)
    text = _ESCAPED.sub(lambda found: keep(found[1]), text)
    text = _without_pairs(_LINE_BREAK.sub(" ", text))
    for pattern in _INLINE:
        text = pattern.sub(lambda found: str(found["x"]), text)
    text = _ENTITY.sub(lambda found: unescape(found.group()), text)
    return one_line(re.sub("\ufdd0([0-9]+)\ufdd1", lambda found: kept[int(found[1])], text))


def from_html(text: str) -> str:
    """Return a title without its HTML, escaped or not; "<b> and <i> in HTML" stays."""
    if "<" not in text and "&" not in text:
        return one_line(text)
    text = _without_pairs(_LINE_BREAK.sub(" ", one_line(text)))
    return one_line(_ENTITY.sub(lambda found: unescape(found.group()), text))


def _without_pairs(text: str) -> str:
    for _ in range(_MAX_PAIR_DEPTH):
        shorter = _PAIR.sub(lambda found: found["x"] if found["x"].strip() else found.group(), text)
        if shorter == text:
            break
        text = shorter
    return text
