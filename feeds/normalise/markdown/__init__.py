"""Markdown engines: each turns Markdown into HTML that is neither sanitised nor valid yet.

A new engine is one module and one line in `ENGINES`, whose names are the values of `markdown:` in the configuration.
`limits` bounds the texts that Python-Markdown has to convert.
"""

from __future__ import annotations

from collections.abc import Callable

from feeds.normalise.markdown import gfm, python

ENGINES: dict[str, Callable[[str], str]] = {"python": python.convert, "gfm": gfm.convert}
