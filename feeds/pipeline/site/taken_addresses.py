"""Pages of posts at addresses of lists: the pages of posts stay, and the lists have none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from feeds.assemble.memberships import TAKEN
from feeds.ledger.store import Store, codec
from feeds.model.entry import Listing
from feeds.model.problem import Message, Problem
from feeds.model.settings import LIST_FACETS, FeedSpec
from feeds.pipeline.run import Run

_FACETS = "|".join(LIST_FACETS)


def list_pages(specs: Iterable[FeedSpec]) -> re.Pattern[str]:
    """Return the pattern of the paths of all pages of lists, and of the page for choosing feeds."""
    names = ["[^/]+".join(map(re.escape, re.split(r"\{\w+\}", spec.name))) for spec in specs]
    return re.compile(rf"(?:(?:{'|'.join(('feeds', 'jobs', *names))})(?:/(?:{_FACETS}).*)?)(?:/page/\d+)?/index\.html")


def describe(run: Run) -> str:
    """Return the problems of posts whose pages have addresses of lists, encoded; after `members.update`."""
    taken = sorted(run.ledger.listings_of(run.store.member_ids(TAKEN)), key=lambda listing: listing.id)
    return codec.encode_problems(tuple(_problems(run.store, taken)))


def _problems(store: Store, taken: list[Listing]) -> Iterator[Problem]:
    payloads = store.payloads(listing.id for listing in taken)
    for listing in taken:
        origins = codec.decode(payloads[listing.id]).origins
        origin = next((one for one in origins if one.field == "permalink"), None)
        expected = Message("an address that no list of the site has")
        found = Message("the one of %(path)s, which is left out", path=listing.path)
        if origin:
            remedy = Message("write another path")
            yield Problem(listing.locator, expected, found, remedy, origin.detail or "permalink", origin.line)
        elif "://" in listing.locator:  # authors cannot set the slug of a partner's entry
            remedy = Message("write another `name:` for the feed, or another `permalink:` in the configuration")
            yield Problem(listing.locator, expected, found, remedy, "slug")
        else:
            yield Problem(listing.locator, expected, found, Message("write `slug:` to choose another"), "slug", 1)
