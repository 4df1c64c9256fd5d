"""Job records in JSON, XML, CSV or HTML, read by a declarative mapping; recruiting systems are presets of it.

    Document | tree of its notation → records | fields → Items

Expressions of the mapping locate each field: JMESPath in JSON, XPath in XML, names of columns in CSV, CSS or
XPath in HTML.
`docs/reference/records.md` describes the mapping and lists the presets. Nothing is validated here: places,
contracts, pay and dates stay as written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem
from feeds.model.source_state import FollowUp
from feeds.model.urls import is_web_url
from feeds.normalise.dialects.item import Batch, Item, SourceOptions

if TYPE_CHECKING:
    from feeds.normalise.dialects.records.field_mapping import Fault
    from feeds.normalise.dialects.records.recogniser.used_expressions import Used
    from feeds.normalise.dialects.records.record import Tree
    from feeds.normalise.dialects.records.to_item import RecordReader

_MAX_REPORTED = 20  # problems with single records; the rest are counted


class _Reading(NamedTuple):
    tree: Tree
    mapping: Mapping[str, Any]
    fields: RecordReader
    url: str


def read(document: Document, options: SourceOptions) -> Batch:
    """Read a list of job records by the mapping or preset of the options, else by the preset that matches.

    A record without id and URL is left out, and so is a second one with the same id, unless only its place
    differs: then it is the same job in two places. The batch is `complete` when it has as many records as
    the declared total, or where the mapping has `complete: true`.

    Raises:
        PostError: the document is no list of records, not whole, or no mapping is known for it.
    """
    from feeds.normalise.dialects.records import paging
    from feeds.normalise.dialects.records.record import refusal

    reading = _open(document, options)
    tree, mapping = reading.tree, reading.mapping
    records = tree.records(_text(mapping.get("items")))
    if options.recognise and options.expected:
        from feeds.normalise.dialects.records import recognised

        recognised.check(document, options.expected, reading.fields, records)
    items, problems, unread = _items(document, reading, records)
    if mapping.get("format") == "html" and not items:
        found = Message("nothing of a job in %(count)s records", count=len(records))
        raise refusal(document, found, Message("check the expressions of the mapping"))
    request = FollowUp(reading.url, document.request_body)
    extent = paging.extent(tree, mapping, request, len(records))
    return Batch(
        items=items,
        problems=((tree.problem, *problems) if tree.problem else problems),
        complete=None if unread else extent.complete,
        total=extent.total,
        next=extent.next,
    )


def add_detail(item: Item, document: Document, options: SourceOptions) -> Item:
    """Return an item with the values of its `detail`, which is the document; the id stays.

    Raises:
        PostError: the document holds no record.
    """
    from feeds.normalise.dialects.records import field_mapping
    from feeds.normalise.dialects.records.record import refusal

    reading = _open(document, options, is_detail=True)
    detail = reading.mapping.get("detail")
    place = _text(detail.get("record")) if isinstance(detail, Mapping) else ""
    found = [node for node in reading.tree.find(place or _root(reading.tree)) if reading.tree.is_record(node)]
    if not found:
        values = {"place": place or "@", "document": reading.tree.describe()}
        raise refusal(document, Message("no record at `%(place)s` in %(document)s", **values), "")
    whole = reading.fields.add_detail(item, found[0])
    if not whole and field_mapping.of_detail(reading.mapping).get("format") == "html":
        # Any page is read: this one is not that of the job.
        raise refusal(document, Message("none of the fields of `detail`"), Message("check its expressions"))
    return whole or replace(item, detail=None)


def used(document: Document, options: SourceOptions) -> Used:
    """Return what the mapping or preset of the options finds in the first records.

    Raises:
        PostError: see `read`.
    """
    from feeds.normalise.dialects.records.recogniser import used_expressions

    reading = _open(document, options)
    return used_expressions.of(reading.fields, reading.tree.records(_text(reading.mapping.get("items"))))


def first_request(options: SourceOptions) -> FollowUp:
    """Return the first document to fetch of a source: some lists are fetched by POST (Workday)."""
    from feeds.normalise.dialects.records import paging

    name = options.preset or ("" if options.recognise and options.mapping else preset_for(options.url, b""))
    return paging.first(options.url, _mapping(options, name))


def recognises(body: bytes) -> bool:
    """Return whether a document may hold records: JSON, XML or a table that no other dialect reads."""
    from feeds.normalise.dialects.records import detect

    return detect.recognises(body)


def presets() -> Mapping[str, Mapping[str, Any]]:
    """Return the mappings that come with the program, by name."""
    from feeds.normalise.dialects.records import system_presets

    return system_presets.presets()


def preset_for(url: str, body: bytes) -> str:
    """Return the name of the preset that matches a URL, else the shape of a document; "" if none does."""
    from feeds.normalise.dialects.records import system_presets

    name = system_presets.by_address(url)[0]
    return name or system_presets.by_shape(Document("", url, body, ""))


def api_for(url: str) -> str:
    """Return the URL of the records behind a page for people, such as `boards.greenhouse.io/acme`.

    Empty when the page is of no known system, or the URL is that of the records already.
    """
    from feeds.normalise.dialects.records import system_presets

    return system_presets.api(url)


def is_seed(mapping: Mapping[str, Any]) -> bool:
    """Return whether a mapping only states where the JSON is in a page, so that the rest is recognised."""
    return "json_in" in mapping and mapping.keys() <= {"json_in", "format"}


def faults(mapping: Any, preset: str = "") -> list[Fault]:
    """Return the faults of a mapping that extends a preset."""
    from feeds.normalise.dialects.records import field_mapping

    return list(field_mapping.faults(mapping, presets().get(preset, {})))


def proves_absence(document: Document, batch: Batch) -> bool:
    """Return whether what is not in the batch of a whole document is not listed any more.

    It is not proved by a document that states that it is a part, or has records that could not be read, nor by a page
    whose end is missing.
    """
    from feeds.normalise.dialects.records import detect

    is_part = batch.complete is False or (batch.next and not batch.complete)
    if is_part or any(one.field.startswith("record ") for one in batch.problems):
        return False
    is_page = not detect.notation(document.body) or b"<html" in document.body[:2000].lower()
    return not is_page or b"</html" in document.body[-1000:].lower()


def is_cut_short(document: Document) -> bool:
    """Return whether a document is a table that ends within a record; other notations are invalid then."""
    from feeds.normalise.dialects.records import csv_records, detect

    return detect.notation(document.body) == "csv" and csv_records.is_cut_short(document)


def _open(document: Document, options: SourceOptions, *, is_detail: bool = False) -> _Reading:
    from feeds.normalise.dialects.records import detect, field_mapping, system_presets
    from feeds.normalise.dialects.records.record import refusal
    from feeds.normalise.dialects.records.to_item import RecordReader

    base = document.locator if is_web_url(document.locator) else options.url
    name = options.preset
    if not (name or options.mapping or options.seed):
        name = system_presets.by_address(base)[0] or system_presets.by_address(options.url)[0]
        name = name or system_presets.by_shape(document)
    if options.recognise and not name and not options.mapping:
        from feeds.normalise.dialects.records import recognised

        options = recognised.find(document, options)
    mapping = _mapping(options, name)
    notation = field_mapping.of_detail(mapping) if is_detail else {**options.seed, **mapping}
    tree = detect.parse(document, notation, base)
    if "fields" not in mapping:
        remedy = Message("set `mapping:` as `feeds try` proposes it, or with `items` and `fields`")
        if options.recognise:
            remedy = Message("set `mapping:` with `items` and `fields`, or a `preset:`")
        found = Message("%(document)s, of no known recruiting system", document=tree.describe())
        if tree.is_empty():
            found = Message("%(document)s without records", document=tree.describe())
            remedy = Message("try again when it has jobs; before that, set a `preset:` or a `mapping:` that reads it")
        raise refusal(document, found, remedy)
    address = system_presets.placeholder_values(base, name) or system_presets.placeholder_values(options.url, name)
    system = "" if mapping.get("names") == "folded" else name
    return _Reading(tree, mapping, RecordReader(tree, mapping, tree.base or base, address, system), base)


def _mapping(options: SourceOptions, preset: str) -> dict[str, Any]:
    from feeds.normalise.dialects.records import field_mapping

    mapping = field_mapping.merged(presets().get(preset, {}), options.mapping)
    return {**mapping, "body": options.body} if options.body else mapping


def _items(
    document: Document, reading: _Reading, records: list[Any]
) -> tuple[tuple[Item, ...], tuple[Problem, ...], int]:
    """Return the items, the problems of single records, and how many of them could not be read."""
    items: dict[str, Item] = {}
    numbers: dict[str, int] = {}
    problems: list[Problem] = []
    unread = 0
    file = document.locator
    for number, record in enumerate(records, 1):
        item = reading.fields.item(record) if reading.tree.is_record(record) else Item()
        name = item.id or item.url
        if not name and not item.title and reading.mapping.get("format") == "html":
            continue  # a row of headings
        if not name:
            unread += 1
            found: Phrase = Message("neither")
            if item.title:
                found = Message("neither in “%(title)s”", title=item.title[:60])
            problems.append(
                Problem(file, Message("an id or a URL"), found, Message("it was left out"), f"record {number}")
            )
        elif name not in items:
            items[name], numbers[name] = item, number
        elif _same_job(items[name], item):
            items[name] = _merged(items[name], item)
        else:
            found = Message("“%(id)s”, as record %(number)s", id=name[:60], number=numbers[name])
            remedy = Message("it was left out: the first one is used")
            problems.append(Problem(file, Message("an id of its own"), found, remedy, f"record {number}"))
    if len(problems) > _MAX_REPORTED:
        found = Message("%(count)s more that were left out", count=len(problems) - _MAX_REPORTED)
        problems[_MAX_REPORTED:] = [Problem(file, Message("records with ids of their own"), found)]
    return tuple(items.values()), tuple(problems), unread


def _same_job(one: Item, other: Item) -> bool:
    return one.url == other.url and one.title == other.title


def _merged(one: Item, other: Item) -> Item:
    """Return a job that is listed once for each of its places (Workable) as one."""
    from feeds.normalise.dialects.records.to_item import MAX_PLACES, unique_places

    places = (one.job or {}).get("jobLocation", ())
    more = (other.job or {}).get("jobLocation", ())
    if not more or len(places) >= MAX_PLACES:
        return one
    return replace(one, job={**(one.job or {}), "jobLocation": unique_places([*places, *more])})


def _root(tree: Tree) -> str:
    from feeds.normalise.dialects.records.json_records import JsonTree

    return "@" if isinstance(tree, JsonTree) else "."


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
