"""OPML 2.0: the list of all feeds of the site, for import into readers (opml.org/spec2)."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.emit import xml_document
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
    with xml_document.output_errors(PATH):
        opml = xml_document.root("opml", attributes={"version": "2.0"})
        xml_document.child(xml_document.child(opml, "head"), "title", site.title)
        body = xml_document.child(opml, "body")
        for feed in feeds:
            if ending := next((_ENDINGS[name] for name in feed.formats if name in _ENDINGS), ""):
                urls = {"xmlUrl": output_url(site, feed.name + ending), "htmlUrl": site.url}
                xml_document.child(
                    body,
                    "outline",
                    attributes={"type": "rss", "text": feed.title, "title": feed.title, **urls},
                )
        if not len(body):
            xml_document.child(body, "outline", attributes={"type": "link", "text": site.title, "url": site.url})
    return Output(PATH, MEDIA_TYPE, xml_document.render(PATH, opml))
