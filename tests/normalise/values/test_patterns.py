"""Patterns that are compiled late do what those do that are compiled at once."""

import re

from feeds.normalise.values.patterns import METHODS, lazy_pattern


def test_a_late_pattern_is_a_pattern():
    """Every method and attribute is there, before and after the first use, with the flags."""
    at_once = re.compile(r"(?P<first>\w)b", re.IGNORECASE)
    late = lazy_pattern(r"(?P<first>\w)b", re.IGNORECASE)
    for _ in range(2):
        assert late.sub("x", "aB cb") == at_once.sub("x", "aB cb") == "x x"
        assert late.fullmatch("AB")["first"] == "A"
        assert (late.groupindex, late.flags, late.pattern) == (at_once.groupindex, at_once.flags, at_once.pattern)
    assert {name for name in dir(at_once) if callable(getattr(at_once, name)) and name[0] != "_"} <= {
        *METHODS,
        "scanner",
    }
