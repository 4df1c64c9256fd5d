"""What is known between runs: identities, dates, states, and what was written.

The door of the room: other rooms hand in `Reading`s and take out `Listing`s, `Entry`s and `Problem`s.
An id is given once and stored; it is looked up ever after, never worked out again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, count
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from feeds.ledger import codec
from feeds.ledger.lifecycle import Change, Life, change, remove, settle, was_public
from feeds.ledger.significance import differences
from feeds.ledger.store import Row, Stamp, Store
from feeds.model import Entry, Listing, Problem, Site, Stated


@dataclass(frozen=True, slots=True)
class Facts:
    """A post as the ledger takes it: what lists need of it, and the whole of it as bytes.

    `id` and `slug` are what a newcomer would get; `asked_slug` is the one its author wrote; `day` is
    the day of `published` as its author would say it.
    """

    id: str
    slug: str
    kind: str
    title: str
    language: str
    organization: str
    tags: tuple[str, ...]
    published: datetime | None
    stated: Stated
    digest: str
    payload: bytes
    claimed: bool = False
    asked_slug: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one document; without `facts` it was refused, or is the `same` as it was."""

    locator: str
    stamp: Stamp
    problems: tuple[Problem, ...] = ()
    facts: Facts | None = None
    same: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """One thing that subscribers will notice."""

    change: Change
    id: str
    title: str
    locator: str


class Ledger:
    """The rules of identity and life, over a `Store`; every method is to be called in a transaction."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def record(
        self, source: str, readings: Iterable[Reading], gone: Iterable[str], now: datetime
    ) -> Iterator[Transition]:
        """Take in what a source said, and that the documents `gone` are there no more.

        A new document that says just what a gone one said is that one, renamed; so is one that
        claims its id. A document that was refused leaves its entry as it was.
        """
        known = self.store.stamps(source)
        orphans = self._orphans(known[locator].entry for locator in gone)
        twins: dict[str, list[str]] = {}
        for locator in gone:
            if orphan := orphans.get(known[locator].entry):
                # The same bytes; or the same post, dressed otherwise.
                for name in (known[locator].fingerprint, orphan.life.digest):
                    twins.setdefault(name, []).append(orphan.id)
        for reading in readings:
            if reading.same:
                self.store.restamp(source, reading.locator, reading.stamp)
                continue
            before, stamp, problems = known.get(reading.locator), reading.stamp, reading.problems
            kept = before.entry if before else ""
            if facts := reading.facts:
                alike = [*twins.get(stamp.fingerprint, ()), *twins.get(facts.digest, ())]
                id_ = kept or self._newcomer(facts, reading.locator, alike, orphans)
                row = self.store.entry(id_)
                if row and not kept and self._is_taken(row, reading.locator, orphans):
                    problems = (*problems, _claimed_twice(reading.locator, row))
                    stamp = replace(stamp, mtime=0, fingerprint="")  # ask again: the other may give way
                else:
                    kept = id_
                    orphans.pop(id_, None)
                    slug, trouble = self._slug(id_, row, facts, reading.locator)
                    problems = (*problems, *trouble)
                    yield from self._save(source, reading.locator, id_, slug, row, facts, now)
            self.store.save_document(
                source, reading.locator, replace(stamp, entry=kept), codec.encode_problems(problems)
            )
        for locator in gone:
            self.store.forget_document(source, locator)
        for orphan in orphans.values():
            yield from self._remove(orphan, now)

    def _orphans(self, ids: Iterable[str]) -> dict[str, Row]:
        """Give the entries whose documents are gone."""
        rows = (self.store.entry(id_) for id_ in ids)
        return {row.id: row for row in rows if row}

    def _newcomer(self, facts: Facts, locator: str, twins: Iterable[str], orphans: Container[str]) -> str:
        """Choose the id of a new document: the one it claims, that of its gone twin, else one of its own."""
        if facts.claimed:
            return facts.id
        # The first may belong to a post that once stood in this place and was renamed.
        own = (uuid5(NAMESPACE_URL, f"{facts.id} {number}").urn for number in count(2))
        ids = chain((id_ for id_ in twins if id_ in orphans), (facts.id,), own)
        return next(id_ for id_ in ids if not self._is_taken(self.store.entry(id_), locator, orphans))

    def _is_taken(self, row: Row | None, locator: str, orphans: Container[str]) -> bool:
        if row is None or row.id in orphans:
            return False
        return row.life.state != "removed" and row.locator != locator

    def _save(
        self, source: str, locator: str, id_: str, slug: str, row: Row | None, facts: Facts, now: datetime
    ) -> Iterator[Transition]:
        changes = self._changes(row, facts) if row and row.life.digest != facts.digest else ()
        life = settle(row.life if row else None, facts.published, facts.stated, facts.digest, now, changes)
        saved = Row(
            *(id_, source, locator, slug, facts.kind, facts.title, facts.language),
            *(facts.organization, facts.tags, life),
        )
        self.store.save_entry(saved, facts.payload)
        yield from _noticed(row.life if row else None, saved)

    def _changes(self, row: Row, facts: Facts) -> tuple[str, ...]:
        (payload,) = self.store.payloads((row.id,)).values()
        return differences(codec.decode(payload), codec.decode(facts.payload))

    def _slug(self, id_: str, row: Row | None, facts: Facts, locator: str) -> tuple[str, tuple[Problem, ...]]:
        """Choose the last part of an entry's address: the one it has, else one that nobody has."""
        wanted = facts.asked_slug or (row.slug if row else facts.slug)
        holder = self.store.slug_holder(wanted)
        if holder is None or holder[0] == id_:
            return wanted, ()
        free = next(slug for slug in _variants(wanted, facts.day) if self._may_have(slug, id_))
        return free, (
            Problem(
                locator,
                "an address that no other post has",
                f"{wanted!r}, which belongs to {holder[1]}",
                f"it is published as {free!r}; write `slug:` to choose another",
                field="slug",
                severity="note" if facts.day and free.endswith(facts.day.isoformat()) else "warning",
            ),
        )

    def _may_have(self, slug: str, id_: str) -> bool:
        holder = self.store.slug_holder(slug)
        return holder is None or holder[0] == id_

    def _remove(self, row: Row, now: datetime) -> Iterator[Transition]:
        if not was_public(row.life):
            self.store.forget_entry(row.id)
            return
        life = remove(row.life, now)
        self.store.save_life(row.id, life)
        yield from _noticed(row.life, replace(row, life=life))

    def forget_source(self, source: str, now: datetime) -> Iterator[Transition]:
        """Take a source that the configuration no longer names to be gone with all its posts."""
        yield from self.record(source, (), tuple(self.store.stamps(source)), now)

    def wake(self, now: datetime) -> Iterator[Transition]:
        """Let the clock open and close what is due; after a step back, ask of everything again."""
        last = self.store.meta("now")
        stepped_back = bool(last) and datetime.fromisoformat(last) > now
        for row, payload in self.store.due(None if stepped_back else now):
            post = codec.decode(payload)
            published = post.published.at if post.published else None
            life = settle(row.life, published, post.stated, row.life.digest, now)
            if life != row.life:
                self.store.save_life(row.id, life)
                yield from _noticed(row.life, replace(row, life=life))
        self.store.set_meta("now", now.isoformat())

    def is_due(self, now: datetime) -> bool:
        """Say whether `wake` would have anything to do."""
        moment, last = self.store.next_moment(), self.store.meta("now")
        return (moment is not None and moment <= now) or bool(last and datetime.fromisoformat(last) > now)

    def problems(self) -> tuple[Problem, ...]:
        """Give the problems of every document and reference file as they were last read."""
        references = codec.decode_problems(self.store.meta("reference problems"))
        return references + tuple(
            problem for text in self.store.problems() for problem in codec.decode_problems(text)
        )

    def listings(self, site: Site) -> tuple[Listing, ...]:
        """Give all entries, in no order that means anything."""
        zone = ZoneInfo(site.timezone)
        return tuple(_listing(row, site, zone) for row in self.store.rows())

    def entries(self, listings: Sequence[Listing]) -> tuple[Entry, ...]:
        """Give the posts that belong to some listings, in the same order."""
        payloads = self.store.payloads(listing.id for listing in listings)
        return tuple(Entry(listing, codec.decode(payloads[listing.id])) for listing in listings)

    def archive_numbers(self, feed: str, older: Sequence[Listing], limit: int) -> dict[str, int]:
        """Assign entries that left the live feed, oldest first, to archive documents of `limit` each.

        An assignment is for ever: a document that is full takes nothing more.
        """
        numbers = self.store.archived(feed)
        counts: dict[int, int] = {}
        for number in numbers.values():
            counts[number] = counts.get(number, 0) + 1
        last = max(counts, default=1)
        for listing in older:
            if listing.id in numbers:
                continue
            if counts.get(last, 0) >= limit:
                last += 1
            counts[last] = counts.get(last, 0) + 1
            numbers[listing.id] = last
            self.store.archive(feed, listing.id, last)
        return numbers


