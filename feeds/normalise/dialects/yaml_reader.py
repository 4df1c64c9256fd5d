"""The wall around PyYAML: a mapping, the line of each key, and what is wrong with it.

A document is composed once; the node graph is checked for depth, size, tags and repeated keys, and only
then made into values. A scalar is a number or a date only when it cannot be meant as text (see `_settle`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from feeds.model.errors import PostError
from feeds.model.problem import Problem
from feeds.normalise.dialects import yaml_messages

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml: slower, same values
    from yaml import SafeLoader as Loader  # type: ignore[assignment] # mypy sees one of the two

MAX_DEPTH = 60
MAX_EXPANDED = 10_000  # values that aliases may add to those written out
_SCANNED = 20_000  # characters up to which indentation alone cannot nest too deeply to be composed

_CORE = "tag:yaml.org,2002:"
_STR, _SEQ, _MAP, _MERGE = _CORE + "str", _CORE + "seq", _CORE + "map", _CORE + "merge"
_SCALARS = {_CORE + name for name in ("str", "null", "bool", "int", "float", "timestamp")}
# `01000` (octal), `18:30` (base 60), `1_000`, `0x1F`, `.inf`: text to whoever wrote them in a post.
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{0,17}")
_OPENERS = re.compile(r"[\[{]|[-?] ")


@dataclass
class _Check:
    """One walk over a composed document, from its root."""

    file: str
    offset: int
    problems: list[Problem] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=dict)

    def line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self.offset

    def refuse(
        self, node: yaml.Node, expected: str, found: str, remedy: str = "", key: str = ""
    ) -> PostError:
        where = (self.line(node), node.start_mark.column + 1)
        return PostError(Problem(self.file, expected, found, remedy, key, *where, severity="error"))

    def tagged(self, node: yaml.Node) -> PostError:
        shown = "!!" + node.tag.removeprefix(_CORE) if node.tag.startswith(_CORE) else node.tag
        return self.refuse(node, "a value without a tag", f"the tag {shown}", "take the tag away")

    def visit(self, node: yaml.Node, depth: int, loader: Any) -> int:
        """Settle a node and all below it; give its size with every alias expanded."""
        known = self.sizes.get(id(node))
        if known is not None:
            if not known:
                raise self.refuse(node, "values that end", "an alias to the value it stands in")
            return known
        if depth > MAX_DEPTH:
            raise self.refuse(node, f"at most {MAX_DEPTH} levels of nesting", "more")
        if isinstance(node, yaml.ScalarNode):
            self._settle(node, loader)
            size = 1
        else:
            self.sizes[id(node)] = 0
            size = 1 + sum(self.visit(child, depth + 1, loader) for child in self._children(node))
        self.sizes[id(node)] = size
        return size

    def _settle(self, node: yaml.ScalarNode, loader: Any) -> None:
        tag, value = node.tag, node.value
        if tag == _STR:
            return
        if tag == _CORE + "value" or self._is_text(tag, value, node, loader):
            node.tag = _STR
        elif tag not in _SCALARS and tag != _MERGE:
            raise self.tagged(node)

    @staticmethod
    def _is_text(tag: str, value: str, node: yaml.ScalarNode, loader: Any) -> bool:
        if tag == _CORE + "bool":
            return value.lower() not in loader.bool_values
        if tag == _CORE + "int":
            return not _INT.fullmatch(value)
        if tag == _CORE + "float":
            return not _FLOAT.fullmatch(value)
        if tag == _CORE + "timestamp":
            try:  # 2020-02-30 has the form of a date: whoever wants one will say what is wrong with it
                loader.construct_yaml_timestamp(node)
            except (ValueError, OverflowError, AttributeError):
                return True
        return False

    def _children(self, node: yaml.Node) -> Iterator[yaml.Node]:
        if node.tag not in {_SEQ, _MAP}:
            raise self.tagged(node)
        if isinstance(node, yaml.MappingNode):
            self._keys(node)
            for key, value in node.value:
                yield key
                yield value
        else:
            yield from node.value

    def _keys(self, node: yaml.MappingNode) -> None:
        first: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.refuse(key, "a text as key", "a list or mapping")
            if key.tag == _MERGE:
                continue
            self._key_as_text(key)
            if key.value in first:
                self._repeated(key, first[key.value])
            first.setdefault(key.value, self.line(key))

    def _key_as_text(self, key: yaml.ScalarNode) -> None:
        if key.tag == _STR or key.tag not in _SCALARS:
            return
        key.tag = _STR
        self.problems.append(
            Problem(
                self.file,
                "a text as key",
                f"'{key.value}'",
                f"write '{key.value}' in quotes",
                line=self.line(key),
            )
        )

    def _repeated(self, key: yaml.ScalarNode, first: int) -> None:
        """Warn of a key that stands twice: YAML's own answer, and that of other programs, is the last."""
        found = f"it again, first in line {first}"
        remedy = "keep one; the last one counts"
        self.problems.append(Problem(self.file, "each key once", found, remedy, key.value, self.line(key)))


