"""Pages of a list: where it is cut, so that a change of one entry writes few pages.

    entries, stored cuts → pages, cuts

A page holds the entries between two cuts, by publication, so a new entry is on the first page and moves no other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from feeds.model.entry import Listing
from feeds.model.feed import Cut, Page

FIRST = 1  # the number of the first page, whose address has none


class _Part(NamedTuple):
    cut: Cut | None
    entries: list[Listing]  # oldest first


_key = attrgetter("published", "id")


def paginate(entries: Iterable[Listing], cuts: Iterable[Cut], size: int) -> tuple[tuple[Page, ...], tuple[Cut, ...]]:
    """Return the pages of a list, newest first, and its cuts from now on.

    Each page has fewer than 2 * `size` entries, the first one at least size // 2 if there are as many. With the
    returned cuts, the result is the same. A page keeps its number until it is so short that its entries are moved to
    the next newer one.

    Args:
        entries: those of the list, in any order.
        cuts: the stored ones; without any, the list is cut from its oldest entry.
        size: of a page when it is cut.
    """
    known = sorted(cuts, key=lambda cut: (cut.published, cut.entry))
    last = max((cut.number for cut in known), default=FIRST)
    parts = _split(_merge(_slice(sorted(entries, key=_key), known), size), size, last)
    pages = tuple(
        Page(cut.number if cut else FIRST, cut.published if cut else None, tuple(reversed(inside)))
        for cut, inside in parts
    )
    return pages, tuple(cut for cut, _ in parts if cut)


def _slice(entries: Sequence[Listing], cuts: Sequence[Cut]) -> list[_Part]:
    """Return the entries between each two cuts, newest first."""
    keys = [_key(entry) for entry in entries]
    ends = [bisect_right(keys, (cut.published, cut.entry)) for cut in cuts]
    bounds = zip([*cuts, None], [0, *ends], [*ends, len(entries)], strict=True)
    return [_Part(cut, list(entries[start:end])) for cut, start, end in bounds][::-1]


def _merge(parts: Iterable[_Part], size: int) -> list[_Part]:
    """Move the entries of parts that became short to the next newer one."""
    merged: list[_Part] = []
    for part in parts:
        newer = merged[-1] if merged else None
        is_short_first = newer and newer.cut is None and len(newer.entries) < size // 2
        if newer and (is_short_first or not part.entries or len(newer.entries) + len(part.entries) <= size):
            newer.entries[:0] = part.entries
        else:
            merged.append(part)
    return merged


def _split(parts: Iterable[_Part], size: int, last: int) -> list[_Part]:
    """Cut off the oldest entries of parts that became long; new numbers follow the `last` one."""
    split: list[_Part] = []
    for part in reversed(list(parts)):
        rest = part.entries
        while len(rest) >= 2 * size:
            oldest, rest, last = rest[:size], rest[size:], last + 1
            split.append(_Part(Cut(last, *_key(oldest[-1])), oldest))
        split.append(_Part(part.cut, rest))
    return split[::-1]
