"""Workflow commands of GitHub Actions, a line each.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Sequence

from feeds.cli.annotations.annotation import Annotation

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render(annotations: Sequence[Annotation]) -> str:
    """Return one command for each annotation; the first ten of a severity are shown, so errors come first."""
    ordered = sorted(annotations, key=lambda one: list(_COMMANDS).index(one.severity))
    return "".join(f"{_command(one)}\n" for one in ordered)


def _command(one: Annotation) -> str:
    properties = {"file": one.path, "line": one.line, "col": one.column, "title": one.field or "feeds"}
    stated = (f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items() if value is not None)
    return f"::{_COMMANDS[one.severity]} {','.join(stated)}::{one.text.translate(_DATA)}"
