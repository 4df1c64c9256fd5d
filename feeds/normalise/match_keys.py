"""Match keys: by which the documents of one entry are found.

Offers are one by their page; articles only by an id that is unique in the world, since many may link to one
page. `feeds.ledger.matching.duplicates` compares the keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from feeds.model.post import Post
from feeds.normalise.values import links
from feeds.normalise.values.text import fold

if TYPE_CHECKING:
    from feeds.normalise.dialects.item import Item

# Parameters of web analytics. `ref`, `src` and `source` are none of them: to some sites they name the offer.
_TRACKING = (
    r"(?:utm_\w+|mtm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|mc_[ce]id|xtor|_ga|_gl|gh_src"
    r"|at_(?:medium|campaign|creation|custom\d+|format|network|send_date|term|variant))"
)
_TRACKING_NAME = re.compile(_TRACKING, re.IGNORECASE)
# Sites that are one program in the browser name the offer in the fragment, sites of one page by an anchor.
_IDENTIFYING_FRAGMENT = re.compile(rf"(?!\W*{_TRACKING}=|:~:).*[\d/]", re.IGNORECASE)

_PORT = re.compile(r":\d+$")

# How well a document knows an offer: a link to it, a page on another host, a local post, a page on its host
# and another port, its own page.
LINKED, FOREIGN_PAGE, LOCAL, NEAR_PAGE, OWN_PAGE = range(5)


@lru_cache(maxsize=1_000)
def page_key(url: str) -> str:
    """Return a URL normalised for comparison, or "" if it is not the page of one post.

    Scheme, `www.`, trailing slash, tracking parameters and anchors without a number are ignored (RFC 3986
    §6.2 for the rest). The front page of a site is not the page of one post.
    """
    parts = urlsplit(links.web_page(url, ""))
    query = parse_qsl(parts.query, keep_blank_values=True)
    query = sorted(pair for pair in query if not _TRACKING_NAME.fullmatch(pair[0]))
    path = quote(unquote(parts.path), safe="/-._~!$&'()*+,;=:@").rstrip("/")
    fragment = parts.fragment if _IDENTIFYING_FRAGMENT.match(parts.fragment) else ""
    if not (path or query or fragment):
        return ""
    return (
        f"page:{links.site(url)}{path}"
        + (f"?{urlencode(query)}" if query else "")
        + (f"#{fragment}" if fragment else "")
    )


def match_keys(item: Item, post: Post, site: str) -> Iterator[tuple[str, int]]:
    """Yield the keys of a partner's entry, each with the rank of the document for it.

    An offer has its page and the pages that it links to, each of these also together with its title, and
    the recruiting system's id. Any entry has its id if that is unique in the world.

    Args:
        item: the item.
        post: the post made of it.
        site: that the response came from (`links.site`): only pages on it are the partner's own.
    """
    own = links.web_page(item.url, item.base) if item.extension is None else ""
    rank = _page_rank(own or post.external_url, site)
    unique = post.claimed_id or (item.atom_id if page_key(item.atom_id) else "")
    if unique:
        yield f"id:{unique}", rank
    job = post.job
    if job is None:
        return
    page = page_key(own or post.external_url)
    for url in (item.external_url, item.related, item.apply_url, *job.same_as, job.apply_url):
        if (key := page_key(url)) and key != page:
            yield key, LINKED
            yield f"{key} {fold(job.title)}", LINKED
    if job.reference.count(":") > 1:
        yield f"offer:{job.reference}", FOREIGN_PAGE
    if item.extension is None and page:
        yield page, rank


def _page_rank(page: str, site: str) -> int:
    if links.site(page) == site:
        return OWN_PAGE
    host, other = (_PORT.sub("", one) for one in (links.site(page), site))
    return NEAR_PAGE if host == other else FOREIGN_PAGE
