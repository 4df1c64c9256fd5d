"""Which differences between two versions of a post are worth telling subscribers about: pure.

Words count, their dress does not: white space, markup, an image that moved or another spelling of
the same link leave a post as it was (RFC 4287 §4.2.15 leaves this to the publisher).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from feeds.model import Post

TAG = re.compile(r"<[^>]*>")


def words(html: str) -> list[str]:
    """Give the words that a reader of some HTML sees."""
    return unescape(TAG.sub(" ", html)).split()


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


def differences(before: Post, after: Post) -> tuple[str, ...]:
    """Name the aspects in which two versions of a post differ; none if the change is not worth telling."""
    return tuple(name for name, aspect in ASPECTS.items() if aspect(before) != aspect(after))
