"""`feeds init` and `feeds schema`: begin a project, describe its configuration."""

from __future__ import annotations

import argparse

from feeds.cli import output
from feeds.model.errors import UsageError


def schema(_options: argparse.Namespace) -> int:
    """Print the JSON Schema of a configuration."""
    from feeds.config.json_schema import schema as json_schema

    output.print_json(json_schema(), indent=2)
    return output.DONE


def init(options: argparse.Namespace) -> int:
    """Write a first configuration and two posts."""
    from feeds.config import starter_files

    files = [(options.folder / path, text) for path, text in starter_files()]
    there = [str(path) for path, _ in files if path.exists()]
    if there:
        raise UsageError(f"{', '.join(there)}: already there (choose an empty folder)")
    try:
        for path, text in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{error.filename}: cannot be written: {error.strerror} (choose another folder)"
        ) from error
    names = [str(path) for path, _ in files]
    if options.json:
        output.print_json({"written": names}, indent=None)
    else:
        print("\n".join(f"wrote {name}" for name in names))
    return output.DONE
