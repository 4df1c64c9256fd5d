"""Detect links to single jobs in a page or sitemap, by the shape of their URLs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import SplitResult, unquote, urlsplit

from feeds.model.urls import is_web_url
from feeds.normalise.languages import JOB_PATHS
from feeds.normalise.values import links
from feeds.normalise.values.text import fold

_WORD = re.compile(r"[^\W_]+")
_PARTICULAR = re.compile(r"\d{2}|[-_].*[-_]|^.{14}")  # a number, three words, or a long one: no "search", no "login"
_FILE = re.compile(
    r"\.(?:pdf|docx?|odt|jpe?g|png|gif|svg|webp|ico|css|js|xml|json|rss|atom|zip|gz|mp[34]|txt)$", re.IGNORECASE
)
_MIN_SIBLINGS = 2  # siblings of one shape that make a list


def split_url(url: str) -> SplitResult | None:
    """Return the parts of a web URL; None for what is none."""
    return urlsplit(url) if is_web_url(url) else None


def same_site(url: str, other: str) -> bool:
    """Return whether two URLs have the same host and port, apart from `www.`."""
    return links.site(url) == links.site(other) != ""


def mentions_jobs(text: str) -> bool:
    """Return whether a text or URL has a word for jobs."""
    return any(word in JOB_PATHS for word in _WORD.findall(fold(unquote(text))))


def looks_like_job(url: str) -> bool:
    """Return whether a URL looks like that of one job: a specific segment below a word for jobs."""
    split = split_url(url)
    if not split:
        return False
    above, _, last = split.path.rstrip("/").rpartition("/")
    if _FILE.search(last):
        return False
    if mentions_jobs(above):
        return bool(_PARTICULAR.search(last))
    return mentions_jobs(split.path) and bool(re.search(r"\d{2}", last + split.query))


def job_pages(urls: Iterable[str], page: str) -> tuple[str, ...]:
    """Return the links of a page that look like single jobs on the same site, each once."""
    own = split_url(page)
    if not own:
        return ()
    listing = own.path.rstrip("/")
    clean = dict.fromkeys(url.partition("#")[0] for url in urls)
    found = [(url, split) for url in clean if (split := split_url(url)) and same_site(url, page)]
    found = [(url, split) for url, split in found if split.path.rstrip("/") != listing or split.query != own.query]
    above = Counter(_above(split) for url, split in found if _is_below(split, listing) or looks_like_job(url))
    return tuple(
        url
        for url, split in found
        if (looks_like_job(url) and (above[_above(split)] >= _MIN_SIBLINGS or _above(split) == listing))
        or (_is_below(split, listing) and above[_above(split)] >= _MIN_SIBLINGS)
    )


def _above(split: SplitResult) -> str:
    return split.path.rstrip("/").rpartition("/")[0]


def _is_below(split: SplitResult, listing: str) -> bool:
    last = split.path.rstrip("/").rpartition("/")[2]
    return bool(listing) and _above(split) == listing and bool(_PARTICULAR.search(last)) and not _FILE.search(last)
