"""Errors that end a command: their exit statuses, and the line that is printed."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

from feeds.cli import output
from feeds.model.errors import FeedsError, installation
from feeds.model.problem import Message, phrase

PACKAGE = Path(__file__).parents[1]
PRINTING = ("argparse.py", "/logging/__init__.py", "/feeds/cli/", "/feeds/monitor/log_format.py")


def status_and_reason(error: BaseException) -> tuple[int, Message]:
    """Return the exit status of a command that an error ended, and why it ended.

    An error that no code foresees is located, so that it can be reported without a traceback.
    """
    if isinstance(error, KeyboardInterrupt):
        return output.INTERRUPTED, Message("interrupted; the next run finishes the work")
    error = installation.find(error) or error
    if isinstance(error, FeedsError):
        return error.exit_status, phrase(error)
    if isinstance(error, OSError) and error.filename is not None:
        reason = Message(
            "%(file)s: %(error)s (nothing was published; the next run tries again)",
            file=error.filename,
            error=error.strerror,
        )
        return output.FAILED, reason
    ours = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(PACKAGE)]
    values: dict[str, object] = {"kind": type(error).__name__, "error": error}
    if not ours:
        return output.FAILED, Message("an unexpected %(kind)s: %(error)s (please report this)", **values)
    place = f"{Path(ours[-1].filename).relative_to(PACKAGE.parent)}:{ours[-1].lineno}"
    message = Message("an unexpected %(kind)s at %(place)s: %(error)s (please report this)", place=place, **values)
    return output.FAILED, message


def is_of_printing(error: OSError) -> bool:
    """Return whether an error comes from standard output or standard error, such as a closed pipe."""
    frames = extract_tb(error.__traceback__)
    return error.filename is None and any(part in f"/{frames[-1].filename}" for part in PRINTING)
