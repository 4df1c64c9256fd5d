"""Texts and titles that differ in each response of a partner, such as one with a visitor counter; pure.

A part of a text that moved in `MIN_MOVES` responses in a row is recognised by the words around it. From then on
the text is as before if only such parts differ; an edit of the rest still shows. A text of which less than half
stays is another text: nothing in it moves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from feeds.ledger.change_detection import words
from feeds.model.hashing import digest

MIN_MOVES = 3  # responses in a row: authors seldom edit the same words in three polls, counters always do
MAX_RESTS = 8  # responses without a move, after which the text is taken over as it is
CONTEXT = 3  # words on each side of a moving part
START, END, PART = "\x02", "\x03", "\x04"  # no words: they are no printable characters


class Text(NamedTuple):
    """The texts of a post: its content, summary and title, and the title of its job."""

    content_html: str
    summary: str
    title: str = ""
    role: str = ""

    def words(self) -> tuple[list[str], ...]:
        """Return the words of each, between the marks that are the context of the first and last ones."""
        texts = (words(self.content_html), self.summary.split(), self.title.split(), self.role.split())
        return tuple([*CONTEXT * [START], *text, *CONTEXT * [END]] for text in texts)


Part = tuple[tuple[str, ...], tuple[str, ...]]  # the words before and after a part that moves


class MovingText(NamedTuple):
    """What is known of a text that differed from the one before.

    moves: in how many responses in a row only the same parts moved. rests: since when, in responses, nothing moved.
    last: digest of the text in the last response. seen: the time of that response.
    """

    moves: int
    rests: int
    last: str
    seen: str
    parts: tuple[Part, ...]

    @property
    def is_moving(self) -> bool:
        """Return whether it moves in each response."""
        return self.moves >= MIN_MOVES

    def replaces(self, before: Text, after: Text) -> bool:
        """Return whether the published text stays, since only moving parts of it differ."""
        return self.is_moving and self.rests < MAX_RESTS and self.is_same(before, after)

    def is_same(self, before: Text, after: Text) -> bool:
        """Return whether two texts differ in nothing but the moving parts."""
        return _rest(self.parts, before) == _rest(self.parts, after) and _leave_most(self.parts, before, after)

    def rested(self, seen: str) -> MovingText | None:
        """Return what is known after a response with the same text; None if it is an edit like others."""
        return self._replace(rests=self.rests + 1, seen=seen) if self.is_moving else None


def observe(known: MovingText | None, before: Text, after: Text, seen: str) -> MovingText | None:
    """Return what is known of a text after a response.

    Args:
        known: what was known before; None for a text that did not move.
        before: the published text.
        after: the text in the response.
        seen: the time of the response; one that was counted already changes nothing.
    """
    last = digest(*after)
    if known is None:
        parts = moving_parts(before, after) if last != digest(*before) else None
        return None if parts is None else MovingText(1, 0, last, seen, parts)
    if seen == known.seen:
        return known
    if last == known.last:
        return known.rested(seen)
    now = known._replace(rests=0, last=last, seen=seen)
    if known.is_same(before, after):
        return now._replace(moves=known.moves + 1)
    if known.moves > MIN_MOVES:  # an edit of the rest; should the next response differ as well, other parts move
        return now._replace(moves=MIN_MOVES)
    fresh = moving_parts(before, after)
    if fresh is None:
        return now._replace(moves=0)
    both = (*known.parts, *fresh)
    return now._replace(moves=1, parts=both if _leave_most(both, before, after) else fresh)


def moving_parts(before: Text, after: Text) -> tuple[Part, ...] | None:
    """Return the parts in which two texts differ, each by the words around it; None if less than half stays.

    There are no parts if only what is not seen differs, such as the address of a link.
    """
    parts = tuple(part for pair in zip(before.words(), after.words(), strict=True) for part in _differences(*pair))
    return parts if _leave_most(parts, before, after) else None


def _differences(before: Sequence[str], after: Sequence[str]) -> Iterator[Part]:
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    # Fewer equal words than a context lie within a moving part.
    kept = [block for block in blocks if block.size >= CONTEXT]
    for one, other in pairwise(kept):
        left, right = before[one.a + one.size - CONTEXT : one.a + one.size], before[other.a : other.a + CONTEXT]
        yield tuple(left), tuple(right)


def _rest(parts: Iterable[Part], text: Text) -> list[list[str]]:
    return [without(parts, words_) for words_ in text.words()]


def _leave_most(parts: Iterable[Part], *texts: Text) -> bool:
    """Return whether parts leave at least half of the words of each text; a summary may move as a whole."""
    no_words = {START, END, PART}
    for text in texts:
        whole = text.words()
        for index, (words_, rest) in enumerate(zip(whole, _rest(parts, text), strict=True)):
            is_summary = index == 1 and bool(text.content_html)
            fixed = sum(1 for word in rest if word not in no_words)
            if not is_summary and 2 * fixed < len(words_) - 2 * CONTEXT:
                return False
    return True


def without(parts: Iterable[Part], text: Sequence[str]) -> list[str]:
    """Return a text with a mark for each of the moving parts, from the words before it to the next ones after."""
    return list(_marked(dict.fromkeys(parts), text))


def _marked(parts: Iterable[Part], text: Sequence[str]) -> Iterator[str]:
    places: dict[tuple[str, ...], list[int]] = {}
    for index in range(len(text) - CONTEXT + 1):
        places.setdefault(tuple(text[index : index + CONTEXT]), []).append(index)
    ends: dict[int, int] = {}
    for left, right in parts:
        nearest: dict[int, int] = {}  # of several places before the same end, the last: words may repeat
        for place in places.get(left, ()):
            start = place + CONTEXT
            end = next((index for index in places.get(right, ()) if index >= start), None)
            if end is not None:
                nearest[end] = start
        for end, start in nearest.items():
            ends[start] = max(end, ends.get(start, 0))
    index = 0
    while index < len(text):
        if index in ends:
            yield PART
        if ends.get(index, 0) > index:
            index = ends[index]
        else:
            yield text[index]
            index += 1


def encode(moving: MovingText | None) -> str:
    """Return a value as stored; "" for none."""
    return json.dumps(moving, ensure_ascii=False) if moving else ""


def decode(text: str) -> MovingText | None:
    """Return a stored value; one that is damaged is none, since it is observed again."""
    try:
        moves, rests, last, seen, parts = json.loads(text)
        return MovingText(moves, rests, last, seen, tuple((tuple(left), tuple(right)) for left, right in parts))
    except (TypeError, ValueError):
        return None
