"""One pass over a source of kind `web`, which is asked politely, and what it gives kept.

Its list is asked for, then further parts of the list, then the pages that the list leads to. What the
server states of itself (a new address, `Retry-After`, `max-age`, gone) is kept in the `SourceState`, what it
returned in `CachedDocument`s. A list counts whole or not at all: where one of its parts is missing, what was
there before stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feeds.collect import poll_interval
from feeds.collect.http.client import Answer, Client
from feeds.collect.secrets import Secrets
from feeds.collect.web import LONGEST_WAIT, Web, parser_key
from feeds.model.errors import FetchError
from feeds.model.hashing import digest, fraction
from feeds.model.source_state import CachedDocument, FollowUp, FollowUps, Role, SourceState

LONGEST_PAUSE = timedelta(days=1)  # between two tries at a server that fails
PATIENCE = 3  # failures of a new address, after which the old one is tried again
FIRST_PAUSE = timedelta(minutes=5)
PAGE_AGE = timedelta(hours=20)  # after which a page that a list leads to is asked for again
FORBIDDEN = "its robots.txt does not let us, or cannot be read"
OK, NOT_MODIFIED, NOT_FOUND, GONE, TOO_MANY, UNAVAILABLE = 200, 304, 404, 410, 429, 503


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of asking a source.

    `documents` are new, `heads` are the new validators of those that did not change, `dropped` are no
    part of it any more. `gone` are pages that are not there any more (404, 410, or a redirect to the site's
    front page or the list). `notes` are phrases about what could not be had, `received` is in bytes.
    """

    state: SourceState
    documents: tuple[CachedDocument, ...] = ()
    heads: tuple[CachedDocument, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    received: int = 0


class Pass:
    """One pass over one source: what to ask for `first`, and whether there is time to go on (`in_time`).

    `leads` reads where a document leads to. Of the `documents` cached before, only the heads are needed.
    """

    def __init__(
        self,
        source: Web,
        known: SourceState | None,
        documents: Iterable[CachedDocument],
        client: Client,
        first: FollowUp,
        leads: Callable[[Web, CachedDocument], FollowUps],
        now: datetime,
        secrets: Mapping[str, str],
        in_time: Callable[[], bool] = lambda: True,
    ) -> None:
        same = known is not None and known.url == source.url and known.parser_key == parser_key(source)
        self.source, self.client, self.leads, self.now, self.in_time = source, client, leads, now, in_time
        self.known = (
            replace(known, parser_key=parser_key(source))
            if known and known.url == source.url
            else SourceState(source.name, source.url, parser_key=parser_key(source))
        )
        self.before = {cached.key: cached for cached in documents} if same else {}
        self.first, self.secrets = first, Secrets(secrets, source.headers, source.url, first.url)
        self.renewed: dict[tuple[str, str], CachedDocument] = {}
        self.gone: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.received = 0
        self.rest = 0.0  # seconds for which the server wishes not to be asked, whatever of it said so
        self.busy = False  # it asks to be left alone

    def run(self) -> Collected:
        """Ask for all that is to be had. Never raises for what a server does."""
        state = replace(self.known, last_fetch=self.now)
        moved = self.known.moved_to if self._goes_on() else ""
        try:
            answer = self._get(self.first, moved or self.first.url)
            root = self._kept(self.first, "list", answer)
        except FetchError as error:
            return self._failed(state, str(error))
        if answer.status == GONE:
            trouble = "it is gone for good (410): it is not asked any more; take it out of `sources`"
            return self._done(replace(state, gone_since=self.now, last_error=trouble, failures=1))
        if root is None:
            return self._failed(state, _status(answer))
        try:
            lists, pages = self._lists(root)
        except FetchError as error:
            return self._failed(state, f"a part of its list: {error}")
        self._pages(pages)
        return self._succeeded(state, answer, lists)

    # The parts of a pass

    def _lists(self, root: CachedDocument) -> tuple[list[CachedDocument], list[FollowUp]]:
        """Get all parts of the list, and where they lead to; raises FetchError when one is missing."""
        feeds = self._json_feeds(root)
        lists, queue, pages = [root, *feeds], feeds or [root], dict[str, FollowUp]()
        seen = {*(copy.key for copy in lists), (root.final_url, "")}
        while queue:
            leads = queue.pop(0).links
            for lead in leads.pages:
                pages.setdefault(lead.url + lead.body, lead)
            for lead in leads.next:
                if (lead.url, lead.body) in seen:
                    continue
                seen.add((lead.url, lead.body))
                if len(lists) - len(feeds) > self.source.follow or not self.in_time():
                    raise FetchError(f"it has more than {len(lists)} parts (raise `follow`)", passing=True)
                if part := self._part(lead):
                    lists.append(part)
                    queue.append(part)
        return lists, [lead for lead in pages.values() if (lead.url, lead.body) not in seen]

    def _json_feeds(self, root: CachedDocument) -> list[CachedDocument]:
        """Get the JSON Feeds of another `feeds` that the first document names: they are read in its place.

        One of others, or one that fails, changes nothing. The former is not fetched again until the document
        changes. Raises FetchError when one fails that was read before: the document alone holds less.
        """
        feeds = list[CachedDocument]()
        for lead in root.links.alternates[: self.source.follow]:
            try:
                part = self._part(lead)
            except FetchError:
                if lead[:2] in self.before:
                    raise
                continue
            if part and part.links.extended:
                feeds.append(part)
            elif part:
                del self.renewed[part.key]
                kept = tuple(one for one in root.links.alternates if one != lead)
                root = self.renewed[root.key] = replace(root, links=root.links._replace(alternates=kept))
        return feeds

    def _part(self, lead: FollowUp) -> CachedDocument | None:
        if not self.client.may_fetch(lead.url):
            self.notes.append(f"{lead.url}: {FORBIDDEN}")
            return None
        answer = self._get(lead, lead.url)
        part = self._kept(lead, "list", answer)
        if part is None:
            raise FetchError(f"{lead.url}: {_status(answer)}", passing=True)
        return part

    def _pages(self, leads: list[FollowUp]) -> None:
        """Get pages that are new or old, the new ones first; one that fails stays as it was."""
        known = {key: cached for key, cached in self.before.items() if cached.role != "list"}
        led = {(lead.url, lead.body): lead for lead in leads}
        # What the list no longer leads to is asked for, too: only its own server knows what became of it.
        led |= {
            key: FollowUp(*key, cached.listed_modified) for key, cached in known.items() if key not in led
        }
        stale = [lead for key, lead in led.items() if self._is_stale(lead, known.get(key))]
        stale.sort(key=lambda lead: (lead[:2] in known, _fetched(known.get(lead[:2])), lead.url))
        for number, lead in enumerate(stale):
            if number >= self.source.follow or self.busy or not self.in_time():
                self.notes.append(f"{len(stale) - number} pages are left for the next run")
                return
            self._page(lead)

    def _is_stale(self, lead: FollowUp, cached: CachedDocument | None) -> bool:
        if cached is None or cached.role == "gone" or lead.modified != cached.listed_modified:
            return True
        return self.now - cached.fetched >= PAGE_AGE

    def _page(self, lead: FollowUp) -> None:
        if not self.client.may_fetch(lead.url):
            self.notes.append(f"{lead.url}: {FORBIDDEN}")
            return
        try:
            answer = self._get(lead, lead.url)
            if answer.status in (NOT_FOUND, GONE) or _is_led_away(lead.url, answer.final, self.source.url):
                if lead[:2] in self.before:
                    self.gone.append(lead[:2])
            elif self._kept(lead, "page", answer) is None:
                self.notes.append(f"{lead.url}: {_status(answer)}")
        except FetchError as error:
            self.notes.append(f"{lead.url}: {error}")

    # Asking and keeping

    def _get(self, lead: FollowUp, url: str) -> Answer:
        cached = self.before.get(lead[:2])
        url, headers = self.secrets.told(url)
        answer = self.client.get(
            url,
            body=lead.body,
            etag=cached.etag if cached else "",
            last_modified=cached.last_modified if cached else "",
            headers=headers,
        )
        self.received += answer.received
        self.rest = max(self.rest, answer.retry_after or 0.0)
        self.busy = self.busy or answer.status in (TOO_MANY, UNAVAILABLE)
        return answer

    def _kept(self, lead: FollowUp, role: Role, answer: Answer) -> CachedDocument | None:
        """Keep what a good answer gave; None when it is not good."""
        known = self.before.get(lead[:2])
        if answer.status == NOT_MODIFIED and known:
            cached = replace(
                known,
                etag=answer.etag or known.etag,
                last_modified=answer.last_modified or known.last_modified,
                listed_modified=lead.modified,
                fetched=self.now,
                role=role,
            )
        elif answer.status == OK:
            if len(answer.body) > self.source.max_bytes:
                found = f"it is larger than {self.source.max_bytes:,} bytes (raise `max_bytes`)"
                raise FetchError(found)
            body, final = self.secrets.cleaned(answer.body), self.secrets.masked(answer.final)
            cached = CachedDocument(
                *(lead.url, lead.body, role, final, answer.media_type, answer.charset),
                *(answer.etag, answer.last_modified, lead.modified, self.now),
                digest(body, size=16),
                *(FollowUps(), body),
            )
            same = known and known.fingerprint == cached.fingerprint
            cached = replace(cached, links=known.links if known and same else self.leads(self.source, cached))
        else:
            return None
        self.renewed[cached.key] = cached
        return cached

    # How it ended

    def _failed(self, state: SourceState, trouble: str) -> Collected:
        failures = state.failures + 1
        pause = FIRST_PAUSE
        if self.busy and not self.rest:  # then not sooner than if it had answered
            pause = max(pause, poll_interval.pause(self.source.every, self.now, 1.0))
        pause = min(pause * 2 ** min(failures - 1, 20), max(LONGEST_PAUSE, pause))
        pause = max(pause * (1 + self._chance(failures) / 2), self._rest())
        self.renewed.clear()
        return self._done(
            replace(
                state, failures=failures, last_error=self.secrets.masked(trouble), next_poll=self.now + pause
            )
        )

    def _succeeded(self, state: SourceState, answer: Answer, lists: list[CachedDocument]) -> Collected:
        parts = {part.key for part in lists}
        dropped = [key for key, cached in self.before.items() if cached.role == "list" and key not in parts]
        fresh = min(timedelta(seconds=max(answer.fresh_for or 0, state.min_interval)), LONGEST_WAIT)
        every = poll_interval.pause(self.source.every, self.now, self._chance(0))
        wait = max(every, fresh, self._rest())
        changed = any(
            key not in self.before or self.before[key].fingerprint != cached.fingerprint
            for key, cached in self.renewed.items()
        )
        changed = changed or bool(dropped or self.gone)
        done = replace(
            state,
            moved_to=self.secrets.masked(answer.moved) or (state.moved_to if self._goes_on() else ""),
            gone_since=None,
            next_poll=self.now + wait,
            last_success=state.last_success if changed or state.quarantined else self.now,
            last_change=self.now if changed else state.last_change,
            failures=0,
            last_error=state.quarantined,
        )
        return self._done(done, tuple(dropped))

    def _goes_on(self) -> bool:
        """Say whether its new address still stands for it; else the old one is tried again."""
        return self.known.failures < PATIENCE

    def _rest(self) -> timedelta:
        return min(timedelta(seconds=self.rest), LONGEST_WAIT)

    def _done(self, state: SourceState, dropped: tuple[tuple[str, str], ...] = ()) -> Collected:
        new, heads = list[CachedDocument](), list[CachedDocument]()
        for key, cached in self.renewed.items():
            known = self.before.get(key)
            if known is None or known.fingerprint != cached.fingerprint:
                new.append(cached)
            elif cached.role != "list" or replace(known, fetched=cached.fetched, body=cached.body) != cached:
                heads.append(cached)  # when a list was fetched, its source's state has it
        notes = tuple(map(self.secrets.masked, self.notes))
        return Collected(state, tuple(new), tuple(heads), dropped, tuple(self.gone), notes, self.received)

    def _chance(self, turn: int) -> float:
        """Give a number from 0 to 1 that is another for each source and moment, and the same in each try."""
        name = f"{self.source.name} {self.now.isoformat()} {turn}"
        return fraction(name)


def _status(answer: Answer) -> str:
    if answer.status == NOT_MODIFIED:
        return "it says that nothing changed (304), to one who knows nothing of it"
    if answer.status in (TOO_MANY, UNAVAILABLE):
        return f"it asks to be left alone for a while ({answer.status})"
    hint = {401: "check its `headers`", 403: "check its `headers`", NOT_FOUND: "check its `url`"}
    remedy = hint.get(answer.status)
    return f"it answers with status {answer.status}" + (f" ({remedy})" if remedy else "")


def _fetched(cached: CachedDocument | None) -> str:
    return cached.fetched.isoformat() if cached else ""


def _is_led_away(url: str, final: str, home: str) -> bool:
    """Tell a page that is led to the front page, or to the list: it is there no more."""
    if final == url:
        return False
    asked, came = urlsplit(url), urlsplit(final)
    to_root = came.path in ("", "/") and not came.query and asked.path not in ("", "/")
    return to_root or final.rstrip("/") == home.rstrip("/")
