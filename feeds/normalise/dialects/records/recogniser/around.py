"""What a document states around its list of records: the employer of all of them, their total, further parts.

Names of further parts: those that JSON:API, HAL, Airtable, Google's and Notion's APIs and common frameworks of the Web
use. A parameter of the URL is used only if the document states how many records there are, or a token for the next
part, so that a server that ignores it costs few requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from feeds.normalise.dialects.records.json_records import JsonTree
from feeds.normalise.dialects.records.recogniser import concepts, value_shapes
from feeds.normalise.dialects.records.recogniser.record_lists import RecordList, written
from feeds.normalise.dialects.records.record import Tree
from feeds.normalise.dialects.records.xml_records import XmlTree

_TOTAL = re.compile(
    r"(?i)(?:total|hits|records?|results?|jobs?|offers?|items?|num)?[_-]?(?:total|count|found|hits|elements|results)"
    r"(?:[_-]?(?:count|found|hits|results|elements|records|items|jobs|entries))?|expectedjobcount"
)
_NEXT = re.compile(r"(?i)next(?:[_-]?(?:page|link|url|href|page[_-]?(?:url|link)))?|@?odata\.nextlink")
_LINK = re.compile(r"(?:https?://|/|\?)[^\s<>]+")
_TOKENS = {  # that a document states, and the parameter that each is sent as
    "offset": "offset",
    "nextPageToken": "pageToken",
    "next_page_token": "page_token",
    "next_cursor": "cursor",
    "nextCursor": "cursor",
}
_OFFSETS = ("offset", "start", "skip", "from")
_PAGES = ("page", "current_page", "currentPage")
_SIZES = ("limit", "per_page", "perPage", "pageSize", "page_size", "size", "resultsPerPage")
_DEPTH = 2  # mappings around the list that are looked at
_MAX_LENGTH = 1_000


def stated(tree: Tree, found: RecordList, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a mapping that what is around a list of records shows."""
    made: dict[str, Any] = {}
    if "organization.name" not in fields and (employer := _employer(tree, found)):
        made["common"] = {"organization": employer}
    if isinstance(tree, JsonTree) and isinstance(tree.root, dict):
        made |= _further(dict(_around(tree.root, "", 0)), len(found.records), tree.root)
    return made


def _employer(tree: Tree, found: RecordList) -> str:
    """Return the expression of the one employer that is stated beside the list; "" without one."""
    if isinstance(tree, XmlTree):
        return _xml_employer(tree, found)
    if not isinstance(tree, JsonTree) or not isinstance(tree.root, dict):
        return ""
    names = [path for path, value in _around(tree.root, "", 0) if isinstance(value, str) and _is_employer(path, value)]
    return names[0] if len(names) == 1 else ""


def _xml_employer(tree: XmlTree, found: RecordList) -> str:
    list_ = found.items.rpartition("/")[0]
    beside = [one for one in tree.find(f"{list_}/*") if isinstance(one.tag, str) and one.tag != found.names[-1]]
    inside = [
        (f"{list_}/{one.tag}" + (f"/{child.tag}" if child is not None else ""), child if child is not None else one)
        for one in beside
        for child in (list(one) if len(one) else [None])
        if child is None or isinstance(child.tag, str)
    ]
    names = [path for path, one in inside if not len(one) and _is_employer(path[len(list_) :], one.text or "")]
    return names[0] if len(names) == 1 else ""


def _is_employer(path: str, value: str) -> bool:
    named = [concepts.of_name(name.strip('"')) for name in re.split(r"[./]", path) if name]
    around = frozenset[str]().union(*(one[0] for one in named))
    own = around in ({"org"}, {"org", "name"}) and not any(one[1] for one in named)
    return own and value_shapes.fits("organization.name", [[value.strip()]])


def _around(node: dict[str, Any], expression: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield the values of the mappings that are not records, by their expressions."""
    for name, value in node.items():
        path = f"{expression}.{written(name)}" if expression else written(name)
        if isinstance(value, dict) and depth < _DEPTH:
            yield from _around(value, path, depth + 1)
        elif not isinstance(value, list):
            yield path, value


def _further(values: Mapping[str, Any], count: int, root: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    by_name = {path.rpartition(".")[2].strip('"'): (path, value) for path, value in reversed(list(values.items()))}
    totals = [path for path, value in values.items() if _is_total(path, value, count)]
    if len({values[path] for path in totals}) == 1:
        made["total"] = totals[0]
    if next_ := _next_link(values):
        made["next"] = {"url": next_}
    elif root.get("object") == "list":  # Notion
        made |= {"next": {"parameter": "start_cursor", "value": "next_cursor"}} if root.get("next_cursor") else {}
    else:
        made |= _token(by_name) or _position(by_name, count, has_total="total" in made)
    return made


def _is_total(path: str, value: Any, count: int) -> bool:
    """Return whether a number is that of all records; a mere "count" of as many may be that of this part."""
    name = path.rpartition(".")[2].strip('"')
    least = count if "total" in name.lower() else count + 1
    return type(value) is int and value >= least and bool(_TOTAL.fullmatch(name))


def _next_link(values: Mapping[str, Any]) -> str:
    for path, value in values.items():
        names = [name.strip('"') for name in path.split(".")]
        named = names[-2] if names[-1] in ("href", "url") and len(names) > 1 else names[-1]
        link = isinstance(value, str) and len(value) < _MAX_LENGTH and _LINK.fullmatch(value)
        if link and _NEXT.fullmatch(named):
            return path
    return ""


def _token(by_name: Mapping[str, tuple[str, Any]]) -> dict[str, Any]:
    for name, parameter in _TOKENS.items():
        path, value = by_name.get(name, ("", None))
        if isinstance(value, str) and value and not value.isdigit():
            return {"next": {"parameter": parameter, "value": path}}
    return {}


def _position(by_name: Mapping[str, tuple[str, Any]], count: int, *, has_total: bool) -> dict[str, Any]:
    """Return the paging by a number of records, or of pages, that the document states for itself."""
    sizes = [value for name in _SIZES if type(value := by_name.get(name, ("", None))[1]) is int]
    if not has_total or not sizes:
        return {}
    for name in _OFFSETS:
        if type(at := by_name.get(name, ("", None))[1]) is int:
            return {"next": {"parameter": name, **({"first": at} if at == 1 else {})}}
    for name in _PAGES:
        if (at := by_name.get(name, ("", None))[1]) in (0, 1) and type(at) is int and sizes[0] >= count > 0:
            return {"next": {"parameter": "page", "first": at, "step": 1, "size": sizes[0]}}
    return {}
