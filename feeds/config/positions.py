"""Parsed configuration with the line and column of each value.

The nodes are those of PyYAML (`id`, `value`, `start_mark`), which only `yaml_reader` imports.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NoReturn

from feeds.model.errors import ConfigError, PostError
from feeds.model.problem import Message, Path, Phrase, Problem, dotted

MAX_CHARACTERS = 500_000
REMEDY = Message("`feeds init` writes a first one")


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in the value at a path, or in its key; its line is not known yet."""

    path: Path
    expected: Phrase
    found: Phrase
    remedy: Phrase = ""
    at_key: bool = False


def read(text: str, file: str) -> Tree:
    """Parse the text of a configuration; the tree has the problems of single values.

    Raises:
        ConfigError: it is not valid YAML, not a mapping, or too large.
    """
    from feeds.normalise.dialects import yaml_reader

    if len(text) > MAX_CHARACTERS:
        _refuse(
            file,
            Message("at most %(value)s characters", value=f"{MAX_CHARACTERS:,}"),
            Message("%(value)s", value=f"{len(text):,}"),
        )
    try:
        loaded = yaml_reader.load(text, file)
    except PostError as error:
        raise ConfigError((error.problem,)) from None
    if loaded.root is None or is_a(loaded.root, "scalar"):
        _refuse(file, Message("at least `site` and `sources`"), Message("an empty file"))
    problems = tuple(replace(problem, severity="error") for problem in loaded.problems)
    return Tree(file, loaded.root, loaded.data, problems)


def _refuse(file: str, expected: Phrase, found: Phrase) -> NoReturn:
    raise ConfigError((Problem(file, expected, found, REMEDY, line=1, column=1, severity="error"),))


@dataclass(frozen=True, slots=True)
class Tree:
    """A configuration as data, with its YAML nodes."""

    file: str
    root: Any
    data: dict[str, Any]
    problems: tuple[Problem, ...]

    def problem(self, fault: Fault) -> Problem:
        """Return the problem of a fault, with line and column counted from 1."""
        node, key, path = self.root, None, []
        for part in fault.path:
            step = _step(node, part)
            if step is None and is_a(node, "scalar"):
                break  # a single value may replace a list
            path.append(part)
            if step is None:
                mark = key or (node if len(path) > 1 else None)
                return self._problem(fault, path, mark and mark.start_mark)
            key, node = step
        return self._problem(fault, path, (key if key and fault.at_key else node).start_mark)

    def _problem(self, fault: Fault, path: list[str | int], mark: Any) -> Problem:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        field = dotted(tuple(path))
        return Problem(self.file, fault.expected, fault.found, fault.remedy, field, line, column, "error")

    def source(self, path: Path) -> str:
        """Return a scalar as written, without quotes; "" for other values."""
        node = self.root
        for part in path:
            step = _step(node, part)
            if step is None:
                break
            node = step[1]
        return node.value if is_a(node, "scalar") else ""


def is_a(node: Any, kind: str) -> bool:
    """Return whether a node is a `scalar`, `sequence` or `mapping`."""
    return bool(node.id == kind)


def _step(node: Any, part: str | int) -> tuple[Any, Any] | None:
    """Return the nodes of a key (None in a sequence) and its value, or None if there are none."""
    if is_a(node, "mapping"):
        # Merged keys come first and are overridden by the mapping's own, so the last one counts.
        return next(((key, value) for key, value in reversed(node.value) if key.value == part), None)
    if is_a(node, "sequence") and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None
