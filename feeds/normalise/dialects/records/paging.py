"""Paging of a list of records: the total that it declares, and the requests for its further parts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from feeds.model.source_state import FollowUp
from feeds.normalise.dialects.records.field_mapping import POSITION, positioned
from feeds.normalise.dialects.records.record import Tree
from feeds.normalise.values import links

MAX_PARTS = 1_000  # of one list: fetching ends, whatever a document states
_LIMITS = frozenset({"limit", "skip", "offset", "page", "per_page", "pagesize", "count", "size", "start"})
_COUNT = re.compile(r"\d{1,9}")
_RANGE = re.compile(r"(\d{1,9})-\d{1,9}")


class Extent(NamedTuple):
    """The part of the whole list that a document is: see `Batch`."""

    total: int | None
    complete: bool | None
    next: tuple[FollowUp, ...]


class _Parameters(NamedTuple):
    """The parameters of a request: of its query, or of its body in JSON, by a path with dots.

    In a query, the path leads to a part of a parameter, as `finder.offset` to the 25 of
    `finder=findReqs;limit=25,offset=25` (Oracle).
    new: a parameter that is nowhere yet belongs into the body, if there is one.
    """

    request: FollowUp
    new: bool = False

    def get(self, name: str) -> Any:
        """Return the value of a parameter; "" if it is not there."""
        if self._is_in_body(name):
            place: Any = self._body()
            for key in name.split("."):
                place = place.get(key) if isinstance(place, dict) else None
            return "" if place is None else place
        query = self._query()
        outer, inner = self._split(name)
        found = _inner(inner).search(query.get(outer, "")) if inner else None
        return (found[2] if found else "") if inner else query.get(outer, "")

    def having(self, name: str, value: int | str) -> FollowUp:
        """Return the request with another value of a parameter."""
        if not self._is_in_body(name):
            outer, inner = self._split(name)
            here = self._query().get(outer, "")
            if inner and not self.get(name):
                value = f"{here},{inner}={value}"
            elif inner:
                value = _inner(inner).sub(rf"\g<1>{value}", here)
            return FollowUp(_with_parameter(self.request.url, outer, str(value)), self.request.body)
        body = place = self._body()
        *keys, last = name.split(".")
        for key in keys:
            below = place.get(key)
            place[key] = place = {**below} if isinstance(below, dict) else {}
        is_number = type(place.get(last)) is int and isinstance(value, str) and _COUNT.fullmatch(value)
        place[last] = int(value) if is_number else value
        return FollowUp(self.request.url, json.dumps(body, ensure_ascii=False))

    def _query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.request.url).query))

    def _split(self, name: str) -> tuple[str, str]:
        """Return a parameter of the query, and the part of it that a name means, if it means one."""
        query, (outer, _, inner) = self._query(), name.partition(".")
        return (outer, inner) if outer in query and name not in query else (name, "")

    def _is_in_body(self, name: str) -> bool:
        body = self._body()
        in_query = name in dict(parse_qsl(urlsplit(self.request.url).query, keep_blank_values=True))
        return bool(body) and ("." in name or name in body or (self.new and not in_query))

    def _body(self) -> dict[str, Any]:
        body = json.loads(self.request.body or "{}")
        return body if isinstance(body, dict) else {}


def _inner(name: str) -> re.Pattern[str]:
    return re.compile(rf"((?:^|[;,]){re.escape(name)}=)([^;,]*)")


class _Part(NamedTuple):
    """A document as a part of its list; `has_total`: the list is expected to declare its total."""

    paging: Mapping[str, Any]
    request: FollowUp
    start: int
    records: int
    total: int | None
    has_total: bool


def extent(tree: Tree, mapping: Mapping[str, Any], request: FollowUp, count: int) -> Extent:
    """Return what part of the whole list a document with `count` records is, which was the response to a request."""
    declared = total(tree, mapping)
    if declared is not None and declared < count:
        declared = None  # Workday states 0 in all responses but the first
    paging = _paging(mapping)
    request, start = _with_body(request, mapping), _start(paging, mapping)
    links_, before = _parts(tree, _Part(paging, request, start, count, declared, "total" in mapping))
    is_whole = mapping.get("complete") is True
    first_of_all = True if is_whole and not before and not _is_limited(request.url) else None
    if links_ or before:  # of a list that is whole, a part states nothing: all of them are fetched, or none
        return Extent(declared, first_of_all if is_whole else False, links_)
    if declared is not None:
        return Extent(declared, declared == count, ())
    return Extent(None, first_of_all, ())


def total(tree: Tree, mapping: Mapping[str, Any]) -> int | None:
    """Return the number of records in all parts, if the document states it."""
    expression = mapping.get("total")
    for node in tree.find(expression) if isinstance(expression, str) else ():
        if _COUNT.fullmatch(written := tree.raw_text(node)):
            return int(written)
    return None


def first(url: str, mapping: Mapping[str, Any]) -> FollowUp:
    """Return the first document to fetch of a list: its URL, and a body if it is fetched by POST."""
    request, paging = _with_body(FollowUp(url), mapping), _paging(mapping)
    if body := _positioned(paging):
        return FollowUp(url, body.replace(POSITION, str(_integer(paging, "first", 0))))
    if isinstance(name := paging.get("range"), str) and not _Parameters(request).get(name):
        return _Parameters(request).having(name, _range(_integer(paging, "first", 0), paging))
    return request


def _with_body(request: FollowUp, mapping: Mapping[str, Any]) -> FollowUp:
    """Return a request with the body of the mapping, unless it has one."""
    body = mapping.get("body")
    body = json.dumps(body, ensure_ascii=False, default=str) if isinstance(body, Mapping) else body
    return request if request.body or not isinstance(body, str) else request._replace(body=body)


def _positioned(paging: Mapping[str, Any]) -> str:
    """Return the body with a place for the position, "" if there is none."""
    body = paging.get("body")
    body = positioned(body) if isinstance(body, Mapping) else body
    return body if isinstance(body, str) else ""


def _start(paging: Mapping[str, Any], mapping: Mapping[str, Any]) -> int:
    """Return the first position: `first`, else that of the body of the first request."""
    name, written = paging.get("parameter"), 0
    if isinstance(name, str) and name:
        written = _Parameters(_with_body(FollowUp(""), mapping)).get(name)
    return _integer(paging, "first", written if type(written) is int else 0)


def _paging(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `next` of a mapping; a text is the expression of the URL."""
    paging = mapping.get("next")
    return {"url": paging} if isinstance(paging, str) else paging if isinstance(paging, Mapping) else {}


