"""How far two words are apart, for repairing what is clearly a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable


def distance(one: str, other: str) -> int:
    """Count the letters to add, drop, change or swap with their neighbour (optimal string alignment)."""
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


def allowed(word: str) -> int:
    """Tell how many slips a word of this length may hold and still be recognised."""
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2  # noqa: PLR2004 - the rule's own numbers


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give the known words nearest to a misspelt one: all that are equally near, none when too far."""
    best = allowed(word)
    found: list[str] = []
    if not best:
        return ()
    for candidate in known:
        if len(candidate) < 4 or abs(len(candidate) - len(word)) > best:  # noqa: PLR2004 - too short to tell
            continue
        apart = distance(word, candidate)
        if apart < best:
            best, found = apart, []
        if apart == best:
            found.append(candidate)
    return tuple(found)