def _too_deep(source: str) -> int | None:
    """Find where nesting passes `MAX_DEPTH`, before anything recurses into it."""
    if len(source) <= _SCANNED and len(_OPENERS.findall(source)) <= MAX_DEPTH:
        return None
    depth = 0
    for event in yaml.parse(source, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            return int(event.start_mark.line) if event.start_mark else 0
    return None


def _syntax(error: yaml.YAMLError, source: str, file: str, offset: int) -> PostError:
    said = [str(part) for name in ("context", "problem", "reason") if (part := getattr(error, name, None))]
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    rows = source.split("\n")
    at = min(mark.line, len(rows) - 1) if mark else 0  # the mark may lie behind the last line
    line, column = (offset + at, mark.column + 1) if mark else (offset, None)
    if mark and rows[at][mark.column :].startswith("\t"):
        said.append("tab character")
    found, remedy = yaml_messages.plain(" ".join(said))
    return PostError(Problem(file, "YAML", found, remedy, "", line, column, severity="error"))


def load(source: str, file: str, offset: int) -> tuple[dict[str, Any], dict[str, int], tuple[Problem, ...]]:
    """Read one YAML mapping: its values, the line of each top-level key, and Problems that are no errors.

    `offset` is the line, in the document, of the first line of `source`.

    Raises:
        PostError: it is no YAML, no mapping, or none that may be read.
    """
    check = _Check(file, offset)
    loader: Any = None
    try:
        deep = _too_deep(source)
        if deep is not None:
            expected = f"at most {MAX_DEPTH} levels of nesting"
            raise PostError(Problem(file, expected, "more", line=deep + offset, severity="error"))
        loader = Loader(source)
        node = loader.get_single_node()
        if node is None:
            return {}, {}, ()
        return _construct(node, loader, check)
    except yaml.YAMLError as error:
        raise _syntax(error, source, file, offset) from error
    finally:
        if loader is not None:
            loader.dispose()


def _construct(
    node: yaml.Node, loader: Any, check: _Check
) -> tuple[dict[str, Any], dict[str, int], tuple[Problem, ...]]:
    if isinstance(node, yaml.ScalarNode) and node.tag == _CORE + "null":
        return {}, {}, ()
    if not isinstance(node, yaml.MappingNode):
        found = "a list" if isinstance(node, yaml.SequenceNode) else "a text"
        raise check.refuse(node, "keys with values", found, "write 'key: value', one a line")
    size = check.visit(node, 1, loader)
    if size - len(check.sizes) > MAX_EXPANDED:
        raise check.refuse(
            node, f"at most {MAX_EXPANDED} values repeated by aliases", "more", "write them out"
        )
    lines: dict[str, int] = {}
    for key, _ in node.value:
        if key.tag != _MERGE:
            lines.setdefault(key.value, check.line(key))
    data: dict[str, Any] = loader.construct_document(node)
    return data, lines, tuple(check.problems)
