"""Links that may lead to single jobs, in a page or sitemap: whether they look like it, and the shapes of their URLs.

Pages behind links of one shape (`/job/*/*`) are alike: either they have jobs or not, which is found by trying some.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from feeds.model.source_state import CONFIGURED, FollowUp
from feeds.model.urls import is_web_url
from feeds.normalise.languages import JOB_PATHS, NO_JOB_PATHS
from feeds.normalise.values import links
from feeds.normalise.values.text import fold

MAX_PAGES = 5_000  # links of each kind, of one list or sitemap

_WORD = re.compile(r"[^\W_]+")
_PARTICULAR = re.compile(r"\d{2}|[-_].*[-_]|^.{14}")  # a number, three words, or a long one: no "search", no "login"
_FILE = re.compile(
    r"\.(?:pdf|docx?|odt|xlsx?|pptx?|jpe?g|png|gif|svg|webp|ico|css|js|xml|json|rss|atom|ics|zip|gz|mp[34]|txt)$",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"\.(\w{2,5})$")  # `.html`, `.php`, `.ftl`
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
# "(H/F)", "m/w/d", "(f/m/x)" in the words of a link.
_GENDERS = re.compile(r"(?<!\w)[hfmwdvx](?:\s?[/|]\s?[hfmwdvx]){1,3}(?!\w)")
_APPLY = frozenset({"apply", "postuler", "candidature", "bewerben"})  # `/apply/k3x9` may be the job with its form
_LIKELY = 4  # the score of a link that looks like one of a job
_MAX_NAMES = 8  # parameters of a query in a shape
_MAX_SHAPE = 200  # characters


class Link(NamedTuple):
    """A link of a page or sitemap, with its words; `modified` is what a sitemap states."""

    url: str
    text: str = ""
    modified: str = ""


class Candidates(NamedTuple):
    """Links that may lead to single jobs, best first; the `others` do not look like it."""

    likely: tuple[FollowUp, ...] = ()
    others: tuple[FollowUp, ...] = ()


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


def find(found: Iterable[Link], page: str, *, patterns: Sequence[str] = (), is_sitemap: bool = False) -> Candidates:
    """Return the links of a page to the same site, or of a sitemap, that may lead to single jobs, each once.

    Args:
        found: its links.
        page: its URL.
        patterns: those of the source (see `matches`); unless all begin with `!`, the links that match are those to
            jobs, which need not be tried.
        is_sitemap: if its name mentions jobs, all its links are likely.
    """
    own = split_url(page)
    if not own:
        return Candidates()
    known = _distinct(found, own, "" if is_sitemap else page)
    about_jobs = is_sitemap and mentions_jobs(page)
    if patterns:
        known = {url: link for url, link in known.items() if matches(url, patterns)}
    if any(not one.startswith("!") for one in patterns):
        chosen = known.values()
        return Candidates(tuple(FollowUp(one.url, "", one.modified, CONFIGURED) for one in chosen)[:MAX_PAGES])
    scored = list[tuple[int, FollowUp]]()
    best = dict[str, int]()
    for link in known.values():
        split = urlsplit(link.url)
        if _is_elsewhere(split, link.text, own):
            continue
        score, form = _score(split, link.text, own) + _LIKELY * about_jobs, shape(link.url)
        best[form] = max(best.get(form, 0), score)
        scored.append((score, FollowUp(link.url, "", link.modified, form)))
    # Of each shape the best first, one after the other of all shapes, so that none waits for all others.
    scored.sort(key=lambda one: -one[0])
    places, queue = dict[str, int](), list[tuple[int, int, FollowUp]]()
    for _, follow_up in scored:
        place = places[follow_up.shape] = places.get(follow_up.shape, 0) + 1
        queue.append((place, -best[follow_up.shape], follow_up))
    queue.sort(key=lambda one: one[:2])
    likely = tuple(one for _, score, one in queue if -score >= _LIKELY)
    others = tuple(one for _, score, one in queue if -score < _LIKELY)
    return Candidates(likely[:MAX_PAGES], others[:MAX_PAGES])


def shape(url: str) -> str:
    """Return what a URL has in common with those of similar pages: its path, with `*` for what varies.

    The first segment is kept if it is a plain word, as are words for jobs and for other pages anywhere, and the names
    in the query.
    """
    split = urlsplit(url)
    segments = [part for part in split.path.split("/") if part]
    first = 1 if segments and _LANGUAGE.fullmatch(segments[0]) else 0
    kept = []
    for place, segment in enumerate(segments):
        is_last, is_word = place == len(segments) - 1, _is_word(segment)
        ending = _PROGRAM.search(segment) if is_last else None
        is_program = is_last and bool(split.query) and not _NUMBER.search(segment)
        is_section = place < first or (place == first and not is_last and not _PARTICULAR.search(segment))
        varies = not (is_word or is_program or is_section)
        kept.append(f"*{ending[0].lower() if ending else ''}" if varies else segment)
    names = sorted({(name, value if _is_word(value) else "*") for name, value in parse_qsl(split.query)})
    query = "&".join(f"{name}={value}" for name, value in names[:_MAX_NAMES])
    return f"/{'/'.join(kept)}{'?' if query else ''}{query}"[:_MAX_SHAPE]


def matches(url: str, patterns: Sequence[str]) -> bool:
    """Return whether the path of a URL matches a pattern, and none of those that begin with `!`.

    In a pattern, `*` stands for any characters, `/` included. The query counts if the pattern has a `?`.
    """
    chosen = [_matches(url, one) for one in patterns if not one.startswith("!")]
    return (any(chosen) or not chosen) and not any(_matches(url, one[1:]) for one in patterns if one.startswith("!"))


def _matches(url: str, pattern: str) -> bool:
    split = urlsplit(url)
    path = unquote(split.path).rstrip("/")
    written = f"{path}?{unquote(split.query)}" if "?" in pattern else path
    # Each piece is searched after the one before, which takes no longer than the text is.
    pieces = re.split(r"\*+", pattern.rstrip("/"))
    if len(pieces) == 1:
        return written == pieces[0]
    if not written.startswith(pieces[0]) or not written.endswith(pieces[-1]):
        return False
    at, end = len(pieces[0]), len(written) - len(pieces[-1])
    for piece in pieces[1:-1]:
        at = written.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return at <= end


def _distinct(found: Iterable[Link], own: SplitResult, page: str) -> dict[str, Link]:
    """Return links but the page itself, by URL, on the same site if there is a `page`.

    One that only adds a query to another is left out.
    """
    known = dict[str, Link]()
    for link in found:
        url = _SESSION.sub("", link.url.partition("#")[0])
        split = split_url(url)
        if not split or (page and not same_site(url, page)) or _FILE.search(split.path):
            continue
        if (split.path.rstrip("/"), split.query) == (own.path.rstrip("/"), own.query):
            continue
        before = known.get(url)
        known[url] = Link(url, f"{before.text} {link.text}" if before else link.text, link.modified)
    return {url: link for url, link in known.items() if not _adds_query(url, known)}


def _adds_query(url: str, known: Container[str]) -> bool:
    """Return whether a URL is that of another page with a query, such as `/job/12?source=list`."""
    plain, _, query = url.partition("?")
    last = urlsplit(plain).path.rstrip("/").rpartition("/")[2]
    return bool(query) and plain in known and bool(_PARTICULAR.search(last))


def _is_elsewhere(split: SplitResult, text: str, own: SplitResult) -> bool:
    """Return whether a link leads to anything but a job: the front page, a contact form, news, a login."""
    segments = [_plain(part) for part in split.path.split("/") if part]
    if not segments and not split.query:
        return True
    if segments and segments[-1].partition(".")[0] in NO_JOB_PATHS and not _names_one(split):
        return True
    if any(any(word in JOB_PATHS for word in _WORD.findall(part)) for part in segments):
        return False
    if _plain(text.strip(" \t»›→")) in NO_JOB_PATHS:
        return True
    if segments[:1] and segments[0] in _APPLY and len(segments) > 1 and _PARTICULAR.search(segments[-1]):
        return False
    above = {_plain(part) for part in own.path.split("/")}
    first = next((part for part in segments if not _LANGUAGE.fullmatch(part)), "")
    return first in NO_JOB_PATHS and first not in above


def _names_one(split: SplitResult) -> bool:
    """Return whether a query has a word for jobs or a number, as that of one job has."""
    return any(mentions_jobs(f"{name} {value}") or _NUMBER.search(value) for name, value in parse_qsl(split.query))


def _score(split: SplitResult, text: str, own: SplitResult) -> int:
    """Return how much a link looks like one of a single job."""
    segments = [part for part in split.path.split("/") if part]
    last = segments[-1] if segments else ""
    values = parse_qsl(split.query)
    is_particular = bool(_PARTICULAR.search(last)) or any(_NUMBER.search(value) for _, value in values)
    # A word for jobs alone is the list: `/jobs/`, `/fr/emplois`.
    is_below = any(map(mentions_jobs, segments[:-1])) or (mentions_jobs(last) and (is_particular or bool(values)))
    in_query = any(mentions_jobs(f"{name} {value}") for name, value in values)
    listing = own.path.rstrip("/")
    score = 4 if is_below or in_query else 0
    score += 2 if is_particular else 0
    score += 2 if listing and split.path.startswith(f"{listing}/") else 0
    folded = fold(text)
    score += 2 if _GENDERS.search(folded) else 1 if mentions_jobs(folded) else 0
    return score if not _is_word(last) or values or is_below else 0


def _is_word(segment: str) -> bool:
    """Return whether a segment is made of words for jobs, or is a known one for another page."""
    plain = _plain(segment)
    words = plain.split()
    return plain in NO_JOB_PATHS or (bool(words) and all(word in JOB_PATHS for word in words))


def _plain(segment: str) -> str:
    return fold(re.sub(r"[-_+\s]+", " ", unquote(segment))).strip()
