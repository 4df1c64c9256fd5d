"""A configuration as data that remembers where everything stands, and what is wrong with it.

The nodes are those of PyYAML (`id`, `value`, `start_mark`), which only `_yaml` imports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from feeds.model.problem import Problem

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the value at a path (or with its key), before its line is looked up."""

    path: Path
    expected: str
    found: str
    remedy: str = ""
    at_key: bool = False
    mark: Any = None  # PyYAML's, where the path alone does not tell the place


def dotted(path: Path) -> str:
    """Write a path as people do: `feeds[1].select.kind`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


class Tree:
    """A configuration as data, and the nodes it was made from."""

    def __init__(self, file: str, root: Any) -> None:
        self.file = file
        self.root = root
        self.faults: list[Fault] = []
        self.data: Any = None

    def problem(self, fault: Fault) -> Problem:
        """Make a problem of a fault: with line and column, counted from 1."""
        node, key, path = self.root, None, []
        for part in fault.path:
            step = _step(node, part)
            if step is None and is_a(node, "scalar"):
                break  # one value stands for a list of one
            path.append(part)
            if step is None:
                mark = key or (node if len(path) > 1 else None)
                return self._problem(fault, path, mark and mark.start_mark)
            key, node = step
        return self._problem(fault, path, (key if key and fault.at_key else node).start_mark)

    def _problem(self, fault: Fault, path: list[str | int], mark: Any) -> Problem:
        line, column = position(fault.mark or mark)
        field = dotted(tuple(path))
        return Problem(self.file, fault.expected, fault.found, fault.remedy, field, line, column, "error")

    def source(self, path: Path) -> str:
        """Give a scalar as it is written, without its quotes; nothing for what is no scalar."""
        node = self.root
        for part in path:
            step = _step(node, part)
            if step is None:
                break
            node = step[1]
        return node.value if is_a(node, "scalar") else ""


def is_a(node: Any, kind: str) -> bool:
    """Tell whether a node is a `scalar`, `sequence` or `mapping`."""
    return bool(node.id == kind)


def _step(node: Any, part: str | int) -> tuple[Any, Any] | None:
    """Go down one step: the key's node, if there is one, and the value's."""
    if is_a(node, "mapping"):
        # Merged keys come first and are overridden by the mapping's own, so the last one counts.
        return next(((key, value) for key, value in reversed(node.value) if key.value == part), None)
    if is_a(node, "sequence") and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None


def position(mark: Any) -> tuple[int, int]:
    """Give line and column of a mark, counted from 1; the beginning for none."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
