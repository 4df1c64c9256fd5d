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
_ARROWS = frozenset("›»→>⟩")
_AROUND = re.compile(r"^\W+|\W+$")
_MAX_PARTS = 1_000


def find(links: Iterable[PageLink], own: str) -> tuple[str, ...]:
    """Return the URLs of further parts of a list on the same site, the next one first, then by number."""
    near = [link for link in links if link.url.partition("#")[0] != own and same_site(link.url, own)]
    following = [link.url for link in near if "next" in link.rel or (link.anchor and _is_next(link))]
    numbered = sorted(set(_numbered([link.url for link in near if link.anchor], own)))
    found = dict.fromkeys(url.partition("#")[0] for url in (*following, *(url for _, url in numbered)))
    return tuple(url for url in found if urlsplit(url).path.strip("/") or urlsplit(url).query)[:_MAX_PARTS]


def _is_next(link: PageLink) -> bool:
    """Return whether the words of a link, or its label, are those of a link to the next part."""
    words, label = (_AROUND.sub("", fold(text)) for text in (link.text, link.title))
    return (words or label) in NEXT_PART or (not words and not label and link.text.strip() in _ARROWS)


def _numbered(urls: list[str], own: str) -> Iterator[tuple[int, str]]:
    """Yield those that differ from the URL of the list by a number, which is higher, with that number."""
    here, is_from_zero = _place(own), any(place and place[2] == 0 for place in map(_place, urls))
    path, rest, start = here or (urlsplit(own).path.rstrip("/"), frozenset(parse_qsl(urlsplit(own).query)), 0)
    for url in urls:
        place = _place(url)
        if not place or place[0] != path or not rest <= place[1]:
            continue
        # The first part is the list itself.
        is_first = place[2] == 0 or (place[2] == 1 and not is_from_zero and not _counts_from_zero(url))
        if place[2] > start and not is_first:
            yield place[2], url


def _counts_from_zero(url: str) -> bool:
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
