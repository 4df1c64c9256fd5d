"""Markdown and HTML made safe HTML, and HTML made plain text: the door to `markdown`, `nh3` and the tree.

    text | _markdown | HTML
    HTML | sanitise | _simple, else _tree (valid, absolute, levels) and sanitise

The last step makes the promise: what leaves has passed the allow-list, whatever came before.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from feeds.normalise.values.text import clean, fold, one_line, permitted, shorten

if TYPE_CHECKING:
    import nh3

    from feeds.normalise.html.repair import Tree

EXCERPT = 300  # characters, where no marker ends the excerpt
MARKED_EXCERPT = 500
_ENOUGH = 150  # characters of paragraphs after which no further one is taken

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
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^\">]*+(?:\"[^\"]*+(?:\"|\Z)[^\">]*+)*+(?:>|\Z)")
_ESCAPED_MARKUP = re.compile(
    r"&lt;/?(?:p|br|div|span|[uo]l|li|strong|b|em|i|u|h[1-6]|a|table|tr|td|font|section)\b[^<>]{0,300}?&gt;",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(r"(?:[^<]++|</?p>|<br>)*+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"[ \t]*\n\s*")
_DEEPEST = 80  # elements inside each other
_UNCLOSED = 1_000  # elements opened and not closed, before nh3 puts them in order in quadratic time

_MARKER = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TITLE_TAGS = "a|abbr|b|code|del|em|font|i|ins|kbd|mark|p|s|small|span|strong|sub|sup|u"
# A pair around text is markup; a tag on its own is what the title is about, as in "<b> and <i> in HTML".
_PAIR = re.compile(
    rf"<(?i:(?P<tag>{_TITLE_TAGS}))(?=[\s/>])[^<>]*>"
    r"(?P<x>(?:(?!</?(?i:(?P=tag))[\s/>]).)*)</(?i:(?P=tag))\s*>"
)
_PAIRS_DEEP = 6  # tags inside each other; deeper ones stay, which loses nothing
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
_TITLE_CODE = re.compile(r"(?<!`)(?:`(?P<one>[^`]+)`|``(?!`)(?P<two>(?:[^`]|`(?!`))+)``)(?!`)")


class Rendered(NamedTuple):
    """A body as it is published: safe HTML, a plain excerpt of one line, and the heading it began with."""

    html: str
    excerpt: str
    heading: str


def render(text: str, base_url: str, title: str | None) -> Rendered:
    """Turn Markdown into HTML that may stand anywhere: safe, valid, links absolute, headings from level 2.

    A first heading of level 1 that repeats `title`, or is the only title there is, is taken out of the
    HTML. The excerpt ends at `<!--more-->`, or after about a paragraph.

    Raises:
        ValueError: the text cannot be read as Markdown; the message says why, in words.
    """
    from feeds.normalise.html import repair
    from feeds.normalise.markdown import python_markdown

    source = python_markdown.convert(_MARKER.sub(repair.MORE, clean(text)))
    safe = _sanitise(source)
    lead, mark, rest = safe.partition(f"<p>{repair.MORE}</p>")
    quick = _quick(lead + rest, title, lead if mark else "")
    return quick or _with_a_tree(safe, base_url, title, marked=repair.MORE in source)


def _quick(safe: str, title: str | None, lead: str = "", *, excerpt: bool = True) -> Rendered | None:
    """Do without a tree what is done with one; None where that cannot be."""
    from feeds.normalise.html import fast_path

    tidy = fast_path.in_order(safe)
    if tidy is None:
        return None
    words, below = fast_path.heading(tidy)
    heading = one_line(words)
    kept = below if _is_title(heading, title) else tidy
    return Rendered(fast_path.level(kept), _quick_excerpt(tidy, lead) if excerpt else "", heading)


def _with_a_tree(
    safe: str, base_url: str, title: str | None, *, marked: bool = False, excerpt: bool = True
) -> Rendered:
    from feeds.normalise.html import repair

    root = repair.parse(safe)
    beginning = _excerpt(root, marked=marked) if excerpt else ""
    repair.tidy(root, base_url)
    heading = _heading(root, title)
    return Rendered(_sanitise(repair.write(root)), beginning, heading)


def _heading(root: Tree, title: str | None) -> str:
    """Put the headings in order; give the one that the text begins with, taken out if it is the title."""
    from feeds.normalise.html import repair

    first = repair.first_heading(root)
    heading = one_line(repair.words(first)) if first is not None else ""
    if first is not None and _is_title(heading, title):
        first.drop_tree()
    repair.level(root)
    return heading


def _is_title(heading: str, title: str | None) -> bool:
    return bool(heading) and (title is None or fold(title) == fold(heading))


def fragment(source: str, base_url: str, title: str | None, *, excerpt: bool = True) -> Rendered:
    """Turn a partner's HTML into such that may stand anywhere, as `render` does with Markdown.

    Markup that was escaped once too often is taken for what it was meant to be, and the lines of a text
    without markup are kept. Without `excerpt`, none is taken. Never raises.
    """
    safe = _sanitise(_as_markup(source))
    quick = _quick(safe, title, excerpt=excerpt)
    return quick or _with_a_tree(safe, base_url, title, excerpt=excerpt)


def _as_markup(source: str) -> str:
    """Take escaped markup for markup, when there is no other; write plain lines as paragraphs.

    Recruiting systems escape a description for JSON as if it were for XML (Greenhouse, We Work Remotely).
    """
    if _TAG.search(source):
        return source
    if _ESCAPED_MARKUP.search(source):
        source = unescape(source)
        return source if _TAG.search(source) else ""
    if "\n" not in source.strip():
        return source
    parts = (part.strip() for part in _BLANK_LINE.split(source.replace("\r\n", "\n")))
    return "".join(f"<p>{_LINE_END.sub('<br>', part)}</p>" for part in parts if part)


def plain(html: str) -> str:
    """Give the visible text of a fragment of HTML on one line, with a blank between blocks."""
    from feeds.normalise.html import repair

    if _PARAGRAPHS.fullmatch(html):
        return one_line(unescape(html.replace("<p>", " ").replace("</p>", " ").replace("<br>", " ")))
    return one_line(repair.words(repair.parse(_sanitise(html))))


def markdown_title(text: str) -> str:
    """Reduce the Markdown and HTML in a title to plain text; `C*`, `5 * 3`, `a_b_c`, `R&D` stay."""
    kept: list[str] = []

    def keep(shown: str) -> str:
        kept.append(shown)
        return f"\ufdd0{len(kept) - 1}\ufdd1"

    text = one_line(text)
    text = _TITLE_CODE.sub(lambda found: keep((found["one"] or found["two"]).strip()), text)
    text = _ESCAPED.sub(lambda found: keep(found[1]), text)
    text = _without_pairs(_LINE_BREAK.sub(" ", text))
    for pattern in _INLINE:
        text = pattern.sub(lambda found: str(found["x"]), text)
    text = _ENTITY.sub(lambda found: unescape(found.group()), text)
    return one_line(re.sub("\ufdd0([0-9]+)\ufdd1", lambda found: kept[int(found[1])], text))


def one_title(text: str) -> str:
    """Reduce HTML in a title, also such as was escaped, to plain text; "<b> and <i> in HTML" stays."""
    if "<" not in text and "&" not in text:
        return one_line(text)
    text = _without_pairs(_LINE_BREAK.sub(" ", one_line(text)))
    return one_line(_ENTITY.sub(lambda found: unescape(found.group()), text))


def _without_pairs(text: str) -> str:
    for _ in range(_PAIRS_DEEP):
        shorter = _PAIR.sub(lambda found: found["x"] if found["x"].strip() else found.group(), text)
        if shorter == text:
            break
        text = shorter
    return text


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


def _sanitise(html: str) -> str:
    safe = _cleaner().clean(_flatten(permitted(html), _UNCLOSED))
    return permitted(_flatten(safe, _DEEPEST))


def _flatten(html: str, deepest: int) -> str:
    """Take out the tags of elements that are nested too deeply; their text stays."""
    if html.count("<") - html.count("</") <= deepest:  # no more are opened than that, in all
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

    return _TAG.sub(kept, html)


def _excerpt(root: Tree, *, marked: bool) -> str:
    """Take the text before the marker, where there may be one, else about a paragraph."""
    from feeds.normalise.html import content_models, repair

    lead = repair.lead(root) if marked else None
    if lead is not None:
        repair.unmark(root)
        if lead.strip():
            return shorten(one_line(lead), MARKED_EXCERPT)
    taken = ""
    for paragraph in root.iter("p"):
        taken = f"{taken} {one_line(repair.words(paragraph))}".strip()
        if len(taken) >= _ENOUGH:
            break
    return shorten(taken or one_line(repair.words(root, content_models.HEADINGS)), EXCERPT)


def _quick_excerpt(tidy: str, lead: str = "") -> str:
    """Take what `_excerpt` would take, without a tree."""
    from feeds.normalise.html import fast_path

    if words := one_line(fast_path.words(lead)):
        return shorten(words, MARKED_EXCERPT)
    taken = ""
    for paragraph in fast_path.paragraphs(tidy):
        taken = f"{taken} {one_line(fast_path.words(paragraph))}".strip()
        if len(taken) >= _ENOUGH:
            break
    return shorten(taken or one_line(fast_path.words(tidy)), EXCERPT)
