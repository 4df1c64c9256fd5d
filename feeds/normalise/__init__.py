"""What a document says: one module per dialect, each from `Document` to `Post`s, pure.

Our own authors write `job_markdown`; what partners publish is recognised by its body, never by its name or
media type, since both are often wrong (see `readers`).

    folder:   Document | job_markdown → Post
    partner:  Document | recognise, read → Batch of Items | posts.make → Post
"""

from __future__ import annotations

from collections.abc import Callable

from feeds.model.post import Document, Post
from feeds.model.problem import Problem
from feeds.normalise import additions, job_markdown
from feeds.normalise.context import Context

__all__ = ["DIALECTS", "additions"]

Dialect = Callable[[Document, Context], tuple[Post | None, tuple[Problem, ...]]]

# One document is one post.
DIALECTS: dict[str, Dialect] = {
    "job_markdown": job_markdown.normalise,
}
