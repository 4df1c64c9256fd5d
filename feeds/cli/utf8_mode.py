"""The UTF-8 mode of Python, for locales with another encoding."""

from __future__ import annotations

import os
import sys


def restart() -> None:
    """Restart the program in the UTF-8 mode of Python (PEP 540).

    In a locale such as fr_FR.ISO-8859-1, names of files would be decoded as Latin-1, and addresses made of them
    would differ from those of other machines. Output on the terminal stays in its encoding.
    """
    out = sys.stdout
    if out and not os.environ.get("PYTHONIOENCODING"):
        os.environ["PYTHONIOENCODING"] = f"{out.encoding}:{out.errors}"
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - itself
