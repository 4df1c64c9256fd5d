"""Revisions of what is published, as targets know them (see `request.Delivered`)."""

from __future__ import annotations


def is_same_content(known: str, now: str) -> bool:
    """Return whether two revisions show the same to a reader; "" is no revision.

    If only the file changed, the same content is rendered differently; if only the edition did, the file does
    not show it.
    """
    return any(before == after for before, after in zip(known.split(" ", 1), now.split(" ", 1), strict=False))