def _parts(tree: Tree, part: _Part) -> tuple[tuple[FollowUp, ...], int]:
    """Return the links to further parts, and how many records came before this one."""
    paging = part.paging
    if isinstance(expression := paging.get("url"), str):
        return _linked(tree, expression, part.request), 0
    if isinstance(name := paging.get("parameter"), str) and name:
        if isinstance(expression := paging.get("value"), str):
            return _with_token(tree, expression, name, part.request), 0
        return _counted(part, name)
    if isinstance(name := paging.get("range"), str) and name:
        return _ranged(part, name)
    if body := _positioned(paging):
        return _posted(part, body), 0
    return (), 0


def _linked(tree: Tree, expression: str, request: FollowUp) -> tuple[FollowUp, ...]:
    for node in tree.find(expression):
        url = links.web_page(tree.value(node, "next.url"), request.url)
        if url and url != request.url:
            return (request._replace(url=url),)
    return ()


def _with_token(tree: Tree, expression: str, name: str, request: FollowUp) -> tuple[FollowUp, ...]:
    tokens = [token for node in tree.find(expression) if (token := tree.text(node))]
    parameters = _Parameters(request, new=True)  # Notion: the first request has no `start_cursor`
    if not tokens or str(parameters.get(name)) == tokens[0]:
        return ()
    return (parameters.having(name, tokens[0]),)


def _ranged(part: _Part, name: str) -> tuple[tuple[FollowUp, ...], int]:
    """Return the request for the next range, unless this one is not full."""
    size, parameters = _integer(part.paging, "size", 0), _Parameters(part.request)
    here = _RANGE.fullmatch(str(parameters.get(name)))
    at = int(here[1]) if here else part.start
    over = not size or part.records < size or at >= MAX_PARTS * size
    if over or (part.total is not None and at + part.records >= part.total):
        return (), at
    return (parameters.having(name, _range(at + size, part.paging)),), at


def _range(first_: int, paging: Mapping[str, Any]) -> str:
    return f"{first_}-{first_ + max(_integer(paging, 'size', 1), 1) - 1}"


def _counted(part: _Part, name: str) -> tuple[tuple[FollowUp, ...], int]:
    """Return the link to the next part: so many records further, or a `step` (1 for pages).

    A list that should declare its total, and declares none, has no further part.
    """
    paging, count, declared = part.paging, part.records, part.total
    start, step, size = part.start, _integer(paging, "step", 0), _integer(paging, "size", 0)
    parameters = _Parameters(part.request)
    here = str(parameters.get(name))
    at = int(here) if _COUNT.fullmatch(here) else start
    steps = (at - start) // step if step else 0
    before = max(steps * size if step and size else (steps if step else at - start), 0)
    over = not count or (size and count < size and declared is None) or (part.has_total and declared is None)
    if declared is not None and (not step or size):
        over = over or before + count >= declared
    if over or (at - start) >= MAX_PARTS * (step or count):
        return (), before
    return (parameters.having(name, at + (step or count)),), before


def _posted(part: _Part, body: str) -> tuple[FollowUp, ...]:
    """Return the links to all further parts: the response to a POST does not show which part it is."""
    size = _integer(part.paging, "size", 0)
    if not size or part.total is None or part.total <= part.records:
        return ()
    start, step = _integer(part.paging, "first", 0), _integer(part.paging, "step", size)
    parts = min(-(-part.total // size), MAX_PARTS)
    return tuple(
        FollowUp(part.request.url, body.replace(POSITION, str(start + place * step))) for place in range(1, parts)
    )


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
