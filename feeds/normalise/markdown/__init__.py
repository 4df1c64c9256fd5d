"""Markdown engines: each turns Markdown into HTML that is neither sanitised nor valid yet.

A new engine is one module and one line in `ENGINES`; `limits` bounds the texts that engines have to convert.
"""

from __future__ import annotations

from collections.abc import Callable

from feeds.normalise.markdown import python_markdown

ENGINES: dict[str, Callable[[str], str]] = {"python_markdown": python_markdown.convert}
