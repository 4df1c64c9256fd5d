"""Logs as lines of JSON (python-json-logger wrapper)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TextIO

from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    from feeds.monitor import Log

LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "note": logging.INFO, "info": logging.INFO}


def json_log(stream: TextIO, **fixed: str) -> Log:
    """Return a log that writes lines of JSON, each with the fields `fixed`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        JsonFormatter(
            "%(levelname)s %(message)s",
            timestamp="time",
            rename_fields={"levelname": "level"},
            static_fields=fixed,
            json_ensure_ascii=(getattr(stream, "encoding", "") or "utf-8").lower() not in ("utf-8", "utf8"),
        )
    )
    logger = logging.Logger("feeds", logging.INFO)  # noqa: LOG001 - separate from the logs of libraries
    logger.addHandler(handler)

    def write(level: str, message: str, **fields: object) -> None:
        logger.log(
            LEVELS[level],
            "%s",
            message,
            extra={name: value for name, value in fields.items() if value not in (None, "")},
        )

    return write
