"""Paths of keys: renamed keys, keys with one or more values, and a path as a key of `keys.KEYS`."""

from __future__ import annotations

import re
from functools import lru_cache

from feeds.model.problem import Path

# Keys and values of earlier versions, each with its present name.
RENAMED = {
    "jobs.presume_full_time": "jobs.assume_full_time",
    "policy.guard_share": "policy.max_change_ratio",
    "policy.guard_least": "policy.min_changes",
}
RENAMED_VALUES = {("feeds[].select.state[]", "lost"): "stale"}

# Of the entries of a feed, and of those left out.
FILTERS = (
    *("kind", "tag", "organization", "source", "language"),
    *("keywords", "author", "contract", "telework", "place"),
)
# Of the offers of a source.
OFFER_FILTERS = ("keyword", "place", "contract", "tag", "organization")
SCALAR_OR_LIST = frozenset(
    {
        "jobs.contacts",
        "jobs.extra",
        "references.*",
        "network.allow",
        "notify.websub",
        "redirects",
        "vocabulary.*.*",
        "sources[].include",
        "sources[].exclude",
        "sources[].links",
        "feeds[].formats",
        "feeds[].each",
        "feeds[].select.state",
    }
    | {f"feeds[].select.{key}" for key in FILTERS}
    | {f"feeds[].select.not.{key}" for key in FILTERS}
    | {f"sources[].{name}.{key}" for name in ("keep", "drop") for key in OFFER_FILTERS}
)


# Keys whose last part the user chooses.
_CUSTOM_KEYS = (
    (re.compile(r"^references\.[^\[]*"), "references.*"),
    (re.compile(r"^vocabulary\.[^.\[]+\.[^\[]*"), "vocabulary.*.*"),
    (re.compile(r"^vocabulary\.[^.\[*]+$"), "vocabulary.*"),
    (re.compile(r"^sources\[\]\.headers\..*"), "sources[].headers.*"),
)


def pattern(path: Path | str) -> str:
    """Return a path as a key of `keys.KEYS`: `feeds[].select.kind`, `references.*`."""
    if not isinstance(path, str):
        path = "".join("[]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
    return _named(path)


@lru_cache(maxsize=1000)  # of a hundred thousand sources, all have the same few keys
def _named(path: str) -> str:
    for regex, name in _CUSTOM_KEYS:
        path = regex.sub(name, path)
    return path
