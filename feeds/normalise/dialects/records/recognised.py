"""Recognised mappings: found once for a source, kept with it, and checked against each later list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from feeds.model.post import Document
from feeds.model.problem import Message
from feeds.normalise.dialects.item import SourceOptions
from feeds.normalise.dialects.records.record import Tree, refusal
from feeds.normalise.dialects.records.to_item import RecordReader

_FEW = 5  # records: a field that fewer all lack may be missing by chance
_LOOKED_AT = 200  # records


def find(document: Document, options: SourceOptions) -> SourceOptions:
    """Return options with the mapping that the recogniser finds in a document; the same if it finds none.

    Raises:
        PostError: the document cannot be parsed.
    """
    from feeds.normalise.dialects.records import recogniser

    best: tuple[tuple[int, int], SourceOptions] | None = None
    for tree, seed in _trees(document, options):
        found = recogniser.recognise(tree)
        if found is None:
            continue
        items = str(found.mapping.get("items", ""))
        reader, records = RecordReader(tree, found.mapping, document.locator, {}, ""), tree.records(items)
        rows = [reader.values_of(record) for record in records[:_LOOKED_AT]]
        if not _are_usable(rows):  # such as records whose ids are `false`
            continue
        always = tuple(sorted(name for name in found.mapping["fields"] if all(name in row for row in rows)))
        score = len(found.mapping["fields"]), len(records)
        if best is None or score > best[0]:
            mapping = {**found.mapping, **seed}
            if seed and not _leads_to_pages(mapping.get("next"), tree, document.locator):
                mapping.pop("next", None)
            best = score, replace(options, mapping=mapping, expected=always, unclear=found.unclear)
    return best[1] if best else options


def _leads_to_pages(paging: Any, tree: Tree, here: str) -> bool:
    """Return whether the next part of a list in a page is a page like it, and no document of an API."""
    stated = tree.find(str(paging["url"])) if isinstance(paging, dict) and "url" in paging else []
    try:
        return bool(stated) and urlsplit(urljoin(here, str(stated[0])))[:3] == urlsplit(here)[:3]
    except ValueError:
        return False


def _trees(document: Document, options: SourceOptions) -> Iterator[tuple[Tree, Mapping[str, Any]]]:
    """Yield what may contain the records, each with the keys of the mapping that find it."""
    from feeds.normalise.dialects.records import detect

    if isinstance(selector := options.seed.get("json_in"), str):
        from feeds.normalise.dialects.records import html_records

        yield from ((tree, options.seed) for tree in html_records.json_trees(document, selector))
    elif not detect.notation(document.body):
        yield from _trees_of_page(document)
    else:
        yield detect.parse(document, {}), {}


def _trees_of_page(document: Document) -> Iterator[tuple[Tree, Mapping[str, Any]]]:
    """Yield the values in a page that may be lists of jobs: one object alone is none."""
    from feeds.normalise.dialects.job_posting import html_page, script_data
    from feeds.normalise.dialects.job_posting.script_data import sources
    from feeds.normalise.dialects.records import json_records

    for source in sources.find(html_page.decode(document)):
        for value in script_data.values(source.texts):
            if json_records.holds_list(value):
                yield json_records.ValueTree(document, value, source.names), {"json_in": source.xpath}


def check(document: Document, expected: Sequence[str], reader: RecordReader, records: Sequence[Any]) -> None:
    """Raise PostError if a list no longer fits the mapping that was recognised in an earlier one."""
    rows = [reader.values_of(record) for record in records[:_LOOKED_AT] if reader.tree.is_record(record)]
    if not records:
        return
    lost = [name for name in expected if not any(name in row for row in rows)] if len(rows) >= _FEW else []
    if _are_usable(rows) and not lost:
        return
    names = ", ".join(f"`{name}`" for name in lost or ("title",))
    found = Message(
        "a list that no longer fits the recognised mapping: no %(fields)s (check it with `feeds try`; "
        "if that is right, run `feeds accept`)",
        fields=names,
    )
    raise refusal(document, found, "")


def _are_usable(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether more than half of some records have a title, and an id or a URL."""
    return 2 * sum("title" in row and bool({"id", "url"} & {*row}) for row in rows) > len(rows)


def encode(options: SourceOptions) -> str:
    """Return what is kept with a source: its recognised mapping, or "" without one."""
    if not (options.recognise and options.mapping):
        return ""
    kept = {"mapping": options.mapping, "expected": options.expected, "unclear": options.unclear}
    return json.dumps(kept, ensure_ascii=False)


def decode(kept: str, options: SourceOptions) -> SourceOptions:
    """Return options with the mapping that is kept with a source; the same if there is none, or it is damaged."""
    if not (mapping := mapping_of(kept)):
        return options
    expected = json.loads(kept).get("expected")
    return replace(options, mapping=mapping, expected=tuple(map(str, expected if isinstance(expected, list) else ())))


def mapping_of(kept: str) -> dict[str, Any]:
    """Return a kept mapping; it is empty if there is none, or it is damaged."""
    try:
        mapping = json.loads(kept or "{}")["mapping"]
        return dict(mapping) if isinstance(mapping["fields"], dict) else {}
    except (ValueError, TypeError, LookupError):
        return {}


def unclear(kept: str) -> tuple[str, ...]:
    """Return the fields that a kept mapping leaves empty because two paths fit them as well."""
    return tuple(map(str, json.loads(kept or "{}").get("unclear", ())))


def as_yaml(kept: str) -> str:
    """Return a kept mapping as it can be pasted into a source."""
    from feeds.normalise.dialects import yaml_reader

    return yaml_reader.dump({"mapping": mapping_of(kept)})


def in_short(kept: str) -> str:
    """Return a kept mapping on one line: each field with its expressions."""
    return ", ".join(f"{name}: {_short(spec)}" for name, spec in mapping_of(kept).get("fields", {}).items())


def _short(spec: Any) -> str:
    if isinstance(spec, dict):
        return " ".join(map(str, spec.values()))
    return " + ".join(map(_short, spec)) if isinstance(spec, list) else str(spec)
