"""Documents and mappings that are wrong in rare ways: each is refused or left empty, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import SourceOptions
from feeds.normalise.dialects.records import csv_records, detect, recognised, record

FIELDS = {"id": "id", "title": "title", "url": "url"}


def read(body: bytes, charset: str = "", **mapping: Any) -> list[tuple[str, str]]:
    """Return id and title of each record."""
    document = Document("partner", "https://x.example/a", body, "", charset=charset)
    options = SourceOptions(url="https://x.example/a", mapping={"fields": FIELDS, **mapping})
    return [(item.id, item.title) for item in records.read(document, options).items]


def refusal(body: bytes, **mapping: Any) -> str:
    with pytest.raises(PostError) as error:
        read(body, **mapping)
    return str(error.value.problem.found)


@pytest.mark.parametrize(
    ("mapping", "place", "expected"),
    [
        ({"next": 5}, "next", "keys with values"),
        ({"next": {"parameter": ""}}, "next.parameter", "the name of a parameter"),
        ({"next": {"body": "{}"}}, "next.body", "a text with"),
        ({"next": {"body": "{%(position)s"}}, "next.body", "a text with"),
        ({"detail": "x"}, "detail", "keys with values"),
        ({"detail": {"fields": {}}}, "detail", "a `url`"),
        ({"fields": ["id"]}, "fields", "fields with expressions"),
        ({"values": "CDI"}, "values", "fields with words"),
        ({"values": {"contract": "CDI"}}, "values.contract", "words with what they mean"),
        ({"values": {"contract": {"P": []}}}, "values.contract.P", "a text"),
        ({"fields": {"title": "a" * 5_000}}, "fields.title", "JMESPath"),
        ({"fields": {"title": "a[?"}}, "fields.title", "JMESPath"),
        ({"fields": {"title": "nope(a)"}}, "fields.title", "JMESPath"),
        ({"format": "xml", "fields": {"title": "a" * 5_000}}, "fields.title", "XPath"),
        ({"format": "xml", "fields": {"title": "b[["}}, "fields.title", "XPath"),
    ],
)
def test_a_mapping_that_is_wrong_is_reported_at_its_place(mapping: dict[str, Any], place: str, expected: str) -> None:
    found = [f"{'.'.join(map(str, fault.path))}: {fault.expected}" for fault in records.faults(mapping)]
    assert any(one.startswith(f"{place}: ") and expected in one for one in found), found


@pytest.mark.parametrize(
    ("body", "mapping", "found"),
    [
        (b'{"a": 1}', {"items": "jobs"}, "no list at `jobs`"),
        (b'"text"', {"format": "json"}, "a text that is no list"),
        (b'[{"id": 1}]', {"items": "abs(@)"}, "no list at `abs(@)`"),
        (b"<feeds><b/><c/></feeds>", {"items": "//job", "format": "xml"}, "`<b>`, `<c>`"),
        (b"<a><job", {"items": "//job", "format": "xml"}, ""),
        (b"", {"format": "csv"}, ""),
        (b"id,title\n" + b"x" * 200_000 + b",y\n", {"format": "csv"}, "a table that cannot be read"),
    ],
)
def test_a_document_that_is_none_is_refused(body: bytes, mapping: dict[str, Any], found: str) -> None:
    assert found in refusal(body, **mapping)


def test_what_is_found_nowhere_is_empty() -> None:
    """An expression that fails for a record, a number that is none, a table without the column."""
    assert read(b'[{"id": 1, "title": "x"}]', fields={"id": "id", "title": "abs(title)"}) == [("1", "")]
    assert read(b'[{"id": "a", "title": 1e999}]')[0][0] == "a"
    xml = b"<r><job><id>1</id></job></r>"
    assert read(xml, items="//job", fields={"id": "id", "title": "nope:x"}) == [("1", "")]
    assert read(xml, items="//job", fields={"id": "id", "title": "x" * 5_000}) == [("1", "")]
    table = "Réf;Titre;Titre\r\n\r\n1;Boulanger;x\r\n".encode("cp1252")
    assert read(table, "nope", format="csv", fields={"id": "Réf", "title": "Titre"}) == [("1", "Boulanger")]
    assert read(table, format="csv", fields={"id": "Réf", "title": "'Poste'"}) == [("1", "Poste")]


@pytest.mark.parametrize(
    ("text", "is_table"),
    [
        (b"id;title;url\n1;a;b\n", True),
        (b"id;title;url\n", True),
        (b"id;title\n", False),
        (b"one column\nand text\n", False),
        (b"id;id;url\n1;2;3\n", False),
        (b"id;<p>;url\n1;2;3\n", False),
        (b"", False),
        (b"id;title;url\n" + b"x" * 150_000 + b";a;b\n", False),
    ],
)
def test_a_table_is_known_by_its_head(text: bytes, is_table: bool) -> None:
    assert csv_records.is_table(text) == is_table


def test_what_is_too_large_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of a document, of its records and of their texts, here smaller than they are."""
    monkeypatch.setattr(record, "MAX_RECORDS", 2)
    assert "3 records" in refusal(b'[{"id": 1}, {"id": 2}, {"id": 3}]')
    monkeypatch.setattr(detect, "MAX_BYTES", 10)
    assert refusal(b'[{"id": 1, "title": "x"}]') == "0.0 MB"


def test_a_list_without_ids_is_not_recognised() -> None:
    """What the recogniser accepts can be read."""
    body = b'{"jobs": [{"title": "A", "id": false, "company": null, "contract": 1e16}]}'
    document = Document("partner", "https://x.example/a", body, "")
    assert not recognised.find(document, SourceOptions("https://x.example/a", recognise=True)).mapping
