"""OPML 2.0: the list of all feeds of the site, for import into readers (opml.org/spec2)."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.emit import documents
from feeds.emit.entry_content import output_url
from feeds.emit.formats import atom, rss
from feeds.model.feed import FeedLink, Output
from feeds.model.settings import Site

PATH = "feeds.opml"
MEDIA_TYPE = "text/x-opml"

_ENDINGS = {"rss": rss.ENDING, "atom": atom.ENDING}


def emit(site: Site, feeds: Sequence[FeedLink]) -> Output:
    """Return the list: every feed once, in its first XML format; without feeds, a link to the site.

    The type of a subscription is `rss` for Atom too.

    Raises:
        OutputError: the list cannot be written.
    """
    with documents.output_errors(PATH):
        opml = documents.root("opml", attributes={"version": "2.0"})
        documents.child(documents.child(opml, "head"), "title", site.title)
        body = documents.child(opml, "body")
        for feed in feeds:
            if ending := next((_ENDINGS[name] for name in feed.formats if name in _ENDINGS), ""):
                urls = {"xmlUrl": output_url(site, feed.name + ending), "htmlUrl": site.url}
                documents.child(
                    body, "outline", attributes={"type": "rss", "text": feed.title, "title": feed.title, **urls}
                )
        if not len(body):
            documents.child(body, "outline", attributes={"type": "link", "text": site.title, "url": site.url})
    return Output(PATH, MEDIA_TYPE, documents.render(PATH, opml))
