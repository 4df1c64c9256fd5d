"""The index of the search: open jobs in parts, each a script that passes plain data to `lists.js`.

They are scripts because browsers let pages from a folder load no other data.

    feedsLists.parts([1, 3, 2])
    feedsLists.part(1, {values: [[facet, name, label]], jobs: [[path, title, language, facts, values, words]]})

The values of a job are numbers of those of the part.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from feeds.emit import localize
from feeds.emit.pages.lines import Lines
from feeds.model.entry import Entry
from feeds.model.feed import Output, Value
from feeds.model.settings import Site

FOLDER = "search"
SIZE = 80  # jobs of a part when it is cut: with twice as many of MAX_JOB bytes it has less than 200 kB
MAX_JOB = 900  # bytes of a job
MAX_TITLE, MAX_FACTS, MAX_LABEL = 240, 300, 100
_MEDIA_TYPE = "text/javascript"


def path(number: int) -> str:
    """Return the path of a part."""
    return f"{FOLDER}/{number}.js"


def table(numbers: Sequence[int]) -> Output:
    """Return the list of all parts, the newest first."""
    return _script(f"{FOLDER}/parts.js", "parts", list(numbers))


def part(site: Site, number: int, entries: Iterable[Entry], values: Mapping[str, Sequence[Value]]) -> Output:
    """Return a part; `values` are those of facets by the id of an entry."""
    ui_language = localize.choose_language(site.language)
    lines = Lines(site, ui_language)
    numbers: dict[Value, int] = {}
    jobs = []
    for entry in entries:
        found = [numbers.setdefault(value, len(numbers)) for value in values.get(entry.listing.id, ())]
        jobs.append(_job(entry, found, lines, ui_language))
    known = [[value.facet, value.name, _cut(value.label, MAX_LABEL)] for value in numbers]
    return _script(path(number), "part", number, {"values": known, "jobs": jobs})


def _job(entry: Entry, values: list[int], lines: Lines, ui_language: str) -> list[Any]:
    """Return a job in at most MAX_JOB bytes, unless its path is very long."""
    listing, job = entry.listing, entry.post.job
    language = "" if listing.language == ui_language else listing.language
    words = " ".join(" ".join((*listing.tags, *(job.skills if job else ()), entry.post.summary)).split())
    data = [listing.path, _cut(listing.title, MAX_TITLE), language, _cut(lines.text(listing), MAX_FACTS), values, ""]
    data[-1] = _cut(words, max(0, MAX_JOB - len(_json(data).encode())))
    return data


def _cut(text: str, size: int) -> str:
    """Return the beginning of a text that has at most `size` bytes as a string of JSON."""
    if len(_json(text).encode()) - 2 <= size:
        return text
    short = text.encode()[:size].decode("utf-8", "ignore")
    while len(_json(short).encode()) - 2 > size:
        short = short[: -max(1, (len(_json(short).encode()) - 2 - size) // 6)]
    return short


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _script(path: str, function: str, *arguments: Any) -> Output:
    return Output(path, _MEDIA_TYPE, f"feedsLists.{function}({','.join(map(_json, arguments))});\n".encode())
