"""The text of a configuration as a tree: YAML that is safe to read, its mistakes in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from feeds.config.positions import Fault, Path, Tree, is_a, position
from feeds.model.errors import ConfigError
from feeds.model.problem import Problem

MAX_CHARACTERS = 500_000
MAX_DEPTH = 30
MAX_NODES = 20_000  # with every alias written out: no honest configuration comes near, a "bomb" is far beyond
KNOWN_TAGS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge"})
KINDS = {"timestamp": "date", "int": "number", "float": "number"}
PREFIX = "tag:yaml.org,2002:"
FIRST = "`feeds init` writes a first one"

# What PyYAML says, what that means, and what to do; the first that fits is used.
PLAIN = (
    ("mapping values are not allowed", "a ':' where none can be", "quote texts with ': ', or indent it"),
    ("'\\t'", "a tab", "indent with spaces"),
    ("that cannot start any token", "a character that begins no plain text", "put the text in quotes"),
    ("found unexpected end of stream", "a quote that is never closed", "close it"),
    ("but found '<scalar>'", "more text after a closing quote", "double the quotes (') inside it"),
    ("expected <block end>", "a line that is indented unlike its neighbours", "mend the indentation"),
    ("could not find expected ':'", "a line without ':'", "write `key: value`"),
    ("expected ',' or", "a bracket that is never closed", "close it, or put the text in quotes"),
    ("found undefined alias", "an alias (*) without its anchor (&)", "put texts with * in quotes"),
    ("expected a single document", "a second document", "remove the line `---` and what follows"),
    ("found unknown escape", "a backslash that means nothing here", "use single quotes"),
)  # fmt: skip


def read(text: str, file: str) -> Tree:
    """Read a configuration's text.

    Raises:
        ConfigError: it is no YAML, no mapping, or more than a configuration can be.
    """
    if len(text) > MAX_CHARACTERS:
        _refuse(file, f"at most {MAX_CHARACTERS:,} characters", f"{len(text):,}", FIRST)
    loader, root = _compose(text, file)
    if root is None or (is_a(root, "scalar") and not root.value):
        _refuse(file, "at least `site` and `sources`", "an empty file", FIRST)
    if not is_a(root, "mapping"):
        found = "a list" if is_a(root, "sequence") else "plain text"
        _refuse(file, "keys such as `site:` and `sources:`", found, FIRST)
    _measure(root, file)
    tree = Tree(file, root)
    tree.data = _Builder(loader, tree.faults).build(root, ())
    return tree


def _refuse(file: str, expected: str, found: str, remedy: str, mark: Any = None) -> NoReturn:
    line, column = position(mark)
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
        said = f"{error.context} {error.problem}"
        found, remedy = next(
            (say[1:] for say in PLAIN if say[0] in said),
            (str(error.problem).removeprefix("found "), "mend the line"),
        )
        mark = error.context_mark if found.endswith(("never closed", "without ':'")) else error.problem_mark
        _refuse(file, "YAML", found, remedy, mark or error.problem_mark)
    except RecursionError:
        _refuse(file, "a configuration", "lists or keys nested too deep", FIRST)


def _measure(root: Any, file: str) -> None:
    """Refuse what would grow beyond measure, or for ever, once its aliases are written out."""
    measures: dict[int, tuple[int, int]] = {}
    above: set[int] = set()

    def measure(node: Any) -> tuple[int, int]:
        if is_a(node, "scalar"):
            return 1, 1
        if id(node) in above:
            _refuse(
                file,
                "a configuration",
                "an alias (*) inside its own anchor (&)",
                "write it out",
                node.start_mark,
            )
        if id(node) not in measures:
            above.add(id(node))
            below = [measure(child) for child in _children(node)]
            above.discard(id(node))
            measures[id(node)] = (
                1 + sum(size for size, _ in below),
                1 + max((depth for _, depth in below), default=0),
            )
        size, depth = measures[id(node)]
        if size > MAX_NODES or depth > MAX_DEPTH:
            found = "many more" if size > MAX_NODES else "nested deeper"
            _refuse(
                file,
                f"at most {MAX_NODES:,} values, {MAX_DEPTH} deep",
                found,
                "use fewer aliases (*)",
                node.start_mark,
            )
        return measures[id(node)]

    measure(root)


def _children(node: Any) -> Iterator[Any]:
    for child in node.value:
        yield from child if isinstance(child, tuple) else (child,)


class _Builder:
    """Make data of nodes: keys as text, what cannot be is a fault and left out."""

    def __init__(self, loader: Any, faults: list[Fault]) -> None:
        self.loader = loader
        self.faults = faults
        self.flat: set[int] = set()

    def build(self, node: Any, path: Path) -> Any:
        if node.tag.removeprefix(PREFIX) not in KNOWN_TAGS:
            tag = node.tag.replace(PREFIX, "!!")
            self.faults.append(Fault(path, "a plain value", f"the tag {tag}", "remove the tag"))
            return None
        if is_a(node, "mapping"):
            return self._mapping(node, path)
        if is_a(node, "sequence"):
            return [self.build(child, (*path, place)) for place, child in enumerate(node.value)]
        if path and path[-1] == "postal_code":
            return node.value  # YAML 1.1 reads 01000 as an octal number
        try:
            return self.loader.construct_object(node)
        except Exception:  # noqa: BLE001 - what PyYAML's constructors raise depends on the kind of value
            kind = KINDS.get(node.tag.removeprefix(PREFIX), "plain value")
            found = f"'{node.value[:60]}', which is none"
            self.faults.append(Fault(path, f"a {kind} that exists", found, "mend it, or put it in quotes"))
            return None

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        if id(node) not in self.flat:  # an alias gives the same node again
            self.flat.add(id(node))
            self._flatten(node, path)
        return {key.value: self.build(value, (*path, key.value)) for key, value in node.value}

    def _flatten(self, node: Any, path: Path) -> None:
        node.value = list(self._once(node, path))
        merge = next((key.start_mark for key, _ in node.value if key.value == "<<"), None)
        try:
            self.loader.flatten_mapping(node)
        except Exception:  # noqa: BLE001 - PyYAML's own error, whose class may not be imported here
            expected, remedy = "an alias (*) of a mapping", "write the keys out"
            self.faults.append(Fault((*path, "<<"), expected, "something else", remedy, mark=merge))

    def _once(self, node: Any, path: Path) -> Iterator[tuple[Any, Any]]:
        first: dict[str, int] = {}
        for key, value in node.value:
            mark = key.start_mark
            if not is_a(key, "scalar"):
                expected, found = "keys that are plain text", "a list or mapping as a key"
                self.faults.append(Fault(path, expected, found, "mend the brackets", mark=mark))
            elif key.value in first:
                found = f"a second one (the first is on line {first[key.value]})"
                self.faults.append(
                    Fault((*path, key.value), f"'{key.value}' once", found, "remove one", mark=mark)
                )
            else:
                first[key.value] = mark.line + 1
                yield key, value
