"""Presets of recruiting systems and job boards: one YAML file each in `presets/`, and no code.

Besides the keys of any mapping, a preset has those that it is detected by: `addresses` of its documents, the
`shape` of a document (an expression that finds something; in CSV the name of a column), and `pages` for people,
each with the URL of its documents. In URLs, `*` matches any characters but a slash; `{company}` is a placeholder,
whose value is kept. `dates` is the order of day and month, as in a source. With `names: folded`, elements of XML
are known by the letters and digits of their names.
After `?` is one parameter of the query of an address, or a part of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from threading import RLock
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.urls import is_web_url
from feeds.normalise.dialects import yaml_reader

OWN_KEYS = ("name", "names", "dates", "addresses", "pages", "shape")
# Words of the system itself where a company's name could be.
_RESERVED = frozenset({"www", "api", "app", "help", "support", "developers", "docs", "j", "embed"})
_MAX_URL = 2_000  # characters of an address
_PIECE = re.compile(r"\{(\w+)\}|(\*)")
_loading = RLock()  # threads that fetch would each read all files: 16 times 50 ms


def presets() -> Mapping[str, Mapping[str, Any]]:
    """Return all presets by name, in alphabetical order."""
    with _loading:
        return _presets()


@cache
def _presets() -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    folder = files("feeds.normalise.dialects.records") / "presets"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            loaded = yaml_reader.load(file.read_text("utf-8"), f"presets/{file.name}")
            if loaded.problems:
                raise PostError(loaded.problems[0])
            found[file.name.removesuffix(".yaml")] = MappingProxyType(loaded.data)
    return MappingProxyType(found)


def by_address(url: str) -> tuple[str, dict[str, str]]:
    """Return the preset that matches a URL, with the values of the placeholders; "" if none does."""
    return next(((name, values) for name, values, _ in _matches(url, "addresses")), ("", {}))


def api(url: str) -> str:
    """Return the URL of the documents behind a page for people, or ""."""
    if by_address(url)[0]:
        return ""
    for _, values, pattern in _matches(url, "pages"):
        address = pattern
        for name, word in values.items():
            address = address.replace(f"{{{name}}}", word)
        return address
    return ""


def placeholder_values(url: str, preset: str) -> dict[str, str]:
    """Return the values of the placeholders of a preset's URL in a URL."""
    return next((values for name, values, _ in _matches(url, "addresses") if name == preset), {})


def by_shape(document: Document) -> str:
    """Return the preset whose `shape` a document has, or ""."""
    from feeds.normalise.dialects.records import detect

    notation = detect.notation(document.body)
    try:
        tree = detect.parse(document, {"format": notation}) if notation else None
        for name, preset in presets().items():
            if tree and preset.get("format") == notation and tree.has_shape(str(preset.get("shape", ""))):
                return name
        return _general(document) if notation == "xml" else ""
    except PostError:
        return ""


def _general(document: Document) -> str:
    """Return the preset of XML job feeds if a document is one, else ""."""
    from feeds.normalise.dialects.records import detect
    from feeds.normalise.dialects.records.recogniser import job_feed

    mapping = presets()[job_feed.NAME]
    tree = detect.parse(document, {"format": "xml", "names": "folded"})
    return job_feed.NAME if job_feed.matches(tree, mapping) else ""


class _Pattern(NamedTuple):
    """One address of a preset, or of a page of it for people with the `target` behind it."""

    preset: str
    address: re.Pattern[str]
    query: re.Pattern[str]
    target: str


def _matches(url: str, key: str) -> Iterator[tuple[str, dict[str, str], str]]:
    if not is_web_url(url := url[:_MAX_URL]):
        return
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    address, query = f"{host}{parts.path or '/'}", unquote(parts.query)
    with _loading:
        by_domain = _patterns(key)
    for one in by_domain.get(_domain(host), by_domain[""]):
        found = one.address.match(address)
        within = one.query.search(query) if found else None
        values = {**found.groupdict(), **within.groupdict()} if found and within else {}
        if found and within and not _RESERVED & {word.lower() for word in values.values()}:
            yield one.preset, values, one.target


def _domain(host: str) -> str:
    """Return the last two labels of a host."""
    return ".".join(host.lower().split(".")[-2:])


@cache
def _patterns(key: str) -> dict[str, list[_Pattern]]:
    """Return the patterns of addresses or pages in their order, by domain; "" has those of any domain."""
    found: list[tuple[str, _Pattern]] = []
    for name, preset in presets().items():
        patterns = preset.get(key, ())
        for pattern in patterns:
            path, _, query = pattern.partition("?")
            domain = _domain(path.partition("/")[0])
            target = patterns[pattern] if isinstance(patterns, Mapping) else ""
            one = _Pattern(name, _compiled(path), _parameter(query), target)
            found.append(("" if _PIECE.search(domain) else domain, one))
    return {domain: [one for other, one in found if other in ("", domain)] for domain in {"", *dict(found)}}


def _parameter(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:^|[&;,]){_pieces(pattern, '[^&;,]+', '.*')}" if pattern else "")


def _compiled(pattern: str) -> re.Pattern[str]:
    host, slash, path = pattern.partition("/")
    end = "(?![^/])" if path else ""
    return re.compile(_pieces(host, "[^/.]+", "[^/]+") + slash + _pieces(path, "[^/]+", "[^/]+") + end)


def _pieces(pattern: str, placeholder: str, star: str) -> str:
    made, end = "", 0
    for piece in _PIECE.finditer(pattern):
        made += re.escape(pattern[end : piece.start()])
        made += f"(?P<{piece[1]}>{placeholder})" if piece[1] else star
        end = piece.end()
    return made + re.escape(pattern[end:])
