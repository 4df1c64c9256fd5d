"""From the shape of a configuration to the values that the program works with, defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from feeds.collect import Network, Source, Web
from feeds.config import schema as shape
from feeds.config.cross_checks import source_name
from feeds.config.schema import KNOWN_FEEDS
from feeds.model.settings import FeedSpec, History, Organization, Selection, Site

NEWEST = 30  # entries of a feed that does not hold everything

WORDS = {
    "fr": {"jobs": "Offres ouvertes", "news": "Actualités", "all": "Publications"},
    "en": {"jobs": "Open jobs", "news": "News", "all": "All posts"},
}


def site(root: shape.Root) -> Site:
    """Make the site: what is not said of its publisher is as for the site."""
    given = root.site
    url = given.url if given.url.endswith("/") else f"{given.url}/"
    publisher = given.publisher
    return Site(
        title=given.title,
        url=url,
        description=given.description,
        language=_cased(given.language),
        timezone=given.timezone,
        publisher=Organization(
            publisher.name or given.title, publisher.url or url, publisher.logo, address=publisher.address
        ),
        permalink=root.permalink,
    )


def _cased(tag: str) -> str:
    """Write a language tag as RFC 5646 §2.1.1 has it: `fr-CA`, `zh-Hant`."""
    first, *rest = tag.lower().split("-")
    case = {2: str.upper, 4: str.title}
    return "-".join((first, *(case.get(len(part), str)(part) for part in rest)))


def source(given: Source, where: Site) -> Source:
    """Give a source its name, and a cron line its time zone."""
    if isinstance(given, Web) and isinstance(given.every, str):
        given = replace(given, every=f"{where.timezone} {given.every}")
    name = given.name or source_name(asdict(given))
    return replace(given, name=name, language=_cased(given.language) if given.language else "")


def network(given: Network, where: Site) -> Network:
    """Say who asks: the site, if nobody else is named."""
    return given if given.contact else replace(given, contact=where.url)


def vocabulary(
    given: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]:
    """Give the words that the publisher adds as dialects take them."""
    from feeds.normalise.languages import custom

    return custom.parse(given)


def feed(given: shape.Feed, where: Site) -> FeedSpec:
    """Make a feed: what is not said follows from its name and kind."""
    select = _selection(given)
    of_jobs = select.kind == ("job",)
    history = given.history or _history(given, of_jobs=of_jobs)
    formats = ("rss", "atom", "json_feed", *(("job_posting",) if of_jobs else ()))
    return FeedSpec(
        name=given.name,
        title=given.title or _title(given, select, where),
        description=given.description,
        select=select,
        formats=tuple(dict.fromkeys(given.formats)) or formats,
        order=given.order,
        limit=given.limit if history == "complete" or given.limit else NEWEST,
        history=history,
        each=given.each,
    )


def _selection(feed: shape.Feed) -> Selection:
    given = feed.select
    return Selection(
        kind=given.kind or KNOWN_FEEDS.get(feed.name, ()),
        state=given.state or ("open",),
        tag=given.tag,
        organization=given.organization,
        source=given.source,
        language=tuple(_cased(tag) for tag in given.language),
        since=given.since,
        until=given.until,
    )


def _history(feed: shape.Feed, *, of_jobs: bool) -> History:
    """Choose a history that goes with limit and order: archives hold the oldest, so need the newest first."""
    if of_jobs or feed.order != "newest":
        return "window" if feed.limit else "complete"
    return "archived"


def _title(feed: shape.Feed, select: Selection, site: Site) -> str:
    words = WORDS["fr" if site.language.partition("-")[0] == "fr" else "en"]
    if feed.each is None and feed.name not in KNOWN_FEEDS:
        last = feed.name.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
        return f"{last[:1].upper()}{last[1:]} – {site.title}"
    kind = "jobs" if select == Selection(kind=("job",)) else "news" if select.kind == ("article",) else "all"
    about = f"{{{feed.each}}} – " if feed.each else ""
    return f"{about}{words[kind]} – {site.title}"
