"""Sources that are the same: names must be unique, and no two files may state one list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from feeds.config.cross_checks import mappings, source_name
from feeds.config.files.positions import Fault, Tree
from feeds.config.value_checks import describe
from feeds.model.problem import Message

REQUEST = ("url", "body", "headers", "mapping", "preset", "keep", "drop")  # of which one makes another list


def faults(data: dict[str, Any], tree: Tree) -> Iterator[Fault]:
    """Yield names that a second source has, and lists that two files state, in expanded data."""
    names: dict[str, int] = {}
    requests: dict[str, int] = {}
    for index, source in mappings(data.get("sources")):
        if (name := source_name(source)) and (first := names.setdefault(name, index)) != index:
            yield _name(name, index, first, source, tree)
            continue
        if not isinstance(source.get("url"), str):
            continue
        request = json.dumps([source.get(key) for key in REQUEST], sort_keys=True, default=str)
        first = requests.setdefault(request, index)
        if _file(index, tree) != _file(first, tree):
            found = _second(describe(source["url"]), first, tree)
            remedy = Message("remove one of them")
            yield Fault(("sources", index, "url"), Message("each source once"), found, remedy)


def _name(name: str, index: int, first: int, source: dict[str, Any], tree: Tree) -> Fault:
    key = next((key for key in ("name", "url") if key in source), "path")
    found = _second(describe(name), first, tree)
    is_opml = tree.located(("sources", index))[0].name_key == "title"
    remedy = Message("write another `title`") if is_opml else Message("write another `name:`")
    return Fault(("sources", index, key), Message("a unique name for each source"), found, remedy)


def _second(what: Message, first: int, tree: Tree) -> Message:
    """Return a value that is there a second time; where the first is if it is in an included file."""
    if tree.located(("sources", first))[0] is tree:
        return Message("a second %(name)s", name=what)
    place = tree.problem(Fault(("sources", first), Message(""), Message(""))).place
    return Message("a second %(name)s (the first is in %(place)s)", name=what, place=place)


def _file(index: int, tree: Tree) -> str:
    return tree.located(("sources", index))[0].file
