"""Recogniser: a mapping for records of no known system, by the names and the values of their fields.

    tree → lists of records | paths and values → candidates of each field → mapping

The list of records is the one whose records have most fields of a job. Lists of people, products, events and
articles are no jobs: there is no mapping for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from feeds.normalise.dialects.records.recogniser import around, concepts, record_lists, shown, to_mapping, value_shapes
from feeds.normalise.dialects.records.recogniser.candidates import Candidate, chosen
from feeds.normalise.dialects.records.record import Tree

_SIGNALS = {
    "contract": 1.0,
    "deadline": 1.0,
    "apply_url": 1.0,
    "organization.name": 1.0,
    "telework": 1.0,
    "experience": 1.0,
    "openings": 1.0,
    "pay.text": 1.0,
    "pay.min": 1.0,
    "description": 0.5,
    "place": 0.5,
    "place.locality": 0.5,
    "reference": 0.5,
    "department": 0.5,
}
_STRONG = frozenset({"contract", "apply_url", "pay.text", "pay.min", "telework", "experience", "openings"})
# A job has at least one of these.
_OF_WORK = frozenset(
    {
        *_STRONG,
        "organization.name",
        "place",
        "place.locality",
        "place.region",
        "place.country",
        "deadline",
        "department",
    }
)
_ENOUGH = 2.0
_NAMED = 0.7  # score of the name of a contract that is more than a "type"
# Words that name nothing but jobs; an offer or a listing may be one of anything.
_JOBS = re.compile(
    r"(?i)jobs?(?![a-z])|vacanc|vacatur|stelle|emploi|empleo|recrut|recruit|career|position|posting|puesto"
)
# Contracts of flats and cars.
_LET = re.compile(
    r"(?i)(?:for |à |a |zu |te )?(?:rent|rental|let|lease|sale|buy|location|louer|vente|vendre|miete|vermieten|kauf|"
    r"verkaufen|huur|koop|alquiler|venta)"
)


class Recognised(NamedTuple):
    """A mapping, and the fields that are empty in it because two paths fit them as well."""

    mapping: Mapping[str, Any]
    unclear: tuple[str, ...] = ()


def recognise(tree: Tree) -> Recognised | None:
    """Return the mapping of the records of a document; None if they are no jobs."""
    best: tuple[float, Recognised] | None = None
    for found in record_lists.lists(tree):
        values = record_lists.values(tree, found.records)
        fields, unclear = chosen(values)
        if not _are_jobs(found.names, values, fields):
            continue
        score = sum(one[0].score for one in fields.values())
        if best is None or score > best[0]:
            if "id" in fields and fields["id"][0].field == "reference":
                fields["reference"] = fields["id"]  # the only one is both
            notation = record_lists.notation(tree)
            items = shown.items(notation, found.items, values)
            mapping = {**to_mapping.mapping(notation, items, fields), **around.stated(tree, found, fields)}
            best = score, Recognised(mapping, unclear)
    return best[1] if best else None


def _are_jobs(names: tuple[str, ...], values: record_lists.Values, fields: Mapping[str, Sequence[Candidate]]) -> bool:
    """Return whether records are jobs: with a title and an identity, and signs enough of one."""
    if "title" not in fields or not {"id", "url"} & {*fields}:
        return False
    named = [frozenset[str]().union(*(concepts.of_name(name)[0] for name in place.names)) for place in values]
    list_ = frozenset[str]().union(*(concepts.of_name(name)[0] for name in names)) if names else frozenset()
    if "person" in list_ or _are_others(named, fields):
        return False
    signs = sum(weight for field, weight in _SIGNALS.items() if field in fields)
    by_name = any(map(_JOBS.search, names))
    if by_name:
        signs += 1.5
    elif "job" in list_:
        signs += 0.5
    inner = fields["title"][0].place.inner_list
    if inner and any(fields[name][0].place.inner_list == inner for name in ("id", "url") if name in fields):
        return False  # a group of jobs
    if not _OF_WORK & {*fields}:  # a job of a machine has a title and a text, too
        return False
    own = any("job" in one and "name" not in one for one in named)
    strong = own or by_name or "job" in list_ or bool(_STRONG & {*fields})
    return strong and signs + own >= _ENOUGH


def _are_others(named: Sequence[frozenset[str]], fields: Mapping[str, Sequence[Candidate]]) -> bool:
    """Return whether records are people, products or events."""
    every = frozenset[str]().union(*named) if named else frozenset()
    contract = "contract" in fields and fields["contract"][0].named > _NAMED
    words = [text for one in fields.get("contract", ()) for texts in one.values for text in texts]
    # The contract of an insurance is "annual".
    if {"price", "product"} & every and not (contract and any(map(value_shapes.is_contract, words))):
        return True
    if any(map(_LET.fullmatch, words)):
        return True
    if {"mail", "phone"} & every and "description" not in fields:
        return True
    reached = any(one and one <= {"mail", "phone"} for one in named)  # the record itself, not a contact of it
    if reached and frozenset({"name"}) in named and not (contract or {"deadline", "apply_url"} & {*fields}):
        return True
    named_only = fields["title"][0].concepts == {"name"} and frozenset({"job"}) in named  # a person with a role
    if named_only and not {"contract", "deadline", "apply_url", "description"} & {*fields}:
        return True
    return "event" in every and not contract
