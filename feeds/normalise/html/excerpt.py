"""Excerpts: the text before `<!--more-->`, or about a paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from feeds.normalise.html import fast_path
from feeds.normalise.values.text import one_line, shorten

if TYPE_CHECKING:
    from feeds.normalise.html.repair import Tree

MAX_EXCERPT = 300  # characters, without a marker
MAX_MARKED_EXCERPT = 500
_MIN_PARAGRAPHS = 150  # characters: further paragraphs are added up to here


def from_tree(root: Tree, *, marked: bool) -> str:
    """Return the text before the marker, which is removed, if `marked`; else about a paragraph."""
    from feeds.normalise.html import content_models, repair

    lead = repair.text_before_marker(root) if marked else None
    if lead is not None:
        repair.remove_marker(root)
        if lead.strip():
            return shorten(one_line(lead), MAX_MARKED_EXCERPT)
    beginning = _first_paragraphs(map(repair.visible_text, root.iter("p")))
    return shorten(beginning or one_line(repair.visible_text(root, content_models.HEADINGS)), MAX_EXCERPT)


def from_well_formed(tidy: str, lead: str = "") -> str:
    """Return the same as `from_tree` for HTML of `fast_path`; `lead` is the HTML before the marker."""
    if words := one_line(fast_path.visible_text(lead)):
        return shorten(words, MAX_MARKED_EXCERPT)
    beginning = _first_paragraphs(map(fast_path.visible_text, fast_path.paragraphs(tidy)))
    return shorten(beginning or one_line(fast_path.visible_text(tidy)), MAX_EXCERPT)


def _first_paragraphs(paragraphs: Iterable[str]) -> str:
    taken = ""
    for words in paragraphs:
        taken = f"{taken} {one_line(words)}".strip()
        if len(taken) >= _MIN_PARAGRAPHS:
            break
    return taken
