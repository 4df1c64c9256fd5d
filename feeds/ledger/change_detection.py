"""Which differences between two versions of a post are worth telling subscribers about: pure.

Words count, their dress does not: white space, markup, an image that moved or another spelling of
the same link leave a post as it was (RFC 4287 §4.2.15 leaves this to the publisher).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from html import unescape

from feeds.model.hashing import digest
from feeds.model.post import Post
from feeds.model.safe_text import without_tags

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens, joiners, marks of direction
# What parts words in a text; any other tag may stand inside of one, or before a full stop.
BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li"
    r"|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b[^>]*>"
)


def words(html: str) -> list[str]:
    """Give the words that a reader of some HTML sees."""
    text = unicodedata.normalize("NFC", unescape(without_tags(BLOCK.sub(" ", html))))
    return INVISIBLE.sub("", text).split()


ASPECTS: dict[str, Callable[[Post], object]] = {
    "title": lambda post: (post.title, post.job.title if post.job else ""),
    "contract": lambda post: (
        (post.job.employment_type, post.job.contract, post.job.job_duration) if post.job else ()
    ),
    "place": lambda post: (post.job.job_location, post.job.remote) if post.job else (),
    "pay": lambda post: post.job.base_salary if post.job else None,
    "deadline": lambda post: post.stated.closes,
    "text": lambda post: words(post.content_html),
}


def said(title: str, text_name: str) -> str:
    """Name what a document says to its readers; nothing where its text has no name (see `named`)."""
    return f"{title}\n{text_name}" if text_name else ""


def differences(before: Post, after: Post) -> tuple[str, ...]:
    """Name the aspects in which two versions of a post differ; none if the change is not worth telling."""
    return tuple(name for name, aspect in ASPECTS.items() if aspect(before) != aspect(after))


ALIKE = 0.7  # of the words: below, git's own similarity finds as many strangers as relatives
SAME_ADDRESS = 0.5  # where the address says already that they belong together


def alike(before: Post, after: Post, least: float) -> float:
    """Say how much of two posts is the same, from 0 to 1; 0 if it is less than `least`.

    Titles count, too, so that two short posts are not alike for want of words.
    """
    one, other = ([*post.title.split(), *words(post.content_html)] for post in (before, after))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    share = matcher.ratio()
    return share if share >= least else 0.0


def named(html: str) -> str:
    """Name the words of some HTML by their content; equal words give equal names."""
    return digest(" ".join(words(html)))


def document_name(source: str, locator: str) -> str:
    """Name where a document lies, without telling it."""
    return digest(f"{source} {locator}") if locator else ""
