"""Pages that a list links to: which of them are fetched in a run, and which links lead to jobs at all.

Where a list does not state which of its links are those to jobs, that is found by trying: pages behind links of one
shape (see `FollowUp`) are alike. Of a shape without a job at most MAX_TRIED pages are tried, and again a week later,
one in a run. All links of a shape with jobs are followed.

A page that the list still links to is seldom fetched again: one in a run, the oldest first, and each at most once in
MAX_PAGE_AGE. So an unchanged list costs no request per job. A page that the list links to no more is fetched once in
the next run, since its status alone shows whether it exists; so are all outdated ones as soon as one is gone that the
list still links to, for then the list proves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import responses
from feeds.collect.responses import GONE, NOT_FOUND
from feeds.model.errors import FetchError
from feeds.model.problem import Message
from feeds.model.source_state import BEHIND, CONFIGURED, CachedDocument, FollowUp, FollowUps, Role

if TYPE_CHECKING:
    from feeds.collect.crawl import Crawl

MAX_PAGE_AGE = timedelta(hours=20)  # after which a page may be fetched again
MAX_TRIED = 10  # pages of a shape without a job
MAX_TRIED_IN_RUN = 40  # of all shapes, without a job
TRY_AGAIN = timedelta(days=7)  # a page without a job, or one of its shape
REFUSED = frozenset({401, 402, 403, 404, 405, 406, 410, 451})  # statuses that another request would have, too
UNLISTED = "-"  # `listed_modified` of a page that was fetched after the list linked to it no more

Key = tuple[str, str]


class Shape(NamedTuple):
    """The links of one shape in a list: how many, how many with a job, and how many without one that were tried."""

    name: str
    links: int
    jobs: int
    tried: int


class ListedLinks(NamedTuple):
    """The links of all parts of a list to pages; it is `whole` if no part is missing, and `changed` if any has."""

    pages: tuple[FollowUp, ...]
    likely: tuple[FollowUp, ...]
    others: tuple[FollowUp, ...]
    whole: bool
    changed: bool
    entries: bool  # it has entries, or states which pages they have

    @classmethod
    def of(cls, lists: list[CachedDocument], *, whole: bool, changed: bool) -> ListedLinks:
        """Return the links of the parts of a list, each once, without those to the parts themselves."""
        seen = {key for part in lists for key in (part.key, (part.final_url, ""))}
        # JSON Feeds of another `feeds` are read in the place of the page that names them.
        lists = [part for part in lists if part.links.extended] or lists
        found = {}
        for kind in ("pages", "likely", "others"):
            links = dict[Key, FollowUp]()
            for link in (link for part in lists for link in getattr(part.links, kind) if link[:2] not in seen):
                links.setdefault(link[:2], link)
            seen |= links.keys()
            found[kind] = tuple(links.values())
        entries = any(part.links.entries or part.links.pages or not _is_tried(part) for part in lists)
        return cls(**found, whole=whole, changed=changed, entries=entries)


def _is_tried(part: CachedDocument) -> bool:
    """Return whether a part of a list has nothing but links to try, or to other parts."""
    return bool(part.links.likely or part.links.others or (part.links.independent and part.links.next))


def has_links(part: CachedDocument) -> bool:
    """Return whether a part of a list has entries, or links to pages."""
    return bool(part.links.entries or part.links.pages or part.links.likely or part.links.others)


def adds_nothing(part: CachedDocument, lists: list[CachedDocument]) -> bool:
    """Return whether a part has neither entries of its own nor links that the parts before it have not."""
    known = {link[:2] for one in lists for link in (*one.links.pages, *one.links.likely, *one.links.others)}
    links = (*part.links.pages, *part.links.likely, *part.links.others)
    return not part.links.entries and bool(links) and all(link[:2] in known for link in links)


def _without_content(link: FollowUp, role: Role, now: datetime) -> CachedDocument:
    """Return a document of which only the role is kept."""
    head = (link.url, link.body, role, link.url, "", "", "", "", link.modified, now, "")
    return CachedDocument(*head, FollowUps(), b"", link.shape)


class PageCrawl:
    """The pages of one crawl; `forgotten` are keys of documents that need not be kept."""

    def __init__(self, crawl: Crawl, links: ListedLinks) -> None:
        self.crawl, self.links = crawl, links
        self.known = {key: cached for key, cached in crawl.cached.items() if cached.role != "list"}
        self.candidates = (*links.likely, *links.others)
        self.listed = {link[:2] for link in (*links.pages, *self.candidates)}
        self.likely = {link.shape for link in links.likely}
        self.forgotten: list[Key] = []
        self.jobs, self.tried = Counter[str](), Counter[str]()  # by shape
        self.followed = self.failed = 0
        self.links_of = Counter(link.shape for link in self.candidates)
        self.shape_of = {link[:2]: link.shape for link in self.candidates}
        for key, cached in self.known.items():
            self.jobs[self.shape_of.get(key, cached.shape)] += self._is_page(cached)
            self.tried[cached.shape] += cached.role == "other"
            if cached.role == "other" and self._age(cached) >= TRY_AGAIN and key not in self.listed:
                self.forgotten.append(key)

    def run(self) -> None:
        """Fetch pages: new and changed ones, those of unknown shapes, and one again; the first ones first."""
        due = list(self._due())
        due.sort(key=lambda link: (link[:2] in self.known, responses.last_fetch(self.known.get(link[:2]))))
        for number, link in enumerate(due):
            if self._is_over():
                self._postpone(len(due) - number)
                return
            self._fetch(link)
        self._follow_candidates()
        if not self._is_over():
            self._fetch_one_again()
        self._report()

    def shapes(self) -> tuple[Shape, ...]:
        """Return what is known of the shapes of the list, those with jobs first."""
        found = [Shape(name, links, self.jobs[name], self.tried[name]) for name, links in self.links_of.items()]
        return tuple(sorted(found, key=lambda one: (not self._has_jobs(one.name), -one.links)))

    def failure(self) -> Message | None:
        """Return why a source fails; None if it has a job, had one when its list was read last, or was cut off.

        An error page has links to other pages, too.
        """
        lists = (cached.links for cached in self.crawl.cached.values() if cached.role == "list")
        has_jobs = self.links.entries or any(jobs for shape, jobs in self.jobs.items() if shape)
        had_jobs = any(links.likely or links.others for links in lists)
        if has_jobs or had_jobs or not self.candidates or self._is_over():
            return None
        return Message(
            "expected a page with a JobPosting, or one that links to such pages, found none on the %(tried)s pages "
            "that were tried, of %(links)s links (set `links` to the paths of its jobs, or use the URL of a feed)",
            tried=sum(self.tried.values()),
            links=len(self.candidates),
        )

    # Which pages

    def _due(self) -> Iterator[FollowUp]:
        """Yield the pages that are known to be part of the source, and new, changed, gone, or listed no more."""
        for link in (*self.links.pages, *filter(lambda link: self._has_jobs(link.shape), self.candidates)):
            cached = self.known.get(link[:2])
            is_gone = cached is not None and cached.role == "gone" and not link.modified.startswith(BEHIND)
            if cached is None or is_gone or link.modified != cached.listed_modified:
                yield link
        for key, cached in self.known.items():
            if key in self.listed or cached.role == "other" or cached.listed_modified.startswith(BEHIND):
                continue
            if cached.role == "gone" or (self.links.whole and cached.listed_modified != UNLISTED):
                yield FollowUp(*key, UNLISTED, cached.shape)

    def _follow_candidates(self) -> None:
        """Try links of unknown shapes; once a page has a job, follow the others of its shape."""
        left = [link for link in self.candidates if link[:2] not in self.known]
        for number, link in enumerate(left):
            has_jobs = self._has_jobs(link.shape)
            if link[:2] in self.crawl.fetched or not (has_jobs or self._may_try(link)):
                continue
            if self._is_over():
                self._postpone(sum(self._has_jobs(one.shape) for one in left[number:]))
                return
            self._fetch(link)

    def _may_try(self, link: FollowUp) -> bool:
        """Return whether to try a link of an unknown shape, or of one without a job.

        Links that do not look like jobs are tried if there are none to jobs, or those to jobs do not look like it
        either and are as deep.
        """
        if self.tried[link.shape] >= MAX_TRIED or self.failed >= MAX_TRIED_IN_RUN:
            return False
        with_jobs = [shape for shape in self.links_of if self.jobs[shape]]
        if not with_jobs or link.shape in self.likely:
            return True
        return any(shape not in self.likely and shape.count("/") == link.shape.count("/") for shape in with_jobs)

    def _has_jobs(self, shape: str) -> bool:
        """Return whether pages of a shape have jobs, and not too few of them."""
        return shape == CONFIGURED or (self.jobs[shape] > 0 and self.tried[shape] <= MAX_TRIED + 2 * self.jobs[shape])

    def _fetch_one_again(self) -> None:
        """Fetch the page that is outdated longest; all outdated ones if it is gone."""
        outdated = sorted(self._outdated(), key=lambda one: one[0], reverse=True)
        for number, (_, cached) in enumerate(outdated):
            if number and (cached.role != "page" or not self.crawl.gone or self._is_over()):
                continue
            link = FollowUp(*cached.key, cached.listed_modified, cached.shape)
            if cached.role == "other" and not self._has_jobs(cached.shape):
                self.forgotten.append(cached.key)
                self.tried[cached.shape] -= 1
                # From the end: those before were tried, and were forgotten in an earlier run.
                new = (
                    one for one in reversed(self.candidates) if one.shape == cached.shape and one[:2] not in self.known
                )
                link = next(new, link)
            self._fetch(link)
            if number == 0 and cached.key not in self.crawl.gone:
                return

    def _outdated(self) -> Iterator[tuple[timedelta, CachedDocument]]:
        """Yield the pages that may be fetched again, each with the time since then."""
        for key, cached in self.known.items():
            late = self._age(cached) - (MAX_PAGE_AGE if cached.role == "page" else TRY_AGAIN)
            is_settled = key in self.crawl.fetched or key in self.crawl.gone or key in self.forgotten
            if late >= timedelta() and not is_settled:
                yield late, cached

    # One page

    def _fetch(self, link: FollowUp) -> None:
        began = self.crawl.context.deadline.elapsed()
        is_job = self._fetch_page(link)
        is_tried = bool(link.shape) and not self._has_jobs(link.shape)
        self.followed += is_job or not is_tried
        self.failed += is_tried and not is_job
        if self.crawl.used_up(began):
            limit = f"{self.crawl.context.deadline.seconds:.2g}"
            self.crawl.too_slow = f"{link.url}: no page within {limit} seconds"

    def _fetch_page(self, link: FollowUp) -> bool:
        """Fetch a page, and return whether it is one of the source."""
        if link.modified.startswith(BEHIND):
            return self._fetch_behind(link)
        crawl, known = self.crawl, self.known.get(link[:2])
        is_tried = bool(link.shape) and not self._has_jobs(link.shape)
        if not crawl.is_allowed(link, silent=is_tried):
            return False
        try:
            response = crawl.request(link, link.url)
            removed = responses.is_redirected_away(link.url, response.final, crawl.source.url)
            if removed or response.status in (NOT_FOUND, GONE):
                return self._lacks_job(link)
            page = crawl.document(link, "page", response)
        except FetchError as error:
            if not error.transient and (link.shape or link.modified == UNLISTED) and self._lacks_job(link, str(error)):
                return True
            if not is_tried:
                crawl.notes.append(f"{link.url}: {error}")
            return False
        if page is None:
            if not is_tried:
                crawl.notes.append(f"{link.url}: {responses.error_of(response)}")
            return False
        is_new = known is None or known.role == "other" or known.fingerprint != page.fingerprint
        if link.shape and is_new and not page.links.entries:
            del crawl.fetched[page.key]
            return self._lacks_job(link, "no JobPosting")
        self.jobs[link.shape] += known is None or known.role != "page"
        return True

    def _fetch_behind(self, link: FollowUp) -> bool:
        """Fetch the page behind an entry; one that is refused is not requested again for a while."""
        crawl, known = self.crawl, self.known.get(link[:2])
        if not crawl.is_allowed(link):
            return False
        try:
            response = crawl.request(link, link.url)
            removed = responses.is_redirected_away(link.url, response.final, crawl.source.url)
            if not removed and crawl.document(link, "page", response):
                return True
            error = "there is no such page" if removed else responses.error_of(response)
            is_final = removed or response.status in REFUSED
        except FetchError as failure:
            error, is_final = str(failure), not failure.transient
        crawl.notes.append(f"{link.url}: {error}")
        if is_final and known:
            crawl.gone.append(link[:2])
        elif is_final:
            crawl.fetched[link[:2]] = _without_content(link, "gone", crawl.context.now)
        return True

    def _lacks_job(self, link: FollowUp, error: str = "") -> bool:
        """Note that a page is gone, or has no job if there is an `error`; return whether it had one."""
        known, now = self.known.get(link[:2]), self.crawl.context.now
        if known and self._is_page(known):
            # A page without a job, which no list links to, is gone; one that is listed may be a passing mistake.
            if not error or (link.modified == UNLISTED and self._lists_jobs()):
                self.crawl.gone.append(link[:2])
            else:
                self.crawl.notes.append(f"{link.url}: {error}")
                if link.modified == UNLISTED:
                    self.crawl.fetched[link[:2]] = replace(known, listed_modified=UNLISTED, fetched=now)
            return True
        if link.shape:
            self.crawl.fetched[link[:2]] = _without_content(link, "other", now)
            self.tried[link.shape] += known is None
        return False

    # What is known

    def _lists_jobs(self) -> bool:
        return bool(self.links.pages) or any(self._has_jobs(link.shape) for link in self.candidates)

    def _is_page(self, cached: CachedDocument) -> bool:
        return cached.role in ("page", "gone")

    def _age(self, cached: CachedDocument) -> timedelta:
        return self.crawl.context.now - cached.fetched

    def _is_over(self) -> bool:
        crawl = self.crawl
        return self.followed >= crawl.source.follow or crawl.rate_limited or not crawl.context.has_time()

    def _postpone(self, pages: int) -> None:
        if pages:
            self.crawl.notes.append(f"{pages} pages postponed to the next run")

    def _report(self) -> None:
        """Note how many links were left out, if that is news."""
        left = [one for one in self.shapes() if not self._has_jobs(one.name)]
        if left and (self.failed or self.links.changed):
            links, tried = (sum(getattr(one, name) for one in left) for name in ("links", "tried"))
            self.crawl.notes.append(
                f"{links} links were left out: {tried} of their pages were tried, and have no job "
                "(set `links` if others have)"
            )
