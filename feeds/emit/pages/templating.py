"""Templates of the pages (Jinja wrapper), and the links to feeds that pages share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.emit import localize
from feeds.emit.entry_content import output_url
from feeds.emit.formats import FORMATS
from feeds.emit.pages import relative_links, theme_errors
from feeds.model.feed import FeedLink, Output
from feeds.model.settings import Site, Theme
from feeds.model.urls import host, web_link

if TYPE_CHECKING:
    from jinja2 import BaseLoader, BytecodeCache, Environment
    from jinja2.bccache import Bucket


MAX_DESCRIPTION = 300  # characters of a meta description: no search engine shows more

_PAGE = "text/html"


def page(template: str, path: str, ui_language: str, *, site: Site, **values: Any) -> Output:
    """Return a page: the template, rendered with labels in `ui_language`.

    Templates have `to(path)`, the link from this page to another output, so that pages also open from a folder, and
    `local(url)`, which is such a link for a URL of the site, and any other URL as it is; `short(title)` is the title of
    a feed without that of the site.

    Raises:
        ThemeError: a template of the theme is wrong.
    """
    theme = site.look.theme
    links = {"to": partial(relative_links.link, path), "local": partial(relative_links.of_url, site, path)}
    values = {**links, "canonical": "", **values}
    values |= {"ui_language": ui_language, "site": site, "look": site.look, "short": partial(short_title, site)}
    with theme_errors.reported(theme):
        made = environment(localize.primary_language(ui_language), theme).get_template(template)
        return Output(path, _PAGE, theme_errors.limited(made.generate(values), theme).encode())


def short_title(site: Site, title: str) -> str:
    """Return the title of a feed without that of the site, with which its default ends."""
    return title.removesuffix(f" – {site.title}") or title


def shorten(text: str) -> str:
    """Return a description on one line of at most MAX_DESCRIPTION characters."""
    text = " ".join(text.split())
    return text if len(text) <= MAX_DESCRIPTION else text[:MAX_DESCRIPTION].rpartition(" ")[0] + " …"


def trusted(html: str) -> Any:
    """Return HTML that templates do not escape."""
    from markupsafe import Markup

    return Markup(html)  # noqa: S704 - sanitised by `normalise`, or escaped by `job_posting.script`


@cache
def bytecode_cache() -> BytecodeCache | None:
    """Return the cache of compiled templates, beside compiled modules; None if it cannot be written."""
    from jinja2 import FileSystemBytecodeCache, __version__

    # Jinja notices a changed template, but not another version of itself or other options.
    made_by = f"{__version__} {Path(__file__).stat().st_mtime_ns}"

    class Compiled(FileSystemBytecodeCache):
        def get_source_checksum(self, source: str) -> str:
            return super().get_source_checksum(f"{made_by} {source}")

        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):  # the disk is full
                super().dump_bytecode(bucket)

    folder = Path(__file__).with_name("__pycache__")
    allowed = not sys.dont_write_bytecode and os.access(folder, os.W_OK)
    return Compiled(str(folder), "template-%s.pyc") if allowed else None


BUILT_IN_THEME = Theme()
BUILT_IN = "builtin"  # `{% extends "builtin/base.html" %}` is the built-in file that a theme replaces


def _loader(theme: Theme) -> BaseLoader:
    """Return the loader of the templates of a theme, and of the built-in ones."""
    from jinja2 import ChoiceLoader, FunctionLoader, PackageLoader, PrefixLoader

    built_in, own = PackageLoader("feeds.emit.pages"), dict(theme.templates)
    if not own:
        return built_in

    def load(name: str) -> tuple[str, str, None] | None:
        return (own[name], f"{theme.folder}/{name}", None) if name in own else None

    return ChoiceLoader([FunctionLoader(load), PrefixLoader({BUILT_IN: built_in}), built_in])


@lru_cache(maxsize=16)
def environment(language: str, theme: Theme = BUILT_IN_THEME) -> Environment:
    """Return the environment of the pages in a language.

    The templates of a theme run in Jinja's sandbox: they reach nothing of the program, and change no value.
    """
    from jinja2 import Environment, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = (ImmutableSandboxedEnvironment if theme.templates else Environment)(
        loader=_loader(theme),
        bytecode_cache=None if theme.templates else bytecode_cache(),  # compiled for the sandbox, it differs
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters.update(web=web_link, host=host)
    # The i18n extension adds this method when it is loaded.
    made.install_gettext_translations(  # type: ignore[attr-defined]  # see above
        localize.translations(language), newstyle=True
    )
    return made


MAX_ANNOUNCED_FEEDS = 3  # in the head of a page: readers offer all of them, and people want one
LABELS = {"rss": "RSS", "atom": "Atom", "json_feed": "JSON Feed", "job_posting": "JSON-LD"}
SUBSCRIBABLE = ("rss", "atom", "json_feed")  # formats of feed readers


class Link(NamedTuple):
    """A link to a feed in one format."""

    label: str
    title: str
    media_type: str
    url: str


@lru_cache(maxsize=16)
def subscriptions(site: Site, feeds: tuple[FeedLink, ...], language: str) -> dict[str, Any]:
    """Return the template variables of the first feeds: links for the head and for the footer."""
    offered = [link for feed in feeds for link in links(site, feed, SUBSCRIBABLE)]
    theme = site.look.theme
    with theme_errors.reported(theme):
        words: Any = environment(language, theme).get_template("macros.html").module
        return {
            "announced": words.announced(offered),
            "offered": words.offered(offered),
            "main_feed": offered[0] if offered else None,
        }


def links(site: Site, feed: FeedLink, wanted: Iterable[str]) -> tuple[Link, ...]:
    """Return the links to a feed in the wanted formats that it has."""
    return tuple(
        Link(label, f"{feed.title} ({label})", FORMATS[name].media_type, url)
        for name in wanted
        if name in feed.formats
        for label, url in [(LABELS[name], output_url(site, feed.name + FORMATS[name].ending))]
    )
