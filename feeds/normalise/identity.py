"""Identity of posts: slugs and ids, and the employer's reference of a job.

An id is computed once, for a new post; afterwards the ledger has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from feeds.model.post import Post
from feeds.model.urls import slugify
from feeds.normalise.values import coerce, dates
from feeds.normalise.values.text import fold, one_line

_ENDING = re.compile(r"\.(?:md|markdown|mdown|mkd|txt|html?|ya?ml|toml|json)$", re.IGNORECASE)
# RFC 8141 §2, RFC 4151 §2.1.
_UNIQUE_URI = re.compile(
    r"urn:[a-z0-9][a-z0-9-]{0,31}:[^\s<>\"{}|\\^`]+|tag:[^\s<>\"{}|\\^`,]+,\d{4}[\d-]*:[^\s<>\"{}|\\^`]*", re.IGNORECASE
)
# Ids that programs generate: UUIDs and digests, long numbers, long names without a separator.
_GENERATED = re.compile(r"\{?[0-9a-f-]{32,}\}?|-?\d{15,}|\w{20,}", re.ASCII | re.IGNORECASE)
_ADDRESS = re.compile(r"://|@|^(?:urn|tag|www\.)", re.IGNORECASE)
_MAX_REFERENCE = 60  # characters
_MAX_REFERENCE_WORDS = 4
# File names that Windows reserves, and the site's own.
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "index"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)


def globally_unique_id(claim: str) -> str:
    """Return an id if it is globally unique by construction (a URN or tag URI), or ""."""
    if not _UNIQUE_URI.fullmatch(claim):
        return ""
    # RFC 9562 §4: UUIDs are compared without case, and written in lower case.
    return claim.lower() if claim.casefold().startswith("urn:uuid:") else claim


def reference_number(written: str) -> str:
    """Return an employer's reference of a job as it is shown; "" for a text, an address, or an id that is generated."""
    plain = one_line(written)
    is_short = len(plain) <= _MAX_REFERENCE and len(plain.split()) <= _MAX_REFERENCE_WORDS
    return "" if not is_short or _GENERATED.fullmatch(plain) or _ADDRESS.search(plain) else plain


def with_reference(posting: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a publisher's JobPosting with its `identifier` as its `reference`, if that is the employer's own.

    It is "the hiring organization's unique identifier for the job", with the name of that organisation,
    https://developers.google.com/search/docs/appearance/structured-data/job-posting#job-posting-definition
    A bare number without that name is taken for an id of the recruiting system.
    """
    employer = fold(coerce.text(posting.get("hiringOrganization")))
    for part in coerce.flatten(posting.get("identifier")):
        value, name = part, ""
        if isinstance(part, Mapping):
            value, name = [part.get("value"), part.get("@value")], fold(coerce.text(part.get("name")))
        found = reference_number(coerce.text(value))
        is_own = bool(name and employer) and (name in employer or employer in name)
        if any(map(str.isdigit, found)) and (is_own or not found.isdigit()):
            return {"reference": found, **posting}
    return posting


def file_stem(locator: str) -> str:
    """Return the file name of a path or URL, without extension and percent-encoding.

    Of `offer/index.md`, it is the name of the folder.
    """
    path = locator
    if "://" in locator:
        path = unquote(urlsplit(locator).path)
    parts = [part for part in re.split(r"[/\\]", path) if part]
    names = [_ENDING.sub("", part) for part in parts[-1:]] + parts[-2:-1]
    folder = len(names) > 1 and names[0].casefold() in ("index", "readme")
    return names[folder] if names else ""


def slug(post: Post, *, is_unicode: bool = False) -> str:
    """Return the slug of a post: the author's, or else the file name without its date, or else the title.

    It has at most 80 of `a-z` (or all letters), `0-9` and `-`, is never empty, and is a valid file name on every
    system. For a partner's post, the title comes before the file name, which is often a number.
    """
    for wish in _slug_candidates(post):
        if safe := safe_name(wish, is_unicode=is_unicode):
            return safe
    return nameless(post.locator)


def nameless(locator: str) -> str:
    """Return a name for a document that has none."""
    return f"post-{sha256(locator.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _slug_candidates(post: Post) -> Iterator[str]:
    yield post.slug
    if "://" in post.locator:
        yield post.title
    yield dates.without_date(file_stem(post.locator))
    yield post.title


def safe_name(wish: str, *, is_unicode: bool = False) -> str:
    """Return a name as at most 80 of `a-z` (or all letters), `0-9` and `-`, or "" if nothing is left."""
    safe = slugify(wish[:1000], is_unicode=is_unicode)
    return f"post-{safe}" if safe in _RESERVED else safe


def entry_id(site_url: str, source: str, locator: str) -> str:
    """Return the id of a post: a UUIDv5 of site, source and locator (relative to the source)."""
    # File systems differ in the composition of accents; ids must not.
    name = unicodedata.normalize("NFC", f"{site_url}\n{source}\n{locator}")
    return uuid5(NAMESPACE_URL, name.encode("utf-8", "backslashreplace").decode()).urn
