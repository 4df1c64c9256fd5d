"""Parsed configuration with the line and column of each value.

The nodes are those of PyYAML (`id`, `value`, `start_mark`), which only `yaml_reader` imports.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Literal, NamedTuple, NoReturn

from feeds.model.errors import ConfigError, PostError
from feeds.model.problem import Message, Path, Phrase, Problem, dotted

MAX_CHARACTERS = 50_000_000
MAX_RATIO = 10  # values repeated by aliases to those written out: all sources may share ten keys; bombs have more
REMEDY = Message("`feeds init` writes a first one")
SPLIT = Message("move sources to other files, as in `- include: partners/*.yaml`")


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
    tree = _parse(text, file, "mapping")
    if tree.root is None or is_a(tree.root, "scalar"):
        refuse(file, Message("at least `site` and `sources`"), Message("an empty file"), REMEDY)
    return tree


def read_list(text: str, file: str) -> Tree:
    """Parse the text of a list of sources; the tree has the problems of single values.

    Raises:
        ConfigError: it is not valid YAML, not a list, or too large.
    """
    tree = _parse(text, file, "list")
    if tree.root is None:
        refuse(file, Message("a list of sources"), Message("an empty file"), Message("write [] if there are none"))
    return tree


def decode(body: bytes, file: str) -> str:
    """Return the text of a file.

    Raises:
        ConfigError: it is not UTF-8.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        found = Message("the byte 0x%(value)s", value=f"{error.object[error.start]:02x}")
        refuse(file, Message("text in UTF-8"), found, Message("save it as UTF-8"), (line, None))


def _parse(text: str, file: str, kind: Literal["mapping", "list"]) -> Tree:
    from feeds.normalise.dialects import yaml_reader

    if len(text) > MAX_CHARACTERS:
        expected = Message("at most %(value)s characters", value=f"{MAX_CHARACTERS:,}")
        refuse(file, expected, Message("%(value)s", value=f"{len(text):,}"), SPLIT)
    try:
        if kind == "mapping":
            loaded = yaml_reader.load(text, file, ratio=MAX_RATIO)
        else:
            loaded = yaml_reader.load_list(text, file, MAX_RATIO)
    except PostError as error:
        raise ConfigError((error.problem,)) from None
    problems = tuple(replace(problem, severity="error") for problem in loaded.problems)
    return Tree(file, loaded.root, loaded.data, problems)


def refuse(
    file: str, expected: Phrase, found: Phrase, remedy: Phrase, place: tuple[int, int | None] = (1, 1)
) -> NoReturn:
    """Raise the error of a file of which nothing can be read, at its line and column."""
    raise ConfigError((Problem(file, expected, found, remedy, "", *place, severity="error"),)) from None


class Part(NamedTuple):
    """Sources in a row, from the `first` of all: those of one file, or of config.yaml from its item `start`."""

    first: int
    tree: Tree | None
    start: int = 0


@dataclass(frozen=True, slots=True)
class Tree:
    """A configuration or a list of sources as data, with its YAML nodes.

    parts: where the sources come from, if others are included. name_key: what states the name of a source.
    """

    file: str
    root: Any
    data: Any
    problems: tuple[Problem, ...]
    parts: tuple[Part, ...] = ()
    name_key: str = "name"

    def located(self, path: Path) -> tuple[Tree, Path]:
        """Return the file in which a value is, and its path there."""
        match path:
            case "sources", int(place), *rest if self.parts:
                part = self.parts[bisect_right(self.parts, place, key=attrgetter("first")) - 1]
                index = place - part.first + part.start
                return (part.tree, (index, *rest)) if part.tree else (self, ("sources", index, *rest))
        return self, path

    def problem(self, fault: Fault) -> Problem:
        """Return the problem of a fault, with line and column counted from 1."""
        tree, path = self.located(fault.path)
        return tree._problem_here(replace(fault, path=path))  # noqa: SLF001 - of the same class

    def line(self, index: int) -> int:
        """Return the line of an item of a list."""
        return int(self.root.value[index].start_mark.line) + 1

    def _problem_here(self, fault: Fault) -> Problem:
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
        tree, path = self.located(path)
        node = tree.root
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
