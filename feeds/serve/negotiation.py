"""What an asker can take and what it has already: the rules of RFC 9110, on texts alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_TAG = re.compile(r'\s*(?P<weak>W/)?(?P<tag>"[\x21\x23-\x7e\x80-\xff]*")\s*')
_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
_DAY = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? ", re.IGNORECASE)


def takes_gzip(accepted: str | None) -> bool:
    """Say whether gzip is the form to send (RFC 9110 §12.5.3); without the header nothing is packed.

    `gzip` said outright wins over `*`, wherever it stands. It must be wanted, no less than the plain form.
    """
    weights: dict[str, float] = {}
    for part in (accepted or "").lower().split(","):
        coding, *parameters = (piece.strip() for piece in part.split(";"))
        found = [_QUALITY.fullmatch(one) for one in parameters]
        weights[coding] = float(found[0][1]) if found and found[0] else float(not parameters)
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def tags_in(header: str) -> list[tuple[bool, str]] | None:
    """Read a list of entity tags: whether each is weak, and its text; None for `*` (RFC 9110 §8.8.3).

    What is none is passed over: a tag may hold a comma, so the list is not simply split.
    """
    if header.strip() == "*":
        return None
    found, at = [], 0
    while at < len(header):
        tag = _TAG.match(header, at)
        if tag:
            found.append((bool(tag["weak"]), tag["tag"]))
            at = tag.end()
        comma = header.find(",", at)
        at = comma + 1 if comma >= 0 else len(header)
    return found


def is_known(etag: str, modified: int, none_match: str | None, modified_since: str | None) -> bool:
    """Say whether the asker has this very form, so that 304 is the answer (RFC 9110 §13.1.2, §13.1.3).

    Tags are compared weakly, for a server on the way may have weakened them. With If-None-Match a date says
    nothing (§13.2.2).
    """
    if none_match is not None:
        tags = tags_in(none_match)
        return tags is None or etag in {tag for _, tag in tags}
    since = moment(modified_since)
    return since is not None and modified <= since


def is_refused(etag: str, modified: int, match: str | None, unmodified_since: str | None) -> bool:
    """Say whether the asker wants another form than there is: 412 (RFC 9110 §13.1.1, §13.1.4)."""
    if match is not None:
        tags = tags_in(match)
        return tags is not None and etag not in {tag for weak, tag in tags if not weak}
    since = moment(unmodified_since)
    return since is not None and modified > since


def moment(header: str | None) -> int | None:
    """Read an HTTP date as seconds since 1970; None for what is none, which is as good as absent."""
    if not header or not _DAY.match(header):
        return None
    try:
        found = parsedate_to_datetime(header)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def date(seconds: int) -> str:
    """Write an HTTP date (RFC 9110 §5.6.7)."""
    from email.utils import format_datetime

    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)
