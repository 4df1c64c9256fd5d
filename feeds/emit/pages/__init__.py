"""HTML pages: one for each post, the home page and the style sheet.

They work under a strict content security policy: no scripts, no inline styles, no third-party resources
except images in posts.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from feeds.emit.pages.home_page import index
from feeds.emit.pages.post_page import post
from feeds.model.errors import ThemeError
from feeds.model.feed import Output
from feeds.model.settings import Site

__all__ = ["index", "post", "style"]


def style(site: Site) -> Output:
    """Return the style sheet of all pages: that of the theme or the built-in one, and what the theme adds.

    Raises:
        ThemeError: the theme cannot be read.
    """
    theme = site.look.theme
    if theme.problem:
        raise ThemeError(theme.problem)
    parts = [theme.style or _built_in_style(), theme.additions]
    return Output("style.css", "text/css", "\n".join(filter(None, parts)).encode())


@cache
def _built_in_style() -> str:
    return (files("feeds.emit.pages") / "templates" / "style.css").read_text("utf-8")
