"""Significant changes between two versions of a post, and their similarity; pure.

Words count; white space, markup, image positions and the spelling of links do not (RFC 4287 §4.2.15
leaves it to the publisher which changes are significant).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape

from feeds.model.hashing import digest
from feeds.model.post import Post
from feeds.model.safe_text import without_tags

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens, joiners, direction marks
# Tags that separate words; any other tag may be inside a word, or before a full stop.
BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li"
    r"|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b[^>]*>"
)


def words(html: str) -> list[str]:
    """Return the visible words of some HTML."""
    return list(_words(html))


@lru_cache(maxsize=1)  # of a new post they are needed twice in a row
def _words(html: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFC", unescape(without_tags(BLOCK.sub(" ", html))))
    return tuple(INVISIBLE.sub("", text).split())


ASPECTS: dict[str, Callable[[Post], object]] = {
    "title": lambda post: (post.title, post.job.title if post.job else ""),
    "contract": lambda post: (post.job.employment_type, post.job.contract, post.job.job_duration) if post.job else (),
    "place": lambda post: (post.job.job_location, post.job.remote, post.job.telework) if post.job else (),
    "pay": lambda post: post.job.base_salary if post.job else None,
    "deadline": lambda post: post.stated.closes,
    "text": lambda post: words(post.content_html),
    "tags": lambda post: set(post.tags),
}


def content_key(title: str, text_digest: str) -> str:
    """Return a key that documents with the same visible content share, or "" without a digest."""
    return f"{title}\n{text_digest}" if text_digest else ""


def is_edit(before: str, after: str) -> bool:
    """Return whether two fingerprints of a document are of different content.

    That of a partner's entry is the digest of its fields, a dot, and the digest of what it was parsed with. If
    the latter differs, another release or configuration finds other fields in the same bytes, and it is
    taken to be unchanged: for it the date of an edit is rarely lost, and a release is never news. The digest of the
    fields ends with that of the page with the full text, after `~`, as soon as that was read: that it could be read,
    or no longer, is no edit.
    """
    content, _, parser = before.partition(".")
    content_now, _, parser_now = after.partition(".")
    (item, _, page), (item_now, _, page_now) = content.partition("~"), content_now.partition("~")
    is_same = item == item_now and (page == page_now or not (page and page_now))
    return not is_same and parser == parser_now


def differences(before: Post, after: Post) -> tuple[str, ...]:
    """Return the names of the aspects in which two versions differ; none for an insignificant change."""
    return tuple(name for name, aspect in ASPECTS.items() if aspect(before) != aspect(after))


MIN_SIMILARITY = 0.7  # share of equal words; below it, as many pairs are unrelated as related
MIN_SIMILARITY_SAME_URL = 0.5  # if both also have the same URL


def similarity(before: Post, after: Post, minimum: float) -> float:
    """Return the share of equal words of two posts, from 0 to 1; 0 if it is below `minimum`.

    Titles count, too: two short texts alone have too few words to differ.
    """
    old_words, new_words = ([*post.title.split(), *words(post.content_html)] for post in (before, after))
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    if matcher.real_quick_ratio() < minimum or matcher.quick_ratio() < minimum:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= minimum else 0.0


def digest_words(html: str) -> str:
    """Return a digest of the visible words of some HTML."""
    return digest(" ".join(words(html)))


SENTENCE_END = re.compile(r"""[.!?…:;»"')\]}>*_`]$""")


def is_cut_short(before: Post, after: Post) -> bool:
    """Return whether a text is the beginning of the former one, and ends in the middle of a sentence or word."""
    old, new = words(before.content_html), words(after.content_html)
    if (before.kind, before.title) != (after.kind, after.title) or len(new) > len(old) or old == new:
        return False
    if not new:
        return True
    (*whole, last), expected = new, old[len(new) - 1]
    if whole != old[: len(whole)]:
        return False
    part = last.lstrip("*_`[(<")
    return (expected != part and expected.startswith(part)) or (expected == last and not SENTENCE_END.search(last))
