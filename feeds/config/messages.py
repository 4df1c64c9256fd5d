"""Messages about unknown keys, renamed keys and wrong types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from feeds.collect import SOURCES
from feeds.config import schema
from feeds.config.files.positions import Fault, Tree
from feeds.config.key_paths import RENAMED, RENAMED_VALUES, pattern
from feeds.config.keys import KEYS
from feeds.config.value_checks import describe
from feeds.model.problem import EXAMPLE, Message, Path, Phrase, verbatim
from feeds.model.safe_text import suggestion

# Types of pydantic errors, each with what was expected.
EXPECTED = {
    "string_type": Message("text"),
    "int_type": Message("a whole number"),
    "int_parsing": Message("a whole number"),
    "int_from_float": Message("a whole number"),
    "float_type": Message("a number"),
    "float_parsing": Message("a number"),
    "bool_type": Message("true or false"),
    "bool_parsing": Message("true or false"),
    "tuple_type": Message("a list"),
    "dict_type": Message("a mapping"),
    "dataclass_type": Message("a mapping"),
    "model_attributes_type": Message("a mapping"),
    "date_type": Message("a date"),
}


def faults(data: Any, tree: Tree) -> Iterator[Fault]:
    """Yield the faults that the schema finds in expanded data."""
    for error in schema.errors(data):
        # Of values that may be a mapping or a text, the fault of the mapping is enough.
        if error["loc"][-1:] != ("literal['auto']",) and error["loc"][-2:] != ("body", "str"):
            yield _fault(error, tree)


def _fault(error: Any, tree: Tree) -> Fault:
    path: Path = _untagged(error["loc"])
    kind, value = error["type"], error["input"]
    if kind == "missing":
        return Fault(
            path,
            Message("the key '%(path)s'", path=path[-1]),
            Message("nothing"),
            Message("add `%(path)s:`", path=path[-1]),
        )
    if kind == "unexpected_keyword_argument":
        return _unknown_key(path)
    if kind == "union_tag_invalid":
        return _choice((*path, "kind"), _one_of(list(SOURCES)), value["kind"])
    if kind == "literal_error":
        return _choice(path, _one_of(re.findall(r"'([^']*)'", error["ctx"]["expected"])), value)
    if kind == "string_type" and not isinstance(value, dict | list):
        written = tree.source(path)
        found = (
            describe(value)
            if isinstance(value, int) and str(value) == written
            else Message("%(written)s, read as %(value)s", written=written, value=describe(value))
        )
        return Fault(path, Message("text"), found, Message('put it in quotes: "%(written)s"', written=written))
    if pattern(path) == "feeds[]" and isinstance(value, str):
        return _choice(path, Message("a feed with a name, or one of 'jobs', 'news'"), value)
    if kind.startswith("date"):
        return Fault(
            path, Message("a date"), describe(value), Message("write it like %(day_ahead)s", day_ahead=EXAMPLE)
        )
    return Fault(path, EXPECTED.get(kind) or verbatim(error["msg"]), describe(value), _remedy(kind, value))


def _untagged(path: Path) -> Path:
    """Return a path without the kind of source and the kinds of a mapping, which pydantic inserts."""
    path = (*path[:2], *path[3:]) if path[:1] == ("sources",) and path[2:3] and path[2] in SOURCES else path
    return path[:3] if path[:1] == ("sources",) and path[2:3] in (("mapping",), ("body",)) else path


def _remedy(kind: str, value: Any) -> Phrase:
    if kind == "tuple_type":
        return Message("begin each item with '- '")
    is_mapping = kind in ("dataclass_type", "model_attributes_type") and value is not None
    return Message("write its keys below it, indented") if is_mapping else ""


def _one_of(names: list[str]) -> Message:
    *others, last = (f"'{name}'" for name in names)
    return Message("%(one)s or %(other)s", one=", ".join(others), other=last) if others else verbatim(last)


def _choice(path: Path, expected: Message, value: Any) -> Fault:
    if new := RENAMED_VALUES.get((pattern(path), str(value))):
        return Fault(
            path, Message("'%(new)s'", new=new), describe(value), Message("it was renamed: write %(new)s", new=new)
        )
    return Fault(path, expected, describe(value), suggestion(value, re.findall(r"'([^']*)'", expected)))


def _unknown_key(path: Path) -> Fault:
    name = pattern(path)
    if new := RENAMED.get(name):
        return Fault(
            path,
            Message("'%(new)s'", new=new),
            Message("'%(name)s'", name=name),
            Message("%(name)s was renamed: write %(new)s", name=name, new=new),
            at_key=True,
        )
    return Fault(path, Message("a known key"), Message("'%(path)s'", path=path[-1]), _key_remedy(path), at_key=True)


def _key_remedy(path: Path) -> Phrase:
    """Return a remedy: a similar key of the same mapping, or the mapping that has this key."""
    name, parent = str(path[-1]), pattern(path[:-1])
    inside = f"{parent}." if parent else ""
    siblings = [key.removeprefix(inside) for key in KEYS if key.startswith(inside)]
    siblings = [key for key in siblings if "." not in key]
    if similar := suggestion(name, siblings):
        return similar
    parents = [key.rpartition(".")[0].replace("[]", "") for key in KEYS if key.endswith(f".{name}")]
    if parents:
        return Message("it belongs under `%(parents)s`", parents=parents[0])
    return Message("known here: %(siblings)s", siblings=", ".join(siblings))
