"""Candidates: which field each path may be, scored, and the one that is chosen for each field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from feeds.normalise.dialects.records.recogniser import concepts, field_rules, value_shapes
from feeds.normalise.dialects.records.recogniser.record_lists import Place, Values
from feeds.normalise.places.countries import country

_NEAR = 0.08  # scores whose difference is less are as good as equal
_UNKNOWN_WORD = 0.75  # factor of a score for each unknown word of a name
_UNKNOWN_AROUND = 0.93  # and of the names around it
_DEPTH = 0.99
_FIELDS = 3  # of a container of fields
_OUTSIDE = 0.8  # factor of a score outside it
_LEAST = 0.4  # score of a field
_SURE = 0.95  # of a name that needs no proof by its values
_UNKNOWN_NAME = 0.7  # factor for each unknown word around a "name"
_WORDS_UNKNOWN = 0.8  # factor of a contract in other words than the usual ones
_SOME = 0.3  # of the values
_UNSURE = 0.6  # of a name that is more often something else
_NAMED = 0.75  # of a second path of a field
_BY_SHAPE = 0.5  # score of what only its values show
_MANY = 0.5  # of the records
_LEFT = {"description", "contract", "category", "skills", "tags"}  # fields that take several paths
_BEGINNING = 40  # letters
_END = 10
_MOST = 0.8
_SHAPES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("description", value_shapes.is_text),
    ("description", value_shapes.is_sentence),
    ("contract", value_shapes.is_contract),
)
_LEAST_ID = 4  # characters: fewer may be anywhere in an address
_DAY = ("date", "start")
_ORDERED = ("published", "deadline")
_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"[\W_]+")


class Candidate(NamedTuple):
    """A path that may be a field; `named` is the score of its name alone."""

    field: str
    place: Place
    values: Sequence[Sequence[str]]
    score: float
    named: float
    concepts: frozenset[str]


def chosen(found: Values) -> tuple[dict[str, list[Candidate]], tuple[str, ...]]:
    """Return the paths of each field, the best first, and the fields that two paths fit as well.

    A path is used once. A field whose best and second candidate are near each other, with other values,
    stays empty.
    """
    open_ = sorted(_within_container(list(_candidates(found))), key=lambda one: -one.score)
    fields: dict[str, list[Candidate]] = {}
    unclear, used = list[str](), set[Place]()
    while open_:
        best = open_[0]
        rivals = [one for one in open_ if one.field == best.field and one.place not in used]
        if best.field in unclear or best.place in used:
            open_ = open_[1:]
            continue
        if best.field in _LEFT:
            fields[best.field] = _several(best.field, rivals)
        elif _is_unclear(best, rivals[1:]) and not _all_name_the_id(rivals, fields.get("id", ())):
            unclear.append(best.field)
            used |= {one.place for one in rivals if best.score - one.score < _NEAR}
            open_ = [one for one in open_ if one.field != best.field and one.place not in used]
            continue
        else:
            fields[best.field] = [best]
        used |= {one.place for one in fields[best.field]}
        open_ = [one for one in open_ if one.field != best.field and one.place not in used]
    _add_by_shape(found, fields, used)
    if "id" not in fields and "reference" in fields and value_shapes.fits("id", fields["reference"][0].values):
        fields["id"] = fields.pop("reference")
    if (
        not {"id", "url"} & {*fields}
        and "apply_url" in fields
        and value_shapes.fits("url", fields["apply_url"][0].values)
    ):
        fields["url"] = fields.pop("apply_url")
    if "start" in fields and _is_span(fields["start"][0], found):
        del fields["start"]
    return _consistent(fields), tuple(unclear)


def _candidates(found: Values) -> Iterator[Candidate]:
    for place, values in found.items():
        *around, name = (concepts.of_name(one) for one in _own_names(place.names))
        unknown = sum(one[1] for one in around)
        named = _UNKNOWN_WORD ** name[1] * _UNKNOWN_AROUND**unknown * _DEPTH ** len(around)
        present = sum(bool(texts) for texts in values) / len(values)
        everything = frozenset[str]().union(*(one[0] for one in around), name[0])
        flat = [text for texts in values for text in texts]
        for field, rule in field_rules.fields([one[0] for one in around], name[0]):
            score = rule * named
            if field == "title" and "name" in name[0]:  # of something unknown, perhaps
                score *= 0 if name[1] else _UNKNOWN_NAME**unknown
            if field == "contract" and value_shapes.share(value_shapes.is_contract, flat) < _MANY:
                score *= _WORDS_UNKNOWN if rule >= _SURE else 0
            stated = present if field == "title" else 0.7 + 0.3 * present  # each job has a title
            if score * stated < _LEAST or not value_shapes.fits(field, values) or not _is_proven(field, rule, flat):
                continue
            if field == "hours" and value_shapes.share(value_shapes.is_contract, flat) >= _MANY:
                field = "contract"  # noqa: PLW2901 - "full time" is part of a contract
            yield Candidate(field, place, values, score * stated, score, everything)


def _own_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a path without those of the service: the day of a date in Notion is its `date.start`."""
    return names[:-2] if len(names) > len(_DAY) and names[-2:] == _DAY else names