def _noticed(before: Life | None, row: Row) -> Iterator[Transition]:
    kind = change(before, row.life)
    if kind:
        yield Transition(kind, row.id, row.title, row.locator)


def _claimed_twice(locator: str, row: Row) -> Problem:
    return Problem(
        locator,
        "an id of its own",
        f"{row.id!r}, which belongs to {row.locator}",
        "remove `id:`, or the copy of the post",
        field="id",
        severity="error",
    )


def _variants(slug: str, day: date | None) -> Iterator[str]:
    """Offer other addresses for a post; its own day is one that its author would think of, too."""
    if day:
        yield f"{slug}-{day.isoformat()}"
    yield from (f"{slug}-{number}" for number in count(2))


def _listing(row: Row, site: Site, zone: ZoneInfo) -> Listing:
    life = row.life
    address = site.permalink.format_map(_Parts(row, zone))
    return Listing(
        id=row.id,
        url=site.url + address,
        path=address + "index.html" if address.endswith("/") else address,
        kind=row.kind,  # type: ignore[arg-type]  # the store holds what `Post.kind` was
        state=life.state,
        title=row.title,
        published=life.published,
        updated=life.updated,
        language=row.language,
        source=row.source,
        locator=row.locator,
        revision=f"{life.digest}.{life.state}.{life.published}.{life.updated}.{life.closed}.{row.slug}",
        reason=life.reason,
        closed=life.closed,
        organization=row.organization,
        tags=row.tags,
        changes=life.changes,
    )


class _Parts(dict[str, str]):
    """The placeholders of a permalink, worked out only when asked for."""

    def __init__(self, row: Row, zone: ZoneInfo) -> None:
        super().__init__(slug=row.slug, source=row.source)
        self.published, self.zone = row.life.published, zone

    def __missing__(self, name: str) -> str:
        local = self.published.astimezone(self.zone)
        return {"year": f"{local.year:04}", "month": f"{local.month:02}", "day": f"{local.day:02}"}[name]
