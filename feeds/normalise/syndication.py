"""Feeds that were published before, read back: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.

What is read is what lasts of an entry: the id by which readers know it, the page it had, its dates and text.

    body | _rss_atom or _json_feed → Said… | _former → Former

A document is known by its body, never by its name or media type: both are often wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from feeds.errors import PostError
from feeds.model import Document, Former, Moment, Problem
from feeds.normalise import _json_feed, _links, _rss_atom, dates, text
from feeds.normalise._said import GIVE, Feed, Said, refusal
from feeds.normalise.reader import quoted, web_address

LARGEST = 20_000_000  # bytes

_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # what may stand before the first sign, in any encoding
_PAGE = re.compile(rb"(?is)(?:<\?.*?\?>|<!--.*?-->|\s)*<(?:!doctype\s+html\b|html\b)")
_UTC = ZoneInfo("UTC")
# Hours east of Greenwich, of zones that RFC 822 §5.1 does not name and feeds in Europe do.
_ZONES = {
    "WET": 0,
    "WEST": 1,
    "BST": 1,
    "CET": 1,
    "MET": 1,
    "CEST": 2,
    "MEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
}
_WEEKDAY = re.compile(r"^[^\W\d]+\.?,\s*")
_NO_ZONE = re.compile(r".*(?::\d\d| \d{4}|-0000)")
_COLON = re.compile(r"(?<=[+-]\d\d):(?=\d\d$)")
_YEAR_OF_NOTHING = re.compile(r" 0\d{3}\b")  # a program's zero, which the standard library takes for 2001


@dataclass(frozen=True, slots=True)
class FormerFeed:
    """One document of a feed: its entries in the order they stand in, and what was wrong with it.

    `id` is that of an Atom feed, to the letter. `older` is where the document with older entries lies, for a
    feed that is archived (RFC 5005 §4) or paged (§3, or JSON Feed's `next_url`); empty in the last one.
    """

    entries: tuple[Former, ...]
    problems: tuple[Problem, ...] = ()
    id: str = ""
    older: str = ""


def formers(document: Document) -> FormerFeed:
    """Read a document of a feed that was published before.

    An entry without an id is known by its link, as readers know it. Of entries with the same id the first
    counts. The HTML of an entry stays as it is, and has to be sanitised before it is published again. Raises
    PostError when the document is no feed, or not whole: half a feed would hide that the other half ever was.
    """
    feed = _read(document)
    own = next((url for url in (document.locator, feed.itself, feed.home) if web_address(url)), "")
    entries, problems = _entries(document.locator, own, feed.entries)
    older = _resolved(feed.older, own)
    return FormerFeed(entries, (*feed.problems, *problems), feed.id, "" if older == own else older)


def _read(document: Document) -> Feed:
    """Tell the formats apart."""
    size = len(document.body)
    if size > LARGEST:
        expected, found = f"a feed of at most {LARGEST // 1_000_000} MB", f"{size / 1_000_000:.1f} MB"
        raise PostError(
            Problem(document.locator, expected, found, "cut it into several documents", severity="error")
        )
    body = document.body.lstrip(_MARKS)
    if _PAGE.match(body):
        raise refusal(document, "an HTML page", "open it and give the address of the feed that it links to")
    if body.startswith(b"<"):
        return _rss_atom.read(document)
    if body.startswith((b"{", b"[")):
        return _json_feed.read(document)
    raise refusal(document, "neither XML nor JSON" if body else "nothing: it is empty", GIVE)


def _entries(file: str, base: str, said: Iterable[Said]) -> tuple[tuple[Former, ...], tuple[Problem, ...]]:
    entries: list[Former] = []
    problems: list[Problem] = []
    places: dict[str, int] = {}
    left_out = "it was left out"
    for number, one in enumerate(said, 1):
        place = f"entry {number}"
        entry, wrong = _former(one, base)
        if not entry.id:
            found = f"neither in {quoted(entry.title)}" if entry.title else "neither"
            problems.append(Problem(file, "an id or a link", found, left_out, place))
        elif mark := text.forbidden(entry.id):
            found = f"the character {mark[1]} in {quoted(entry.id)}"
            problems.append(Problem(file, "an id that XML can hold", found, left_out, place))
        elif entry.id in places:
            found = f"{quoted(entry.id)} of entry {places[entry.id]} again"
            problems.append(Problem(file, "an id of its own", found, f"{left_out}: the first counts", place))
        else:
            places[entry.id] = number
            entries.append(entry)
            problems += [
                Problem(file, "a date as RFC 822 or RFC 3339 has it", quoted(date), left_out, place)
                for date in wrong
            ]
    return tuple(entries), tuple(problems)


def _former(said: Said, base: str) -> tuple[Former, list[str]]:
    """Make an entry of what is said, and name the dates that are none.

    The id stays as it is written, since readers compare it letter by letter (RFC 4287 §4.2.6.1), whatever
    `isPermaLink` says; so does a link that stands for one.
    """
    url = _resolved(said.url, base)
    name = said.id or (said.url if web_address(said.url) else url)
    published, updated = instant(said.published), instant(said.updated)
    pairs = ((said.published, published), (said.updated, updated))
    entry = Former(
        name, url, text.one_line(said.title), text.permitted(said.content_html), published, updated
    )
    return entry, [written for written, at in pairs if written and not at]


def _resolved(url: str, base: str) -> str:
    """Give the address of a page on the web, absolute; empty when it is none."""
    found = _links.absolute(url, base) or ""
    return found if found.startswith("http") else ""


def instant(written: str) -> datetime | None:
    """Read a date as RFC 822 §5.1, RFC 3339 §5.6 or W3CDTF write it; None for what is none.

    A day without a time is taken as its start and a time without a zone as UTC, as readers take them. A month
    or a year alone, and a zone that is not known, would have to be guessed.
    """
    try:
        at = _of_mail(written) or dates.parse(_WEEKDAY.sub("", written), _UTC)
    except (ValueError, OverflowError):
        return None
    return at.at if at and dates.likely(at) else None


def _of_mail(written: str) -> Moment | None:
    """Read a date of RFC 822, with a year of two or four digits; None when it is in another form."""
    written = _COLON.sub("", written)
    if written[:4].isdigit() or _YEAR_OF_NOTHING.search(written):
        return None
    try:
        at = parsedate_to_datetime(written)
    except (TypeError, ValueError):
        return None
    if at.tzinfo is None:
        zone = written.split()[-1].upper()
        if zone not in _ZONES and not _NO_ZONE.fullmatch(written):
            raise ValueError(zone)
        at = at.replace(tzinfo=timezone(timedelta(hours=_ZONES.get(zone, 0))))
    return Moment(at.astimezone(UTC))
