"""Pages of a list or feed: where it is cut, so that a change of one entry writes few pages.

    entries, stored cuts → pages, cuts

A page holds the entries between two cuts, by publication or another instant, so a new entry is on the first page and
moves no other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from feeds.model.entry import Listed
from feeds.model.feed import Cut, Page, Sizes

FIRST = 1  # the number of the first page, whose address has none


class Measure(NamedTuple):
    """By what entries are ordered, as instant and text, and what each weighs; None if each weighs 1."""

    key: Callable[[Listed], tuple[datetime, str]]
    weight: Callable[[Listed], int] | None = None

    def total(self, entries: Sequence[Listed]) -> int:
        """Return what entries weigh together."""
        return sum(map(self.weight, entries)) if self.weight else len(entries)


class _Part(NamedTuple):
    cut: Cut | None
    entries: list[Listed]  # oldest first


BY_PUBLICATION = Measure(lambda entry: (entry.published, entry.id))


def of_list(size: int) -> Sizes:
    """Return the sizes of the pages of a list: of `size` entries when they are cut."""
    return Sizes(2 * size, size, size // 2, together=size)


def paginate(
    entries: Iterable[Listed], cuts: Iterable[Cut], sizes: Sizes, measure: Measure = BY_PUBLICATION
) -> tuple[tuple[Page, ...], tuple[Cut, ...]]:
    """Return the pages, newest first, and the cuts from now on.

    Each page weighs less than `sizes.most`, the first one at least `sizes.first` if all weigh as much. With the
    returned cuts, the result is the same, provided that no entry weighs more than `sizes.most - sizes.cut -
    sizes.first` and that a page that was cut off is not short. A page keeps its number until it is so short that its
    entries are moved to the next newer one.

    Args:
        entries: those of the list, in any order.
        cuts: the stored ones; without any, the list is cut from its oldest entry.
        sizes: of the pages.
        measure: order and weight of the entries.
    """
    known = sorted(cuts, key=lambda cut: (cut.published, cut.entry))
    last = max((cut.number for cut in known), default=FIRST)
    sliced = _slice(sorted(entries, key=measure.key), known, measure)
    parts = _split(_merge(sliced, sizes, measure), sizes, measure, last)
    pages = tuple(
        Page(cut.number if cut else FIRST, cut.published if cut else None, tuple(reversed(inside)))
        for cut, inside in parts
    )
    return pages, tuple(cut for cut, _ in parts if cut)


def holding(cuts: Iterable[Cut], keys: Iterable[tuple[datetime, str]]) -> set[int]:
    """Return the numbers of the pages on which entries with some keys are, or were."""
    known = sorted((cut.published, cut.entry, cut.number) for cut in cuts)
    bounds = [(published, entry) for published, entry, _ in known]
    numbers = [*(number for *_, number in known), FIRST]
    return {numbers[bisect_left(bounds, key)] for key in keys}


def _slice(entries: Sequence[Listed], cuts: Sequence[Cut], measure: Measure) -> list[_Part]:
    """Return the entries between each two cuts, newest first."""
    keys = list(map(measure.key, entries))
    ends = [bisect_right(keys, (cut.published, cut.entry)) for cut in cuts]
    bounds = zip([*cuts, None], [0, *ends], [*ends, len(entries)], strict=True)
    return [_Part(cut, list(entries[start:end])) for cut, start, end in bounds][::-1]


def _merge(parts: Iterable[_Part], sizes: Sizes, measure: Measure) -> list[_Part]:
    """Move the entries of parts that became short to the next newer one."""
    merged: list[_Part] = []
    for part in parts:
        newer = merged[-1] if merged else None
        above, here = measure.total(newer.entries) if newer else 0, measure.total(part.entries)
        is_short_first = newer and newer.cut is None and above < sizes.first
        if newer and (is_short_first or here < sizes.least or above + here <= sizes.together):
            newer.entries[:0] = part.entries
        else:
            merged.append(part)
    return merged


def _split(parts: Iterable[_Part], sizes: Sizes, measure: Measure, last: int) -> list[_Part]:
    """Cut off the oldest entries of parts that became long; new numbers follow the `last` one."""
    split: list[_Part] = []
    for part in reversed(list(parts)):
        rest = part.entries
        while measure.total(rest) >= sizes.most:
            end = _end(rest, sizes.cut, measure)
            oldest, rest, last = rest[:end], rest[end:], last + 1
            split.append(_Part(Cut(last, *measure.key(oldest[-1])), oldest))
        split.append(_Part(part.cut, rest))
    return split[::-1]


def _end(entries: Sequence[Listed], least: int, measure: Measure) -> int:
    """Return how many of the first entries weigh `least`."""
    total = 0
    for number, entry in enumerate(entries, 1):
        total += measure.weight(entry) if measure.weight else 1
        if total >= least:
            return number
    return len(entries)
