"""Pages with schema.org's JobPosting, and the lists of jobs and sitemaps that link to them.

    page | JSON-LD, microdata, RDFa, JSON in scripts and attributes → an Item each
    page | posts of an h-feed, if it has neither jobs nor a feed → an Item each
    list | `next`: the feed that it links to, and its further parts; `likely` and `others`: links that may lead to jobs
    sitemap | `likely` and `others`, or for an index `next`

Only links are followed: no URL is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem, verbatim
from feeds.model.source_state import FollowUp
from feeds.normalise import identity
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.job_posting import job_links, json_ld, list_parts, offers, sitemaps
from feeds.normalise.languages import ERROR_PAGES
from feeds.normalise.values import coerce
from feeds.normalise.values.links import web_page
from feeds.normalise.values.text import fold, quoted

if TYPE_CHECKING:
    from feeds.normalise.dialects.job_posting.html_page import Page

MAX_BYTES = 20_000_000  # bytes
MAX_FRAMES = 3  # pages in a page that count as parts of it

_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # BOMs and blanks before the first character, in any encoding
LOGIN_WORDS = 200  # characters: a page with more of them may have a form for its members
_HEAD = 4_096  # bytes by which a document is detected
_SITEMAP = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b")
# The first element, or the document type before it.
_HTML = re.compile(
    rb"(?is)(?:\s++|<\?.*?\?>|<!--.*?-->)*+"
    rb"<(?:!doctype\s+html|html|head|body|meta|link|script|div|p|br|h[1-6]|table|font|span|main|ul)\b"
)
_JSON_FEED = "application/feed+json"
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", _JSON_FEED})
_TEMPLATE = re.compile(r":\s*+\{\{")  # a value that a program fills in
_EXPECTED = Message("a page with a JobPosting, or one that links to such pages")


def recognises(body: bytes) -> bool:
    """Return whether a body is an HTML page, a sitemap, or JSON-LD of job offers."""
    head = body[:_HEAD].replace(b"\x00", b"").lstrip(_MARKS)
    if head.startswith((b"{", b"[")):
        return b'"@context"' in head and b"JobPosting" in body and b"jsonfeed.org/version" not in head
    if not head.startswith(b"<"):
        return False
    return bool(_SITEMAP.search(head) or _HTML.match(head))


def read(document: Document, options: SourceOptions) -> Batch:
    """Parse a page, a sitemap or JSON-LD.

    Raises:
        PostError: it has neither jobs nor links to jobs: an error page must not pass for an empty list.
    """
    from feeds.normalise.dialects.job_posting import html_page

    if len(document.body) > MAX_BYTES:
        expected = Message("a page of at most %(size)s MB", size=MAX_BYTES // 1_000_000)
        found = Message("%(size)s MB", size=f"{len(document.body) / 1e6:.1f}")
        raise PostError(Problem(document.locator, expected, found, severity="error"))
    text = html_page.decode(document)
    if sitemap := sitemaps.read(text):
        return _of_sitemap(sitemap, document, options.links)
    here = document.locator or options.url
    is_json = text.lstrip("\ufeff \t\r\n").startswith(("{", "["))
    page = html_page.Page(here, (text,)) if is_json else html_page.read(text, here)
    batch = _of_page(page, document.locator, here, options)
    needs_script = html_page.needs_script(text, page)
    leads_nowhere = not batch.others or needs_script or _reports_error(page.title)
    if leads_nowhere and not (batch.items or batch.next or batch.pages or batch.likely):
        raise _refusal(document, page, batch.problems, needs_script=needs_script)
    return batch


def _of_page(page: Page, file: str, here: str, options: SourceOptions) -> Batch:
    values, problems = _values(page.scripts, file)
    candidates = _candidates(values, page, here, options.links)
    feeds = _feed(page.links, here, any_feed=not (candidates.likely or job_links.mentions_jobs(here)))
    postings, stubs = _postings(values, page, here, is_list=bool(feeds) or len(candidates.likely) > 1)
    canonical = next((link.url for link in page.links if "canonical" in link.rel), "")
    named = canonical if job_links.same_site(canonical, here) else here
    where = named if len(postings) == 1 else here
    items = tuple(_items(postings, page, where))
    if not (items or stubs or feeds):
        items = () if any(job_links.looks_like_job(post.url) for post in page.posts) else page.posts
    return Batch(
        items,
        problems,
        next=tuple(dict.fromkeys((*(() if items else feeds), *_parts(page, here, len(items))))),
        pages=tuple(dict.fromkeys(stubs)),
        likely=() if items else candidates.likely,
        others=() if items or feeds else candidates.others,
        title=page.title,
        language=page.language,
        alternates=() if items else _json_feeds(page.links, named),
        independent=True,
    )


def _values(scripts: tuple[str, ...], file: str) -> tuple[list[Any], tuple[Problem, ...]]:
    values: list[Any] = []
    problems: list[Problem] = []
    for script in scripts:
        found, wrong = json_ld.read(script)
        values += found
        if wrong and "JobPosting" in script and not _TEMPLATE.search(script):
            problems.append(Problem(file, Message("valid JSON-LD"), verbatim(wrong), "", "JobPosting"))
    return values, tuple(problems)


def _postings(
    values: list[Any], page: Page, here: str, *, is_list: bool
) -> tuple[list[offers.Posting], tuple[FollowUp, ...]]:
    """Return the jobs of a page, and the pages of those that it only begins to describe.

    Those in JSON-LD count; else those in its markup, or else in its other data. Of the latter, `is_list` states that
    the page leads to others, which then have the whole texts.
    """
    from feeds.normalise.dialects.job_posting import embedded

    stated = offers.distinct(json_ld.postings(values))
    found = offers.distinct(page.marked) or offers.distinct(embedded.read((*page.data, *page.scripts)))
    if stated:
        return [offers.completed(stated[0], found)] if len(stated) == 1 else stated, ()
    whole, stubs = list[offers.Posting](), list[FollowUp]()
    for posting in found:
        url = web_page(coerce.text(posting.get("url")), page.base)
        is_elsewhere = job_links.same_site(url, here) and _plain(url) != _plain(here)
        text = offers.description(posting)
        if is_elsewhere and (offers.is_beginning(posting) if len(found) > 1 else not text):
            stubs.append(FollowUp(url.partition("#")[0]))
        elif text or not is_list or (len(found) == 1 and job_links.looks_like_job(here)):
            whole.append(posting)
    return whole, tuple(stubs)


def _plain(url: str) -> str:
    split = job_links.split_url(url)
    return split.path.rstrip("/") + "?" + split.query if split else ""


def _items(postings: list[offers.Posting], page: Page, where: str) -> Iterator[Item]:
    urls = [_page_url(posting, page.base, where, alone=len(postings) == 1) for posting in postings]
    for posting, url, id_ in zip(postings, urls, offers.ids(postings, urls, where), strict=True):
        yield Item(
            id=id_,
            url=url,
            base=page.base,
            content_html=offers.description(posting),
            published=coerce.text(posting.get("datePosted")),
            updated=coerce.text(posting.get("dateModified")),
            language=_language(posting.get("inLanguage")) or page.language,
            job=identity.with_reference(posting),
        )


def _page_url(posting: Mapping[str, Any], base: str, page: str, *, alone: bool) -> str:
    """Return the page of an offer: the URL that it states, if that is on the site where it was found.

    Some publishers state the employer's site: then a page with a single offer is the offer's page.
    """
    entity = posting.get("mainEntityOfPage")
    for written in coerce.urls([posting.get("url"), entity, posting.get("@id")], base):
        split = job_links.split_url(written)
        if not alone or (job_links.same_site(written, page) and split and split.path.strip("/")):
            return written
    return page


def _language(value: Any) -> str:
    value = coerce.first(value)
    return coerce.text(value.get("alternateName") or value.get("name") if isinstance(value, Mapping) else value)


def _parts(page: Page, own: str, items: int) -> Iterator[FollowUp]:
    """Yield the further parts of a list: a page with one job is none, one in a frame is part of its page."""
    if items == 1:
        return
    yield from map(FollowUp, list_parts.find(page.links, own))
    frames = dict.fromkeys(url for url in page.frames if url != own and job_links.same_site(url, own))
    yield from map(FollowUp, () if items else islice(frames, MAX_FRAMES))


def _feed(links: tuple[Any, ...], own: str, *, any_feed: bool) -> tuple[FollowUp, ...]:
    """Return the feed that a list of jobs links to: the first that is about jobs, or else the first.

    Unless `any_feed`, only one about jobs: beside links to jobs, the feed of the site has its news.
    """
    shown = [link for link in links if link.anchor and link.type in _FEEDS and job_links.same_site(link.url, own)]
    found = [link for link in (*_alternates(links), *shown) if "comment" not in f"{link.url} {link.title}".lower()]
    about_jobs = [link for link in found if job_links.mentions_jobs(f"{link.url} {link.title}")]
    return tuple(FollowUp(link.url) for link in (about_jobs or (found if any_feed else []))[:1])


def _json_feeds(links: tuple[Any, ...], page: str) -> tuple[FollowUp, ...]:
    """Return the JSON Feeds of a home page or of a feed's own page, if each feed that it names comes as one.

    The feeds of a site are below its home page, and beside their pages, and not below the page of a single post.
    """
    start = page.removesuffix("index.html").removesuffix("/")
    named = [link for link in _alternates(links) if link.url.startswith((f"{start}/", f"{start}."))]
    found = {_stem(link.url): FollowUp(link.url) for link in named if link.type == _JSON_FEED}
    return tuple(found.values()) if found.keys() == {_stem(link.url) for link in named} else ()


def _alternates(links: tuple[Any, ...]) -> list[Any]:
    return [link for link in links if "alternate" in link.rel and link.type in _FEEDS]


def _stem(url: str) -> str:
    return url.rpartition(".")[0]


def _candidates(values: list[Any], page: Page, own: str, patterns: tuple[str, ...]) -> job_links.Candidates:
    named = [job_links.Link(web_page(url, page.base)) for url in json_ld.listed(values)]
    anchors = [job_links.Link(link.url, link.text or link.title) for link in page.links if link.anchor]
    parts = set(list_parts.find(page.links, own))
    return job_links.find((one for one in (*named, *anchors) if one.url not in parts), own, patterns=patterns)


def _of_sitemap(sitemap: sitemaps.Sitemap, document: Document, patterns: tuple[str, ...]) -> Batch:
    """Return the links of a sitemap, or the sitemaps of an index that mention jobs, if any do, else all."""
    links = tuple(one for one in dict.fromkeys(sitemap.links) if job_links.split_url(one.url))
    problems: list[Problem] = []
    if not sitemap.complete:
        problems.append(Problem(document.locator, Message("a complete sitemap"), Message("one without its end")))
    if sitemap.index:
        links = tuple(one for one in links if job_links.mentions_jobs(one.url)) or links
        return Batch(problems=tuple(problems), next=links[: job_links.MAX_PAGES], independent=True)
    each = (job_links.Link(one.url, "", one.modified) for one in links)
    found = job_links.find(each, document.locator, patterns=patterns, is_sitemap=True)
    if len(found.likely or found.others) == job_links.MAX_PAGES:
        expected = Message("at most %(count)s pages", count=job_links.MAX_PAGES - 1)
        problems.append(
            Problem(
                document.locator,
                expected,
                Message("%(links)s", links=len(links)),
                Message("the first ones are fetched"),
            )
        )
    return Batch(problems=tuple(problems), likely=found.likely, others=found.others)


def _reports_error(text: str) -> bool:
    plain = " ".join(re.sub(r"\W+", " ", fold(text)).split())
    return any(f" {word} " in f" {plain} " for word in ERROR_PAGES)


def _refusal(document: Document, page: Page, problems: tuple[Problem, ...], *, needs_script: bool) -> PostError:
    from feeds.normalise.dialects.records import detect

    shown = page.title or page.words
    reports = _reports_error(f"{page.title} {page.words}")
    found: Phrase
    if problems:
        found = Message("invalid JSON-LD: %(error)s", error=problems[0].found)
        remedy = Message("report it to the publisher")
    elif not shown:
        found, remedy = Message("an empty document"), Message("check whether the page needs JavaScript")
    elif detect.is_login(document.body) and (reports or len(page.words) < LOGIN_WORDS):
        found, remedy = Message("a login page: %(text)s", text=quoted(shown)), detect.PUBLIC
    elif reports:
        found = Message("a page that reports an error: %(text)s", text=quoted(shown))
        remedy = Message("open it in a browser, and use the address at which the jobs are now")
    elif needs_script:
        found = Message("a page that needs JavaScript: %(text)s", text=quoted(shown))
        remedy = Message(
            "use the address that its scripts load the jobs from (see the network requests in a browser's developer "
            "tools), or that of a feed or a sitemap"
        )
    else:
        found = Message("a page without any: %(text)s", text=quoted(shown))
        remedy = Message(
            "use the URL of a feed or of a list of jobs, or select its jobs by a `mapping:` of `format: html`"
        )
    return PostError(Problem(document.locator, _EXPECTED, found, remedy, severity="error"))