def _within_container(found: list[Candidate]) -> list[Candidate]:
    """Return candidates, those with less score that are not in the container of the title.

    Where a service keeps the fields of its users in one (Airtable, Notion), those around it are its own.
    """
    title = max((one for one in found if one.field == "title"), key=lambda one: one.score, default=None)
    if title is None or len(title.place.names) == 1:
        return found
    container = title.place.names[0]
    inside = {one.place.names[1] for one in found if len(one.place.names) > 1 and one.place.names[0] == container}
    if len(inside) < _FIELDS:
        return found
    inner = [one.field == "id" or one.place.names[0] == container for one in found]
    return [one if at else one._replace(score=one.score * _OUTSIDE) for one, at in zip(found, inner, strict=True)]


def _is_proven(field: str, rule: float, flat: Sequence[str]) -> bool:
    """Return whether values are texts where a name does not show it, and none where it could be either."""
    texts = value_shapes.share(value_shapes.is_sentence, flat)
    if field == "description":
        return rule >= 1 or texts >= _SOME
    return field != "title" or rule >= _UNSURE or not texts


def _is_unclear(best: Candidate, rivals: Sequence[Candidate]) -> bool:
    if best.field == "id":
        return False  # whatever identifies a record does
    return any(best.score - one.score < _NEAR and not _agree(best, one) for one in rivals)


def _all_name_the_id(rivals: Sequence[Candidate], ids: Sequence[Candidate]) -> bool:
    """Return whether each of several addresses contains the id of its record, so that any is that of the job."""
    if not ids or rivals[0].field != "url":
        return False
    rows = [(own[0], one) for rival in rivals for own, one in zip(ids[0].values, rival.values, strict=True) if own]
    return all(texts and len(own) >= _LEAST_ID and own in texts[0] for own, texts in rows)


def _agree(one: Candidate, other: Candidate) -> bool:
    both = [(a[0], b[0]) for a, b in zip(one.values, other.values, strict=True) if a and b]
    if not both:  # of two kinds of records, perhaps
        return False
    return sum(a == b or (one.field == "place.country" and country(a) == country(b)) for a, b in both) >= 0.95 * len(
        both
    )


def _several(field: str, rivals: list[Candidate]) -> list[Candidate]:
    """Return the paths of a field that takes several, in the order of the record, each content once."""
    if field != "description":
        first, *more = rivals
        if field == "contract":  # hours are another path than the contract
            more = [one for one in more if "code" not in one.concepts and one.named > _NAMED]
            more = [one for one in more if _shows(one.values, value_shapes.is_contract, 0) and _adds(one, first)]
        else:
            more = [one for one in more if first.score - one.score < 2 * _NEAR]
        return _distinct([first, *more])[:3]
    # Of several texts of the whole, the longest counts: one is an excerpt, or lacks the markup.
    ranked = sorted(rivals, key=lambda one: -_length(one))
    parts = [one for one in ranked if _is_part(one)]
    whole = [one for one in ranked if one not in parts][:1]
    kept = _distinct([one for one in ranked if one in whole or one in parts])
    order = [one.place for one in rivals]
    return sorted(kept, key=lambda one: order.index(one.place) if one.named < 1 else -1)[:8]


