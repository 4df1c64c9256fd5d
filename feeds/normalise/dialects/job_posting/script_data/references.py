"""Tables whose values refer to each other by their positions, as frameworks write them.

Nuxt and SvelteKit: https://github.com/sveltejs/devalue. React Router and Remix:
https://github.com/jacob-ebey/turbo-stream, whose keys are positions, too.
"""

from __future__ import annotations

import re
from typing import Any

_MAX_VALUES = 500_000  # of one table: a value may be part of many others
_MAX_DEPTH = 60
_WRAPPERS = frozenset({"Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef"})
_NUMBERED = re.compile(r"_\d{1,9}")


def resolved(value: Any) -> Any:
    """Return the first value of a table, with all that it refers to; any other value as it is."""
    return _Table(value).value(0) if _is_table(value) else value


def _is_table(value: Any) -> bool:
    if not isinstance(value, list) or len(value) < 3 or not any(isinstance(one, str) for one in value):  # noqa: PLR2004
        return False
    first = value[0]
    if isinstance(first, list):
        return len(first) > 1 and first[0] in _WRAPPERS and _is_place(first[1], value)
    return isinstance(first, dict) and bool(first) and all(_is_place(one, value) for one in first.values())


def _is_place(value: Any, table: list[Any]) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value < len(table)


class _Table:
    def __init__(self, values: list[Any]) -> None:
        self.values, self.left = values, _MAX_VALUES
        self.around: set[int] = set()  # positions that the value is part of

    def value(self, place: Any) -> Any:
        """Return the value at a position; None for what is none, and for a value in itself."""
        self.left -= 1
        if not _is_place(place, self.values) or place < 0 or place in self.around or len(self.around) > _MAX_DEPTH:
            return None
        found = self.values[place]
        if self.left < 0 or not isinstance(found, dict | list):
            return found if self.left >= 0 else None
        self.around.add(place)
        if isinstance(found, dict):
            whole: Any = {self._name(key): self.value(inner) for key, inner in found.items()}
        else:
            whole = self._list(found)
        self.around.discard(place)
        return whole

    def _name(self, key: str) -> str:
        name = self.values[int(key[1:])] if _NUMBERED.fullmatch(key) and int(key[1:]) < len(self.values) else key
        return name if isinstance(name, str) else key

    def _list(self, found: list[Any]) -> Any:
        kind = found[0] if found else None
        if not isinstance(kind, str):
            return [self.value(inner) for inner in found]
        if kind in ("Map", "null"):
            pairs = zip(found[1::2], found[2::2], strict=False)
            return {str(key if kind == "null" else self.value(key)): self.value(inner) for key, inner in pairs}
        if kind == "Set":
            return [self.value(inner) for inner in found[1:]]
        if kind in ("Date", "D"):
            return found[1] if len(found) > 1 else None
        return self.value(found[1]) if len(found) > 1 else None
