"""Rules between the keys of a configuration, checked in expanded data of which any part may be invalid."""

from __future__ import annotations

import os.path
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, get_args

from feeds.config.files.positions import Fault
from feeds.config.value_checks import describe
from feeds.model.problem import Message, Path, Phrase, verbatim
from feeds.model.safe_text import suggestion
from feeds.model.settings import Facet
from feeds.normalise.job import selection_words
from feeds.normalise.languages import Vocabulary, custom

FACETS = get_args(Facet)
MAX_NAMES = 30  # of sources, in a message
SITE_FILES = re.compile(r"index|feeds|closed|robots|status|style|sitemap.*")
PAGE = re.compile(r"(?:^|/)page/\d+(?:/|$)")  # further pages of lists
DOCUMENT = re.compile(r".*-(?:archive|part)-\d{4,}")  # an archive document or a part of another feed
HIRING = re.compile(r"organizations/[^/]+/hiring")


def source_name(source: dict[str, Any]) -> str:
    """Return the name of a source, by default made of the last part of its path, or of its URL."""
    name, path, url = source.get("name"), source.get("path"), source.get("url")
    if isinstance(name, str) and name:
        return name
    if isinstance(url, str) and url:
        return slug(re.sub(r"^[a-z]+://(?:www\.)?|[?#].*$|\$\{\w+\}|\.(?:rss|xml|atom|json|html?)$", "", url.lower()))
    last = PurePath(os.path.normpath(path)).name if isinstance(path, str) and path else ""
    return slug(last)


