"""Addresses of entries: slugs and aliases, each of one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from feeds.ledger.parsed_document import EntryFacts, belongs_to
from feeds.ledger.permalinks import free_slug, page_path, slug_of, url_path
from feeds.ledger.public.entries import was_public
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import EntryRow
from feeds.model.entry import HIDDEN
from feeds.model.problem import Message, Problem
from feeds.model.settings import Site


class Addresses:
    """Chooses and saves the addresses of entries; `has_document` returns whether the entry of an id has one."""

    def __init__(self, store: Store, site: Site, has_document: Callable[[str], bool]) -> None:
        self.store, self.site, self.has_document = store, site, has_document

    def free(self, row: EntryRow, facts: EntryFacts) -> None:
        """Free the addresses of an entry whose document wants others."""
        if facts.requested_slug not in ("", row.slug):
            self.store.save_slug(row.id, row.id)
        if row.permalink not in ("", facts.permalink):
            self.store.save_permalink(row.id, "")

    def free_draft_slug(self, new: EntryRow, wanted: str) -> None:
        """Free the slug that an entry wants if only a draft has it: an address is given at publication."""
        holder = self.store.slug_holder(wanted) if new.lifecycle.state not in HIDDEN else None
        row = self.store.entry(holder[0]) if holder and holder[0] != new.id else None
        if row and row.lifecycle.state == "draft" and not was_public(row.lifecycle):
            self.store.save_slug(row.id, row.id)

    def slug(self, id_: str, row: EntryRow | None, facts: EntryFacts, locator: str) -> tuple[str, tuple[Problem, ...]]:
        """Return the slug of an entry, and a problem if another entry has the one it wants."""
        wanted = facts.requested_slug or (row.slug if row and row.slug not in ("", row.id) else facts.slug)
        holder = self.store.slug_holder(wanted)
        if holder is None or holder[0] == id_:
            return wanted, ()
        free = free_slug(self.store, id_, wanted, facts.day)
        remedy = Message("it is published as %(slug)s", slug=f"{free!r}")
        is_minor = "://" in locator or (facts.day and free.endswith(facts.day.isoformat()))
        if "://" not in locator:  # authors cannot set the slug of a partner's entry
            remedy = Message("it is published as %(slug)s; write `slug:` to choose another", slug=f"{free!r}")
        found = belongs_to(wanted, holder[1])
        problem = Problem(locator, Message("a slug that no other post has"), found, remedy, field="slug")
        return free, (replace(problem, severity="note") if is_minor else problem,)

    def permalink(self, new: EntryRow, facts: EntryFacts) -> tuple[EntryFacts, str, tuple[Problem, ...]]:
        """Return the facts of an entry with the slug in its permalink, its permalink, and a problem if that is taken.

        A permalink like the usual address of another slug takes that slug, so that no other post has its path.
        """
        is_public = new.lifecycle.state != "draft" or was_public(new.lifecycle)
        path = facts.permalink if is_public else ""  # an address is given at publication
        slug = slug_of(self.site, url_path(self.site, path)) if path else ""
        if not path:
            return facts, "", ()
        holder = self.store.permalink_holder(path)
        if holder is None or holder[0] == new.id:
            holder = self.store.slug_holder(slug) if slug else None
        if holder and holder[0] != new.id:
            post = codec.decode(facts.payload)
            origin = next((one for one in post.origins if one.field == "permalink"), None)
            field, line = (origin.detail, origin.line) if origin else ("permalink", None)
            remedy = Message("its page has the usual address; write another path")
            found = belongs_to(f"/{path}", holder[1])
            return (
                facts,
                "",
                (Problem(new.locator, Message("a path that no other post has"), found, remedy, field, line),),
            )
        if not slug:
            return facts, path, ()
        is_usual = page_path(self.site, slug, new.source, new.lifecycle.published) == path
        return facts._replace(requested_slug=slug), "" if is_usual else path, ()

    def save_aliases(self, aliases: Iterable[str], id_: str, locator: str) -> Iterator[Problem]:
        """Save the aliases of an entry, and yield a problem for each that belongs to another entry."""
        for alias in aliases:
            path = url_path(self.site, alias)
            holder, target = self.store.slug_holder(slug_of(self.site, path)), self.store.alias_target(path)
            owner = holder[0] if holder else target
            if owner and owner != id_ and self.has_document(owner):
                other = self.store.entry(owner)
                found = belongs_to(alias, other.locator if other else owner)
                remedy = Message("remove it from one of them")
                yield Problem(locator, Message("a former address of this post"), found, remedy, "redirect_from")
            elif path and owner != id_:
                self.store.save_aliases([(path, id_)])
