"""Crawl of a partner: its list, the further parts of the list, and the pages that the list links to.

A moved URL, `Retry-After`, `max-age` and 410 are kept in the `SourceState`. A list is all or nothing: if one
of its parts is missing, the cached documents stay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import inf

from feeds.collect import poll_interval, responses
from feeds.collect.authorization import Shared, SourceClient, Tokens
from feeds.collect.http.client import Client, Response
from feeds.collect.http.headers import UNCONDITIONAL, Validators
from feeds.collect.pages import ListedLinks, PageCrawl, Shape, adds_nothing, has_links
from feeds.collect.responses import GONE, NOT_MODIFIED, OK, TOO_MANY, UNAVAILABLE
from feeds.collect.web import MAX_WAIT, Web, parser_key
from feeds.model.errors import FetchError
from feeds.model.hashing import digest, fraction
from feeds.model.instant import Deadline
from feeds.model.problem import Message
from feeds.model.source_state import CachedDocument, FollowUp, FollowUps, Role, SourceState

FIRST_BACK_OFF, MAX_BACK_OFF = timedelta(minutes=5), timedelta(days=1)  # after failures of a server
MAX_MOVED_FAILURES = 3  # of a new URL, after which the old one is tried again
DISALLOWED = "robots.txt disallows it, or cannot be read"


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """The result of a crawl.

    documents: new and changed ones.
    revalidated: unchanged ones, with new validators and fetch times.
    dropped: keys of documents that are no longer part of the source.
    gone: keys of pages that no longer exist (404, 410, or a redirect to the site's front page or the list).
    notes: messages about failed and postponed requests. received: bytes on the wire.
    postponed: the run had not enough time left for the source, so that nothing is to be saved.
    shapes: of the links that were tried, or followed because others of their shape have jobs.
    """

    state: SourceState
    documents: tuple[CachedDocument, ...] = ()
    revalidated: tuple[CachedDocument, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    received: int = 0
    postponed: bool = False
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """What a crawl needs of its run.

    client: its requests end at the deadline. secrets: the environment variables. tokens: of its sources.
    deadline: the time at which the crawl ends. share: the seconds that it would have if the run did not end.
    may_go_on: returns False when the run must end.
    """

    client: Client
    now: datetime
    secrets: Mapping[str, str]
    tokens: Tokens = field(default_factory=Tokens)
    deadline: Deadline = field(default_factory=Deadline)
    share: float = inf
    may_go_on: Callable[[], bool] = lambda: True

    def has_time(self) -> bool:
        """Return whether another request may be sent."""
        return self.deadline.left() > 0 and self.may_go_on()


@dataclass(frozen=True, slots=True)
class StoredCrawl:
    """State and cached documents of a source, from earlier crawls; the documents need no body."""

    state: SourceState | None = None
    documents: Collection[CachedDocument] = ()


class Crawl:
    """One crawl of one source; `first` is its first request, `follow_ups` returns the links of a document."""

    def __init__(
        self,
        source: Web,
        first: FollowUp,
        follow_ups: Callable[[CachedDocument], FollowUps],
        context: CrawlContext,
        stored: StoredCrawl = StoredCrawl(),
    ) -> None:
        self.source, self.first, self.follow_ups, self.context = source, first, follow_ups, context
        known, key = stored.state, parser_key(source)
        same_url = known is not None and known.url == source.url
        same_parser = known is not None and known.parser_key == key
        known = known if known and same_url else SourceState(source.name, source.url)
        self.state = replace(known, last_fetch=context.now, parser_key=key)
        self.cached = {cached.key: cached for cached in stored.documents} if same_url and same_parser else {}
        shared = Shared(context.client, context.secrets, context.tokens)
        self.requests = SourceClient(source, first, shared, self._count)
        self.mask, self.client = self.requests.mask, self.requests.client
        self.fetched: dict[tuple[str, str], CachedDocument] = {}
        self.gone: list[tuple[str, str]] = []
        self.forgotten: list[tuple[str, str]] = []
        self.shapes: tuple[Shape, ...] = ()
        self.notes: list[str] = []
        self.received = 0
        self.retry_after = 0.0  # seconds: the longest of all responses
        self.rate_limited = False
        self.too_slow = ""  # what took more time than the source has

    def run(self) -> CrawlResult:
        """Fetch all documents of the source; failures of its server are part of the result."""
        moved = self.state.moved_to if self._is_move_trusted() else ""
        try:
            response = self.request(self.first, moved or self.first.url)
            root = self.document(self.first, "list", response)
        except FetchError as error:
            return self._failed(str(error))
        if response.status == GONE:
            reason = "gone for good (410): it is no longer fetched (remove it from `sources`)"
            return self._result(replace(self.state, gone_since=self.context.now, last_error=reason, failures=1))
        if root is None:
            return self._failed(responses.error_of(response))
        try:
            lists = self._fetch_lists(root)
        except FetchError as error:
            return self._failed(f"part of the list: {error}")
        changed = any(self._has_changed(part) for part in self.fetched.values())
        pages = PageCrawl(self, ListedLinks.of(lists, whole=not self.notes, changed=changed))
        pages.run()
        self.shapes, self.forgotten = pages.shapes(), pages.forgotten
        if failure := pages.failure():
            return self._failed(str(failure))
        return self._succeeded(response, lists)

    # Stages

    def _fetch_lists(self, root: CachedDocument) -> list[CachedDocument]:
        """Return all parts of the list; raises FetchError if one is missing."""
        feeds = self._fetch_json_feeds(root)
        lists, queue = [root, *feeds], feeds or [root]
        first = queue[0]
        seen = {*(part.key for part in lists), (root.final_url, "")}
        while queue:
            parent = queue.pop(0)
            is_lenient = parent.links.independent or not parent.links.next
            for link in parent.links.parts:
                if link[:2] in seen:
                    continue
                seen.add(link[:2])
                is_enough = len(lists) - len(feeds) > responses.max_parts(first, self.source.follow)
                if is_lenient and (is_enough or not self.context.has_time()):
                    # What was read is better than nothing, and the list is not complete.
                    remedy = "raise `follow`" if is_enough else "there was no time for more"
                    self.notes.append(f"the first {len(lists)} parts of the list were read ({remedy})")
                    break
                if is_enough:
                    raise FetchError(Message("more than %(n)s parts (raise `follow`)", n=len(lists)), transient=True)
                if not self.context.has_time():
                    reason = Message("there was time for %(n)s parts only (try again later)", n=len(lists))
                    raise FetchError(reason, transient=True)
                if part := (self._fetch_any if parent.links.independent else self._fetch_part)(link, parent):
                    # Beyond its end, a list may go on with the same links for ever.
                    queue += () if parent.links.independent and adds_nothing(part, lists) else (part,)
                    lists.append(part)
        if root.links.independent and len(lists) == 1 and self.notes and not has_links(root):
            raise FetchError(Message("no part of the list can be read"), transient=True)
        if first.links.stated and first.links.next:
            self.fetched[first.key] = responses.checked_again(first, self.requests, self.mask.body)
        return lists

    def _fetch_json_feeds(self, root: CachedDocument) -> list[CachedDocument]:
        """Return the JSON Feeds of another `feeds` that the first document links to, to be read in its place.

        Other JSON Feeds are ignored, and not fetched again until the document changes; so is one that fails.
        Raises FetchError if one fails that was read before: the document alone has fewer fields.
        """
        feeds = list[CachedDocument]()
        for link in root.links.alternates[: self.source.follow]:
            try:
                part = self._fetch_part(link)
            except FetchError:
                if link[:2] in self.cached:
                    raise
                continue
            if part and part.links.extended:
                feeds.append(part)
            elif part:
                del self.fetched[part.key]
                kept = tuple(one for one in root.links.alternates if one != link)
                root = self.fetched[root.key] = replace(root, links=root.links._replace(alternates=kept))
        return feeds

    def _fetch_part(self, link: FollowUp, parent: CachedDocument | None = None) -> CachedDocument | None:
        """Return a further part of a list; None if the list ended with its `parent`."""
        if not self.is_allowed(link):
            return None
        response = self.request(link, link.url)
        is_end = parent is not None and responses.is_end_of_list(response, parent)
        part = None if is_end else self.document(link, "list", response)
        # A server may ignore which part is requested.
        is_end = is_end or bool(part and parent and not parent.links.next and part.fingerprint == parent.fingerprint)
        if parent and is_end:
            self.fetched.pop(link[:2], None)
            self.fetched[parent.key] = replace(parent, links=parent.links._replace(linked=()))
            return None
        if part is None:
            raise responses.failure(link.url, response)
        return part

    def _fetch_any(self, link: FollowUp, parent: CachedDocument) -> CachedDocument | None:
        """Return a part that counts without the others; of one that fails the cached document."""
        try:
            return self._fetch_part(link, parent)
        except FetchError as error:
            self.notes.append(f"part of the list: {error}")
            return self.cached.get(link[:2])

    # Requests and documents

    def is_allowed(self, link: FollowUp, *, silent: bool = False) -> bool:
        """Return whether robots.txt allows a request; a note reports if not, unless `silent`."""
        allowed = self.client.may_fetch(link.url)
        if not allowed and not silent:
            self.notes.append(f"{link.url}: {DISALLOWED}")
        return allowed

    def request(self, link: FollowUp, url: str) -> Response:
        """Return the response of a document, conditional on the cached one."""
        known = self.cached.get(link[:2])
        # A page that comes back is a new document.
        is_kept = known is not None and known.fingerprint and known.role != "gone"
        validators = Validators(known.etag, known.last_modified) if known and is_kept else UNCONDITIONAL
        return self.requests.get(link, url, validators)

    def _count(self, response: Response) -> None:
        self.received += response.received
        self.retry_after = max(self.retry_after, response.retry_after or 0.0)
        self.rate_limited = self.rate_limited or response.status in (TOO_MANY, UNAVAILABLE)

    def document(self, link: FollowUp, role: Role, response: Response) -> CachedDocument | None:
        """Return the document of a successful response; None for any other status."""
        known, now = self.cached.get(link[:2]), self.context.now
        if response.status == NOT_MODIFIED and known:
            cached = replace(
                known,
                etag=self.mask.header(response.etag or known.etag),
                last_modified=self.mask.header(response.last_modified or known.last_modified),
                listed_modified=link.modified,
                fetched=now,
                role=role,
                shape=link.shape,
            )
        elif response.status == OK:
            if len(response.body) > self.source.max_bytes:
                raise FetchError(Message("larger than %(n)s bytes (raise `max_bytes`)", n=f"{self.source.max_bytes:,}"))
            body, final = self.mask.body(response.body), self.mask.text(response.final)
            header = self.mask.header
            cached = CachedDocument(
                *(link.url, link.body, role, final, header(response.media_type), header(response.charset)),
                *(header(response.etag), header(response.last_modified), link.modified, now),
                digest(body, size=16),
                *(FollowUps(), body, link.shape),
            )
            same = known if known and known.fingerprint == cached.fingerprint else None
            cached = replace(cached, links=same.links if same else self.follow_ups(cached))
        else:
            return None
        if role == "list":
            cached = responses.linked_parts(cached, response, self.mask.text)
        self.fetched[cached.key] = cached
        return cached

    # Results

    def used_up(self, began: float = 0.0) -> bool:
        """Return whether the time ended in what began at a second of the crawl, and took most of it."""
        deadline = self.context.deadline
        return not deadline.left() and deadline.elapsed() - began >= self.context.share / 2

    def _failed(self, error: str) -> CrawlResult:
        if not self.context.deadline.left() and not self.used_up():
            return CrawlResult(self.state, postponed=True)
        self.fetched = {key: cached for key, cached in self.fetched.items() if cached.role == "other"}
        return self._result(self._backed_off(self.state, error), tuple(self.forgotten))

    def _backed_off(self, state: SourceState, error: str) -> SourceState:
        """Return a state after one more failure, with a longer time to the next poll."""
        failures = self.state.failures + 1
        pause = FIRST_BACK_OFF
        if self.rate_limited and not self.retry_after:  # not sooner than after a success
            pause = max(pause, poll_interval.interval(self.source.every, self.context.now, 1.0))
        pause = min(pause * 2 ** min(failures - 1, 20), max(MAX_BACK_OFF, pause))
        pause = max(pause * (1 + self._jitter(failures) / 2), self._requested_wait())
        error, next_poll = self.mask.text(error), self.context.now + pause
        return replace(state, failures=failures, last_error=error, next_poll=next_poll)

    def _succeeded(self, response: Response, lists: list[CachedDocument]) -> CrawlResult:
        known, now = self.state, self.context.now
        parts = {part.key for part in lists}
        dropped = [key for key, cached in self.cached.items() if cached.role == "list" and key not in parts]
        fresh = min(timedelta(seconds=max(response.fresh_for or 0, known.min_interval)), MAX_WAIT)
        every = poll_interval.interval(self.source.every, now, self._jitter(0))
        documents = (cached for cached in self.fetched.values() if cached.role != "other")
        changed = bool(dropped or self.gone or any(map(self._has_changed, documents)))
        state = replace(
            known,
            moved_to=self.mask.text(response.moved) or (known.moved_to if self._is_move_trusted() else ""),
            gone_since=None,
            next_poll=now + max(every, fresh, self._requested_wait()),
            last_success=known.last_success if changed or known.quarantined else max(now, known.last_success or now),
            last_change=now if changed else known.last_change,
            failures=0,
            last_error=known.quarantined,
        )
        if self.too_slow:
            state = self._backed_off(state, self.too_slow)
        return self._result(state, (*dropped, *self.forgotten))

    def _has_changed(self, cached: CachedDocument) -> bool:
        known = self.cached.get(cached.key)
        return known is None or (known.fingerprint, known.role) != (cached.fingerprint, cached.role)

    def _is_move_trusted(self) -> bool:
        """Return whether to fetch the target of a permanent redirect; after several failures, the old URL."""
        return self.state.failures < MAX_MOVED_FAILURES

    def _requested_wait(self) -> timedelta:
        return min(timedelta(seconds=self.retry_after), MAX_WAIT)

    def _result(self, state: SourceState, dropped: tuple[tuple[str, str], ...] = ()) -> CrawlResult:
        new, same = list[CachedDocument](), list[CachedDocument]()
        for key, cached in self.fetched.items():
            known = self.cached.get(key)
            if known is None or self._has_changed(cached):
                new.append(cached)
            elif cached.role != "list" or replace(known, fetched=cached.fetched, body=cached.body) != cached:
                same.append(cached)  # the fetch time of a list is in its source's state
        notes = tuple(map(self.mask.text, self.notes))
        dropped = tuple(key for key in dropped if key not in self.fetched)
        result = CrawlResult(state, tuple(new), tuple(same), dropped, tuple(self.gone), notes, self.received)
        return replace(result, shapes=self.shapes)

    def _jitter(self, attempt: int) -> float:
        """Return a number from 0 to 1 that differs by source, time and attempt, and is reproducible."""
        return fraction(f"{self.source.name} {self.context.now.isoformat()} {attempt}")
