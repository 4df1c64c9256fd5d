"""Shape of XML job feeds: whether the records that the mapping of such feeds finds are jobs.

The preset `job-feed` has the names that job boards and aggregators use for the same fields. Unlike a system, such a
feed has no root or element of its own, so that its values decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feeds.normalise.dialects.records.recogniser import value_shapes
from feeds.normalise.dialects.records.record import Tree
from feeds.normalise.dialects.records.to_item import RecordReader

NAME = "job-feed"
_LOOKED_AT = 50  # records
# Elements of records that hold nothing but jobs; an ad, an offer or an item may be anything.
_JOBS = re.compile(r"job|vacan|emploi|stelle|empleo|poste$")
_SIGNS = ("description", "organization", "place", "contract", "pay", "deadline", "published", "experience")
_PROOFS = frozenset({"organization", "place", "contract", "pay"})
_ENOUGH = 3  # signs
_OTHERS = frozenset(  # elements of products, flats, cars and events
    (
        *("price", "prix", "precio", "preis", "sku", "gtin", "ean", "isbn"),
        *("propertytype", "rooms", "bedrooms", "surface", "make", "mileage", "venue", "organizer", "speaker", "author"),
    )
)


def matches(tree: Tree, mapping: Mapping[str, Any]) -> bool:
    """Return whether most records of a document, whose names are folded, are jobs."""
    records = tree.records(str(mapping["items"]))[:_LOOKED_AT] if tree.find(str(mapping["items"])) else []
    reader = RecordReader(tree, mapping, "", {}, "")
    return bool(records) and 2 * sum(_is_job(record, reader) for record in records) > len(records)


def _is_job(record: Any, reader: RecordReader) -> bool:
    if any(child.tag in _OTHERS for child in record):
        return False
    values = reader.values_of(record)
    if "title" not in values or not {"id", "url"} & {*values}:
        return False
    signs = {name for name in _SIGNS if name in values}
    if len(signs) < _ENOUGH or not signs & _PROOFS:
        return False
    if _JOBS.search(str(record.tag)) or "pay" in signs:
        return True
    return any(map(value_shapes.is_contract, values.get("contract", ())))
