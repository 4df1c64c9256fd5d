"""Feed formats, one module each: RSS, Atom, JSON Feed, JSON-LD.

A new format is one new module and one line in `FORMATS`. Outputs of the whole site (pages, sitemap, OPML,
closed.json, robots.txt) take other arguments and are called by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from feeds.emit.formats import atom, job_posting, json_feed, rss
from feeds.model.feed import Feed, Output
from feeds.model.settings import Site


class Format(NamedTuple):
    """A feed format: file extension, media type and emitter.

    `names_hubs` is true if its documents name the feed's WebSub hubs, so that readers can subscribe.
    """

    ending: str
    media_type: str
    emit: Callable[[Site, Feed], Iterator[Output]]
    names_hubs: bool = False


FORMATS: dict[str, Format] = {
    "rss": Format(rss.ENDING, rss.MEDIA_TYPE, rss.emit, names_hubs=True),
    "atom": Format(atom.ENDING, atom.MEDIA_TYPE, atom.emit, names_hubs=True),
    "json_feed": Format(json_feed.ENDING, json_feed.MEDIA_TYPE, json_feed.emit, names_hubs=True),
    "job_posting": Format(job_posting.ENDING, job_posting.MEDIA_TYPE, job_posting.emit),
}
