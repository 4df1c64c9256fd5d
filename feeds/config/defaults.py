"""Default values: make settings of the configuration as written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from feeds.collect import Network, Source, Web
from feeds.config import schema
from feeds.config.cross_checks import source_name
from feeds.config.keys import colors, look_checks
from feeds.config.schema import KNOWN_FEEDS
from feeds.model.settings import FeedSpec, Filter, History, Look, MenuLink, OfferFilter, Organization, Selection, Site
from feeds.model.urls import is_web_url
from feeds.normalise.job import selection_words
from feeds.normalise.languages import Vocabulary, custom
from feeds.normalise.places import search_names
from feeds.normalise.values import keywords

RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")  # what sites that show links take as pictures
NO_FILTER = OfferFilter()
DEFAULT_LIMIT = 30  # entries of a feed that is not complete
DEFAULT_PARTS_ABOVE = 1000  # entries of a complete feed that is one document

# `about` is what a feed is about: a tag, an employer, the name of the feed.
TITLES = {
    "fr": {
        "jobs": "Offres ouvertes",
        "news": "Actualités",
        "job": "Offres %(about)s",
        "article": "%(about)s : actualités",
        "all": "%(about)s : offres et actualités",
    },
    "en": {
        "jobs": "Open jobs",
        "news": "News",
        "job": "%(about)s jobs",
        "article": "%(about)s: news",
        "all": "%(about)s: jobs and news",
    },
}
_SUBJECTS = (
    "tag",
    "organization",
    "keywords",
    "author",
    "contract",
    "telework",
    "place",
)  # filters that a title may name
FACTS_OF_JOBS = frozenset({"domain", "contract", "telework", "place"})
# Names of feeds that say themselves what kind of posts is in them.
_OF_POSTS = re.compile(
    r"\b(?:jobs?|offers?|careers?|vacanc(?:y|ies)|positions?|news|articles?|posts?|blog|all|everything"
    r"|offres?|emplois?|postes?|recrutements?|actus?|actualites?|billets?|annonces?|tout|toutes|tous)\b"
)


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
        look=_look(written, url),
    )


def _look(written: schema.Site, url: str) -> Look:
    """Return how pages look; paths of links become URLs of the site."""
    suffix = PurePosixPath(urlsplit(written.logo).path).suffix.lower()
    is_url = is_web_url(written.logo)
    logo = written.logo if is_url or not written.logo else f"logo{suffix}"
    return Look(
        logo=logo,
        logo_file="" if is_url else written.logo,
        picture=urljoin(url, logo) if suffix in RASTER else "",
        accent=(written.color, colors.readable(written.color, colors.DARK_GROUNDS)) if written.color else (),
        header=tuple(MenuLink(link.title, _link(url, link.url)) for link in written.links.header),
        footer=tuple(MenuLink(link.title, _link(url, link.url)) for link in written.links.footer),
    )


def _link(site: str, link: str) -> str:
    return link if look_checks.SCHEME.match(link) else f"{site}{link.lstrip('/')}"


def _normalized_tag(tag: str) -> str:
    """Return a language tag with the case of RFC 5646 §2.1.1: `fr-CA`, `zh-Hant`."""
    first, *rest = tag.lower().split("-")
    case = {2: str.upper, 4: str.title}
    return "-".join((first, *(case.get(len(part), str)(part) for part in rest)))


def source(written: Source, site: Site, markdown: Literal["python", "gfm"], words: Vocabulary) -> Source:
    """Return a source with its name and Markdown engine, and with the time zone of a cron line.

    `words` are the publisher's own, as its filters may have them.
    """
    if isinstance(written, Web):
        if (written.keep, written.drop) != (NO_FILTER, NO_FILTER):
            written = replace(written, keep=_offer_filter(written.keep, words), drop=_offer_filter(written.drop, words))
        if isinstance(written.body, Mapping):
            written = replace(written, body=json.dumps(written.body, ensure_ascii=False))
        if isinstance(written.every, str):
            written = replace(written, every=f"{site.timezone} {written.every}")
    place = {"url": written.url} if isinstance(written, Web) else {"path": written.path}
    name = written.name or source_name(place)
    language = _normalized_tag(written.language) if written.language else ""
    return replace(written, name=name, language=language, markdown=written.markdown or markdown)


def network(written: Network, site: Site) -> Network:
    """Return the network settings; the contact is the URL of the site by default."""
    return written if written.contact else replace(written, contact=site.url)


def vocabulary(
    written: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Vocabulary:
    """Return the additional terms as dialects use them."""
    return custom.parse(written)


def feed(written: schema.Feed, site: Site, words: Vocabulary) -> FeedSpec:
    """Return a feed; its defaults depend on its name and kind. `words` are the publisher's own."""
    select = _selection(written, words)
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
        parts_above=DEFAULT_PARTS_ABOVE if written.parts_above is None else written.parts_above,
        content=written.content,
        each=written.each,
    )


