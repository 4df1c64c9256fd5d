"""Words of others on a line of our own: file names and titles as a terminal can safely show them."""

from __future__ import annotations

import re

LONGEST = 120  # characters of a title
# What would break a line, move the cursor or turn the text round: controls, separators, bidirectional marks.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def one_line(value: object) -> str:
    """Write a text on one line, whatever it holds."""
    return UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), str(value))


def shortened(title: str) -> str:
    """Write a title on one line, cut when it is very long."""
    return one_line(title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…")
