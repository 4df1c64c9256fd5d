"""Facts that feeds select by and that listings do not have by themselves: keywords, authors, names of places.

Posts are decoded only if their text or the configured keywords changed; the ledger keeps what was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from feeds.ledger.store import codec
from feeds.ledger.store.entries import PostFacts
from feeds.model.entry import Listing
from feeds.model.hashing import digest
from feeds.model.settings import FeedSpec, Filter
from feeds.pipeline.executor import chunks
from feeds.pipeline.run import Run


def with_facts(run: Run, listings: Sequence[Listing]) -> tuple[Listing, ...]:
    """Return listings with the facts that the configured feeds select by; call it in a transaction."""
    specs = run.project.config.feeds
    if any(one.place for one in _filters(specs)):
        listings = [with_places(listing) for listing in listings]
    wanted = tuple(sorted({keyword for one in _filters(specs) for keyword in one.keywords}))
    with_authors = any(one.author for one in _filters(specs)) or any("author" in spec.each for spec in specs)
    if not wanted and not with_authors:
        return tuple(listings)
    facts = _facts(run, listings, wanted)
    return tuple(
        listing._replace(keywords=facts[listing.id].keywords, authors=facts[listing.id].authors) for listing in listings
    )


def _filters(specs: Iterable[FeedSpec]) -> Iterator[Filter]:
    return chain.from_iterable((spec.select, spec.select.excluded) for spec in specs)


def with_places(listing: Listing) -> Listing:
    """Return a listing with the names of the places of its job."""
    from feeds.normalise.places import search_names

    if listing.job is None:
        return listing
    names = (search_names.of_place(place) for place in listing.job.job_location)
    countries = (search_names.wanted(name) for name in listing.job.applicant_location_requirements)
    return listing._replace(places=frozenset(chain(*names, *countries)))


def _facts(run: Run, listings: Sequence[Listing], wanted: tuple[str, ...]) -> dict[str, PostFacts]:
    """Return the facts of posts by entry, and save those of new and edited ones."""
    known = run.store.post_facts(listing.id for listing in listings)
    base = digest(run.project.version, wanted)
    digests = {listing.id: f"{base}.{listing.content_revision}" for listing in listings}
    facts = {id_: known[id_] for id_, key in digests.items() if id_ in known and known[id_].input_digest == key}
    for chunk in chunks([listing for listing in listings if listing.id not in facts]):
        payloads = run.store.payloads(listing.id for listing in chunk)
        found = [_found(id_, digests[id_], payload, wanted) for id_, payload in payloads.items()]
        run.store.save_post_facts(found)
        facts |= {one.entry: one for one in found}
    return facts


def _found(id_: str, key: str, payload: bytes, wanted: tuple[str, ...]) -> PostFacts:
    from feeds.normalise.values import keywords

    post = codec.decode(payload)
    names = tuple(author.name for author in post.authors if author.name)
    return PostFacts(id_, key, keywords.found(wanted, post.title, post.content_html) if wanted else (), names)
