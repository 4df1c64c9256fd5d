"""Which of the expressions of a mapping find something, and which dates they find are none: for `feeds try`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from feeds.normalise.dialects.records.field_mapping import PLACEHOLDER
from feeds.normalise.dialects.records.record import Tree
from feeds.normalise.dialects.records.to_item import DATES, RecordReader
from feeds.normalise.values.text import one_line, shorten

_LOOKED_AT = 20  # records
_MAX_SHOWN = 3  # expressions of one field
_LONGEST = 60  # characters


class Used(NamedTuple):
    """Of the fields that some records have, the expressions; of the dates that are none, the first value."""

    expressions: Mapping[str, str] = {}
    unread: Mapping[str, str] = {}


def of(reader: RecordReader, records: Sequence[Any]) -> Used:
    """Return what a mapping finds in the first records."""
    tree, fields = reader.tree, reader.mapping.get("fields")
    first = [record for record in records[:_LOOKED_AT] if tree.is_record(record)]
    found = {}
    for name, spec in fields.items() if isinstance(fields, Mapping) else ():
        used = [_shown(*one) for one in _expressions(spec) if _finds(tree, *one, first)]
        if used:
            found[name] = " + ".join([*dict.fromkeys(used)][:_MAX_SHOWN])
    unread: dict[str, str] = {}
    for record in first:
        values = reader.values_of(record)
        for name in sorted(found.keys() & DATES - values.keys()):
            texts = (
                text for _, one in _expressions(reader.mapping["fields"][name]) for text in _texts(tree, one, record)
            )
            if text := next(texts, ""):
                unread.setdefault(name, shorten(one_line(text), _LONGEST))
    return Used(found, unread)


def _expressions(spec: Any, inside: str = "") -> Iterator[tuple[str, str]]:
    """Yield the expressions of a field, each with that of the nodes that it is evaluated at, if there is one."""
    if isinstance(spec, str):
        yield inside, spec
    elif isinstance(spec, list):
        for one in spec:
            yield from _expressions(one, inside)
    elif isinstance(spec, Mapping):
        nodes = spec.get("items")
        nodes = nodes if isinstance(nodes, str) else inside
        for name, one in spec.items():
            if name not in ("items", "divided_by"):
                yield from _expressions(one, nodes)


def _finds(tree: Tree, inside: str, expression: str, records: Sequence[Any]) -> bool:
    parts = [part.strip() for part in PLACEHOLDER.findall(expression)] or [expression]
    nodes = [node for record in records for node in (tree.find(inside, record) if inside else [record])]
    return any(all(tree.find(part, node) for part in parts) for node in nodes)


def _texts(tree: Tree, expression: str, record: Any) -> Iterator[str]:
    yield from (text for node in tree.find(expression, record) if (text := tree.text(node)))


def _shown(inside: str, expression: str) -> str:
    written = f"{inside}: {expression}" if inside else expression
    return written if len(written) <= _LONGEST else shorten(expression, _LONGEST)
