"""Errors in the templates of a theme, as problems with their file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType

from feeds.model.errors import ThemeError, installation
from feeds.model.problem import Message, Phrase, Problem, verbatim
from feeds.model.settings import Theme

MAX_PAGE = 20_000_000  # characters: a template that repeats itself without end is stopped

MACROS = ("macros.html", "lists.html")
_RENDERED = Message("a template that can be rendered")
_STAYS = Message("correct the template; pages that need it stay as they are")
_BUILT_IN = Message("write `builtin/` before the name to have the built-in file; pages that need it stay as they are")


@contextmanager
def reported(theme: Theme) -> Iterator[None]:
    """Raise errors that are raised in templates of a theme as ThemeError.

    Raises:
        ThemeError: the theme cannot be read, or one of its templates raised an error.
    """
    if theme.problem:
        raise ThemeError(theme.problem)
    try:
        yield
    except ThemeError:
        raise
    except Exception as error:
        installation.check(error)
        if problem := _problem(theme, error):
            raise ThemeError(problem) from error
        raise


def limited(parts: Iterable[str], theme: Theme) -> str:
    """Return the text of a page.

    Raises:
        ThemeError: a theme makes it longer than MAX_PAGE.
    """
    if not theme.templates:
        return "".join(parts)
    texts, length = list[str](), 0
    for part in parts:
        length += len(part)
        if length > MAX_PAGE:
            found = Message("more than %(count)s characters", count=f"{MAX_PAGE:,}")
            raise ThemeError(_made(theme.folder, None, Message("a page"), found))
        texts.append(part)
    return "".join(texts)


def syntax(theme: Theme, name: str, error: Exception) -> Problem:
    """Return the problem of a template that cannot be compiled."""
    line, message = getattr(error, "lineno", None), getattr(error, "message", None) or str(error)
    return _made(f"{theme.folder}/{name}", line, Message("a Jinja template"), verbatim(message))


def _problem(theme: Theme, error: Exception) -> Problem | None:
    """Return the problem of an error that passed through a template of a theme, or None if it passed none."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

    own = {name for name, _ in theme.templates}
    if isinstance(error, TemplateSyntaxError) and error.name in own:
        return syntax(theme, error.name, error)
    file, line = _place(theme, error.__traceback__)
    if not file:
        # A built-in template uses a macro that the theme's own file of macros has not.
        replaced = next((name for name in MACROS if name in own), "")
        return _made(f"{theme.folder}/{replaced}", None, _RENDERED, verbatim(error)) if replaced else None
    if isinstance(error, TemplateNotFound):
        return _made(file, line, Message("the name of a template"), Message("'%(value)s'", value=error.name or ""))
    if isinstance(error, RecursionError):
        found = Message("one that does, or is too deep")
        return _made(file, line, Message("a template that does not need itself"), found, _BUILT_IN)
    if isinstance(error, UndefinedError):
        return _made(file, line, Message("a variable that this template has"), verbatim(error.message or error))
    found = Message("%(kind)s: %(error)s", kind=type(error).__name__, error=str(error))
    return _made(file, line, _RENDERED, found)


def _place(theme: Theme, trace: TracebackType | None) -> tuple[str, int | None]:
    """Return file and line of the innermost template of a theme that an error passed through."""
    files = {f"{theme.folder}/{name}" for name, _ in theme.templates}
    found: tuple[str, int | None] = ("", None)
    while trace:
        frame = trace.tb_frame
        if frame.f_code.co_filename in files:
            compiled = frame.f_globals.get("__jinja_template__")  # Jinja replaces most lines itself, but not all
            line = compiled.get_corresponding_lineno(trace.tb_lineno) if compiled else trace.tb_lineno
            found = frame.f_code.co_filename, line
        trace = trace.tb_next
    return found


def _made(file: str, line: int | None, expected: Message, found: Phrase, remedy: Message = _STAYS) -> Problem:
    return Problem(file, expected, found, remedy, line=line, severity="error")
