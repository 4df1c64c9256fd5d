"""Where the folders of a configuration lie: the output apart from all that is read, each source too.

With the project's folder links are followed, as a run would; without it only the paths as written count.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from pathlib import Path as Folder
from typing import Any

from feeds.config.keys import shown
from feeds.config.positions import Fault
from feeds.model.problem import Path

STATE = ".feeds"  # the folder of the ledger, beside the configuration
NOWHERE = "/-/-/-/-"  # stands for a project's folder that is not known


def faults(data: dict[str, Any], file: str, root: Folder | None) -> Iterator[Fault]:
    """Find folders that lie in each other; of prepared data any part may be wrong."""
    sources = list(_sources(data, root))
    yield from _apart(sources)
    output = data.get("output", "output")
    real = _real(output, root)
    if not real:
        return
    top = _real(".", root)
    if _within(top, real):
        yield Fault(
            ("output",),
            "a folder of its own",
            f"{shown(output)}, which holds other files",
            "write `output: output`",
        )
        return
    for name in (STATE, file):
        if _within(real, _real(name, root)):
            found = f"{shown(output)}, which lies in {shown(name)}"
            yield Fault(("output",), "a folder of its own", found, "write `output: output`")
    yield from _metrics(data.get("monitor"), root, real)
    for path, name, place in [*sources, *_references(data, root)]:
        if _within(real, place) or _within(place, real):
            yield _met(path, name, output, written="output" in data)


def _metrics(monitor: Any, root: Folder | None, output: str) -> Iterator[Fault]:
    """Find figures that would be published: what is in draft is no reader's business."""
    name = monitor.get("metrics") if isinstance(monitor, dict) else None
    if (place := _real(name, root)) and _within(place, output):
        yield Fault(("monitor", "metrics"), "a file outside the output", shown(name), "keep it elsewhere")


def _met(path: Path, name: str, output: str, *, written: bool) -> Fault:
    if written:
        found = f"{shown(output)}, which lies in or around {shown(name)}"
        remedy = "give the output a folder of its own, such as `output`"
        return Fault(("output",), "a folder apart from what is read", found, remedy)
    return Fault(
        path, "a folder outside the output", f"{shown(name)}, in or around 'output'", "keep it elsewhere"
    )


def _apart(sources: list[tuple[Path, str, str]]) -> Iterator[Fault]:
    for number, (path, name, place) in enumerate(sources):
        for _, other, where in sources[:number]:
            if _within(place, where) or _within(where, place):
                how = "the same as" if place == where else "in" if _within(place, where) else "around"
                found = f"{shown(name)}, which is {how} {shown(other)}"
                remedy = "each post would be read twice: leave one of them out"
                yield Fault(path, "a folder apart from the other sources", found, remedy)
                break


def _sources(data: dict[str, Any], root: Folder | None) -> Iterator[tuple[Path, str, str]]:
    items = data.get("sources")
    for number, item in enumerate(items if isinstance(items, list) else []):
        path = item.get("path") if isinstance(item, dict) else None
        if place := _real(path, root):
            yield ("sources", number, "path"), str(path), place


def _references(data: dict[str, Any], root: Folder | None) -> Iterator[tuple[Path, str, str]]:
    items = data.get("references")
    for key, paths in items.items() if isinstance(items, dict) else ():
        for number, path in enumerate(paths if isinstance(paths, list) else []):
            if place := _real(path, root):
                yield ("references", key, number), str(path), place


def _real(path: Any, root: Folder | None) -> str:
    """Give the place a path leads to; nothing for what is no path."""
    if not isinstance(path, str) or not path.strip() or "\0" in path:
        return ""
    if root is None:
        return os.path.normpath(os.path.join(NOWHERE, path))  # noqa: PTH118 - texts, not files
    return os.path.realpath(root / path)


def _within(inner: str, outer: str) -> bool:
    return f"{inner}/".startswith(outer.rstrip("/") + "/")
