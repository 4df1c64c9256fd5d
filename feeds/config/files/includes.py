"""Sources of other files: items of `sources` with `include` alone, and the files that they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as Folder
from typing import Any, NamedTuple

from feeds.config.files import Included, find, opml, positions
from feeds.config.files.positions import Fault, Part, Tree
from feeds.config.value_checks import describe
from feeds.config.value_checks import path as check_path
from feeds.model.errors import ConfigError
from feeds.model.hashing import digest
from feeds.model.problem import Message, Path, Problem, verbatim

KEY = "include"


class Expansion(NamedTuple):
    """A configuration with all its sources, the patterns of the files with sources, and these files."""

    tree: Tree
    patterns: tuple[str, ...] = ()
    files: tuple[Included, ...] = ()


def expand(tree: Tree, root: Folder) -> Expansion:
    """Return a configuration with the sources of other files in place of the items that include them.

    Raises:
        ConfigError: files cannot be found, read or included; with all such problems.
    """
    sources = tree.data.get("sources")
    if not isinstance(sources, list) or not any(map(is_include, sources)):
        return Expansion(tree)
    collected = _Collected(tree, root)
    for index, item in enumerate(sources):
        if is_include(item):
            collected.include(index, item)
        else:
            collected.own(index, item)
    if collected.failures:
        raise ConfigError((*tree.problems, *collected.problems, *collected.failures))
    data, parts = {**tree.data, "sources": collected.sources}, tuple(collected.parts)
    whole = replace(tree, data=data, parts=parts, problems=(*tree.problems, *collected.problems))
    return Expansion(whole, tuple(collected.patterns), tuple(collected.files))


def is_include(item: Any) -> bool:
    """Return whether an item of `sources` names files with sources."""
    return isinstance(item, dict) and item.get(KEY) is not None and not {"path", "url"} & item.keys()


class _Collected:
    """The sources of a configuration, in their order."""

    def __init__(self, tree: Tree, root: Folder) -> None:
        self.tree, self.root = tree, root
        self.sources: list[Any] = []
        self.parts: list[Part] = []
        self.patterns: list[str] = []
        self.files: list[Included] = []
        self.problems: list[Problem] = []  # of single values
        self.failures: list[Problem] = []

    def own(self, index: int, item: Any) -> None:
        """Add a source of config.yaml itself."""
        if not self.parts or self.parts[-1].tree:
            self.parts.append(Part(len(self.sources), None, index))
        self.sources.append(item)

    def include(self, index: int, item: dict[str, Any]) -> None:
        """Add the sources of all files that an item includes."""
        place: Path = ("sources", index)
        for key in item:
            if key != KEY:
                remedy = Message("write it at each source of the files")
                self._fault(Fault((*place, key), Message("`include` alone"), describe(key), remedy, at_key=True))
        patterns = item[KEY] if isinstance(item[KEY], list) else [item[KEY]]
        for number, pattern in enumerate(patterns):
            where = (*place, KEY, number) if isinstance(item[KEY], list) else (*place, KEY)
            self._matching(pattern, where)

    def _matching(self, pattern: Any, where: Path) -> None:
        if not isinstance(pattern, str):
            remedy = Message("write it like partners/*.yaml")
            self._fault(Fault(where, Message("a file or a pattern of files"), describe(pattern), remedy))
            return
        if finding := check_path(pattern):
            self._fault(Fault(where, Message("a file or a pattern of files"), *finding[1:]))
            return
        self.patterns.append(pattern)
        if not (files := find(self.root, pattern)):
            remedy = Message("write it relative to the folder of this file; a folder of posts needs `path`")
            found = Message("no file that %(pattern)s matches", pattern=describe(pattern))
            self._fault(Fault(where, Message("files with sources"), found, remedy))
        known = {one.file for one in self.files}
        for file in files:
            if file not in known:
                self._file(file)

    def _file(self, file: str) -> None:
        try:
            body = (self.root / file).read_bytes()
            tree = _read(body, file)
        except ConfigError as error:
            self.failures += error.problems
            return
        except OSError as error:
            found, remedy = verbatim(error.strerror or error), Message("check its permissions")
            self.failures.append(Problem(file, Message("a file with sources"), found, remedy, severity="error"))
            return
        self.problems += tree.problems
        self.failures += map(tree.problem, _nested(tree.data))
        first = len(self.sources)
        self.files.append(Included(file, digest(body), first, tuple(map(tree.line, range(len(tree.data))))))
        if tree.data:
            self.parts.append(Part(first, tree))
            self.sources += tree.data

    def _fault(self, fault: Fault) -> None:
        self.failures.append(self.tree.problem(fault))


def _read(body: bytes, file: str) -> Tree:
    """Return the sources of a file, which is OPML if it begins as XML."""
    if body.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
        return opml.read(body, file)
    return positions.read_list(positions.decode(body, file), file)


def _nested(sources: list[Any]) -> Iterator[Fault]:
    """Yield items that include files in turn, of which nothing is read."""
    for index, item in enumerate(sources):
        if is_include(item):
            remedy = Message("include the files in the configuration itself")
            found = Message("one that includes others")
            yield Fault((index, KEY), Message("a source"), found, remedy, at_key=True)
