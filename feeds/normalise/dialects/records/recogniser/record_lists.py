"""Lists of records in a document, and the paths in their records, as expressions of a mapping."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from feeds.normalise.dialects.records import xml_records
from feeds.normalise.dialects.records.csv_records import CsvTree
from feeds.normalise.dialects.records.json_records import JsonTree
from feeds.normalise.dialects.records.record import Tree
from feeds.normalise.dialects.records.xml_records import XmlTree

MAX_DEPTH = 5
MAX_RECORDS = 200  # that are looked at, evenly spread
_MAX_PATHS = 400
_MAX_LISTS = 60
_MAX_VALUE = 20_000  # characters of a value that are looked at
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_UNUSABLE = re.compile(r"[{}]")  # a mapping reads braces as a placeholder
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?")
# Links of an API (HAL, JSON:API), and the layout of a text (Notion): nothing of a job.
_ABOUT = frozenset({"_links", "_embedded", "self", "annotations"})
_HTML = frozenset(
    ("p", "div", "br", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "span", "strong", "em", "b", "i", "a")
)


class RecordList(NamedTuple):
    """The records at an expression `items`; `names` are those of the keys or elements that lead to them."""

    items: str
    names: tuple[str, ...]
    records: list[Any]


class Place(NamedTuple):
    """A path in records: its expression, its names, and the expression of the innermost list on it, or ""."""

    expression: str
    names: tuple[str, ...]
    inner_list: str = ""


Values = dict[Place, list[list[str]]]  # of each record that was looked at


def notation(tree: Tree) -> str:
    """Return the notation of a document."""
    return "json" if isinstance(tree, JsonTree) else "xml" if isinstance(tree, XmlTree) else "csv"


def lists(tree: Tree) -> Iterator[RecordList]:
    """Yield what may be lists of records."""
    if isinstance(tree, CsvTree):
        yield RecordList("", (), tree.rows)
    elif isinstance(tree, XmlTree):
        yield from _xml_lists(tree)
    elif isinstance(tree, JsonTree):
        found = list(_json_lists(tree.root, "", tree.names, MAX_DEPTH - tree.depth))[:_MAX_LISTS]
        if not found and isinstance(tree.root, dict):
            found = [RecordList("[@]", (), [tree.root])]
        yield from found


def values(tree: Tree, records: list[Any]) -> Values:
    """Return the texts at each path of some records, MAX_RECORDS at most, which are evenly spread."""
    step = max(1, -(-len(records) // MAX_RECORDS))
    chosen = records[::step]
    found: Values = {}
    for number, record in enumerate(chosen):
        for place, text in _walk(tree, record):
            if place not in found:
                if len(found) >= _MAX_PATHS:
                    continue
                found[place] = [[] for _ in chosen]
            if text.strip():
                found[place][number].append(text.strip()[:_MAX_VALUE])
    return found


def _walk(tree: Tree, record: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(tree, CsvTree):
        yield from ((Place(name, (name,)), str(text)) for name, text in record.items() if name and _usable(name))
    elif isinstance(tree, XmlTree):
        yield from _xml_values(record, "", (), "")
    else:
        yield from _json_values(record, "", (), "", 0)


def _usable(name: str) -> bool:
    return not _UNUSABLE.search(name) and not (name.startswith("'") and name.endswith("'"))


def _json_lists(node: Any, expression: str, names: tuple[str, ...], depth: int) -> Iterator[RecordList]:
    if depth > MAX_DEPTH:
        return
    if isinstance(node, list):
        rows = [one for one in node if isinstance(one, dict)]
        if rows and len(rows) * 2 > len(node):
            yield RecordList(expression or "@", names, rows)
            inside: dict[str, list[Any]] = {}
            for path, value in (pair for row in rows for pair in _inner_lists(row, "", depth)):
                inside.setdefault(path, []).extend(value)
            for path, inner in inside.items():
                yield from _json_lists(inner, f"{expression}[].{path}[]", (*names, *path.split(".")), depth + 1)
    elif isinstance(node, dict):
        for key, value in node.items():
            if not _usable(key):
                continue
            path = f"{expression}.{written(key)}" if expression else written(key)
            yield from _json_lists(value, path, (*names, key), depth + 1)
            if isinstance(value, dict) and _is_table(value):
                yield RecordList(f"values({path})", (*names, key), list(value.values()))
        if not expression and _is_table(node):
            yield RecordList("values(@)", names, list(node.values()))


def _inner_lists(row: dict[str, Any], path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists in a record, and in the objects in it where the document is searched deeper than MAX_DEPTH."""
    for key, value in row.items():
        if not _usable(key):
            continue
        inner = f"{path}.{written(key)}" if path else written(key)
        if isinstance(value, list) and value:
            yield inner, value
        elif isinstance(value, dict) and depth < 0:
            yield from _inner_lists(value, inner, depth + 1)


