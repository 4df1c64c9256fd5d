"""Catalogues of translations, compiled once.

A catalogue is one `.po` file; compiling it takes 10 to 150 ms, so the result is kept where Python keeps its compiled
modules, if that can be written, under the time and size of its source: it is never out of date.
"""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path


def catalogue(source: Path) -> GNUTranslations:
    """Return the catalogue in a `.po` file that is named after its language."""
    stat = source.stat()
    cached = source.parent / "__pycache__" / f"{source.stem}-{stat.st_mtime_ns:x}-{stat.st_size:x}.mo"
    try:
        return GNUTranslations(BytesIO(cached.read_bytes()))
    except (OSError, ValueError, struct.error):  # not compiled yet, or cut short
        from feeds.emit.localize import compile_catalogue

        compiled = compile_catalogue(source)
        with suppress(OSError):
            _save(cached, compiled)
        return GNUTranslations(BytesIO(compiled))


def _save(cached: Path, compiled: bytes) -> None:
    """Write a temporary file, then replace: another process may read or write it at the same time."""
    cached.parent.mkdir(exist_ok=True)
    temporary = cached.with_suffix(f".{os.getpid()}")
    temporary.write_bytes(compiled)
    temporary.replace(cached)
