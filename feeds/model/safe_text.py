"""Safe text: one line for messages, HTML without tags, suggestions of the word that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from feeds.model.problem import Message, Phrase, either

LONGEST = 120  # characters of a title
# What would break a line, move the cursor or turn the text round: controls, separators, bidirectional marks.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TAG = re.compile(r"<[^>]*>")


def one_line(value: object) -> str:
    """Return a value as text on one line; what would break the line is escaped."""
    return UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), str(value))


def shortened(title: str) -> str:
    """Return a title on one line, cut to LONGEST characters."""
    return one_line(title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…")


def without_tags(html: str, instead: str = "") -> str:
    """Return sanitised HTML with `instead` in place of each tag; character references stay."""
    return _TAG.sub(instead, html)


def suggestion(word: object, known: Iterable[str], most: int = 1, key: Callable[[str], str] = str.lower) -> Phrase:
    """Return "did you mean 'x'?" with the `most` known words nearest to `word` (see `difflib`), or "".

    Words are compared in the form that `key` returns. What was written may be of any type.
    """
    from difflib import get_close_matches

    spelt = {key(one): one for one in known}
    near = get_close_matches(key(str(word)), spelt, most)
    if not near:
        return ""
    return Message("did you mean %(names)s?", names=either([Message("'%(value)s'", value=spelt[one]) for one in near]))
