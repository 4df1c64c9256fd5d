"""Errors that end a command: their exit statuses, and the line that is printed."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

from feeds.cli import output
from feeds.model.errors import FeedsError, installation

PACKAGE = Path(__file__).parents[1]
PRINTING = ("argparse.py", "/logging/__init__.py", "/feeds/cli/", "/feeds/monitor/log_format.py")


def status_and_reason(error: BaseException) -> tuple[int, str]:
    """Return the exit status of a command that an error ended, and why it ended.

    An error that no code foresees is located, so that it can be reported without a traceback.
    """
    if isinstance(error, KeyboardInterrupt):
        return output.INTERRUPTED, "interrupted; the next run finishes the work"
    error = installation.find(error) or error
    if isinstance(error, FeedsError):
        return error.exit_status, str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return output.FAILED, f"{error.filename}: {error.strerror} (nothing was published; the next run tries again)"
    ours = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(PACKAGE)]
    place = f" at {Path(ours[-1].filename).relative_to(PACKAGE.parent)}:{ours[-1].lineno}" if ours else ""
    return output.FAILED, f"an unexpected {type(error).__name__}{place}: {error} (please report this)"


def is_of_printing(error: OSError) -> bool:
    """Return whether an error comes from standard output or standard error, such as a closed pipe."""
    frames = extract_tb(error.__traceback__)
    return error.filename is None and any(part in f"/{frames[-1].filename}" for part in PRINTING)
