"""Names that last: the part of an address that names a post, and the id it is given once.

An id is computed here only for a post that has none yet; afterwards the ledger's is the id.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from feeds.model import Post
from feeds.names import slugify

_ENDING = re.compile(r"\.(?:md|markdown|mdown|mkd|txt|html?|ya?ml|toml|json)$", re.IGNORECASE)
_DATE = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}(?!\d)[-_. ]*")
# RFC 8141 §2, RFC 4151 §2.1.
_UNIVERSAL = re.compile(
    r"urn:[a-z0-9][a-z0-9-]{0,31}:[^\s<>\"{}|\\^`]+|tag:[^\s<>\"{}|\\^`,]+,\d{4}[\d-]*:[^\s<>\"{}|\\^`]*",
    re.IGNORECASE,
)
# What Windows refuses as a file name, and what the site itself is made of.
_TAKEN = frozenset(
    {"con", "prn", "aux", "nul", "index"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)


def universal(claim: str) -> str:
    """Give an id that is unique in the world by the way it is made, a URN or tag URI; else nothing."""
    if not _UNIVERSAL.fullmatch(claim):
        return ""
    # RFC 9562 §4: a UUID means the same in either case, and is written in lower case.
    return claim.lower() if claim.casefold().startswith("urn:uuid:") else claim


def name_of(locator: str) -> str:
    """Give the file name of a path or address, without its ending and percent-encoding.

    A post that fills a folder of its own (`offer/index.md`) is named by the folder.
    """
    path = locator
    if "://" in locator:
        path = unquote(urlsplit(locator).path)
    parts = [part for part in re.split(r"[/\\]", path) if part]
    names = [_ENDING.sub("", part) for part in parts[-1:]] + parts[-2:-1]
    folder = len(names) > 1 and names[0].casefold() in ("index", "readme")
    return names[folder] if names else ""


def slug(post: Post) -> str:
    """Name a post for its address: the author's `slug`, else the file name without its date, else the title.

    At most 80 of `a-z`, `0-9` and `-`, never empty, safe as a file name on every system.
    """
    for wish in (post.slug, _DATE.sub("", name_of(post.locator)), post.title):
        safe = safe_name(wish)
        if safe:
            return safe
    return f"post-{sha256(post.locator.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def safe_name(wish: str) -> str:
    """Write a name in `a-z`, `0-9` and `-`, at most 80 of them; empty when nothing is left of it."""
    safe = slugify(wish[:1000])
    return f"post-{safe}" if safe in _TAKEN else safe


def entry_id(site_url: str, source: str, locator: str) -> str:
    """Make the id of a post: the same for the same site, source and locator (relative to the source)."""
    # File systems disagree on how accents are composed; the id must not.
    name = unicodedata.normalize("NFC", f"{site_url}\n{source}\n{locator}")
    return uuid5(NAMESPACE_URL, name.encode("utf-8", "backslashreplace").decode()).urn
