"""Default values: make settings of the configuration as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Literal

from feeds.collect import Network, Source, Web
from feeds.config import schema
from feeds.config.cross_checks import source_name
from feeds.config.schema import KNOWN_FEEDS
from feeds.model.settings import FeedSpec, History, Organization, Selection, Site

DEFAULT_LIMIT = 30  # entries of a feed that is not complete

TITLES = {
    "fr": {"jobs": "Offres ouvertes", "news": "Actualités", "all": "Publications"},
    "en": {"jobs": "Open jobs", "news": "News", "all": "All posts"},
}


def site(root: schema.Root) -> Site:
    """Return the site; its publisher has the title and URL of the site by default."""
    written = root.site
    url = written.url if written.url.endswith("/") else f"{written.url}/"
    publisher = written.publisher
    return Site(
        title=written.title,
        url=url,
        description=written.description,
        language=_normalized_tag(written.language),
        timezone=written.timezone,
        publisher=Organization(
            publisher.name or written.title, publisher.url or url, publisher.logo, address=publisher.address
        ),
        permalink=root.permalink,
        slugs=root.slugs,
    )


def _normalized_tag(tag: str) -> str:
    """Return a language tag with the case of RFC 5646 §2.1.1: `fr-CA`, `zh-Hant`."""
    first, *rest = tag.lower().split("-")
    case = {2: str.upper, 4: str.title}
    return "-".join((first, *(case.get(len(part), str)(part) for part in rest)))


def source(written: Source, site: Site, markdown: Literal["python", "gfm"]) -> Source:
    """Return a source with its name and Markdown engine, and with the time zone of a cron line."""
    if isinstance(written, Web) and isinstance(written.every, str):
        written = replace(written, every=f"{site.timezone} {written.every}")
    name = written.name or source_name(asdict(written))
    language = _normalized_tag(written.language) if written.language else ""
    return replace(written, name=name, language=language, markdown=written.markdown or markdown)


def network(written: Network, site: Site) -> Network:
    """Return the network settings; the contact is the URL of the site by default."""
    return written if written.contact else replace(written, contact=site.url)


def vocabulary(
    written: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]:
    """Return the additional terms as dialects use them."""
    from feeds.normalise.languages import custom

    return custom.parse(written)


def feed(written: schema.Feed, site: Site) -> FeedSpec:
    """Return a feed; its defaults depend on its name and kind."""
    select = _selection(written)
    of_jobs = select.kind == ("job",)
    history = written.history or _history(written, of_jobs=of_jobs)
    formats = ("rss", "atom", "json_feed", *(("job_posting",) if of_jobs else ()))
    return FeedSpec(
        name=written.name,
        title=written.title or _title(written, select, site),
        description=written.description,
        select=select,
        formats=tuple(dict.fromkeys(written.formats)) or formats,
        order=written.order,
        limit=written.limit if history == "complete" or written.limit else DEFAULT_LIMIT,
        history=history,
        content=written.content,
        each=written.each,
    )


def _selection(feed: schema.Feed) -> Selection:
    written = feed.select
    return Selection(
        kind=written.kind or KNOWN_FEEDS.get(feed.name, ()),
        state=written.state or ("open",),
        tag=written.tag,
        organization=written.organization,
        source=written.source,
        language=tuple(_normalized_tag(tag) for tag in written.language),
        since=written.since,
        until=written.until,
    )


def _history(feed: schema.Feed, *, of_jobs: bool) -> History:
    """Return the default history; archives require the newest first."""
    if of_jobs or feed.order != "newest":
        return "window" if feed.limit else "complete"
    return "archived"


def _title(feed: schema.Feed, select: Selection, site: Site) -> str:
    titles = TITLES["fr" if site.language.partition("-")[0] == "fr" else "en"]
    if feed.each is None and feed.name not in KNOWN_FEEDS:
        last = feed.name.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
        return f"{last[:1].upper()}{last[1:]} – {site.title}"
    kind = "jobs" if select == Selection(kind=("job",)) else "news" if select.kind == ("article",) else "all"
    about = f"{{{feed.each}}} – " if feed.each else ""
    return f"{about}{titles[kind]} – {site.title}"
