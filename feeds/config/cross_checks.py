"""Rules between the keys of a configuration; they look at prepared data of which any part may be wrong."""

from __future__ import annotations

import os.path
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from feeds.config.keys import shown
from feeds.config.positions import Fault
from feeds.model.problem import Path
from feeds.model.safe_text import suggestion

FACETS = ("tag", "organization")
SITE_FILES = re.compile(r"index|feeds|closed|robots|status|style|sitemap.*")
ARCHIVE = re.compile(r".*-archive-\d{4,}")


def source_name(source: dict[str, Any]) -> str:
    """Give a source's name: its own, or one made of the last part of its path, or of its address."""
    name, path, url = source.get("name"), source.get("path"), source.get("url")
    if isinstance(name, str) and name:
        return name
    if isinstance(url, str) and url:
        return _plain(
            re.sub(r"^[a-z]+://(?:www\.)?|[?#].*$|\$\{\w+\}|\.(?:rss|xml|atom|json|html?)$", "", url.lower())
        )
    last = PurePath(os.path.normpath(path)).name if isinstance(path, str) and path else ""
    return _plain(last)


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")


def faults(data: dict[str, Any]) -> Iterator[Fault]:
    """Find what does not go together."""
    sources, feeds = _mappings(data.get("sources")), _mappings(data.get("feeds"))
    for key in ("sources", "feeds"):
        if data.get(key) == []:
            remedy = (
                "leave `feeds` out for `jobs` and `news`" if key == "feeds" else "write `- path: sources`"
            )
            yield Fault((key,), "at least one item", "an empty list", remedy)
    yield from _sources(sources)
    names = [source_name(source) for _, source in sources]
    for place, feed in feeds:
        for fault in _feed(feed, names):
            yield Fault(("feeds", place, *fault.path), fault.expected, fault.found, fault.remedy)
    yield from _vocabulary(data.get("vocabulary"))
    yield from _hooks(data.get("notify"))
    yield from _addresses(feeds, data.get("permalink", "posts/{slug}/"))


def _mappings(items: Any) -> list[tuple[int, dict[str, Any]]]:
    return (
        [(place, item) for place, item in enumerate(items) if isinstance(item, dict)]
        if isinstance(items, list)
        else []
    )


