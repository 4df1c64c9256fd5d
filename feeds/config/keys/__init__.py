"""All keys of the configuration: description, examples, check and JSON Schema; `docs/reference/config.md` has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feeds.config.files.positions import Fault
from feeds.config.key_paths import pattern
from feeds.config.keys.feeds import FEEDS
from feeds.config.keys.key import Key
from feeds.config.keys.operation import OPERATION
from feeds.config.keys.site import SITE
from feeds.config.keys.sources import SOURCES
from feeds.model.problem import Path

KEYS: dict[str, Key] = {**SITE, **SOURCES, **FEEDS, **OPERATION}


def faults(data: Any, path: Path = ()) -> Iterator[Fault]:
    """Yield the faults of single values."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from faults(value, (*path, key))
        return
    if isinstance(data, list):
        for index, value in enumerate(data):
            yield from faults(value, (*path, index))
        return
    key = KEYS.get(pattern(path).removesuffix("[]"))
    finding = key.check(data) if key and key.check else None
    if finding:
        yield Fault(path, *finding)
