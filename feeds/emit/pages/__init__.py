"""The pages people read: one for each post, the home page and the style sheet.

The wall around Jinja2, escaping always on. Templates are package data, compiled once a process. Pages
stand under a strict content security policy: no script, no style in the text, nothing of another site
but what a post itself shows.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from feeds.emit import localize
from feeds.emit.entry_content import address
from feeds.emit.formats import FORMATS
from feeds.emit.formats.job_posting import script
from feeds.model.entry import Entry, Listing
from feeds.model.feed import FeedLink, Output
from feeds.model.job import Job
from feeds.model.post import Post
from feeds.model.settings import Organization, Site

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment
    from jinja2.bccache import Bucket

ANNOUNCED = 3  # feeds in the head of a page: readers offer all of them, people want one
LISTED_JOBS = 200
LISTED_ARTICLES = 20
UNFOLDED = 12  # feeds on the home page before the rest folds away
SUMMARY = 300  # characters of a description: more than any search engine shows
LABELS = {"rss": "RSS", "atom": "Atom", "json_feed": "JSON Feed", "job_posting": "JSON-LD"}
SUBSCRIBED = ("rss", "atom", "json_feed")  # what feed readers take

_PAGE = "text/html"
_UNFIT = re.compile(r'[\x00-\x20"<>\\^`{|}]')  # in an address (RFC 3986 §2); beyond ASCII, IRIs are fine
_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_MAILBOX = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")


def post(site: Site, entry: Entry, feeds: Sequence[FeedLink]) -> Output:
    """Write the page of a post, at its listing's path; a closed one keeps its text and says so.

    One that was removed says only that: what was taken back is not handed on.
    An open job carries its JobPosting, if that is complete. What is not open asks search engines to
    leave it out, as Google's guideline on expired jobs has it.
    """
    listing = entry.listing
    said = _silenced(entry.post) if listing.state == "removed" else entry.post
    speech = localize.speech(said.language, site.language)
    voice = localize.voice(speech, site.timezone)
    return _page(
        "post.html",
        listing.path,
        speech,
        site=site,
        **_subscriptions(site, tuple(feeds[:ANNOUNCED]), localize.primary(speech)),
        voice=voice,
        language=said.language,
        headline=listing.title,
        address=listing.url,
        summary=_shorten(said.summary),
        entry=listing,
        changed=localize.aspects(localize.primary(speech), listing.changes),
        post=said,
        content=_trusted(said.content_html),
        files=_files(said),
        json_ld=_trusted(script(entry) or ""),
        job=said.job,
        **(_job(said.job, voice) if said.job else {}),
    )


def _silenced(post: Post) -> Post:
    return Post(post.source, post.locator, post.kind, post.title, "", post.language)


def _files(post: Post) -> list[tuple[str, str]]:
    """Give the address of each file that belongs to a post, and what to call it: its title or its name."""
    return [
        (address, file.title or unquote(urlsplit(address).path).rpartition("/")[2] or _host(address))
        for file in post.attachments
        if (address := _web(file.url))
    ]


def index(
    site: Site, jobs: Sequence[Listing], articles: Sequence[Listing], feeds: Sequence[FeedLink]
) -> Output:
    """Write the home page: the newest of the open jobs and articles, and every feed, the main one first."""
    speech = localize.speech(site.language)
    return _page(
        "index.html",
        "index.html",
        speech,
        site=site,
        **_subscriptions(site, tuple(feeds[:ANNOUNCED]), localize.primary(speech)),
        voice=localize.voice(speech, site.timezone),
        language=site.language,
        headline=site.title,
        address=site.url,
        summary=_shorten(site.description),
        jobs=_newest(jobs, LISTED_JOBS),
        job_count=len(jobs),
        articles=_newest(articles, LISTED_ARTICLES),
        all_feeds=[(feed.title, _links(site, feed, tuple(LABELS))) for feed in feeds],
        unfolded=UNFOLDED,
    )


@cache
def style() -> Output:
    """Give the style sheet of all pages."""
    return Output(
        "style.css", "text/css", (files("feeds.emit.pages") / "templates" / "style.css").read_bytes()
    )


def _page(template: str, path: str, speech: str, **values: Any) -> Output:
    text = _environment(localize.primary(speech)).get_template(template).render(speech=speech, **values)
    return Output(path, _PAGE, text.encode())


def _job(job: Job, voice: localize.Voice) -> dict[str, Any]:
    employer = job.hiring_organization
    return {
        "organizations": _lineage(employer),
        "places": map(voice.place, job.job_location),
        "countries": map(voice.country, job.applicant_location_requirements),
        # A contract in its author's words mostly names its length: "CDD 3 ans".
        "duration": "" if re.search(r"\d", job.contract) else voice.duration(job.job_duration),
    }


def _lineage(organization: Organization | None) -> tuple[Organization, ...]:
    """Give an organisation, the one it belongs to, and so on up; a nameless one ends the line."""
    if organization is None or not organization.name:
        return ()
    return (organization, *_lineage(organization.parent))


def _newest(listings: Sequence[Listing], limit: int) -> list[Listing]:
    return sorted(listings, key=lambda one: (one.published, one.id), reverse=True)[:limit]


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SUMMARY else text[:SUMMARY].rpartition(" ")[0] + " …"


class _Link(NamedTuple):
    label: str
    title: str
    media_type: str
    url: str


@lru_cache(maxsize=16)
def _subscriptions(site: Site, feeds: tuple[FeedLink, ...], language: str) -> dict[str, Any]:
    """Write what every page says of the first feeds: in its head, and at its foot."""
    links = [link for feed in feeds for link in _links(site, feed, SUBSCRIBED)]
    words: Any = _environment(language).get_template("macros.html").module
    return {
        "announced": words.announced(links),
        "offered": words.offered(links),
        "main_feed": links[0] if links else None,
    }


def _links(site: Site, feed: FeedLink, wanted: tuple[str, ...]) -> tuple[_Link, ...]:
    return tuple(
        _Link(label, f"{feed.title} ({label})", FORMATS[name].media_type, url)
        for name in wanted
        if name in feed.formats
        for label, url in [(LABELS[name], address(site, feed.name + FORMATS[name].ending))]
    )


def _web(url: str) -> str:
    """Give an address that a link may hold, or nothing: `javascript:` and the like never pass."""
    return _UNFIT.sub(lambda bad: quote(bad[0]), url) if _WEB.match(url) else ""


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].removeprefix("www.")


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Leave out what is empty, and what was said before in other letters."""
    known: dict[str, Any] = {}
    for value in values:
        if value:
            known.setdefault(str(value).casefold(), value)
    return list(known.values())


