"""HTML pages: one for each post, the home page and the style sheet.

They work under a strict content security policy: no scripts, no inline styles, no third-party resources
except images in posts.
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