def _is_table(node: dict[str, Any]) -> bool:
    """Return whether a mapping holds records by their ids."""
    rows = list(node.values())
    if len(rows) < 2 or not all(isinstance(row, dict) and row for row in rows):  # noqa: PLR2004 - more than one
        return False
    shared = set(rows[0]).intersection(*rows[1:])
    return len(shared) * 2 > max(map(len, rows))


def written(key: str) -> str:
    """Return a key as it is written in an expression."""
    return key if _IDENTIFIER.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _json_values(
    node: Any, expression: str, names: tuple[str, ...], inner: str, depth: int
) -> Iterator[tuple[Place, str]]:
    if isinstance(node, dict) and depth < MAX_DEPTH:
        several = len(node) > 1 and all(_LANGUAGE.fullmatch(key) for key in node)
        for key in [next(iter(node))] if several else node:  # one language of a text
            if isinstance(key, str) and _usable(key) and key not in _ABOUT:
                inside = f"{expression}.{written(key)}" if expression else written(key)
                yield from _json_values(node[key], inside, (*names, key), inner, depth + 1)
    elif isinstance(node, list):
        if any(isinstance(one, dict) for one in node):
            for one in node[:50]:
                yield from _json_values(one, f"{expression}[]", names, expression, depth)
        else:
            for one in node[:50]:
                yield from _json_values(one, expression, names, inner, depth)
    elif node is not None and not isinstance(node, dict):
        text = ("true" if node else "false") if isinstance(node, bool) else str(node)
        yield Place(expression, names, inner), text


def _xml_lists(tree: XmlTree) -> Iterator[RecordList]:
    found: dict[tuple[str, ...], list[Any]] = {}
    level: list[tuple[tuple[str, ...], Any]] = [((_tag(tree.root),), tree.root)]
    for _ in range(MAX_DEPTH):
        for path, element in level:
            only = len(element) == 1 and len(element[0]) > 1  # a wrapper of the record
            if (len(element) and not only) or len(element.attrib) > 1:
                found.setdefault(path, []).append(element)
        level = [
            ((*path, tag), child)
            for path, element in level
            for child in element
            if (tag := _tag(child)) and tag.lower() not in _HTML
        ]
    for path, elements in list(found.items())[:_MAX_LISTS]:
        yield RecordList("/" + "/".join(path), path, elements)


def _tag(element: Any) -> str:
    return element.tag if isinstance(element.tag, str) and not element.tag.startswith("{") else ""


def _xml_values(element: Any, expression: str, names: tuple[str, ...], inner: str) -> Iterator[tuple[Place, str]]:
    for name, value in element.attrib.items():
        yield Place(f"{expression}/@{name}" if expression else f"@{name}", (*names, name), inner), value
    children = [child for child in element if _tag(child)]
    if not children or all(child.tag.lower() in _HTML for child in children):
        if expression:
            yield Place(expression, names, inner), xml_records.written(element)
        return
    if len(names) >= MAX_DEPTH:
        return
    tags = Counter(child.tag for child in children)
    for child in children[:MAX_RECORDS]:
        path = f"{expression}/{child.tag}" if expression else child.tag
        repeated = tags[child.tag] > 1 and len(child) > 0
        yield from _xml_values(child, path, (*names, child.tag), path if repeated else inner)
