"""What the ledger records of a normalised post."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from feeds.ledger import change_detection
from feeds.ledger.parsed_document import EntryFacts
from feeds.ledger.store import codec
from feeds.model.post import Post
from feeds.normalise import identity
from feeds.normalise.context import Context


def facts(context: Context, post: Post, name: str, keys: tuple[tuple[str, int], ...]) -> EntryFacts:
    """Return what the ledger records of a post.

    Args:
        context: what the post was normalised with.
        post: the post.
        name: its path in the folder of its source, or its id at the partner.
        keys: by which duplicates of it are recognised (see `feeds.ledger.duplicates`).
    """
    published = post.published.at if post.published else None
    local = published.astimezone(ZoneInfo(context.site.timezone)) if published else None
    return EntryFacts(
        id=post.claimed_id or identity.entry_id(context.site.url, post.source, name),
        slug=identity.slug(post),
        kind=post.kind,
        title=post.title,
        language=post.language,
        organization=post.job.hiring_organization.name if post.job else "",
        tags=post.tags,
        published=published,
        day=local.date() if local else None,
        stated=post.stated,
        digest=codec.digest(post),
        payload=codec.encode(post),
        text_digest=change_detection.digest_words(post.content_html),
        has_explicit_id=bool(post.claimed_id),
        requested_slug=identity.slug(post) if post.slug else "",
        aliases=post.aliases,
        updated=post.updated.at if post.updated else None,
        keys=keys,
    )