def _adds(one: Candidate, first: Candidate) -> bool:
    """Return whether a second path states more of a contract than the first: a label of a code does not."""
    pairs = [(a, b) for a, b in zip(one.values, first.values, strict=True) if a]
    known = (set(map(value_shapes.contract_of, a)) <= set(map(value_shapes.contract_of, b)) for a, b in pairs)
    return not all(known)


def _is_part(one: Candidate) -> bool:
    numbered = any(map(str.isdigit, one.place.names[-1]))  # "description1", "description2"
    return numbered or bool(one.place.inner_list) or "part" in one.concepts


def _length(one: Candidate) -> int:
    return sum(len(text) for texts in one.values for text in texts)


def _distinct(ranked: Sequence[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for one in ranked:
        words = [_words(texts) for texts in one.values]
        if not any(_is_within(words, [_words(texts) for texts in other.values]) for other in kept):
            kept.append(one)
    return kept


def _words(texts: Sequence[str]) -> str:
    return _MARKS.sub("", _TAG.sub("", unescape(" ".join(texts)))).casefold()


def _is_within(words: Sequence[str], other: Sequence[str]) -> bool:
    both = [(a, b) for a, b in zip(words, other, strict=True) if a]
    return bool(both) and sum(a in b or _is_like(a, b) for a, b in both) >= 0.8 * len(both)


def _is_like(one: str, other: str) -> bool:
    """Return whether two texts begin and end alike and are nearly as long: one lacks the markup, or some characters."""
    alike = one[:_BEGINNING] == other[:_BEGINNING] and one[-_END:] == other[-_END:]
    return alike and len(one) > 2 * _BEGINNING and len(one) > _MOST * len(other)


def _add_by_shape(found: Values, fields: dict[str, list[Candidate]], used: set[Place]) -> None:
    """Add a text, and the words of a contract, that only their values show."""
    for field, test in _SHAPES:
        if field in fields:
            continue
        shown = [
            Candidate(field, place, values, _BY_SHAPE, 0, frozenset())
            for place, values in found.items()
            if place not in used and _shows(values, test) and not _is_other(place)
        ]
        if len(shown) == 1:
            fields[field] = shown
            used.add(shown[0].place)


def _shows(values: Sequence[Sequence[str]], test: Callable[[str], object], least: float = _MANY) -> bool:
    """Return whether nearly all texts pass a test, and more than the `least` share of the records have one."""
    flat = [text for texts in values for text in texts if not value_shapes.is_link(text)]
    enough = sum(bool(texts) for texts in values) > least * len(values)
    return enough and value_shapes.share(test, flat) > 0.9  # noqa: PLR2004 - but for a few


def _is_other(place: Place) -> bool:
    """Return whether the names of a path name something that has other fields."""
    named = frozenset[str]().union(*(concepts.of_name(name)[0] for name in place.names))
    return bool(named - field_rules.WEAK)


def _is_span(start: Candidate, found: Values) -> bool:
    """Return whether a first day has a last one beside it: of what, is not clear."""
    last = start.concepts - {"start"} | {"end"}
    return any(frozenset[str]().union(*(concepts.of_name(name)[0] for name in place.names)) == last for place in found)


def _consistent(fields: dict[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    """Return the fields without a deadline that is mostly before the publication."""
    if not all(name in fields for name in _ORDERED):
        return fields
    first, last = (fields[name][0].values for name in _ORDERED)
    pairs = [
        (a[0], b[0]) for a, b in zip(first, last, strict=True) if a and b and "-" in a[0][4:5] and "-" in b[0][4:5]
    ]
    if pairs and sum(b[:10] < a[:10] for a, b in pairs) * 2 > len(pairs):
        return {name: paths for name, paths in fields.items() if name != "deadline"}
    return fields
