"""Entries of a local file of records, read as those of a partner's list, but offers of this site's own."""

from __future__ import annotations

from dataclasses import replace

from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store.rows import Stamp
from feeds.normalise import identity, match_keys
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.job_markdown import employers
from feeds.normalise.values.day_order import DayOrder
from feeds.pipeline.partners.filters import Filtered
from feeds.pipeline.partners.parse import Entries, PartnerTask


class FileEntries(Entries):
    """The entries of one file; `name` is its path in the folder of its source."""

    elsewhere = False

    def __init__(self, task: PartnerTask, options: SourceOptions, batch: Batch, file: str, name: str) -> None:
        employer = employers.configured(task.context)
        context = replace(task.context, employer=employer.organization if employer else None)
        super().__init__(replace(task, context=context), options, [batch], {})
        self.file, self.name = file, name
        items = tuple(replace(item, detail=None) for item in batch.items)  # nothing is fetched
        self.add_list(replace(batch, items=items))
        self.problems += (replace(problem, file=file) for problem in self.read().problems())

    def locator(self, name: str) -> str:
        """Return the locator of an entry, from its id or its URL."""
        return f"{self.file}#{name.replace('#', '%23')}"

    def _normalised(
        self, item: Item, locator: str, stamp: Stamp, site: str, order: DayOrder
    ) -> ParsedDocument | Filtered:
        found = super()._normalised(item, locator, stamp, site, order)
        if isinstance(found, Filtered) or not (facts := found.facts):
            return found
        settings, keys = self.context.site, facts.keys
        slug = identity.safe_name(facts.title, is_unicode=settings.slugs == "unicode")
        own = identity.entry_id(settings.url, self.task.source.name, self.name + locator.removeprefix(self.file))
        # A local post with a link to the page of the offer, as in `match_keys`.
        pages = tuple((key, match_keys.LOCAL) for key, rank in keys if rank != match_keys.LINKED and key[:5] == "page:")
        others = tuple((key, rank) for key, rank in keys if rank != match_keys.LINKED and key[:5] != "page:")
        facts = facts._replace(
            id=facts.id if facts.has_explicit_id else own, slug=slug or facts.slug, keys=(*pages, *others)
        )
        return found._replace(facts=facts)
