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

MAX_PARTS = 1_000  # of one list: fetching ends, whatever a document states
_LIMITS = frozenset({"limit", "skip", "offset", "page", "per_page", "pagesize", "count", "size", "start"})
_COUNT = re.compile(r"\d{1,9}")


class Extent(NamedTuple):
    """The part of the whole list that a document is: see `Batch`."""

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
    """Return what part of the whole list a document with `count` records is."""
    declared = total(tree, mapping)
    if declared is not None and declared < count:
        declared = None  # Workday states 0 in all responses but the first
    paging = mapping.get("next")
    paging = paging if isinstance(paging, Mapping) else {}
    links_, before = _parts(tree, _Part(paging, base, count, declared, "total" in mapping))
    if links_ or before:
        return Extent(declared, complete=False, next=links_)
    if declared is not None:
        return Extent(declared, declared == count, ())
    whole = mapping.get("complete") is True and not _is_limited(base)
    return Extent(None, True if whole else None, ())


def total(tree: Tree, mapping: Mapping[str, Any]) -> int | None:
    """Return the number of records in all parts, if the document states it."""
    expression = mapping.get("total")
    for node in tree.find(expression) if isinstance(expression, str) else ():
        if _COUNT.fullmatch(written := tree.raw_text(node)):
            return int(written)
    return None


def first(url: str, mapping: Mapping[str, Any]) -> FollowUp:
    """Return the first document to fetch of a list: its URL, and a body if it is fetched by POST."""
    paging = mapping.get("next")
    if isinstance(paging, Mapping) and isinstance(body := paging.get("body"), str):
        return FollowUp(url, body.replace(POSITION, str(_integer(paging, "first", 0))))
    return FollowUp(url)


def _parts(tree: Tree, part: _Part) -> tuple[tuple[FollowUp, ...], int]:
    """Return the links to further parts, and how many records came before this one."""
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
    url = _with_parameter(base, name, tokens[0]) if tokens else base
    return (FollowUp(url),) if url != base else ()


def _counted(part: _Part, name: str) -> tuple[tuple[FollowUp, ...], int]:
    """Return the link to the next part: so many records further, or a `step` (1 for pages).

    A list that should declare its total, and declares none, has no further part.
    """
    paging, count, declared = part.paging, part.records, part.total
    start, step, size = _integer(paging, "first", 0), _integer(paging, "step", 0), _integer(paging, "size", 0)
    here = dict(parse_qsl(urlsplit(part.url).query)).get(name, "")
    at = int(here) if _COUNT.fullmatch(here) else start
    steps = (at - start) // step if step else 0
    before = max(steps * size if step and size else (steps if step else at - start), 0)
    over = not count or (size and count < size and declared is None) or (part.has_total and declared is None)
    if declared is not None and (not step or size):
        over = over or before + count >= declared
    if over or (at - start) >= MAX_PARTS * (step or count):
        return (), before
    return (FollowUp(_with_parameter(part.url, name, str(at + (step or count)))),), before


def _posted(part: _Part, body: str) -> tuple[FollowUp, ...]:
    """Return the links to all further parts: the response to a POST does not show which part it is."""
    size = _integer(part.paging, "size", 0)
    if not size or part.total is None or part.total <= part.records:
        return ()
    start, step = _integer(part.paging, "first", 0), _integer(part.paging, "step", size)
    parts = min(-(-part.total // size), MAX_PARTS)
    return tuple(FollowUp(part.url, body.replace(POSITION, str(start + place * step))) for place in range(1, parts))


def _with_parameter(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    query = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*query, (name, value)]), fragment=""))


def _integer(paging: Mapping[str, Any], key: str, absent: int) -> int:
    value = paging.get(key)
    return value if type(value) is int and 0 <= value < 10**6 else absent


def _is_limited(url: str) -> bool:
    """Return whether a URL selects a part of a list, so that `complete: true` does not apply."""
    return any(key.lower() in _LIMITS for key, _ in parse_qsl(urlsplit(url).query))
