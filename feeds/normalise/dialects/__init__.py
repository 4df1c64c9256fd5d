"""Dialects: one module or package per dialect, each a pure function from a `Document`.

Folder sources are `job_markdown`; the dialect of a partner's document is detected by its body, never by its
name or media type, since both are often wrong (see `partner_dialects`).

    folder:   Document | job_markdown → Post
    partner:  Document | recognise, read → Batch of Items | item_to_post.make → Post
"""

from __future__ import annotations

from collections.abc import Callable

from feeds.model.post import Document, Post
from feeds.model.problem import Problem
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_markdown

__all__ = ["DIALECTS"]

Dialect = Callable[[Document, Context], tuple[Post | None, tuple[Problem, ...]]]

# Dialects in which one document is one post.
DIALECTS: dict[str, Dialect] = {
    "job_markdown": job_markdown.normalise,
}
