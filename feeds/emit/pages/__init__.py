"""HTML pages: one for each post, the home page, lists, the style sheet and scripts.

They work under a strict content security policy: scripts of the site itself alone, no inline styles, no third-party
resources except images in posts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from feeds.emit.pages.home_page import index
from feeds.emit.pages.list_page import ListPages, Shown, View, all_values, values_path, views
from feeds.emit.pages.post_page import post
from feeds.model.errors import ThemeError
from feeds.model.feed import EntryList, Output, Page
from feeds.model.settings import Site

__all__ = [
    "ListPages",
    "Shown",
    "View",
    "all_values",
    "index",
    "post",
    "prepare",
    "script",
    "style",
    "values_path",
    "views",
]

TEMPLATES = Path(__file__).with_name("templates")


def style(site: Site) -> Output:
    """Return the style sheet of all pages: that of the theme or the built-in one, the colours, what the theme adds.

    Raises:
        ThemeError: the theme cannot be read.
    """
    theme = site.look.theme
    if theme.problem:
        raise ThemeError(theme.problem)
    parts = [theme.style or _built_in_style(), _colors(*site.look.accent), theme.additions]
    return Output("style.css", "text/css", "\n".join(filter(None, parts)).encode())


def _colors(light: str = "", dark: str = "") -> str:
    """Return the rules for the colours of links and buttons; what is printed has its own."""
    if not light:
        return ""
    rules = [f"  :root {{\n    --accent: {color};\n    --on-accent: var(--ground);\n  }}\n" for color in (light, dark)]
    return f"@media screen {{\n{rules[0]}}}\n\n@media screen and (prefers-color-scheme: dark) {{\n{rules[1]}}}\n"


def script(name: str) -> Output:
    """Return a script that pages load."""
    body = (TEMPLATES / name).read_bytes()
    return Output(name, "text/javascript", body)


@cache
def _built_in_style() -> str:
    return (TEMPLATES / "style.css").read_text("utf-8")


def prepare(site: Site) -> None:
    """Load templates and libraries: render a home page without entries."""
    (empty,) = views(site, EntryList("jobs", "", ()), (Page(1, None, ()),), "jobs")
    index(ListPages(site, {}, ()), Shown(empty, ()), (), ())
