"""Read one YAML mapping with the position of each key and its problems (wrapper of PyYAML).

Configuration and front matter are read by it alike. A document is composed once; the node graph is checked
for depth, size, tags and repeated keys, and only then made into values. A scalar is a number or a date
only when it cannot be meant as text (see `_settle`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import yaml
from yaml.reader import Reader

from feeds.model.errors import PostError
from feeds.model.problem import Message, Path, Phrase, Problem, dotted

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml: slower, same values
    from yaml import SafeLoader as Loader  # type: ignore[assignment] # mypy sees one of the two

MAX_DEPTH = 60
MAX_EXPANDED = 10_000  # values that aliases may add to those written out
_SHALLOW = 20_000  # characters up to which indentation alone cannot nest too deeply to be composed

_CORE = "tag:yaml.org,2002:"
_STR, _SEQ, _MAP, _MERGE = _CORE + "str", _CORE + "seq", _CORE + "map", _CORE + "merge"
_TAGS = {yaml.ScalarNode: _STR, yaml.SequenceNode: _SEQ, yaml.MappingNode: _MAP}
_SCALARS = {_CORE + name for name in ("str", "null", "bool", "int", "float", "timestamp")}
_PLAIN = {_CORE + "value", _MERGE}  # `=` and `<<` mean something as keys only
# `01000` (octal), `18:30` (base 60), `1_000`, `0x1F`, `.inf` are meant as text by authors.
_WRITTEN = {
    _CORE + "int": re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})"),
    _CORE + "float": re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{0,17}"),
}
IsText = Callable[[str], bool]
NO_TEXTS: IsText = frozenset[str]().__contains__
_OPENERS = re.compile(r"[\[{]|[-?] ")


class Loaded(NamedTuple):
    """Values by key, the line of each top-level key, and problems.

    `problems` of the severity `error` make the values unfit for use; the others do not. `root` is the mapping
    as nodes of PyYAML (`id`, `value`, `start_mark`), merge keys resolved; None for other formats than YAML.
    `replaced` are keys and texts that a second value of the same key replaced, at any depth.
    """

    data: Any
    lines: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    root: Any = None
    replaced: tuple[tuple[str, str], ...] = ()


class Event(NamedTuple):
    """A part of a YAML document; `line` counts from 0, `anchor` is what it defines or, as an alias, refers to."""

    kind: Literal["mapping", "list", "end", "scalar", "alias"]
    line: int
    anchor: str = ""
    text: str = ""
    is_key: bool = False


_WIDTH = 120  # characters of a line that is written


def events(source: str) -> Iterator[Event]:
    """Yield the parts of a document without composing it, up to its end or its first syntax error."""
    is_key: list[bool | None] = []  # of each open mapping: whether a key comes next; None for a list
    with suppress(yaml.YAMLError):
        for event in yaml.parse(source, Loader=Loader):
            line = event.start_mark.line if event.start_mark else 0
            if isinstance(event, yaml.CollectionEndEvent):
                is_key.pop()
                yield Event("end", line)
            elif isinstance(event, yaml.NodeEvent):
                as_key = bool(is_key and is_key[-1])
                if is_key and is_key[-1] is not None:
                    is_key[-1] = not as_key
                anchor = event.anchor or ""
                if isinstance(event, yaml.AliasEvent):
                    yield Event("alias", line, anchor, is_key=as_key)
                elif isinstance(event, yaml.ScalarEvent):
                    yield Event("scalar", line, anchor, event.value, as_key)
                else:
                    is_mapping = isinstance(event, yaml.MappingStartEvent)
                    is_key.append(True if is_mapping else None)
                    yield Event("mapping" if is_mapping else "list", line, anchor, is_key=as_key)


def load(source: str, file: str, first_line: int = 1, is_text: IsText = NO_TEXTS, ratio: int = 0) -> Loaded:
    """Read one YAML mapping; an empty document is an empty mapping.

    `first_line` is the line, in the document, of the first line of `source`; `is_text` returns whether scalars
    under a top-level key are texts, whatever type YAML 1.1 resolves. Aliases
    may add MAX_EXPANDED values, or `ratio` times those that are written out.

    Raises:
        PostError: it is no YAML, no mapping, or larger or deeper than a document may be.
    """
    return _load(source, _Check(file, first_line, is_text, ratio), _mapping)


def load_list(source: str, file: str, ratio: int = 0) -> Loaded:
    """Read a YAML list of sources as `load` does; of an empty document, `root` is None.

    Raises:
        PostError: it is no YAML, no list, or larger or deeper than a document may be.
    """
    return _load(source, _Check(file, 1, NO_TEXTS, ratio), _list)


def _load(source: str, check: _Check, construct: Callable[[yaml.Node, Any, _Check], Loaded]) -> Loaded:
    loader: Any = None
    try:
        check.nesting(source)
        loader = Loader(source)
        node = loader.get_single_node()
        if node is None or node.tag == _CORE + "null":
            return Loaded({}, {}, root=node)
        return construct(node, loader, check)
    except yaml.reader.ReaderError as error:
        found = Reader.NON_PRINTABLE.search(source)
        raise check.invisible(source, found.start() if found else 0) from error
    except yaml.MarkedYAMLError as error:
        from feeds.normalise.dialects import yaml_messages  # most documents have no error

        fault = yaml_messages.syntax_fault(error, source, _quoted_before(error.problem_mark, source), _is_mapping)
        line, column = fault.line + check.first_line, fault.column + 1
        problem = Problem(check.file, Message("YAML"), fault.found, fault.remedy, "", line, column, "error")
        raise PostError(problem) from error
    finally:
        if loader is not None:
            loader.dispose()


def dump(data: Mapping[str, Any]) -> str:
    """Return data as YAML for people, in its order."""
    written: str = yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=_WIDTH)
    return written


def _is_mapping(source: str) -> bool:
    try:
        return isinstance(Loader(source).get_single_node(), yaml.MappingNode)
    except yaml.YAMLError:
        return False


def _quoted_before(mark: Any, source: str) -> Any:
    """Return the last scalar token before a place if it is in quotes, else None."""
    last = None
    with suppress(yaml.YAMLError):
        for token in yaml.scan(source, Loader=Loader):
            if (token.start_mark.line, token.start_mark.column) >= (mark.line, mark.column):
                break
            last = token if isinstance(token, yaml.ScalarToken) else last
    return last if last and not last.plain else None


def _mapping(node: yaml.Node, loader: Any, check: _Check) -> Loaded:
    if not isinstance(node, yaml.MappingNode):
        found = Message("a list") if isinstance(node, yaml.SequenceNode) else Message("a text")
        raise check.refusal(node, (), Message("keys with values"), found, Message("write 'key: value', one a line"))
    check.whole(node, loader)
    lines: dict[str, int] = {}
    for key, _ in node.value:
        if key.tag != _MERGE:
            lines.setdefault(key.value, check.place(key)[0])
    return Loaded(loader.construct_document(node), lines, tuple(check.problems), node, tuple(check.replaced))


def _list(node: yaml.Node, loader: Any, check: _Check) -> Loaded:
    if not isinstance(node, yaml.SequenceNode):
        found = Message("a mapping") if isinstance(node, yaml.MappingNode) else Message("a text")
        remedy = Message("begin each source with '- ', or leave the file out of `include`")
        raise check.refusal(node, (), Message("a list of sources"), found, remedy)
    check.whole(node, loader)
    return Loaded(loader.construct_document(node), {}, tuple(check.problems), node)


@dataclass
class _Check:
    """Validation of a composed document, from its root."""

    file: str
    first_line: int
    is_text: IsText
    ratio: int
    problems: list[Problem] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    scalars: int = 0
    # By `id` of a list or mapping: how many values it holds with every alias written out, and how deep they nest.
    measures: dict[int, tuple[int, int]] = field(default_factory=dict)

    def place(self, node: Any) -> tuple[int, int]:
        return int(node.start_mark.line) + self.first_line, int(node.start_mark.column) + 1

    def error(self, node: Any, path: Path, expected: Phrase, found: Phrase, remedy: Phrase = "") -> Problem:
        return Problem(self.file, expected, found, remedy, dotted(path), *self.place(node), severity="error")

    def refusal(self, node: Any, path: Path, expected: Phrase, found: Phrase, remedy: Phrase = "") -> PostError:
        return PostError(self.error(node, path, expected, found, remedy))

    def invisible(self, source: str, at: int) -> PostError:
        """Return the error of a character that YAML forbids."""
        line, column = source.count("\n", 0, at) + self.first_line, at - source.rfind("\n", 0, at)
        found = Message("the invisible character %(name)s", name=f"U+{ord(source[at]):04X}")
        return PostError(
            Problem(self.file, Message("text"), found, Message("remove it"), line=line, column=column, severity="error")
        )

    def nesting(self, source: str) -> None:
        """Raise PostError for a source nested deeper than MAX_DEPTH, before anything recurses into it."""
        if len(source) <= _SHALLOW and len(_OPENERS.findall(source)) <= MAX_DEPTH:
            return
        depth = 0
        for event in yaml.parse(source, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise self.too_deep(event)

    def too_deep(self, node: Any) -> PostError:
        expected = Message("at most %(count)s levels of nesting", count=MAX_DEPTH)
        return self.refusal(node, (), expected, Message("more"), Message("nest less"))

    def whole(self, node: yaml.Node, loader: Any) -> None:
        """Correct the types of a document; raise PostError if its aliases make it much larger than it is written."""
        size, _ = self.visit(node, (), loader)
        written = len(self.measures) + self.scalars
        limit = max(MAX_EXPANDED, self.ratio * written)
        if size - written > limit:
            expected = Message("at most %(count)s values repeated by aliases (*)", count=f"{limit:,}")
            raise self.refusal(node, (), expected, Message("more"), Message("write them out"))

    def visit(self, node: yaml.Node, path: Path, loader: Any, depth: int = 1) -> tuple[int, int]:
        """Correct the types of a node and all below it; return its measures."""
        size, height = self.measures.get(id(node), (0, 1))
        if id(node) in self.measures and not size:
            expected = Message("an alias (*) outside its own anchor (&)")
            raise self.refusal(node, path, expected, Message("one inside it"), Message("write it out"))
        if depth + height - 1 > MAX_DEPTH:
            raise self.too_deep(node)
        if size:
            return size, height
        if isinstance(node, yaml.ScalarNode):
            self.scalars += 1  # a repeated one costs no more than its alias
            self._settle(node, path, loader)
            return 1, 1
        self.measures[id(node)] = 0, 1
        below = [self.visit(child, inner, loader, depth + 1) for child, inner in self._children(node, path)]
        size, height = 1 + sum(size for size, _ in below), 1 + max((height for _, height in below), default=0)
        self.measures[id(node)] = size, height
        return size, height

    def _settle(self, node: yaml.ScalarNode, path: Path, loader: Any) -> None:
        """Make a scalar text unless it is surely meant as the type that YAML 1.1 resolves."""
        if node.tag == _STR:
            return
        if node.tag not in _SCALARS | _PLAIN:
            self._tagged(node, path)
        elif (
            self._is_text(node, path)
            or node.tag in _PLAIN
            or (node.tag in _WRITTEN and not _WRITTEN[node.tag].fullmatch(node.value))
        ):
            node.tag = _STR
        else:
            try:  # 2020-02-30 has the form of a date: the field that expects one reports it
                loader.yaml_constructors[node.tag](loader, node)
            except (ValueError, OverflowError, AttributeError, KeyError):
                node.tag = _STR

    def _is_text(self, node: yaml.Node, path: Path) -> bool:
        return bool(path) and node.tag != _CORE + "null" and self.is_text(str(path[0]))

    def _tagged(self, node: yaml.Node, path: Path) -> None:
        tag = "!!" + node.tag.removeprefix(_CORE) if node.tag.startswith(_CORE) else node.tag
        self.problems.append(
            self.error(
                node, path, Message("a value without a tag"), Message("the tag %(tag)s", tag=tag), Message("remove it")
            )
        )
        node.tag = _TAGS[type(node)]

    def _children(self, node: yaml.Node, path: Path) -> list[tuple[yaml.Node, Path]]:
        if node.tag not in {_SEQ, _MAP}:
            self._tagged(node, path)
        if isinstance(node, yaml.MappingNode):
            self._keys(node, path)
            pairs = [(pair, (*path, pair[0].value)) for pair in node.value]
            return [
                (child, inner)
                for (key, value), inner in pairs
                for child in ((value,) if key.tag == _MERGE else (key, value))
            ]
        return [(child, (*path, place)) for place, child in enumerate(node.value)]

    def _keys(self, node: yaml.MappingNode, path: Path) -> None:
        """Check the keys of a mapping; invalid ones are left out."""
        first: dict[str, int] = {}
        pairs, node.value = node.value, []
        for key, value in pairs:
            if not isinstance(key, yaml.ScalarNode):
                found = Message("a list or mapping")
                self.problems.append(
                    self.error(key, path, Message("a text as key"), found, Message("check the brackets"))
                )
                continue
            inner = (*path, key.value)
            if key.tag != _MERGE:
                if key.value in first:
                    earlier = next(other for name, other in reversed(node.value) if name.value == key.value)
                    self.replaced += [(key.value, earlier.value)] if isinstance(earlier, yaml.ScalarNode) else []
                self._key(key, inner, first)
            elif not all(isinstance(one, yaml.MappingNode) for one in _merged(value)):
                expected, remedy = Message("an alias (*) of a mapping"), Message("write the keys out")
                self.problems.append(self.error(key, inner, expected, Message("something else"), remedy))
                continue
            node.value.append((key, value))

    def _key(self, key: yaml.ScalarNode, path: Path, first: dict[str, int]) -> None:
        line, column = self.place(key)
        if key.tag != _STR and key.tag in _SCALARS:
            key.tag = _STR
            remedy = Message("write '%(key)s' in quotes", key=key.value)
            self.problems.append(
                Problem(
                    self.file,
                    Message("a text as key"),
                    Message("'%(value)s'", value=key.value),
                    remedy,
                    "",
                    line,
                    column,
                )
            )
        if key.value in first:  # a warning: YAML, and most programs, use the last one
            found = Message("a second one (the first is in line %(line)s)", line=first[key.value])
            self.problems.append(
                Problem(self.file, Message("each key once"), found, Message("keep one"), dotted(path), line, column)
            )
        first.setdefault(key.value, line)


def _merged(node: yaml.Node) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else [node]
