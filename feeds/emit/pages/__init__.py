"""HTML pages: one for each post, the home page and the style sheet.

Pages are under a strict content security policy: no script, no style in the text, nothing of another site
but what a post itself shows.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from feeds.emit.pages.home_page import index
from feeds.emit.pages.post_page import post
from feeds.model.feed import Output

__all__ = ["index", "post", "style"]


@cache
def style() -> Output:
    """Return the style sheet of all pages."""
    body = (files("feeds.emit.pages") / "templates" / "style.css").read_bytes()
    return Output("style.css", "text/css", body)
