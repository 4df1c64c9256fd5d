"""Identity of posts: slugs, ids, and the keys by which copies of one offer are matched.

An id is computed once, for a new post; afterwards the ledger has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit
from uuid import NAMESPACE_URL, uuid5

from feeds.model.post import Post
from feeds.model.urls import slugify
from feeds.normalise.values import links

if TYPE_CHECKING:
    from feeds.normalise.dialects.item import Item

_ENDING = re.compile(r"\.(?:md|markdown|mdown|mkd|txt|html?|ya?ml|toml|json)$", re.IGNORECASE)
_DATE = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}(?!\d)[-_. ]*")
# RFC 8141 §2, RFC 4151 §2.1.
_UNIQUE_URI = re.compile(
    r"urn:[a-z0-9][a-z0-9-]{0,31}:[^\s<>\"{}|\\^`]+|tag:[^\s<>\"{}|\\^`,]+,\d{4}[\d-]*:[^\s<>\"{}|\\^`]*", re.IGNORECASE
)
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


def slug(post: Post) -> str:
    """Return the slug of a post: the author's, or else the file name without its date, or else the title.

    It has at most 80 of `a-z`, `0-9` and `-`, is never empty, and is a valid file name on every system. For
    a partner's post, the title comes before the file name, which is often a number.
    """
    for wish in _slug_candidates(post):
        if safe := safe_name(wish):
            return safe
    return f"post-{sha256(post.locator.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _slug_candidates(post: Post) -> Iterator[str]:
    yield post.slug
    if "://" in post.locator:
        yield post.title
    yield _DATE.sub("", file_stem(post.locator))
    yield post.title


def safe_name(wish: str) -> str:
    """Return a name as at most 80 of `a-z`, `0-9` and `-`, or "" if nothing is left."""
    safe = slugify(wish[:1000])
    return f"post-{safe}" if safe in _RESERVED else safe


def entry_id(site_url: str, source: str, locator: str) -> str:
    """Return the id of a post: a UUIDv5 of site, source and locator (relative to the source)."""
    # File systems differ in the composition of accents; ids must not.
    name = unicodedata.normalize("NFC", f"{site_url}\n{source}\n{locator}")
    return uuid5(NAMESPACE_URL, name.encode("utf-8", "backslashreplace").decode()).urn


_TRACKING = re.compile(r"(?i)(?:utm_\w+|fbclid|gclid|mc_[ce]id|at_\w+|xtor|src|source|ref|referrer)")


@lru_cache(maxsize=1_000)
def page_key(url: str) -> str:
    """Return a URL normalised for comparison, or "" if it is not the page of one post.

    Scheme, `www.`, fragment, trailing slash and tracking parameters are ignored (RFC 3986 §6.2 for the
    rest). The front page of a site is not the page of one post.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    path = quote(unquote(parts.path), safe="/-._~!$&'()*+,;=:@").rstrip("/")
    if parts.scheme not in ("http", "https") or not host or not (path or query):
        return ""
    where = f"{host}:{port}" if port not in (None, 80, 443) else host
    return f"page:{where}{path}" + (f"?{urlencode(query)}" if query else "")


# How well a document knows an offer: a link to it, a page on another site, a local post, its own page.
LINKED, FOREIGN_PAGE, LOCAL, OWN_PAGE = range(4)


def match_keys(item: Item, post: Post, homes: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield the keys by which copies of one offer are matched, each with the document's rank for it.

    Keys are the URL of its page, of equal pages and of the application form, the recruiting system's id,
    and a globally unique id.

    Args:
        item: the item.
        post: the post made of it.
        homes: domains of the partner: a page elsewhere is not its own. If empty, every page is.
    """
    job = post.job
    for url in (item.external_url, item.apply_url, *(job.same_as if job else ()), job.apply_url if job else ""):
        if key := page_key(url):
            yield key, LINKED
    if job and job.reference.count(":") > 1:
        yield f"offer:{job.reference}", OWN_PAGE
    if post.claimed_id:
        yield f"id:{post.claimed_id}", LINKED
    page = (links.absolute(item.url, item.base) if item.external_url else post.external_url) or ""
    if item.extension is None and (key := page_key(page)):
        yield key, OWN_PAGE if not homes or site_of(page) in homes else FOREIGN_PAGE


def site_of(url: str) -> str:
    """Return the last two labels of a URL's host, or "" for an IP address."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    labels = host.rstrip(".").split(".")
    return "" if len(labels) < 2 or labels[-1].isdigit() or ":" in host else ".".join(labels[-2:])  # noqa: PLR2004


def is_within(url: str, site: str) -> bool:
    """Return whether a URL is below a site's URL, ignoring the scheme."""
    try:
        one, other = urlsplit(url.strip()), urlsplit(site)
        hosts = [(part.hostname or "").removeprefix("www.") for part in (one, other)]
    except ValueError:
        return False
    return hosts[0] == hosts[1] != "" and f"{one.path}/".startswith(other.path)
