"""Regular expressions that are compiled when they are first used.

Compiling takes 0.2 ms on average and up to 10 ms; a run that parses one post uses one in five of those that the
modules for it define.
"""

from __future__ import annotations

import re
from typing import Any, cast

METHODS = ("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "pattern")


def lazy_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return what has the methods of the pattern of a text; functions of `re` do not take it."""
    return cast("re.Pattern[str]", _Lazy(text, flags))


class _Lazy:
    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._text, self._flags)
        self.__dict__.update((method, getattr(compiled, method)) for method in METHODS)
        return getattr(compiled, name)
