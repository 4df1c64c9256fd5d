"""Excerpts: the text before `<!--more-->`, or about a paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from feeds.normalise.html import fast_path
from feeds.normalise.values.text import one_line, shorten

if TYPE_CHECKING:
    from feeds.normalise.html.repair import Tree

EXCERPT = 300  # characters, where no marker ends the excerpt
MARKED_EXCERPT = 500
_ENOUGH = 150  # characters of paragraphs after which no further one is taken


def of_tree(root: Tree, *, marked: bool) -> str:
    """Return the text before the marker, which is removed, if there may be one; else about a paragraph."""
    from feeds.normalise.html import content_models, repair

    lead = repair.lead(root) if marked else None
    if lead is not None:
        repair.unmark(root)
        if lead.strip():
            return shorten(one_line(lead), MARKED_EXCERPT)
    beginning = _beginning(map(repair.words, root.iter("p")))
    return shorten(beginning or one_line(repair.words(root, content_models.HEADINGS)), EXCERPT)


def of_text(tidy: str, lead: str = "") -> str:
    """Return what `of_tree` does, from what `fast_path.in_order` returned; `lead` is before the marker."""
    if words := one_line(fast_path.words(lead)):
        return shorten(words, MARKED_EXCERPT)
    beginning = _beginning(map(fast_path.words, fast_path.paragraphs(tidy)))
    return shorten(beginning or one_line(fast_path.words(tidy)), EXCERPT)


def _beginning(paragraphs: Iterable[str]) -> str:
    taken = ""
    for words in paragraphs:
        taken = f"{taken} {one_line(words)}".strip()
        if len(taken) >= _ENOUGH:
            break
    return taken
