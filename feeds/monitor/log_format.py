"""Lines of JSON for those who collect logs, by python-json-logger (this module is its wall)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TextIO

from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    from feeds.monitor import Say

LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "note": logging.INFO, "info": logging.INFO}


def lines(stream: TextIO, **fixed: str) -> Say:
    """Make the writer of a log; `fixed` are fields that each of its lines has."""
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
    logger = logging.Logger("feeds", logging.INFO)  # noqa: LOG001 - apart from what libraries log
    logger.addHandler(handler)

    def say(level: str, message: str, **fields: object) -> None:
        logger.log(
            LEVELS[level],
            "%s",
            message,
            extra={name: it for name, it in fields.items() if it not in (None, "")},
        )

    return say
