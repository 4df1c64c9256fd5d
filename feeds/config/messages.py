"""Messages about unknown keys, renamed keys and wrong types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from feeds.collect import SOURCES
from feeds.config import schema
from feeds.config.key_paths import RENAMED, RENAMED_VALUES, pattern
from feeds.config.keys import KEYS
from feeds.config.positions import Fault, Tree
from feeds.config.value_checks import describe
from feeds.model.problem import Message, Path, Phrase
from feeds.model.safe_text import suggestion

# Types of pydantic errors, each with what was expected.
EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "dataclass_type": "a mapping",
    "model_attributes_type": "a mapping",
    "date_type": "a date",
}


def faults(data: Any, tree: Tree) -> Iterator[Fault]:
    """Yield the faults that the schema finds in expanded data."""
    for error in schema.errors(data):
        yield _fault(error, tree)


def _fault(error: Any, tree: Tree) -> Fault:
    path: Path = _untagged(error["loc"])
    kind, value = error["type"], error["input"]
    if kind == "missing":
        return Fault(
            path, Message("the key '%(path)s'", path=path[-1]), "nothing", Message("add `%(path)s:`", path=path[-1])
        )
    if kind == "unexpected_keyword_argument":
        return _unknown_key(path)
    if kind == "union_tag_invalid":
        return _choice((*path, "kind"), " or ".join(f"'{name}'" for name in SOURCES), value["kind"])
    if kind == "literal_error":
        return _choice(path, error["ctx"]["expected"], value)
    if kind == "string_type" and not isinstance(value, dict | list):
        written = tree.source(path)
        found = (
            describe(value)
            if isinstance(value, int) and str(value) == written
            else Message("%(written)s, read as %(value)s", written=written, value=describe(value))
        )
        return Fault(path, "text", found, Message('put it in quotes: "%(written)s"', written=written))
    if pattern(path) == "feeds[]" and isinstance(value, str):
        return _choice(path, "a feed with a name, or one of 'jobs', 'news'", value)
    if kind.startswith("date"):
        return Fault(path, "a date", describe(value), "write it like 2026-02-01")
    return Fault(path, EXPECTED.get(kind, error["msg"]), describe(value), _remedy(kind, value))


def _untagged(path: Path) -> Path:
    """Return a path without the kind of source, which pydantic inserts."""
    return (*path[:2], *path[3:]) if path[:1] == ("sources",) and path[2:3] and path[2] in SOURCES else path


def _remedy(kind: str, value: Any) -> str:
    if kind == "tuple_type":
        return "begin each item with '- '"
    is_mapping = kind in ("dataclass_type", "model_attributes_type") and value is not None
    return "write its keys below it, indented" if is_mapping else ""


def _choice(path: Path, expected: str, value: Any) -> Fault:
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
    return Fault(path, "a known key", Message("'%(path)s'", path=path[-1]), _key_remedy(path), at_key=True)


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
