"""What a document says: one module per dialect, each from `Document` to `Post`, pure."""

from __future__ import annotations

from collections.abc import Callable

from feeds.model import Document, Post, Problem
from feeds.normalise import job_markdown
from feeds.normalise.context import Context

Dialect = Callable[[Document, Context], tuple[Post | None, tuple[Problem, ...]]]

DIALECTS: dict[str, Dialect] = {
    "job_markdown": job_markdown.normalise,
}
