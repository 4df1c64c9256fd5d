"""Job records in JSON, XML or CSV, read by a declarative mapping; recruiting systems are presets of it.

    Document | tree of its notation → records | fields → Items

Expressions of the mapping say where each field stands: JMESPath in JSON, XPath in XML, names of columns in
CSV. `docs/reference/records.md` describes the mapping and names the presets. Nothing here judges what it
finds: places, contracts, pay and dates stay as written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.model.source_state import FollowUp
from feeds.model.urls import is_web_url
from feeds.normalise.dialects.item import Batch, Item, SourceOptions

if TYPE_CHECKING:
    from feeds.normalise.dialects.records.field_mapping import Fault
    from feeds.normalise.dialects.records.record import Tree
    from feeds.normalise.dialects.records.to_item import Fields

_TOLD = 20  # problems with single records; the rest are counted


class _Reading(NamedTuple):
    tree: Tree
    mapping: Mapping[str, Any]
    fields: Fields


def read(document: Document, given: SourceOptions) -> Batch:
    """Read a list of job records by the mapping or preset that is given, or by the preset that fits.

    A record without an id and an address is left out, and so is a second one with the same id, unless only
    its place differs: then it is the same job in two places. The whole is `complete` when all of the declared
    total is here, or where the mapping says that a list is whole by contract.

    Raises:
        PostError: the document is no list of records, not whole, or of a kind that no mapping is known for.
    """
    from feeds.normalise.dialects.records import paging

    reading = _opened(document, given)
    tree, mapping = reading.tree, reading.mapping
    records = tree.records(_text(mapping.get("items")))
    items, problems, unread = _items(document, reading, records)
    extent = paging.extent(tree, mapping, reading.fields.base, len(records))
    return Batch(
        items=items,
        problems=((tree.trouble, *problems) if tree.trouble else problems),
        complete=None if unread else extent.complete,
        total=extent.total,
        next=extent.next,
    )


def more(item: Item, document: Document, given: SourceOptions) -> Item:
    """Add to an item what the document says that its `detail` asked for; its id stays.

    Raises:
        PostError: the document does not tell of a record.
    """
    from feeds.normalise.dialects.records.record import refusal

    reading = _opened(document, given)
    detail = reading.mapping.get("detail")
    place = _text(detail.get("record")) if isinstance(detail, Mapping) else ""
    found = [node for node in reading.tree.find(place or _root(reading.tree)) if reading.tree.is_record(node)]
    if not found:
        raise refusal(document, f"no record at `{place or '@'}` in {reading.tree.looks()}", "")
    return reading.fields.more(item, found[0])


def first_request(given: SourceOptions) -> FollowUp:
    """Return the first request to a source: some lists are fetched by POST (Workday)."""
    from feeds.normalise.dialects.records import paging

    name = given.preset or preset_for(given.url, b"")
    return paging.first(given.url, _mapping(given, name))


def recognises(body: bytes) -> bool:
    """Tell whether a document may hold records: JSON, XML or a table that no other dialect reads."""
    from feeds.normalise.dialects.records import detect

    return detect.recognises(body)


def presets() -> Mapping[str, Mapping[str, Any]]:
    """Give the mappings that come with the program, by name."""
    from feeds.normalise.dialects.records import system_presets

    return system_presets.presets()


def preset_for(url: str, body: bytes) -> str:
    """Name the preset that fits an address, or else the shape of a document; empty if none does."""
    from feeds.normalise.dialects.records import system_presets

    name = system_presets.by_address(url)[0]
    return name or system_presets.by_shape(Document("", url, body, ""))


def api_for(url: str) -> str:
    """Give the address of the records behind a page that people open: `boards.greenhouse.io/acme`.

    Empty when the page is of no known system, or the address is that of the records already.
    """
    from feeds.normalise.dialects.records import system_presets

    return system_presets.api(url)


def faults(mapping: Any, preset: str = "") -> list[Fault]:
    """Find what is wrong with a mapping, as (path below it, expected, found, remedy)."""
    from feeds.normalise.dialects.records import field_mapping

    return list(field_mapping.faults(mapping, presets().get(preset, {})))


def _opened(document: Document, given: SourceOptions) -> _Reading:
    from feeds.normalise.dialects.records import detect, system_presets
    from feeds.normalise.dialects.records.record import refusal
    from feeds.normalise.dialects.records.to_item import Fields

    base = document.locator if is_web_url(document.locator) else given.url
    name = given.preset
    if not name and not given.mapping:
        name = system_presets.by_address(base)[0] or system_presets.by_address(given.url)[0]
        name = name or system_presets.by_shape(document)
    mapping = _mapping(given, name)
    spaces = mapping.get("namespaces")
    spaces = {str(one): str(to) for one, to in spaces.items()} if isinstance(spaces, Mapping) else {}
    tree = detect.opened(document, _text(mapping.get("format")), spaces)
    if not mapping:
        remedy = "say where the fields are: `mapping:` with `items` and `fields`"
        raise refusal(document, f"{tree.looks()}, of no recruiting system that is known", remedy)
    holes = system_presets.holes_of(base, name) or system_presets.holes_of(given.url, name)
    return _Reading(tree, mapping, Fields(tree, mapping, base, holes, name))


def _mapping(given: SourceOptions, preset: str) -> dict[str, Any]:
    from feeds.normalise.dialects.records import field_mapping

    return field_mapping.merged(presets().get(preset, {}), given.mapping)


def _items(
    document: Document, reading: _Reading, records: list[Any]
) -> tuple[tuple[Item, ...], tuple[Problem, ...], int]:
    """Give the items, what is wrong with single records, and how many could not be read at all."""
    items: dict[str, Item] = {}
    places: dict[str, int] = {}
    wrong: list[Problem] = []
    unread = 0
    for number, record in enumerate(records, 1):
        item = reading.fields.item(record) if reading.tree.is_record(record) else Item()
        name = item.id or item.url
        if not name:
            unread += 1
            expected = "an id or an address"
            found = f"neither in “{item.title[:60]}”" if item.title else "neither"
            wrong.append(Problem(document.locator, expected, found, "it was left out", f"record {number}"))
        elif name not in items:
            items[name], places[name] = item, number
        elif _same_job(items[name], item):
            items[name] = _joined(items[name], item)
        else:
            found = f"“{name[:60]}” of record {places[name]} again"
            remedy = "it was left out: the first counts"
            wrong.append(Problem(document.locator, "an id of its own", found, remedy, f"record {number}"))
    if len(wrong) > _TOLD:
        found = f"{len(wrong) - _TOLD} more that are left out"
        wrong[_TOLD:] = [Problem(document.locator, "records with ids of their own", found)]
    return tuple(items.values()), tuple(wrong), unread


def _same_job(one: Item, other: Item) -> bool:
    return one.url == other.url and one.title == other.title


def _joined(one: Item, other: Item) -> Item:
    """Give a job that is listed once for each of its places (Workable)."""
    from feeds.normalise.dialects.records.to_item import MOST_PLACES, once

    places = (one.job or {}).get("jobLocation", ())
    more = (other.job or {}).get("jobLocation", ())
    if not more or len(places) >= MOST_PLACES:
        return one
    return replace(one, job={**(one.job or {}), "jobLocation": once([*places, *more])})


def _root(tree: Tree) -> str:
    from feeds.normalise.dialects.records.json_records import Json

    return "@" if isinstance(tree, Json) else "."


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
