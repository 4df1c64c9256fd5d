"""Names of the files that a theme may replace, and what is wrong with those of a theme."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from feeds.emit.pages import templating, theme_errors
from feeds.model.problem import Message, Problem
from feeds.model.safe_text import suggestion
from feeds.model.settings import Theme

ADDITIONS = "custom.css"


@cache
def names() -> tuple[str, ...]:
    """Return the names of the built-in templates and of the style sheets, in order."""
    return tuple(sorted([*filter(_may_be_replaced, _inside(files("feeds.emit.pages") / "templates")), ADDITIONS]))


def text(name: str) -> str | None:
    """Return a built-in template or style sheet, or None if there is none of this name; nothing is added to it."""
    if name == ADDITIONS:
        return ""
    return (files("feeds.emit.pages") / "templates" / name).read_text("utf-8") if name in names() else None


def _may_be_replaced(name: str) -> bool:
    return name.endswith((".html", ".css"))  # a script and the page that it works on belong together


def _inside(folder: Traversable, prefix: str = "") -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _inside(entry, f"{prefix}{entry.name}/")
        elif not entry.name.endswith(".js"):
            yield prefix + entry.name


def problems(theme: Theme) -> Iterator[Problem]:
    """Yield what is wrong with the templates of a theme: those that cannot be compiled, or that nothing uses."""
    from jinja2 import TemplateSyntaxError, meta

    environment = templating.environment("en", theme)
    used = set(names())
    for name, source in theme.templates:
        try:
            environment.compile(source, name, name)
            used.update(filter(None, meta.find_referenced_templates(environment.parse(source))))
        except (TemplateSyntaxError, RecursionError) as error:
            yield theme_errors.syntax(theme, name, error)
    for name, _ in theme.templates:
        if name not in used:
            yield unused(theme.folder, name)


def unused(folder: str, name: str) -> Problem:
    """Return the problem of a file of a theme that nothing uses."""
    expected = Message("the name of a built-in template or style sheet, or of a template that another one includes")
    remedy = suggestion(name, names()) or Message("`feeds schema` lists the names; remove the file if it has no use")
    return Problem(f"{folder}/{name}", expected, Message("'%(value)s'", value=name), remedy)
