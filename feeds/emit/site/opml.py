"""OPML 2.0: the list of all feeds of the site, for import into readers (opml.org/spec2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from feeds.emit import documents, localize
from feeds.emit.entry_content import output_url
from feeds.emit.formats import atom, rss
from feeds.model.feed import FeedLink, Output
from feeds.model.settings import Site

PATH = "feeds.opml"
MEDIA_TYPE = "text/x-opml"

_ENDINGS = {"rss": rss.ENDING, "atom": atom.ENDING}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def emit(site: Site, feeds: Sequence[FeedLink]) -> Output:
    """Return the list: every feed once, in its first XML format; without feeds, a link to the site.

    The type of a subscription is `rss` for Atom too. Feeds for the values of a facet are in an outline of their own,
    which readers import as a folder.

    Raises:
        OutputError: the list cannot be written.
    """
    with documents.output_errors(PATH):
        opml = documents.root("opml", attributes={"version": "2.0"})
        documents.child(documents.child(opml, "head"), "title", site.title)
        body = documents.child(opml, "body")
        folders = {"": body}
        titles = dict(_folders(site, feeds))
        for feed in feeds:
            if attributes := _subscription(site, feed):
                if feed.group not in folders:
                    folders[feed.group] = documents.child(body, "outline", attributes={"text": titles[feed.group]})
                documents.child(folders[feed.group], "outline", attributes=attributes)
        if not len(body):
            documents.child(body, "outline", attributes={"type": "link", "text": site.title, "url": site.url})
    return Output(PATH, MEDIA_TYPE, documents.render(PATH, opml))


def _subscription(site: Site, feed: FeedLink) -> dict[str, str]:
    """Return the attributes of a subscription; none for a feed that no reader of lists knows."""
    ending = next((_ENDINGS[name] for name in feed.formats if name in _ENDINGS), "")
    if not ending:
        return {}
    urls = {"xmlUrl": output_url(site, feed.name + ending), "htmlUrl": output_url(site, f"{feed.name}/")}
    return {"type": "rss", "text": feed.title, "title": feed.title, **urls}


def _folders(site: Site, feeds: Sequence[FeedLink]) -> Iterator[tuple[str, str]]:
    """Yield each group of feeds with its title: "By contract, organisation"."""
    words = localize.translations(localize.primary_language(localize.choose_language(site.language)))
    names = {
        "tag": words.gettext("tag"),
        "organization": words.gettext("organisation"),
        "contract": words.gettext("contract"),
        "telework": words.gettext("remote work"),
        "place": words.gettext("place"),
        "domain": words.gettext("domain"),
        "author": words.gettext("author"),
        "language": words.gettext("language"),
    }
    titles = {
        group: words.gettext("By %(facets)s")
        % {"facets": ", ".join(names[facet] for facet in dict.fromkeys(_PLACEHOLDER.findall(group)))}
        for group in dict.fromkeys(feed.group for feed in feeds)
        if group
    }
    counts = Counter(titles.values())
    for group, title in titles.items():
        yield group, title if counts[title] == 1 else f"{title} ({group.partition('/')[0]})"