def slug(text: str) -> str:
    """Return a text as a name of a source; "" if no letter or digit is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", ascii_text).strip("-")


def faults(data: dict[str, Any]) -> Iterator[Fault]:
    """Yield the faults between keys."""
    sources, feeds = mappings(data.get("sources")), mappings(data.get("feeds"))
    for key in ("sources", "feeds"):
        if data.get(key) == []:
            remedy = (
                Message("remove `feeds` to publish `jobs` and `news`")
                if key == "feeds"
                else Message("write `- path: sources`")
            )
            yield Fault((key,), Message("at least one item"), Message("an empty list"), remedy)
    words = custom.parse(vocabulary) if isinstance(vocabulary := data.get("vocabulary"), dict) else ()
    yield from _sources(sources, words)
    names = [source_name(source) for _, source in sources]
    for index, feed in feeds:
        for fault in _feed(feed, names, words):
            yield Fault(("feeds", index, *fault.path), fault.expected, fault.found, fault.remedy)
    yield from _vocabulary(data.get("vocabulary"))
    yield from _hooks(data.get("notify"))
    yield from _feed_names(feeds, data.get("permalink", "posts/{slug}/"))


def empty_color(data: Any) -> Iterator[Fault]:
    """Yield a colour without quotes, in data of which empty keys were not removed: YAML takes it as a comment."""
    site = data.get("site") if isinstance(data, dict) else None
    if isinstance(site, dict) and "color" in site and site["color"] is None:
        remedy = Message("write it in quotes, as in color: '#0a4f9e': without them, # begins a comment")
        yield Fault(("site", "color"), Message("a colour"), Message("nothing"), remedy)


AUTO = "auto"  # a mapping that is recognised


def mappings(items: Any) -> list[tuple[int, dict[str, Any]]]:
    """Return the mappings of a list, each with its index."""
    return (
        [(index, item) for index, item in enumerate(items) if isinstance(item, dict)] if isinstance(items, list) else []
    )


def _sources(sources: list[tuple[int, dict[str, Any]]], words: Vocabulary) -> Iterator[Fault]:
    for index, source in sources:
        yield from _parser(index, source)
        for filter_ in ("keep", "drop"):
            if isinstance(values := source.get(filter_), dict):
                yield from _filter(values, ("sources", index, filter_), [], words)
        if isinstance(source.get("path"), str) and not source_name(source):
            expected = Message("a path whose last part can be the name")
            where = ("sources", index, "name" if "name" in source else "path")
            yield Fault(where, expected, describe(source["path"]), Message("add `name:`"))


def _parser(index: int, source: dict[str, Any]) -> Iterator[Fault]:
    """Yield the faults between the keys that a source is read with."""
    if preset := source.get("preset"):
        yield from _preset(preset, ("sources", index, "preset"))
    if "path" in source and source.get("mapping") == AUTO:  # of which nothing would be kept between runs
        remedy = Message("copy the mapping that `feeds try` proposes for the address of such a file")
        yield Fault(("sources", index, "mapping"), Message("a mapping"), Message("`auto`, in a folder"), remedy)
    elif source.get("mapping", AUTO) != AUTO:
        yield from mapping(source["mapping"], ("sources", index, "mapping"), preset)
    elif preset and "mapping" in source:
        yield Fault(
            ("sources", index, "mapping"),
            Message("`mapping: auto` without `preset`"),
            Message("both"),
            Message("remove one of them"),
        )
    headers = source.get("headers")
    if "auth" in source and isinstance(headers, dict) and "authorization" in {str(name).lower() for name in headers}:
        expected, remedy = Message("one of `auth` and the header Authorization"), Message("remove one of them")
        yield Fault(("sources", index, "auth"), expected, Message("both"), remedy)
    dialect = source.get("dialect")
    if "path" in source and source.get("dates") and not (source.get("preset") or source.get("mapping") or dialect):
        remedy = Message("remove it: dates of posts are read by their language")
        yield Fault(
            ("sources", index, "dates"), Message("`dates` beside `mapping` or `preset`"), Message("neither"), remedy
        )
    for key in ("preset", "mapping"):
        if source.get(key) and dialect not in (None, "", "records"):
            found = Message("`dialect: %(dialect)s`", dialect=dialect)
            yield Fault(
                ("sources", index, key),
                Message("`%(key)s` only with `dialect: records`", key=key),
                found,
                Message("remove `%(key)s`", key=key),
            )


def _hooks(notify: Any) -> Iterator[Fault]:
    """Yield webhooks with an equal URL: the outbox keeps what was sent by URL."""
    seen: set[str] = set()
    for index, hook in mappings(notify.get("webhook")) if isinstance(notify, dict) else ():
        url = hook.get("url")
        if not isinstance(url, str):
            continue
        if url in seen:
            where, found = ("notify", "webhook", index, "url"), Message("a second %(url)s", url=describe(url))
            yield Fault(where, Message("a unique address for each webhook"), found, Message("remove one of them"))
        seen.add(url)


def _vocabulary(data: Any) -> Iterator[Fault]:
    for inside, expected, found, remedy in custom.check(data) if isinstance(data, dict) else ():
        yield Fault(("vocabulary", *inside), expected, found, remedy)


def _preset(name: Any, path: Path) -> Iterator[Fault]:
    from feeds.normalise import partner_dialects

    known = partner_dialects.records.presets()
    if isinstance(name, str) and name not in known:
        remedy = suggestion(name, known) or Message("known: %(known)s", known=", ".join(known))
        yield Fault(path, Message("a known recruiting system"), describe(name), remedy)


def mapping(data: Any, path: Path, preset: Any = "") -> Iterator[Fault]:
    """Yield the faults of a mapping of records, which may extend a preset."""
    from feeds.normalise import partner_dialects

    for inside, expected, found, remedy in partner_dialects.records.faults(
        data, preset if isinstance(preset, str) else ""
    ):
        yield Fault((*path, *inside), expected, found, remedy)


def _feed(feed: dict[str, Any], sources: list[str], vocabulary: Vocabulary) -> Iterator[Fault]:
    yield from _formats(feed.get("formats"))
    yield from _each(feed.get("name"), feed.get("each"))
    yield from _history(feed)
    if not isinstance(select := feed.get("select", {}), dict):
        return
    excluded = select.get("not")
    for path, values in ((("select",), select), (("select", "not"), excluded)):
        if isinstance(values, dict):
            yield from _filter(values, path, sources, vocabulary)
    since, until = select.get("since"), select.get("until")
    if since and until and str(since) > str(until):
        yield Fault(
            ("select", "until"),
            Message("%(since)s or a later day", since=since),
            verbatim(until),
            Message("swap `since` and `until`"),
        )


def _filter(values: dict[str, Any], path: Path, sources: list[str], vocabulary: Vocabulary) -> Iterator[Fault]:
    """Yield the values of a filter that no entry can have."""
    for index, source in enumerate(_list(values.get("source"))):
        if isinstance(source, str) and source not in sources:
            names = list(dict.fromkeys(filter(None, sources)))
            known = ", ".join((*names[:MAX_NAMES], *["…"] * (len(names) > MAX_NAMES)))
            remedy = suggestion(source, names) or Message("known: %(sources)s", sources=known)
            yield Fault((*path, "source", index), Message("the name of a source"), describe(source), remedy)
    for name, expected, read, remedy_of in (
        ("contract", Message("words of a contract"), selection_words.contract, selection_words.similar_contract),
        (
            "telework",
            Message("a class of telework"),
            selection_words.telework_classes,
            selection_words.similar_telework,
        ),
    ):
        for index, word in enumerate(_list(values.get(name))):
            if isinstance(word, str) and word.strip() and not read(word, vocabulary):
                yield Fault((*path, name, index), expected, describe(word), remedy_of(word))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _formats(formats: Any) -> Iterator[Fault]:
    from feeds.emit.formats import FORMATS

    if formats == []:
        yield Fault(
            ("formats",),
            Message("at least one format"),
            Message("an empty list"),
            Message("known: %(formats)s", formats=", ".join(FORMATS)),
        )
    for index, name in enumerate(_list(formats)):
        if isinstance(name, str) and name not in FORMATS:
            remedy = suggestion(name.replace("-", "_"), FORMATS)
            yield Fault(
                ("formats", index), Message("one of %(formats)s", formats=", ".join(FORMATS)), describe(name), remedy
            )


def _each(name: Any, each: Any) -> Iterator[Fault]:
    """Yield the facets whose placeholders are not in the name of a feed, and placeholders without their facet."""
    facets = _list(each)
    if each == []:
        remedy = Message("known: %(known)s", known=", ".join(FACETS))
        yield Fault(("each",), Message("at least one facet"), Message("an empty list"), remedy)
    for index, facet in enumerate(facets):
        if facet in facets[:index]:
            found = Message("a second '%(name)s'", name=facet)
            yield Fault(("each", index), Message("each facet once"), found, Message("remove one of them"))
    if not isinstance(name, str) or any(facet not in FACETS for facet in facets):
        return
    placeholders = {facet for facet in FACETS if f"{{{facet}}}" in name}
    missing = [facet for facet in dict.fromkeys(facets) if facet not in placeholders]
    if missing:
        whole = "/".join((name, *(f"{{{facet}}}" for facet in missing)))
        expected = Message("a name with %(placeholders)s", placeholders=" ".join(f"{{{facet}}}" for facet in missing))
        yield Fault(("name",), expected, describe(name), Message("write %(name)s", name=whole))
    for facet in sorted(placeholders - set(facets)):
        yield Fault(
            ("name",),
            Message("{%(facet)s} only with `each: %(facet)s`", facet=facet),
            describe(name),
            Message("add `each: %(facet)s`", facet=facet),
        )


def _history(feed: dict[str, Any]) -> Iterator[Fault]:
    history, limit, order = feed.get("history"), feed.get("limit"), feed.get("order", "newest")
    if history == "complete" and limit is not None:
        yield Fault(
            ("limit",), Message("no limit with `history: complete`"), describe(limit), Message("remove one of them")
        )
    yield from _parts(feed, history, order)
    if history == "archived" and order in ("oldest", "updated"):
        found = Message("`order: %(order)s` with `history: archived`", order=order)
        yield Fault(("order",), Message("the newest first, as archives require"), found, Message("remove one of them"))


def _parts(feed: dict[str, Any], history: Any, order: Any) -> Iterator[Fault]:
    """Yield a limit of parts for a feed that is never in parts."""
    others = {"limit": feed.get("limit") is not None, f"history: {history}": history in ("archived", "window")}
    others["order: oldest"] = order == "oldest"
    if feed.get("parts_above") and (other := next((key for key, is_set in others.items() if is_set), "")):
        expected = Message("no `parts_above` with `%(key)s`", key=other)
        yield Fault(("parts_above",), expected, describe(feed["parts_above"]), Message("remove one of them"))


def _feed_names(feeds: list[tuple[int, dict[str, Any]]], permalink: Any) -> Iterator[Fault]:
    """Yield feeds whose files would overwrite files of the site or of another feed."""
    posts = permalink.partition("/")[0] if isinstance(permalink, str) and "/" in permalink else ""
    seen: list[str] = []
    for index, feed in feeds:
        name = feed.get("name")
        if not isinstance(name, str):
            continue
        where = ("feeds", index, "name")
        if _is_reserved(name, posts):
            yield Fault(where, Message("a name that the site does not use itself"), describe(name), _alternative(name))
        elif other := next((other for other in seen if _may_collide(name, other)), None):
            found = (
                Message("a second %(name)s", name=describe(name))
                if name == other
                else Message("%(name)s, which '%(other)s' may use", name=describe(name), other=other)
            )
            yield Fault(where, Message("a unique name for each feed"), found, Message("choose another name"))
        seen.append(name)


def _alternative(name: str) -> Phrase:
    return Message("write for example %(value)s/%(name)s", value="tags" if "{" in name else "list", name=name)


def _is_reserved(name: str, posts: str) -> bool:
    first, _, rest = name.partition("/")
    if (
        DOCUMENT.fullmatch(name)
        or PAGE.search(name)
        or HIRING.fullmatch(name)
        or (posts and "{" not in posts and first == posts and rest)
    ):
        return True
    return first == "recover" or (not rest and bool(first.startswith("{") or SITE_FILES.fullmatch(first)))


def _may_collide(one: str, other: str) -> bool:
    """Return whether two names, which may contain placeholders, can be equal."""
    return any(re.fullmatch(_pattern(a), re.sub(r"\{\w+\}", "x", b)) for a, b in ((one, other), (other, one)))


def _pattern(name: str) -> str:
    return "[a-z0-9-]+".join(re.escape(part) for part in re.split(r"\{\w+\}", name))
