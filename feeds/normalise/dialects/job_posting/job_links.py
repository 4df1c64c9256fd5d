"""Which links of a page, or pages of a sitemap, lead to single jobs: told by the shape of their addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import SplitResult, unquote, urlsplit

from feeds.model.urls import is_web_url
from feeds.normalise.languages import JOB_PATHS
from feeds.normalise.values.text import fold

_WORD = re.compile(r"[^\W_]+")
_PARTICULAR = re.compile(
    r"\d{2}|[-_].*[-_]|^.{14}"
)  # a number, three words, or a long one: no "search", no "login"
_FILE = re.compile(
    r"\.(?:pdf|docx?|odt|jpe?g|png|gif|svg|webp|ico|css|js|xml|json|rss|atom|zip|gz|mp[34]|txt)$",
    re.IGNORECASE,
)
_FEWEST = 2  # siblings of one shape that make a list


def parts(url: str) -> SplitResult | None:
    """Part an address of the web; None for what is none."""
    return urlsplit(url) if is_web_url(url) else None


def same_site(url: str, other: str) -> bool:
    """Tell whether two addresses have one host, `www.` aside."""
    one, two = parts(url), parts(other)
    return bool(one and two) and _host(one) == _host(two)


def _host(split: SplitResult | None) -> str:
    return split.netloc.lower().removeprefix("www.") if split else ""


def says_jobs(text: str) -> bool:
    """Tell whether a word for jobs stands in a text or an address."""
    return any(word in JOB_PATHS for word in _WORD.findall(fold(unquote(text))))


def is_job(url: str) -> bool:
    """Tell whether an address looks like that of one job: something particular below a word for jobs."""
    split = parts(url)
    if not split:
        return False
    above, _, last = split.path.rstrip("/").rpartition("/")
    if _FILE.search(last):
        return False
    if says_jobs(above):
        return bool(_PARTICULAR.search(last))
    return says_jobs(split.path) and bool(re.search(r"\d{2}", last + split.query))


def of_page(urls: Iterable[str], page: str) -> tuple[str, ...]:
    """Choose of a page's links those that lead to single jobs on the same site, each once."""
    own = parts(page)
    if not own:
        return ()
    listing = own.path.rstrip("/")
    clean = dict.fromkeys(url.partition("#")[0] for url in urls)
    found = [(url, split) for url in clean if (split := parts(url)) and _host(split) == _host(own)]
    found = [
        (url, split) for url, split in found if split.path.rstrip("/") != listing or split.query != own.query
    ]
    above = Counter(_above(split) for url, split in found if _is_below(split, listing) or is_job(url))
    return tuple(
        url
        for url, split in found
        if (is_job(url) and (above[_above(split)] >= _FEWEST or _above(split) == listing))
        or (_is_below(split, listing) and above[_above(split)] >= _FEWEST)
    )


def _above(split: SplitResult) -> str:
    return split.path.rstrip("/").rpartition("/")[0]


def _is_below(split: SplitResult, listing: str) -> bool:
    last = split.path.rstrip("/").rpartition("/")[2]
    return (
        bool(listing)
        and _above(split) == listing
        and bool(_PARTICULAR.search(last))
        and not _FILE.search(last)
    )
