"""Cache of the checked configuration as JSON: without changes, a run imports neither PyYAML nor pydantic."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from feeds.collect import SOURCES, Auth, Folder, Network, Source, Web
from feeds.config import Config
from feeds.config.files import Included, without_collector
from feeds.model.settings import (
    FeedSpec,
    Filter,
    JobDefaults,
    Look,
    MenuLink,
    Monitor,
    OfferFilter,
    Organization,
    Place,
    Policy,
    Selection,
    Site,
    Theme,
)
from feeds.notify import Hook, IndexNow, Notify

DEFAULTS: dict[str, Source] = {"folder": Folder("\0"), "web": Web("\0")}  # of places that are never valid


def to_json(config: Config) -> str:
    """Return a configuration as JSON, for `from_json`; of sources, only what is not their default."""
    data = {one.name: getattr(config, one.name) for one in fields(config)}
    data |= {"sources": list(map(_written, config.sources))}
    return json.dumps(data, ensure_ascii=False, default=_plain)


def _written(source: Source) -> dict[str, Any]:
    default = DEFAULTS[source.kind]
    values = {one.name: getattr(source, one.name) for one in fields(source)}
    return {"kind": source.kind} | {name: value for name, value in values.items() if value != getattr(default, name)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else asdict(value)


@without_collector()
def from_json(text: str) -> Config:
    """Return the configuration that `to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is invalid, or of another version.
    """
    data = json.loads(text)
    return Config(
        site=_site(data["site"]),
        sources=tuple(map(_source, data["sources"])),
        feeds=tuple(_feed(feed) for feed in data["feeds"]),
        jobs=JobDefaults(**{**_tuples(data["jobs"]), "place": _place(data["jobs"]["place"])}),
        references=tuple((key, tuple(folders)) for key, folders in data["references"]),
        static=data["static"],
        theme=data["theme"],
        output=data["output"],
        policy=Policy(**data["policy"]),
        redirects=tuple(data["redirects"]),
        recover=data["recover"],
        network=Network(**_tuples(data["network"])),
        monitor=Monitor(**data["monitor"]),
        notify=_notify(data["notify"]),
        vocabulary=_frozen(data["vocabulary"]),
        includes=tuple(data["includes"]),
        included=tuple(Included(file, key, first, tuple(lines)) for file, key, first, lines in data["included"]),
    )


def _source(data: dict[str, Any]) -> Source:
    options: dict[str, Any] = _tuples(data)
    options.update({name: OfferFilter(**_tuples(data[name])) for name in ("keep", "drop") if name in data})
    if auth := data.get("auth"):
        options["auth"] = Auth(**auth)
    return SOURCES[data["kind"]](**options)


def _notify(data: dict[str, Any]) -> Notify:
    indexnow = IndexNow(**data["indexnow"]) if data["indexnow"] else None
    return Notify(tuple(data["websub"]), indexnow, tuple(Hook(**hook) for hook in data["webhook"]))


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _frozen(data: Any) -> Any:
    return tuple(map(_frozen, data)) if isinstance(data, list) else data


def _site(data: dict[str, Any]) -> Site:
    publisher = _organization(data.pop("publisher"))
    assert publisher is not None  # noqa: S101 - a site always has one; for the type checker
    look = _tuples(data.pop("look"))
    menus = {key: tuple(MenuLink(**link) for link in look[key]) for key in ("header", "footer")}
    return Site(**data, publisher=publisher, look=Look(**{**look, **menus, "theme": Theme()}))


def _organization(data: dict[str, Any] | None) -> Organization | None:
    if data is None:
        return None
    return Organization(**{**data, "parent": _organization(data["parent"]), "address": _place(data["address"])})


def _place(data: dict[str, Any] | None) -> Place | None:
    return Place(**data) if data else None


def _feed(data: dict[str, Any]) -> FeedSpec:
    select = _tuples(data.pop("select"))
    days = {key: date.fromisoformat(select[key]) if select[key] else None for key in ("since", "until")}
    excluded = Filter(**_tuples(select["excluded"]))
    return FeedSpec(**_tuples(data), select=Selection(**{**select, **days, "excluded": excluded}))
