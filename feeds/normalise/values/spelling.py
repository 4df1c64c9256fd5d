"""Edit distance, to repair misspelt words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def distance(one: str, other: str) -> int:
    """Return the edit distance: letters added, dropped, changed or swapped (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


@lru_cache(maxsize=4096)
def _letters(word: str) -> int:
    """Return the set of the letters of a word as bits; other letters may share one."""
    bits = 0
    for letter in word:
        bits |= 1 << ord(letter) % 64
    return bits


def max_distance(word: str) -> int:
    """Return up to which edit distance a word of this length is repaired."""
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2  # noqa: PLR2004 - the rule's own numbers


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known words with the smallest edit distance to a misspelt one; () if none is near enough.

    Among equally near words, those with the same letters in another order are meant.
    """
    best = max_distance(word)
    found: list[str] = []
    if not best:
        return ()
    for candidate in known:
        if len(candidate) < 4 or abs(len(candidate) - len(word)) > best:  # noqa: PLR2004 - too short to tell
            continue
        # One edit adds one letter to the set and removes one, at most: most words need no distance.
        if (_letters(word) ^ _letters(candidate)).bit_count() > 2 * best:
            continue
        apart = distance(word, candidate)
        if apart < best:
            best, found = apart, []
        if apart == best:
            found.append(candidate)
    swapped = tuple(candidate for candidate in found if sorted(candidate) == sorted(word))
    return swapped or tuple(found)


def swapped(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known words that differ from a word, of any length, by two neighbouring letters that are swapped."""
    return tuple(one for one in known if sorted(one) == sorted(word) and distance(word, one) == 1)