def _sources(sources: list[tuple[int, dict[str, Any]]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, source in sources:
        name = source_name(source)
        said = "name" if "name" in source else "url" if "url" in source else "path"
        where = ("sources", place, said)
        yield from _web(place, source)
        if not name and isinstance(source.get("path"), str):
            yield Fault(where, "a path whose last part can be a name", shown(source["path"]), "add `name:`")
        elif name in seen:
            yield Fault(
                where, "a name of its own for each source", f"a second '{name}'", "give it another `name:`"
            )
        seen.add(name)


def _web(place: int, source: dict[str, Any]) -> Iterator[Fault]:
    """Find what does not go together in a partner."""
    if preset := source.get("preset"):
        yield from _preset(preset, ("sources", place, "preset"))
    if "mapping" in source:
        yield from mapping(source["mapping"], ("sources", place, "mapping"), preset)
    dialect = source.get("dialect")
    for key in ("preset", "mapping"):
        if source.get(key) and dialect not in (None, "", "records"):
            found = f"`dialect: {dialect}`"
            yield Fault(("sources", place, key), "`dialect: records` with it", found, f"leave `{key}` out")


def _hooks(notify: Any) -> Iterator[Fault]:
    """Find hooks that are told as one: what was told is remembered of each address."""
    seen: set[str] = set()
    for place, hook in _mappings(notify.get("webhook")) if isinstance(notify, dict) else ():
        url = hook.get("url")
        if not isinstance(url, str):
            continue
        if url in seen:
            where, found = ("notify", "webhook", place, "url"), f"a second {shown(url)}"
            yield Fault(where, "an address of its own for each webhook", found, "leave one of them out")
        seen.add(url)


def _vocabulary(data: Any) -> Iterator[Fault]:
    from feeds.normalise.languages import custom

    for inside, expected, found, remedy in custom.check(data) if isinstance(data, dict) else ():
        yield Fault(("vocabulary", *inside), expected, found, remedy)


def _preset(name: Any, path: Path) -> Iterator[Fault]:
    from feeds.normalise import partner_dialects

    known = partner_dialects.records.presets()
    if isinstance(name, str) and name not in known:
        remedy = suggestion(name, known) or f"known: {', '.join(known)}"
        yield Fault(path, "a recruiting system that is known", shown(name), remedy)


def mapping(data: Any, path: Path, preset: Any = "") -> Iterator[Fault]:
    """Find what is wrong with a mapping of records, of which a preset may be the rest."""
    from feeds.normalise import partner_dialects

    for inside, expected, found, remedy in partner_dialects.records.faults(
        data, preset if isinstance(preset, str) else ""
    ):
        yield Fault((*path, *inside), expected, found, remedy)


def _feed(feed: dict[str, Any], sources: list[str]) -> Iterator[Fault]:
    yield from _formats(feed.get("formats"))
    yield from _each(feed.get("name"), feed.get("each"))
    yield from _history(feed)
    if not isinstance(select := feed.get("select", {}), dict):
        return
    for place, source in enumerate(_list(select.get("source"))):
        if isinstance(source, str) and source not in sources:
            remedy = suggestion(source, sources) or f"known: {', '.join(sources)}"
            yield Fault(("select", "source", place), "the name of a source", shown(source), remedy)
    since, until = select.get("since"), select.get("until")
    if since and until and str(since) > str(until):
        yield Fault(("select", "until"), f"a day from {since} on", str(until), "swap `since` and `until`")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _formats(formats: Any) -> Iterator[Fault]:
    from feeds.emit.formats import FORMATS

    if formats == []:
        yield Fault(("formats",), "at least one format", "an empty list", f"known: {', '.join(FORMATS)}")
    for place, name in enumerate(_list(formats)):
        if isinstance(name, str) and name not in FORMATS:
            remedy = suggestion(name.replace("-", "_"), FORMATS)
            yield Fault(("formats", place), f"one of {', '.join(FORMATS)}", shown(name), remedy)


def _each(name: Any, each: Any) -> Iterator[Fault]:
    if not isinstance(name, str) or each not in (None, *FACETS):
        return
    holes = {facet for facet in FACETS if f"{{{facet}}}" in name}
    if each and each not in holes:
        yield Fault(("name",), f"a name with {{{each}}}", shown(name), f"write {name}/{{{each}}}")
    for facet in sorted(holes - {each}):
        yield Fault(("name",), f"{{{facet}}} only with `each: {facet}`", shown(name), f"add `each: {facet}`")


def _history(feed: dict[str, Any]) -> Iterator[Fault]:
    history, limit, order = feed.get("history"), feed.get("limit"), feed.get("order", "newest")
    if history == "complete" and limit is not None:
        yield Fault(("limit",), "no limit with `history: complete`", shown(limit), "leave one of them out")
    if history == "archived" and order in ("oldest", "updated"):
        found = f"`order: {order}` with `history: archived`"
        yield Fault(("order",), "the newest first, as archives go", found, "leave one of them out")


def _addresses(feeds: list[tuple[int, dict[str, Any]]], permalink: Any) -> Iterator[Fault]:
    """Find feeds whose files would overwrite those of the site or of another feed."""
    posts = permalink.partition("/")[0] if isinstance(permalink, str) and "/" in permalink else ""
    seen: list[str] = []
    for place, feed in feeds:
        name = feed.get("name")
        if not isinstance(name, str):
            continue
        where = ("feeds", place, "name")
        if _is_taken(name, posts):
            yield Fault(where, "an address that the site does not use itself", shown(name), _elsewhere(name))
        elif other := next((other for other in seen if _meet(name, other)), None):
            found = f"a second {shown(name)}" if name == other else f"{shown(name)}, which '{other}' may need"
            yield Fault(where, "an address of its own for each feed", found, "choose another name")
        seen.append(name)


def _elsewhere(name: str) -> str:
    return f"write for example {'tags' if '{' in name else 'list'}/{name}"


def _is_taken(name: str, posts: str) -> bool:
    first, _, rest = name.partition("/")
    if ARCHIVE.fullmatch(name) or (posts and "{" not in posts and first == posts and rest):
        return True
    return first == "recover" or (not rest and bool(first.startswith("{") or SITE_FILES.fullmatch(first)))


def _meet(one: str, other: str) -> bool:
    """Tell whether two names, of which either may hold a placeholder, can be the same address."""
    return any(re.fullmatch(_pattern(a), re.sub(r"\{\w+\}", "x", b)) for a, b in ((one, other), (other, one)))


def _pattern(name: str) -> str:
    return "[a-z0-9-]+".join(re.escape(part) for part in re.split(r"\{\w+\}", name))
