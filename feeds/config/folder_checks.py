"""Rules between folders: the output is separate from all that is read, and sources from each other.

Symbolic links are resolved if the folder of the project is known.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from pathlib import Path as Folder
from typing import Any

from feeds.config.files.positions import Fault
from feeds.config.value_checks import describe
from feeds.model.problem import Message, Path

STATE = ".feeds"  # the folder of the ledger, beside the configuration
UNKNOWN_ROOT = "/-/-/-/-"  # deep enough for paths with ..


def faults(data: dict[str, Any], file: str, root: Folder | None) -> Iterator[Fault]:
    """Yield the faults between folders, in expanded data of which any part may be invalid."""
    sources = list(_sources(data, root))
    yield from _nested_sources(sources)
    output = data.get("output", "output")
    output_path = _real_path(output, root)
    if not output_path:
        return
    project = _real_path(".", root)
    if _within(project, output_path):
        yield Fault(
            ("output",),
            Message("a separate folder"),
            Message("%(output)s, which contains other files", output=describe(output)),
            Message("write `output: output`"),
        )
        return
    for name in (STATE, file):
        if _within(output_path, _real_path(name, root)):
            found = Message("%(output)s, which is inside %(name)s", output=describe(output), name=describe(name))
            yield Fault(("output",), Message("a separate folder"), found, Message("write `output: output`"))
    yield from _metrics(data.get("monitor"), root, output_path)
    for path, name, real in [*sources, *_references(data, root), *_folders(data, root)]:
        if _within(output_path, real) or _within(real, output_path):
            yield _overlap(path, name, output, written="output" in data)


def _metrics(monitor: Any, root: Folder | None, output: str) -> Iterator[Fault]:
    """Yield a metrics file that would be published: it has counts of drafts."""
    name = monitor.get("metrics") if isinstance(monitor, dict) else None
    if (real := _real_path(name, root)) and _within(real, output):
        yield Fault(
            ("monitor", "metrics"), Message("a file outside the output"), describe(name), Message("move it elsewhere")
        )


def _overlap(path: Path, name: str, output: str, *, written: bool) -> Fault:
    if written:
        found = Message("%(output)s, which is inside or around %(name)s", output=describe(output), name=describe(name))
        remedy = Message("write a separate folder, such as `output`")
        return Fault(("output",), Message("a folder separate from sources and references"), found, remedy)
    return Fault(
        path,
        Message("a folder outside the output"),
        Message("%(name)s, which is inside or around 'output'", name=describe(name)),
        Message("move it elsewhere"),
    )


def _nested_sources(sources: list[tuple[Path, str, str]]) -> Iterator[Fault]:
    folders: dict[str, int] = {}  # of each folder, the first source that is it
    parents: dict[str, int] = {}  # of each folder, the first source that is inside it
    for number, (path, name, real) in enumerate(sources):
        above = [real, *map(str, Folder(real).parents)]
        found = [folders[one] for one in above if one in folders]
        if real in parents:
            found.append(parents[real])
        if found:
            _, other, other_real = sources[min(found)]
            inside = "inside" if _within(real, other_real) else "around"
            relation = "the same as" if real == other_real else inside
            message = Message(
                "%(name)s, which is %(relation)s %(other)s",
                name=describe(name),
                relation=relation,
                other=describe(other),
            )
            remedy = Message("remove one of them: each post would be read twice")
            yield Fault(path, Message("a folder separate from the other sources"), message, remedy)
        folders.setdefault(real, number)
        for folder in above[1:]:
            parents.setdefault(folder, number)


def _sources(data: dict[str, Any], root: Folder | None) -> Iterator[tuple[Path, str, str]]:
    items = data.get("sources")
    for number, item in enumerate(items if isinstance(items, list) else []):
        path = item.get("path") if isinstance(item, dict) else None
        if real := _real_path(path, root):
            yield ("sources", number, "path"), str(path), real


def _references(data: dict[str, Any], root: Folder | None) -> Iterator[tuple[Path, str, str]]:
    items = data.get("references")
    for key, paths in items.items() if isinstance(items, dict) else ():
        for number, path in enumerate(paths if isinstance(paths, list) else []):
            if real := _real_path(path, root):
                yield ("references", key, number), str(path), real


def _folders(data: dict[str, Any], root: Folder | None) -> Iterator[tuple[Path, str, str]]:
    for key in ("static", "theme"):
        if real := _real_path(data.get(key), root):
            yield (key,), str(data[key]), real


def _real_path(path: Any, root: Folder | None) -> str:
    """Return the resolved absolute path, or "" if the value is no path."""
    if not isinstance(path, str) or not path.strip() or "\0" in path:
        return ""
    if root is None:
        return os.path.normpath(os.path.join(UNKNOWN_ROOT, path))  # noqa: PTH118 - pure path arithmetic
    return os.path.realpath(root / path)


def _within(inner: str, outer: str) -> bool:
    return f"{inner}/".startswith(outer.rstrip("/") + "/")
