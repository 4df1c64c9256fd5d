"""The look of a project: the files of its theme and its logo, read at the beginning of each run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from feeds.collect import linked_file
from feeds.ledger.store import Store, codec
from feeds.model.errors import DamagedError
from feeds.model.feed import Output
from feeds.model.hashing import digest
from feeds.model.problem import Message, Phrase, Problem, verbatim
from feeds.model.settings import Theme
from feeds.pipeline.run import Project

TEMPLATE = ".html"
STYLE, ADDITIONS = "style.css", "custom.css"
MAX_FILES = 500
MAX_BYTES = 1_000_000  # of a file
CHECKED = "theme_problems"  # the digest of the theme that was checked last, and the problems of its templates


def read(project: Project) -> Project:
    """Return the project with its theme and logo as they are now; a theme that cannot be read renders no page."""
    folder, logo = project.config.theme, project.config.site.look.logo_file
    if not (folder or logo):
        return project
    theme, problems = _read_theme(project, folder) if folder else (Theme(), [])
    body, reason = _picture(project, logo) if logo else (b"", "")
    if reason:
        remedy = Message("correct `site.logo`, or the file; the logo that is published stays")
        problems.append(Problem(project.file, Message("a picture"), reason, remedy, "site.logo"))
    config = project.config
    site = replace(config.site, look=replace(config.site.look, theme=theme))
    seen = digest(theme.digest, theme.style, theme.additions, body, *problems)
    config = replace(config, site=site)
    return replace(project, config=config, look_digest=seen, problems=tuple(problems), logo=body)


def _picture(project: Project, name: str) -> tuple[bytes, Phrase]:
    """Return the bytes of the logo, and why it cannot be used, if it cannot."""
    body, reason = _body(str(project.root), name)
    if reason:
        return b"", Message("%(name)s: %(reason)s", name=name, reason=reason)
    is_picture = linked_file.is_what_it_is_named(name, body[: linked_file.HEAD])
    if not is_picture or (linked_file.media_type(name) == linked_file.SVG and b"<svg" not in body):
        return b"", Message("%(name)s, which is none", name=name)
    return body, ""


def style_key(project: Project) -> str:
    """Return the digest of all that the style sheet is made of."""
    look = project.config.site.look
    theme = look.theme
    return digest("style", project.version, theme.style, theme.additions, theme.problem, look.accent)


def logo(project: Project) -> Output:
    """Return the logo, as it is published."""
    look = project.config.site.look
    return Output(look.logo, linked_file.media_type(look.logo_file), project.logo)


def _read_theme(project: Project, folder: str) -> tuple[Theme, list[Problem]]:
    top = str(project.root / folder)
    files: dict[str, str] = {}
    errors, unknown = list(_missing(project, top)), list[Problem]()
    for name in _names(top):
        if not name.endswith(TEMPLATE) and name not in (STYLE, ADDITIONS):
            unknown.append(_unknown(folder, name))
            continue
        files[name], reason = _text(top, name)
        if reason:
            remedy = Message("correct it, or remove it; what is published stays")
            errors.append(Problem(f"{folder}/{name}", Message("a file of a theme"), reason, remedy, severity="error"))
    return _theme(folder, files, errors), [*errors, *unknown]


def _missing(project: Project, top: str) -> Iterator[Problem]:
    if os.path.isdir(top):  # noqa: PTH112 - it never raises
        return
    found = Message("a file") if os.path.exists(top) else Message("no folder")  # noqa: PTH110 - likewise
    remedy = Message("create %(folder)s/, or remove `theme`; what is published stays", folder=project.config.theme)
    yield Problem(project.file, Message("a folder of templates"), found, remedy, "theme", severity="error")


def _unknown(folder: str, name: str) -> Problem:
    from feeds.emit.pages import theme_check  # most themes have no such file

    return theme_check.unused(folder, name)


def _theme(folder: str, files: Mapping[str, str], errors: Sequence[Problem]) -> Theme:
    templates = tuple((name, text) for name, text in files.items() if name.endswith(TEMPLATE))
    style, additions, error = files.get(STYLE, ""), files.get(ADDITIONS, ""), errors[0] if errors else None
    return Theme(folder, digest(templates, error), templates, style, additions, error)


def _names(top: str) -> Iterator[str]:
    """Yield the names of the files of a theme, relative to its folder; hidden ones are none."""
    count = 0
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = folder[len(top) :].replace(os.sep, "/").lstrip("/")
        for name in sorted(files):
            if name.startswith(".") or name.endswith("~"):
                continue
            count += 1
            if count > MAX_FILES:
                return
            yield f"{inside}/{name}" if inside else name


def _text(top: str, name: str) -> tuple[str, Phrase]:
    """Return the text of a file of a theme, and why it cannot be read, if it cannot."""
    body, reason = _body(top, name)
    if reason:
        return "", reason
    try:
        return body.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        return "", Message("the byte 0x%(value)s", value=f"{error.object[error.start]:02x}")


def _body(top: str, name: str) -> tuple[bytes, Phrase]:
    """Return the bytes of a file, and why it cannot be read, if it cannot."""
    path = f"{top}/{name}"
    try:
        if not os.path.realpath(path).startswith(os.path.realpath(top) + os.sep):
            return b"", Message("a link out of the folder")
        if not os.path.isfile(path) and os.path.exists(path):  # noqa: PTH110, PTH113 - a pipe would block
            return b"", Message("a folder, or a special file")
        body = linked_file.read(path, MAX_BYTES)
    except OSError as error:
        return b"", verbatim(error.strerror or error)
    return (b"", Message("more than %(count)s bytes", count=f"{MAX_BYTES:,}")) if len(body) > MAX_BYTES else (body, "")


def problems(project: Project, store: Store) -> tuple[Problem, ...]:
    """Return what is wrong with the theme; its templates are compiled only after it changed."""
    theme = project.config.site.look.theme
    if theme.problem or not theme.templates:
        return project.problems
    known, _, saved = store.meta(CHECKED).partition("\n")
    key = digest(project.version, project.look_digest)
    if known == key:
        with suppress(DamagedError):
            return (*project.problems, *codec.decode_problems(saved))
    from feeds.emit.pages import theme_check

    found = tuple(theme_check.problems(theme))
    store.set_meta(CHECKED, f"{key}\n{codec.encode_problems(found)}")
    return (*project.problems, *found)
