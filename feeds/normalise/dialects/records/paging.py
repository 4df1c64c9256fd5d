"""Paging of a list of records: the total that it declares, and the requests for its further parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from feeds.model.source_state import FollowUp
from feeds.normalise.dialects.records.field_mapping import POSITION
from feeds.normalise.dialects.records.record import Tree
from feeds.normalise.values import links

MOST_PARTS = 1_000  # of one list: whatever a document says, asking comes to an end
_LIMITS = frozenset({"limit", "skip", "offset", "page", "per_page", "pagesize", "count", "size", "start"})
_COUNT = re.compile(r"\d{1,9}")


class Extent(NamedTuple):
    """How far a document goes: see `Batch`."""

    total: int | None
    complete: bool | None
    next: tuple[FollowUp, ...]


class _Part(NamedTuple):
    """A document as a part of its list; `has_total`: the list is expected to declare its total."""

    paging: Mapping[str, Any]
    url: str
    records: int
    total: int | None
    has_total: bool


def extent(tree: Tree, mapping: Mapping[str, Any], base: str, count: int) -> Extent:
    """Tell what part of the whole a document with `count` records is."""
    declared = total(tree, mapping)
    if declared is not None and declared < count:
        declared = None  # Workday says 0 in all answers but the first: no total of anything
    paging = mapping.get("next")
    paging = paging if isinstance(paging, Mapping) else {}
    asks, before = _parts(tree, _Part(paging, base, count, declared, "total" in mapping))
    if asks or before:
        return Extent(declared, complete=False, next=asks)
    if declared is not None:
        return Extent(declared, declared == count, ())
    whole = mapping.get("complete") is True and not _is_limited(base)
    return Extent(None, True if whole else None, ())


def total(tree: Tree, mapping: Mapping[str, Any]) -> int | None:
    """Give the number of records in all parts, if the document says it."""
    expression = mapping.get("total")
    for node in tree.find(expression) if isinstance(expression, str) else ():
        if _COUNT.fullmatch(written := tree.letters(node)):
            return int(written)
    return None


def first(url: str, mapping: Mapping[str, Any]) -> FollowUp:
    """Give what to ask for first: the address, by POST where the list is asked for by POST."""
    paging = mapping.get("next")
    if isinstance(paging, Mapping) and isinstance(body := paging.get("body"), str):
        return FollowUp(url, body.replace(POSITION, str(_whole(paging, "first", 0))))
    return FollowUp(url)


def _parts(tree: Tree, part: _Part) -> tuple[tuple[FollowUp, ...], int]:
    """Return the requests for further parts, and how many records came before this one."""
    paging = part.paging
    if isinstance(expression := paging.get("url"), str):
        return _linked(tree, expression, part.url), 0
    if isinstance(name := paging.get("parameter"), str) and name:
        if isinstance(expression := paging.get("value"), str):
            return _with_token(tree, expression, name, part.url), 0
        return _counted(part, name)
    if isinstance(body := paging.get("body"), str):
        return _posted(part, body), 0
    return (), 0


def _linked(tree: Tree, expression: str, base: str) -> tuple[FollowUp, ...]:
    for node in tree.find(expression):
        url = links.web_page(tree.text(node), base)
        if url and url != base:
            return (FollowUp(url),)
    return ()


def _with_token(tree: Tree, expression: str, name: str, base: str) -> tuple[FollowUp, ...]:
    tokens = [token for node in tree.find(expression) if (token := tree.text(node))]
    url = _with(base, name, tokens[0]) if tokens else base
    return (FollowUp(url),) if url != base else ()


def _counted(part: _Part, name: str) -> tuple[tuple[FollowUp, ...], int]:
    """Return the request for the next part, counted on by the records that came or by a `step` (1 for pages).

    A list that should declare its total, and declares none, has no further part.
    """
    paging, count, declared = part.paging, part.records, part.total
    start, step, size = _whole(paging, "first", 0), _whole(paging, "step", 0), _whole(paging, "size", 0)
    here = dict(parse_qsl(urlsplit(part.url).query)).get(name, "")
    at = int(here) if _COUNT.fullmatch(here) else start
    steps = (at - start) // step if step else 0
    before = max(steps * size if step and size else (steps if step else at - start), 0)
    over = not count or (size and count < size and declared is None) or (part.has_total and declared is None)
    if declared is not None and (not step or size):
        over = over or before + count >= declared
    if over or (at - start) >= MOST_PARTS * (step or count):
        return (), before
    return (FollowUp(_with(part.url, name, str(at + (step or count)))),), before


def _posted(part: _Part, body: str) -> tuple[FollowUp, ...]:
    """Return the requests for all further parts: the response to a POST does not show which part it is."""
    size = _whole(part.paging, "size", 0)
    if not size or part.total is None or part.total <= part.records:
        return ()
    start, step = _whole(part.paging, "first", 0), _whole(part.paging, "step", size)
    parts = min(-(-part.total // size), MOST_PARTS)
    return tuple(
        FollowUp(part.url, body.replace(POSITION, str(start + place * step))) for place in range(1, parts)
    )


def _with(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    query = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*query, (name, value)]), fragment=""))


def _whole(paging: Mapping[str, Any], key: str, absent: int) -> int:
    value = paging.get(key)
    return value if type(value) is int and 0 <= value < 10**6 else absent


def _is_limited(url: str) -> bool:
    """Tell whether an address asks for a part: what is whole by contract is not so then."""
    return any(key.lower() in _LIMITS for key, _ in parse_qsl(urlsplit(url).query))
