"""Source states and cached documents: what is remembered of a partner between runs.

SourceState     one for each source: its last and next poll, its failures
CachedDocument  one for each of its documents: the bytes, and the validators of a conditional request
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

Role = Literal["list", "page", "gone", "other"]
CONFIGURED = "links"  # the shape of pages that the `links` of a source choose: they are not tried
BEHIND = "text "  # begins `modified` of the page behind an entry of a list, which completes its text


class FollowUp(NamedTuple):
    """A document to fetch: by GET, or with a `body` by POST, as JSON.

    modified: when it last changed, as the linking document wrote it (a sitemap's `lastmod`), or what stands for
        that, or empty.
    shape: what its URL has in common with those of similar pages (`/jobs/*`). Whether such pages have jobs is found by
        trying some; it is empty for a document that is known to be part of the source.
    """

    url: str
    body: str = ""
    modified: str = ""
    shape: str = ""


class FollowUps(NamedTuple):
    """The links of a document: to further parts of its list, to pages of single entries, to JSON Feeds.

    `linked` are further parts that the headers of its response name, and `total` is the number of entries that they
    state.

    `alternates` are the JSON Feeds that it names. They are read in its place if each is `extended`: the JSON
    Feed of another `feeds`.

    `independent`: a further part that fails takes none of the others with it.

    `likely` and `others` are links that may lead to pages of entries, each with its shape; the others do not look like
    it. `entries` is the number of entries that the document itself has, `stated` that of all parts as it states it.

    `unsettled`: the first part of the list changed while the others were fetched.
    """

    next: tuple[FollowUp, ...] = ()
    pages: tuple[FollowUp, ...] = ()
    alternates: tuple[FollowUp, ...] = ()
    extended: bool = False
    linked: tuple[FollowUp, ...] = ()
    total: int | None = None
    independent: bool = False
    likely: tuple[FollowUp, ...] = ()
    others: tuple[FollowUp, ...] = ()
    entries: int = 0
    stated: int = 0
    unsettled: bool = False

    @property
    def parts(self) -> tuple[FollowUp, ...]:
        """Return the further parts: those that the document itself names count more than those of its headers."""
        return self.next or self.linked


@dataclass(frozen=True, slots=True)
class SourceState:
    """The state of a partner source between two polls.

    url: the configured one; the state of another URL is not this source's.
    moved_to: where a permanent redirect (301, 308) led. gone_since: when it returned 410.
    next_poll: not before then; it respects the server's wishes (`Retry-After`, `max-age`).
    last_success: the last response that could be recorded. last_change: the last one with something new.
    failures: in a row, with the `last_error`.
    quarantined: why its last response waits until it is accepted; empty if it does not.
    recorded: digest of the options under which its documents were last recorded. entries: how many.
    parser_key: digest of the options that decide how it is parsed (`collect.web.parser_key`).
    proof: what it proves when the source leaves an entry out (`ledger.lifecycle.Proof`).
    min_interval: seconds between two polls that its document wants (RSS `ttl`).
    mapping: with `mapping: auto`, the mapping that was recognised, in JSON; empty before the first success.
    day_order: the order of day and month of all its dates until now, or `both` (see `values.day_order.with_dates`).
    """

    name: str
    url: str
    moved_to: str = ""
    gone_since: datetime | None = None
    last_fetch: datetime | None = None
    next_poll: datetime | None = None
    last_success: datetime | None = None
    last_change: datetime | None = None
    failures: int = 0
    last_error: str = ""
    quarantined: str = ""
    recorded: str = ""
    entries: int = 0
    parser_key: str = ""
    proof: str = "none"
    min_interval: int = 0
    mapping: str = ""
    day_order: str = ""


@dataclass(frozen=True, slots=True)
class CachedDocument:
    """A document as last fetched, with its validators; `body` is empty where it was not loaded.

    request_body: of a POST; empty for GET. final_url: after redirects.
    role: a `list` of entries, the `page` of one of them, a page that is `gone`, or an `other` one, which was tried and
        has no entry.
    etag, last_modified: as the server wrote them (RFC 9110 §13.1).
    listed_modified: what the list states of the page (a sitemap's `lastmod`).
    links: the documents that it links to. shape: of a page that was found by trying (see `FollowUp`).
    """

    url: str
    request_body: str
    role: Role
    final_url: str
    media_type: str
    charset: str
    etag: str
    last_modified: str
    listed_modified: str
    fetched: datetime
    fingerprint: str
    links: FollowUps
    body: bytes
    shape: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return what identifies the document among those of its source."""
        return self.url, self.request_body
