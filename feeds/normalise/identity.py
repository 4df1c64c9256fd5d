"""Names that last: the part of an address that names a post, and the id it is given once.

An id is computed here only for a post that has none yet; afterwards the ledger's is the id.
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

    At most 80 of `a-z`, `0-9` and `-`, never empty, safe as a file name on every system. What a partner
    publishes is named by its title: its address is often a number.
    """
    for wish in _wishes(post):
        if safe := safe_name(wish):
            return safe
    return f"post-{sha256(post.locator.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _wishes(post: Post) -> Iterator[str]:
    yield post.slug
    if "://" in post.locator:
        yield post.title
    yield _DATE.sub("", name_of(post.locator))
    yield post.title


def safe_name(wish: str) -> str:
    """Write a name in `a-z`, `0-9` and `-`, at most 80 of them; empty when nothing is left of it."""
    safe = slugify(wish[:1000])
    return f"post-{safe}" if safe in _TAKEN else safe


def entry_id(site_url: str, source: str, locator: str) -> str:
    """Make the id of a post: the same for the same site, source and locator (relative to the source)."""
    # File systems disagree on how accents are composed; the id must not.
    name = unicodedata.normalize("NFC", f"{site_url}\n{source}\n{locator}")
    return uuid5(NAMESPACE_URL, name.encode("utf-8", "backslashreplace").decode()).urn


_TRACKING = re.compile(r"(?i)(?:utm_\w+|fbclid|gclid|mc_[ce]id|at_\w+|xtor|src|source|ref|referrer)")


@lru_cache(maxsize=1_000)
def same_page(url: str) -> str:
    """Give the form in which addresses are compared; nothing for what names no page of its own.

    Scheme, `www.`, fragment, the slash at the end and what only counts visitors do not tell pages apart
    (RFC 3986 §6.2 for the rest). The front page of a site is nobody's own.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    query = sorted(
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])
    )
    path = quote(unquote(parts.path), safe="/-._~!$&'()*+,;=:@").rstrip("/")
    if parts.scheme not in ("http", "https") or not host or not (path or query):
        return ""
    where = f"{host}:{port}" if port not in (None, 80, 443) else host
    return f"page:{where}{path}" + (f"?{urlencode(query)}" if query else "")


POINTS, ELSEWHERE, OURS, ITS_OWN = range(4)  # how well a document knows an offer: the better one leads


def keys(item: Item, post: Post, homes: Collection[str]) -> Iterator[tuple[str, int]]:
    """Name the very offer, wherever it is told: each key with how well the document knows it.

    The address of its page, of pages that are the same, and where one applies; what the employer's
    recruiting system calls it; an id that is unique in the world. Its page is its publisher's own on one of
    the sites of `homes`; anybody may give the address of another's. Without any, it is believed.
    """
    job = post.job
    for url in (
        item.external_url,
        item.apply_url,
        *(job.same_as if job else ()),
        job.apply_url if job else "",
    ):
        if key := same_page(url):
            yield key, POINTS
    if job and job.reference.count(":") > 1:
        yield f"offer:{job.reference}", ITS_OWN
    if post.claimed_id:
        yield f"id:{post.claimed_id}", POINTS
    page = (links.absolute(item.url, item.base) if item.external_url else post.external_url) or ""
    if item.extension is None and (key := same_page(page)):
        yield key, ITS_OWN if not homes or site_of(page) in homes else ELSEWHERE


def site_of(url: str) -> str:
    """Give the domain that a host belongs to, as good as its name tells; nothing for a number."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    labels = host.rstrip(".").split(".")
    return "" if len(labels) < 2 or labels[-1].isdigit() or ":" in host else ".".join(labels[-2:])  # noqa: PLR2004


def is_within(url: str, site: str) -> bool:
    """Tell whether an address lies on a site, whatever its scheme."""
    try:
        one, other = urlsplit(url.strip()), urlsplit(site)
        hosts = [(part.hostname or "").removeprefix("www.") for part in (one, other)]
    except ValueError:
        return False
    return hosts[0] == hosts[1] != "" and f"{one.path}/".startswith(other.path)
