"""Whatever comes, by whatever mapping: a batch or a refusal, never anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given as suppose
from hypothesis import settings
from hypothesis import strategies as st

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.records import recognised

HERE = "https://partner.example/api/jobs"

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(10**40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from("abcdefghi") | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)
EXPRESSIONS = st.sampled_from(
    [
        *(
            "a",
            "a.b",
            "@",
            "[]",
            "a[]",
            "a[0]",
            "a[?b > `1`]",
            "length(a)",
            "sort(a)",
            "join('-', a)",
            "a..b",
        ),
        *(
            "to_number(a)",
            "sum(a)",
            "max_by(a, &b)",
            "keys(@)",
            "'x'",
            "{a}",
            "x{a}y{b}",
            "b[",
            "//a",
            "../a",
        ),
        *(".//a/@b", "string(a)", "count(a)", "a | b", "sum(//a)", "1 div 0", "", "{", "A B"),
    ]
)
PARTS = st.sampled_from(["items", "text", "heading", "name", "locality", "min", "max", "divided_by"])
SPECS = st.recursive(
    EXPRESSIONS | JSONS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PARTS, inner, max_size=4),
    max_leaves=5,
)
NAMES = st.sampled_from(["id", "url", "title", "description", "place", "pay", "tags", "published", "x"])
FIELDS = st.dictionaries(NAMES, SPECS)
MAPPINGS = st.fixed_dictionaries(
    {"items": EXPRESSIONS | JSONS, "fields": FIELDS | JSONS},
    optional={
        "format": st.sampled_from(["json", "xml", "csv", 3]),
        "total": EXPRESSIONS | JSONS,
        "complete": JSONS,
        "common": FIELDS | JSONS,
        "values": st.dictionaries(st.sampled_from(["title", "contract", "pay.unit"]), JSONS) | JSONS,
        "namespaces": JSONS,
        "detail": st.fixed_dictionaries({}, optional={"url": SPECS, "record": SPECS, "fields": FIELDS}) | JSONS,
        "next": st.dictionaries(
            st.sampled_from(["url", "parameter", "body", "value", "first", "step", "size"]),
            EXPRESSIONS | JSONS,
        )
        | JSONS,
    },
)
XMLS = st.recursive(
    st.builds(
        lambda tag, text: f"<{tag} b='x'>{text}</{tag}>",
        st.sampled_from("abj"),
        st.sampled_from(["", "1", "é", "&amp;", "<![CDATA[<p>]]>"]),
    ),
    lambda inner: st.builds(
        lambda tag, inside: f"<{tag}>{''.join(inside)}</{tag}>",
        st.sampled_from("abj"),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
CELLS = st.sampled_from(["a", "b", '"x\ny"', "1", "é", '"'])
TABLES = st.lists(st.lists(CELLS, max_size=4).map(";".join), max_size=5).map("\n".join)
BODIES = (
    JSONS.map(lambda value: json.dumps(value).encode())
    | XMLS.map(lambda inside: f"<r>{inside}</r>".encode())
    | TABLES.map(str.encode)
    | st.binary(max_size=60)
)


@settings(max_examples=400, deadline=None)
@suppose(BODIES, MAPPINGS)
@pytest.mark.slow
def test_no_document_and_no_mapping_ends_a_run(body: bytes, mapping: dict[str, Any]) -> None:
    """Either a batch comes of it or a refusal, and problems are reported for any mapping."""
    records.faults(mapping)
    records.recognises(body)
    records.preset_for(HERE, body)
    records.first_request(SourceOptions(url=HERE, mapping=mapping))
    document = Document("partner", HERE, body, "")
    given = SourceOptions(url=HERE, mapping=mapping)
    for use in (
        lambda: records.read(document, given),
        lambda: records.add_detail(Item("1"), document, given),
    ):
        try:
            found = use()
        except PostError:
            continue
        if isinstance(found, Batch):
            for item in found.items:
                assert item.id or item.url
                assert all(isinstance(getattr(item, name), str) for name in ("id", "url", "title", "published"))


@settings(max_examples=200, deadline=None)
@suppose(JSONS, st.sampled_from(sorted(records.presets())))
@pytest.mark.slow
def test_no_answer_of_a_system_ends_a_run(value: Any, preset: str) -> None:
    """Whatever stands where the records should, and in their fields."""
    keys = (
        "id",
        "title",
        "name",
        "url",
        "jobs",
        "data",
        "location",
        "locations",
        "lists",
        "meta",
        "total",
        "attributes",
    )
    for body in (
        [value],
        {"jobs": [value]},
        {"data": [dict.fromkeys(keys, value)]},
        [dict.fromkeys(keys, value)],
        value,
    ):
        document = Document("partner", HERE, json.dumps(body).encode(), "")
        for mapping in ({}, {"items": "@ || data || jobs", "format": "json"}):
            try:
                records.read(document, SourceOptions(url=HERE, preset=preset, mapping=mapping))
            except PostError:
                continue


FACTS = st.fixed_dictionaries(
    {"title": JSONS | st.text(), "id": JSONS, "company": JSONS, "contract": JSONS},
    optional=dict.fromkeys(("url", "description", "date", "place", "salary", "a b.c{d}", "'e'"), JSONS | st.text()),
)


@settings(deadline=None)
@suppose(st.lists(FACTS | JSONS, max_size=4), st.sampled_from(["jobs", "a b", "é", "{x}", "'"]))
def test_any_list_is_recognised_or_not(rows: list[Any], name: str) -> None:
    """A recognised mapping has no fault, and reads the list that it was found in."""
    document = Document("partner", HERE, json.dumps({name: rows}).encode(), "")
    found = recognised.find(document, SourceOptions(HERE, recognise=True))
    if found.mapping:
        assert not records.faults(dict(found.mapping))
        assert isinstance(records.read(document, found), Batch)