def _named(values: Iterable[str], words: Mapping[str, str]) -> list[str]:
    return [words.get(value, value) for value in values]


def _mail(mailbox: str) -> str:
    """Give what follows `mailto:`, or nothing when this is no mailbox."""
    return quote(mailbox, safe="@") if _MAILBOX.fullmatch(mailbox) else ""


def _trusted(html: str) -> Any:
    from markupsafe import Markup

    return Markup(html)  # noqa: S704 - sanitised by `normalise`, or escaped by `job_posting.script`


@cache
def _compiled() -> BytecodeCache | None:
    """Keep compiled templates where Python keeps compiled modules, if it may."""
    from jinja2 import FileSystemBytecodeCache, __version__

    # The library knows a template that changed; not one that is compiled by others, or with other options.
    made_by = f"{__version__} {Path(__file__).stat().st_mtime_ns}"

    class Compiled(FileSystemBytecodeCache):
        def get_source_checksum(self, source: str) -> str:
            return super().get_source_checksum(f"{made_by} {source}")

        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):  # the disk is full
                super().dump_bytecode(bucket)

    folder = Path(__file__).with_name("__pycache__")
    allowed = not sys.dont_write_bytecode and os.access(folder, os.W_OK)
    return Compiled(str(folder), "template-%s.pyc") if allowed else None


@cache
def _environment(language: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("feeds.emit.pages"),
        bytecode_cache=_compiled(),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.filters.update(web=_web, host=_host, mail=_mail, named=_named, distinct=_distinct)
    # The method is the extension's, added when it is loaded.
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # see above
        localize.translations(language), newstyle=True
    )
    return environment
