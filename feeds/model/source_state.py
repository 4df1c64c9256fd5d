"""What is remembered of a partner between runs: how its server stands, and what it last gave.

Standing   one for each source: when it was asked, what it answered, when it may be asked again
Copy       one for each of its documents: the bytes, and what a conditional request needs
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

Role = Literal["list", "page", "gone"]


class Lead(NamedTuple):
    """A document that another leads to: with a `body` by POST, as JSON.

    `modified` is when it last changed, as whoever led to it wrote it (a sitemap's `lastmod`), or empty.
    """

    url: str
    body: str = ""
    modified: str = ""


class Leads(NamedTuple):
    """Where a document leads: to further parts of its list, and to pages of single entries."""

    next: tuple[Lead, ...] = ()
    pages: tuple[Lead, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands. `url` is the configured one: with another, nothing of this holds any more.

    `moved` is where it lies now, as a permanent redirect said (301, 308). It is `gone` since it answered
    410. It is not asked again before `due`, which lets its server's own wishes (`Retry-After`, `max-age`)
    have their time. `succeeded` is when it last gave what could be used, `changed` when it last gave
    something new, `failures` how often in a row it did not, and `trouble` says why. `held` says why its last
    answer is kept back until somebody accepts it. `read` names what the ledger has taken in of it, `entries`
    counts it; `way` names how it is read: read in another way, it may lead elsewhere. `proof` is what its
    silence on an entry proves (see `ledger.lifecycle`); it asks to be left alone for `wait` seconds.
    """

    name: str
    url: str
    moved: str = ""
    gone: datetime | None = None
    asked: datetime | None = None
    due: datetime | None = None
    succeeded: datetime | None = None
    changed: datetime | None = None
    failures: int = 0
    trouble: str = ""
    held: str = ""
    read: str = ""
    entries: int = 0
    way: str = ""
    proof: str = "none"
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Copy:
    """A document as a server last gave it. `url` is the one asked for, `final` the one that answered.

    With an `ask` it was asked for by POST, with this body. A `list` is where a source's entries are listed,
    a `page` where one of them is told, or was until it was found `gone`. `etag` and `last_modified` are the
    server's, to the letter (RFC 9110 §13.1); `modified` is what the list said of the page. Where only its
    head is wanted, `body` is empty.
    """

    url: str
    ask: str
    role: Role
    final: str
    media_type: str
    charset: str
    etag: str
    last_modified: str
    modified: str
    fetched: datetime
    fingerprint: str
    leads: Leads
    body: bytes

    @property
    def key(self) -> tuple[str, str]:
        """Name the document among those of its source."""
        return self.url, self.ask
