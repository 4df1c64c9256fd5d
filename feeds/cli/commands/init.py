"""`feeds init` and `feeds schema`: create a project, print the schema of its configuration."""

from __future__ import annotations

import argparse

from feeds.cli import output
from feeds.model.errors import UsageError
from feeds.model.problem import Message
from feeds.model.safe_text import suggestion


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of `config.yaml`, or a built-in template or style sheet."""
    if options.template:
        return _template(options.template)
    from feeds.config.json_schema import schema as json_schema

    output.print_json(json_schema(), indent=2)
    return output.DONE


def _template(name: str) -> int:
    from feeds.emit.pages import theme_check

    text = theme_check.text(name)
    if text is None:
        names = theme_check.names()
        remedy = suggestion(name, names) or Message("known: %(names)s", names=", ".join(names))
        raise UsageError(Message("%(name)s: no template or style sheet (%(remedy)s)", name=name, remedy=remedy))
    print(text, end="")
    return output.DONE


def init(options: argparse.Namespace) -> int:
    """Create a configuration and two posts."""
    from feeds.config import starter_files

    files = [(options.folder / path, text) for path, text in starter_files()]
    if existing := [str(path) for path, _ in files if path.exists()]:
        raise UsageError(Message("%(existing)s: already exists (choose an empty folder)", existing=", ".join(existing)))
    try:
        for path, text in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            Message(
                "%(file)s: cannot be written: %(error)s (choose another folder)",
                file=error.filename,
                error=error.strerror,
            )
        ) from error
    names = [str(path) for path, _ in files]
    if options.json:
        output.print_json({"written": names}, indent=None)
    else:
        for name in names:
            output.print_line(Message("wrote %(file)s", file=name))
    return output.DONE
