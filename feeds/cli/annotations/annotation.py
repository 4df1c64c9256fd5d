"""One annotation: a problem as code hosts show it, beside its line."""

from __future__ import annotations

from typing import NamedTuple

from feeds.model.problem import Severity


class Annotation(NamedTuple):
    """A problem at its place.

    path: relative to the current folder, with slashes. rule: the kind of the problem, in English words with dashes.
    field: the front matter key, or "". text: in the user's language, on one line.
    """

    path: str
    line: int | None
    column: int | None
    severity: Severity
    rule: str
    field: str
    text: str
    fingerprint: str
