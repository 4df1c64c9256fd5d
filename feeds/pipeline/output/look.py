"""The look of a project: the files of its theme and its logo, read at the beginning of each run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from feeds.collect import linked_file
from feeds.ledger.store import Store, codec
from feeds.model.errors import DamagedError
from feeds.model.feed import Output
from feeds.model.hashing import digest
from feeds.model.problem import Message, Phrase, Problem, verbatim
from feeds.model.settings import Look, Theme
from feeds.pipeline.run import Project

TEMPLATE = ".html"
STATIC, STATIC_OUTPUT = "static/", "theme/"  # where files of a theme are that are published as they are
FONTS = {".woff2": "font/woff2", ".woff": "font/woff", ".ttf": "font/ttf", ".otf": "font/otf"}
STYLE, ADDITIONS = "style.css", "custom.css"
MAX_FILES = 500
MAX_BYTES = 1_000_000  # of a file
CHECKED = "theme_problems"  # the digest of the theme that was checked last, and the problems of its templates


class _Found(NamedTuple):
    """What was read: the theme, files to publish as they are, paths of such that cannot be read, and problems."""

    theme: Theme = Theme()
    files: tuple[Output, ...] = ()
    unread: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def read(project: Project) -> Project:
    """Return the project with its theme and logo as they are now; a theme that cannot be read renders no page."""
    config = project.config
    look = config.site.look
    if not (config.theme or look.logo_file):
        return project
    found = _read_theme(project, config.theme) if config.theme else _Found()
    if look.logo_file:
        found = _with_logo(project, found)
    look = _without_missing_logo(project, look, found.unread)
    site = replace(config.site, look=replace(look, theme=found.theme))
    bodies = (part for file in found.files for part in (file.path, file.body))
    return replace(
        project,
        config=replace(config, site=site),
        look_digest=digest(
            found.theme.digest, found.theme.style, found.theme.additions, look.logo, *bodies, *found.problems
        ),
        problems=found.problems,
        files=found.files,
        unread=found.unread,
    )


def _with_logo(project: Project, found: _Found) -> _Found:
    look = project.config.site.look
    body, reason = _picture(str(project.root), look.logo_file)
    if not reason:
        logo = Output(look.logo, linked_file.media_type(look.logo_file), body)
        return found._replace(files=(*found.files, logo))
    remedy = Message("correct `site.logo`, or the file; the logo that is published stays")
    problem = Problem(project.file, Message("a picture"), reason, remedy, "site.logo")
    return found._replace(unread=(*found.unread, look.logo), problems=(*found.problems, problem))


def _without_missing_logo(project: Project, look: Look, unread: Sequence[str]) -> Look:
    """Return a look without a logo that cannot be read and was not published before: pages have the title instead."""
    is_shown = look.logo not in unread or (project.output / look.logo).is_file()
    return look if is_shown else replace(look, logo="", picture="")


def _picture(top: str, name: str) -> tuple[bytes, Phrase]:
    """Return the bytes of a picture, and why it cannot be published, if it cannot."""
    body, reason = _body(top, name)
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


def _read_theme(project: Project, folder: str) -> _Found:
    top = str(project.root / folder)
    texts: dict[str, str] = {}
    files, unread = list[Output](), list[str]()
    errors, others = list(_missing(project, top)), list[Problem]()
    for name in _names(top):
        if name.endswith(TEMPLATE) or name in (STYLE, ADDITIONS):
            texts[name], reason = _text(top, name)
            errors += [_unreadable(f"{folder}/{name}", reason)] if reason else []
        elif media_type := _media_type(name):
            body, reason = _body(top, name)
            path = STATIC_OUTPUT + name.removeprefix(STATIC)
            if reason:
                others.append(replace(_unreadable(f"{folder}/{name}", reason), severity="warning"))
                unread.append(path)
            else:
                files.append(Output(path, media_type, body))
        else:
            others.append(_unknown(folder, name))
    return _Found(_theme(folder, texts, errors), tuple(files), tuple(unread), (*errors, *others))


def _unreadable(file: str, reason: Phrase) -> Problem:
    remedy = Message("correct it, or remove it; what is published stays")
    return Problem(file, Message("a file of a theme"), reason, remedy, severity="error")


def _media_type(name: str) -> str:
    """Return the media type of a file of a theme that is published as it is, "" for any other file."""
    if not name.startswith(STATIC):
        return ""
    kind = linked_file.media_type(name)
    return kind if kind.startswith("image/") else FONTS.get(PurePosixPath(name).suffix.lower(), "")


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
