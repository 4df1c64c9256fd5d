"""Names of the files that a theme may replace, and what is wrong with those of a theme."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from feeds.emit.pages import templating, theme_errors
from feeds.model.problem import Message, Problem
from feeds.model.safe_text import suggestion
from feeds.model.settings import Theme

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

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
        else:
            yield prefix + entry.name


def problems(theme: Theme) -> Iterator[Problem]:
    """Yield what is wrong with the templates of a theme.

    These are templates that cannot be compiled, that nothing uses, that make pages empty, and blocks without effect.
    """
    from jinja2 import TemplateSyntaxError, meta

    environment = templating.environment("en", theme)
    used = set(names())
    parsed: dict[str, nodes.Template] = {}
    for name, source in theme.templates:
        try:
            environment.compile(source, name, name)
            parsed[name] = environment.parse(source)
            used.update(filter(None, meta.find_referenced_templates(parsed[name])))
        except (TemplateSyntaxError, RecursionError) as error:
            yield theme_errors.syntax(theme, name, error)
    for name, source in theme.templates:
        if name not in used:
            yield unused(theme.folder, name)
        elif not source.strip() and "/" not in name:  # an empty partial leaves out a part of pages
            remedy = Message("remove the file to have the built-in template")
            yield Problem(f"{theme.folder}/{name}", Message("a template"), Message("an empty file"), remedy)
    yield from _without_effect(theme, environment, parsed)


def _without_effect(theme: Theme, environment: Environment, parsed: dict[str, nodes.Template]) -> Iterator[Problem]:
    """Yield the blocks of templates that extend others in which no block has that name."""
    from jinja2 import nodes

    built_in = {name: environment.parse(text(name) or "") for name in names() if name.endswith(".html")}
    others = [(name, block.name) for name, tree in parsed.items() for block in tree.find_all(nodes.Block)]
    known = {block.name for tree in built_in.values() for block in tree.find_all(nodes.Block)}
    for name, tree in parsed.items():
        if tree.find(nodes.Extends) is None:
            continue
        inner = {one.name for block in tree.find_all(nodes.Block) for one in block.find_all(nodes.Block)}
        fit = known | inner | {block for other, block in others if other != name}
        for block in tree.find_all(nodes.Block):
            if block.name not in fit:
                expected, found = Message("the name of a block"), Message("'%(value)s'", value=block.name)
                remedy = suggestion(block.name, known) or Message("known: %(known)s", known=", ".join(sorted(known)))
                yield Problem(f"{theme.folder}/{name}", expected, found, remedy, line=block.lineno)


def unused(folder: str, name: str) -> Problem:
    """Return the problem of a file of a theme that nothing uses."""
    expected = Message("the name of a built-in template or style sheet, or of a template that another one includes")
    remedy = suggestion(name, names()) or Message("`feeds schema` lists the names; remove the file if it has no use")
    return Problem(f"{folder}/{name}", expected, Message("'%(value)s'", value=name), remedy)