def _selection(feed: schema.Feed, words: Vocabulary) -> Selection:
    written = feed.select
    select = Selection(
        **_filter(written, words),
        state=written.state or ("open",),
        since=written.since,
        until=written.until,
        excluded=Filter(**_filter(written.excluded, words)),
    )
    return replace(select, kind=select.kind or KNOWN_FEEDS.get(feed.name, ("job",) if _selects_jobs(feed) else ()))


def _selects_jobs(feed: schema.Feed) -> bool:
    """Return whether a feed selects by facts that only jobs have."""
    select = feed.select
    return bool(select.contract or select.telework or select.place or FACTS_OF_JOBS.intersection(feed.each))


def _filter(written: schema.Not, words: Vocabulary) -> dict[str, Any]:
    """Return the values of a filter in the form that entries are compared with."""
    return _in_forms({field.name: getattr(written, field.name) for field in fields(Filter)}, words)


def _offer_filter(written: OfferFilter, words: Vocabulary) -> OfferFilter:
    """Return a filter of offers in the form that entries are compared with."""
    return OfferFilter(**_in_forms(asdict(written), words))


def _in_forms(values: dict[str, tuple[str, ...]], words: Vocabulary) -> dict[str, Any]:
    """Return the values of the keys of a filter in the form that entries are compared with."""
    forms: dict[str, Callable[[str], tuple[str, ...]]] = {
        "language": lambda tag: (_normalized_tag(tag),),
        "keywords": lambda keyword: (keywords.normal_form(keyword),),
        "keyword": lambda keyword: (keywords.normal_form(keyword),),
        "contract": partial(selection_words.contract, vocabulary=words),
        "telework": partial(selection_words.telework_classes, vocabulary=words),
        "place": search_names.wanted,
    }
    return values | {
        name: tuple(dict.fromkeys(one for value in values[name] for one in form(value)))
        for name, form in forms.items()
        if name in values
    }


def _history(feed: schema.Feed, *, of_jobs: bool) -> History:
    """Return the default history; archives require the newest first."""
    if of_jobs or feed.order != "newest":
        return "window" if feed.limit else "complete"
    return "archived"


def _title(feed: schema.Feed, select: Selection, site: Site) -> str:
    """Return the default title of a feed: what is in it, and the title of the site.

    A name that is no subject, as of a feed of closed jobs, is the title.
    """
    language = select.language[0] if len(select.language) == 1 else site.language
    words = TITLES["fr" if language.partition("-")[0] == "fr" else "en"]
    kind = select.kind[0] if len(select.kind) == 1 else "all"
    if feed.each:
        about = " · ".join(f"{{{facet}}}" for facet in feed.each)
        title = words[kind] % {"about": about}
    elif not (value := _only_value(feed.select)) and select.kind == KNOWN_FEEDS.get(feed.name):
        title = words[feed.name]
    else:
        last = feed.name.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
        about = value or last
        about = f"{about[:1].upper()}{about[1:]}"
        is_subject = select.state == ("open",) and (value or not _OF_POSTS.search(last))
        title = words[kind] % {"about": about} if is_subject else about
    return f"{title} – {site.title}"


def _only_value(written: schema.Select) -> str:
    """Return the value by which a feed selects its posts, if it is one alone."""
    if written.excluded != schema.Not():
        return ""
    found = [value for name in _SUBJECTS for value in getattr(written, name)]
    return found[0] if len(found) == 1 else ""
