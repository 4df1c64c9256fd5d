"""Posts: the content of a document, normalised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from feeds.model.entry import Kind
from feeds.model.instant import Moment
from feeds.model.job import Job

How = Literal["key", "body", "file name", "reference", "default", "inferred"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of one field came from.

    `how` is one of `key` (front matter), `body`, `file name`, `reference` (an organisation file),
    `default` (configuration) or `inferred` (worked out from other fields); `detail` names the key,
    the file or the rule; `line` counts from 1 in the document.
    """

    field: str
    how: How
    detail: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """An author of a post: a person or an organisation."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a post: `size` in bytes and `duration` in seconds, if they are known."""

    url: str
    media_type: str = ""
    size: int | None = None
    title: str = ""
    duration: int | None = None


LINK_HOST = "link.invalid"  # a name that no host has (RFC 2606 §2)


class Link(NamedTuple):
    """A relative link of a post, to a file, another post, or an address below its source's `base_url`.

    token: the URL that stands for it in the post, until the ledger knows where it leads.
    path: as written, decoded; suffix: its query and fragment. fallback: where it leads if nothing is there.
    """

    token: str
    path: str
    suffix: str = ""
    fallback: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Via:
    """A site that a post came through: its home page, and the feed that it was read from with its own id."""

    url: str
    title: str = ""
    feed: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """The state that a post itself states, before any clock is read (see `ledger.lifecycle`).

    unlisted: it has a page, and is in no list. unclear: what it states of its state, or of its first day, is not
    understood. go_live: the first day under a key that hides the post until then, such as `publish_date`.
    """

    draft: bool = False
    open: bool | None = None
    filled: bool | None = None
    status: Literal["open", "closed", "withdrawn"] | None = None
    opens: Moment | None = None
    closes: Moment | None = None
    unlisted: bool = False
    unclear: Literal["", "state", "day"] = ""
    go_live: Moment | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """The content of a document, the same for all dialects.

    title, summary: plain text. content_html: sanitised, with absolute URLs and headings from level 2.
    published: None when neither the text nor the file name has a date.
    updated: when it last changed, as its publisher states it.
    image: the address of its picture; image_alt: the alternative text of that.
    claimed_id, slug: as the author wants them. permalink: the path of its page, relative to the site, in place of one
        with the slug. canonical_url: of the page elsewhere that this one is a copy of. aliases: former URLs.
    via: the sites that it was copied from, the first one first.
    links: the relative ones among those in its content and pictures, where their tokens are.
    origins: for each field where its value came from; without those that are unknown.
    confirmed: when its author last confirmed a job; this is for `feeds when --due`, and no content.
    """

    source: str
    locator: str
    kind: Kind
    title: str
    content_html: str
    language: str
    summary: str = ""
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    external_url: str = ""
    image: str = ""
    image_alt: str = ""
    attachments: tuple[Attachment, ...] = ()
    episode: int | None = None
    published: Moment | None = None
    updated: Moment | None = None
    stated: Stated = Stated()
    job: Job | None = None
    claimed_id: str = ""
    slug: str = ""
    permalink: str = ""
    canonical_url: str = ""
    aliases: tuple[str, ...] = ()
    via: tuple[Via, ...] = ()
    links: tuple[Link, ...] = ()
    origins: tuple[Origin, ...] = ()
    confirmed: Moment | None = None


class Document(NamedTuple):
    """The bytes of a source: `locator` is a path relative to the project, or a URL.

    `charset` is the encoding that the server declared, if it did; `request_body` what was sent to it by POST.
    """

    source: str
    locator: str
    body: bytes
    fingerprint: str
    media_type: str = "text/markdown"
    charset: str = ""
    request_body: str = ""
