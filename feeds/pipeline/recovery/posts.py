"""Posts of recovered entries, as far as the site published their content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feeds.model.entry import CLOSED, PreviousEntry
from feeds.model.post import Post, Stated
from feeds.normalise.context import Context
from feeds.normalise.dialects.item import Item
from feeds.pipeline.run import Project


class RecoveredPosts:
    """Makes posts of the items that the site published; `items` are by entry id."""

    def __init__(self, project: Project, items: Mapping[str, Item]) -> None:
        config = project.config
        self.items = items
        self.context = Context(
            *(config.site, replace(config.jobs, country="")),  # what was published has its countries
            language="",
            base_url=config.site.url,
            vocabulary=config.vocabulary,
        )

    def of(self, previous: PreviousEntry) -> Post:
        """Return the post of an entry; without its item, it has a title only."""
        item = self.items.get(previous.id)
        post = self._from_item(previous, item) if item else None
        if post is None:
            post = Post("", "", previous.kind, previous.title or previous.id, "", previous.language)
        if previous.state in CLOSED and (item is None or item.extension is None):
            post = replace(post, stated=replace(post.stated, open=False, filled=previous.state == "filled" or None))
        return post

    def _from_item(self, previous: PreviousEntry, item: Item) -> Post | None:
        from feeds.normalise import item_to_post
        from feeds.normalise.dialects.syndication import json_feed_extension

        context = replace(self.context, kind=previous.kind)
        post, _ = item_to_post.to_post(item, context, source="", locator="", file=previous.url)
        if post is None:
            return None
        if item.extension is None:  # a feed that states no dates of opening and closing
            return replace(post, external_url=_elsewhere(post, item), claimed_id="", stated=Stated())
        post = json_feed_extension.overlay(post, item, extra=self.context.jobs.extra)
        job = post.job
        if job and job.direct_apply is False and (item.job or {}).get("directApply") is True:
            job = replace(job, direct_apply=True)  # on another site it would be false
        return replace(post, external_url=_elsewhere(post, item), claimed_id="", job=job)


def _elsewhere(post: Post, item: Item) -> str:
    """Return the external URL of a post, unless it is its page on this site."""
    return "" if post.external_url == item.url else post.external_url
