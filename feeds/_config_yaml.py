"""The text of a configuration as a tree that remembers where everything stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from feeds.errors import ConfigError
from feeds.model import Problem

Path = tuple[str | int, ...]

MAX_CHARACTERS = 500_000
MAX_NODES = 20_000  # with every alias written out: no honest configuration comes near, a "bomb" is far beyond
KNOWN_TAGS = frozenset("str int float bool null timestamp seq map merge".split())
PREFIX = "tag:yaml.org,2002:"
FIRST = "`feeds init` writes a first one"

# What PyYAML says, what that means, and what to do; the first that fits is used.
PLAIN = (
    ("mapping values are not allowed", "a ':' where none can be", "put a text with ': ' in quotes, or mend the indentation"),
    ("'\\t'", "a tab", "indent with spaces"),
    ("that cannot start any token", "a character that no plain text may begin with", "put the text in quotes"),
    ("found unexpected end of stream", "a quote that is never closed", "close it"),
    ("expected <block end>", "a line that is indented unlike its neighbours", "mend the indentation"),
    ("could not find expected ':'", "a line without ':'", "write `key: value`"),
    ("expected ',' or", "a bracket that is never closed", "close it, or put the text in quotes"),
    ("found undefined alias", "an alias (*) without its anchor (&)", "put a text that begins with * in quotes"),
    ("expected a single document", "a second document", "remove the line `---` and what follows"),
    ("found unknown escape", "a backslash that means nothing here", "use single quotes"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the value at a path (or with its key), before its line is looked up."""

    path: Path
    expected: str
    found: str
    remedy: str = ""
    at_key: bool = False


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
        """Make a problem of a fault: with line and column, counted from 1, and without invented list places."""
        node, key, path = self.root, None, []
        for part in fault.path:
            step = _step(node, part)
            if step is None:
                if not _is(node, "scalar"):
                    path.append(part)
                    mark = key.start_mark if key else None
                    return self._problem(fault, path, mark)
                break
            key, node = step
            path.append(part)
        return self._problem(fault, path, (key if key and fault.at_key else node).start_mark)

    def _problem(self, fault: Fault, path: list[str | int], mark: Any) -> Problem:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
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
        return node.value if _is(node, "scalar") else ""


def _is(node: Any, kind: str) -> bool:
    return bool(node.id == kind)


def _step(node: Any, part: str | int) -> tuple[Any, Any] | None:
    """Go down one step: the key's node, if there is one, and the value's."""
    if _is(node, "mapping"):
        # Merged keys come first and are overridden by the mapping's own, so the last one counts.
        return next(((key, value) for key, value in reversed(node.value) if key.value == part), None)
    if _is(node, "sequence") and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None


def read(text: str, file: str) -> Tree:
    """Read a configuration's text.

    Raises:
        ConfigError: it is no YAML, no mapping, or more than a configuration can be.
    """
    if len(text) > MAX_CHARACTERS:
        _refuse(file, f"at most {MAX_CHARACTERS:,} characters", f"{len(text):,}", FIRST)
    loader, root = _compose(text, file)
    if root is None or (_is(root, "scalar") and not root.value):
        _refuse(file, "at least `site` and `sources`", "an empty file", FIRST)
    if not _is(root, "mapping"):
        found = "a list" if _is(root, "sequence") else "plain text"
        _refuse(file, "keys such as `site:` and `sources:`", found, FIRST)
    _measure(root, file)
    tree = Tree(file, root)
    tree.data = _Builder(loader, tree.faults).build(root, ())
    return tree


def _refuse(file: str, expected: str, found: str, remedy: str, mark: Any = None) -> NoReturn:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    raise ConfigError((Problem(file, expected, found, remedy, line=line, column=column, severity="error"),))


def _compose(text: str, file: str) -> tuple[Any, Any]:
    import yaml

    try:
        loader = yaml.SafeLoader(text)
        return loader, loader.get_single_node()
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        found = f"the invisible character U+{ord(text[error.position]):04X}"
        problem = Problem(file, "text", found, "remove it", line=line, column=column, severity="error")
        raise ConfigError((problem,)) from None
    except yaml.MarkedYAMLError as error:
        said = str(error.problem)
        found, remedy = next((say[1:] for say in PLAIN if say[0] in said), (said, "mend the line"))
        mark = error.context_mark if "never closed" in found else error.problem_mark
        _refuse(file, "YAML", found, remedy, mark or error.problem_mark)
    except RecursionError:
        _refuse(file, "a configuration", "lists or keys nested too deep", FIRST)


def _measure(root: Any, file: str) -> None:
    """Refuse what would grow beyond measure, or for ever, once its aliases are written out."""
    sizes: dict[int, int] = {}
    above: set[int] = set()

    def size(node: Any) -> int:
        if _is(node, "scalar"):
            return 1
        if id(node) in above:
            _refuse(file, "a configuration", "an alias (*) inside its own anchor (&)", "write it out", node.start_mark)
        if id(node) not in sizes:
            above.add(id(node))
            sizes[id(node)] = 1 + sum(map(size, _children(node)))
            above.discard(id(node))
        if sizes[id(node)] > MAX_NODES:
            remedy = "use fewer aliases (*)"
            _refuse(file, f"at most {MAX_NODES:,} values", "many more", remedy, node.start_mark)
        return sizes[id(node)]

    size(root)


def _children(node: Any) -> Iterator[Any]:
    for child in node.value:
        yield from child if isinstance(child, tuple) else (child,)


class _Builder:
    """Make data of nodes: keys as text, what cannot be is a fault and left out."""

    def __init__(self, loader: Any, faults: list[Fault]) -> None:
        self.loader = loader
        self.faults = faults

    def build(self, node: Any, path: Path) -> Any:
        if node.tag.removeprefix(PREFIX) not in KNOWN_TAGS:
            tag = node.tag.replace(PREFIX, "!!")
            self.faults.append(Fault(path, "a plain value", f"the tag {tag}", "remove the tag"))
            return None
        if _is(node, "mapping"):
            return self._mapping(node, path)
        if _is(node, "sequence"):
            return [self.build(child, (*path, place)) for place, child in enumerate(node.value)]
        try:
            return self.loader.construct_object(node)
        except ValueError as error:
            self.faults.append(Fault(path, "a value that exists", f"'{node.value}': {error}", "mend it, or put it in quotes"))
            return None

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        self._twice(node, path)
        self.loader.flatten_mapping(node)
        return {
            key.value: self.build(value, (*path, key.value)) for key, value in node.value if isinstance(key.value, str)
        }

    def _twice(self, node: Any, path: Path) -> None:
        first: dict[str, int] = {}
        for key, _ in node.value:
            if not _is(key, "scalar"):
                self.faults.append(Fault(path, "keys that are plain text", "a list or mapping as a key", "mend the brackets"))
            elif key.value in first and not key.tag.endswith("merge"):
                found = f"a second one (the first is on line {first[key.value]})"
                self.faults.append(Fault((*path, key.value), f"'{key.value}' once", found, "remove one", at_key=True))
            else:
                first[key.value] = key.start_mark.line + 1
