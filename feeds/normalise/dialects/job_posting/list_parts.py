"""Further parts of a list of jobs that its page links to: the next one, and numbered ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from feeds.normalise.dialects.job_posting.job_links import same_site
from feeds.normalise.languages import NEXT_PART
from feeds.normalise.values.text import fold

if TYPE_CHECKING:
    from feeds.normalise.dialects.job_posting.html_page import PageLink

_PAGES = frozenset(
    {
        "page",
        "p",
        "pg",
        "paged",
        "pagenumber",
        "pageno",
        "pageindex",
        "page_num",
        "currentpage",
        "pagina",
        "pag",
        "seite",
    }
)
_OFFSETS = frozenset(
    {"startrow", "start", "offset", "from", "pr", "skip", "first"}
)  # of SuccessFactors, iCIMS and others
_IN_PATH = re.compile(r"(.*?)/(?:page|seite|pagina|p)[/-](\d{1,5})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,7}")
# "2", "Page 2", "Page 2 of 5", "Go to page 2".
_SHOWN = re.compile(
    r"\W*+(?:[a-z ]{0,20}\b(?:page|seite|pagina)\W*+)?([1-9]\d{0,3})(?:\W+(?:of|sur|von|de|van|di)?\W*+\d{1,4})?\W*+"
)
_NEAR = 2  # the highest number of a part that the words of a link need not show
_ARROWS = frozenset("›»→>⟩")
_AROUND = re.compile(r"^\W+|\W+$")
_MAX_PARTS = 1_000


def find(links: Iterable[PageLink], own: str) -> tuple[str, ...]:
    """Return the URLs of further parts of a list on the same site, the next one first, then by number."""
    near = [link for link in links if link.url.partition("#")[0] != own and same_site(link.url, own)]
    following = [link.url for link in near if "next" in link.rel or (link.anchor and _is_next(link))]
    anchors = [link for link in near if link.anchor]
    numbered = sorted({*_numbered(anchors, own), *_shown_as_numbers(anchors, own)})
    found = dict.fromkeys(url.partition("#")[0] for url in (*following, *(url for _, url in numbered)))
    return tuple(url for url in found if urlsplit(url).path.strip("/") or urlsplit(url).query)[:_MAX_PARTS]


def _is_next(link: PageLink) -> bool:
    """Return whether the words of a link, or its label, are those of a link to the next part."""
    words, label = (_AROUND.sub("", fold(text)) for text in (link.text, link.title))
    return (words or label) in NEXT_PART or (not words and not label and link.text.strip() in _ARROWS)


def _numbered(links: list[PageLink], own: str) -> Iterator[tuple[int, str]]:
    """Yield those that differ from the URL of the list by a number, which is higher, with that number.

    The number of a page may as well be the id of any page (`/?p=412`): then the words of the link do not show it.
    """
    here, is_from_zero = _place(own), any(place and place[2] == 0 for place in (_place(link.url) for link in links))
    path, rest, start = here or (urlsplit(own).path.rstrip("/"), frozenset(parse_qsl(urlsplit(own).query)), 0)
    for link in links:
        place = _place(link.url)
        if not place or place[0] != path or not rest <= place[1]:
            continue
        number, shown, is_offset = place[2], _shown_number(link), _is_offset(link.url)
        if not (is_offset or shown in (number, number + 1) or (here is None and number <= _NEAR)):
            continue
        # The first part is the list itself.
        is_first = number == 0 or (number == 1 and not (is_from_zero or is_offset or shown == number + 1))
        if number > start and not is_first:
            yield number, link.url


def _shown_as_numbers(links: list[PageLink], own: str) -> Iterator[tuple[int, str]]:
    """Yield the links whose words are numbers of pages, with those: they differ by any one parameter with a number."""
    split = urlsplit(own)
    query = dict(parse_qsl(split.query))
    found = dict[str, list[tuple[int, str]]]()
    for link in links:
        other, shown = urlsplit(link.url), _shown_number(link)
        if shown <= 1 or other.path.rstrip("/") != split.path.rstrip("/"):
            continue
        theirs = dict(parse_qsl(other.query))
        changed = [name for name, value in theirs.items() if value != query.get(name) and _NUMBER.fullmatch(value)]
        if len(changed) == 1 and {**query, changed[0]: theirs[changed[0]]}.items() <= theirs.items():
            found.setdefault(changed[0], []).append((shown, link.url))
    for some in found.values():
        if min(some)[0] <= _NEAR + 1:  # not a list of years, or of ids
            yield from some


def _shown_number(link: PageLink) -> int:
    """Return the number of a page that the words of a link, or its label, show; -1 if there is none."""
    shown = _SHOWN.fullmatch(fold(link.text)) or _SHOWN.fullmatch(fold(link.title))
    return int(shown[1]) if shown else -1


def _is_offset(url: str) -> bool:
    return any(name.lower() in _OFFSETS for name, _ in parse_qsl(urlsplit(url).query))


def _place(url: str) -> tuple[str, frozenset[tuple[str, str]], int] | None:
    """Return the path and the other parameters of a numbered part, and its number."""
    split = urlsplit(url)
    query = parse_qsl(split.query)
    if found := _IN_PATH.fullmatch(split.path.rstrip("/")):
        return found[1], frozenset(query), int(found[2])
    for name, value in query:
        if name.lower() in _PAGES | _OFFSETS and _NUMBER.fullmatch(value):
            return split.path.rstrip("/"), frozenset(query) - {(name, value)}, int(value)
    return None
