"""Paths of pages as authors choose them: patterns of Jekyll, Hugo and Eleventy, and which paths a page may have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import unquote

from feeds.model.urls import is_page_path
from feeds.normalise.values.patterns import lazy_pattern

# https://jekyllrb.com/docs/permalinks/#built-in-formats
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_COLON = lazy_pattern(r":([a-z]+(?:_[a-z]+)*)")
_BRACES = lazy_pattern(r"\{\{-?\s*(.*?)\s*-?\}\}")
_NAMES_OF_SLUG = ("slug", "name", "basename", "filename", "contentbasename", "slugorfilename", "slugorcontentbasename")
_DATES = {
    "year": "%Y",
    "short_year": "%y",
    "month": "%m",
    "day": "%d",
    "hour": "%H",
    "minute": "%M",
    "second": "%S",
    "y_day": "%j",
    "yearday": "%j",
    "week": "%V",
    "w_day": "%u",
    "weekday": "%w",
    "w_year": "%G",
    "short_month": "%b",
    "long_month": "%B",
    "monthname": "%B",
    "short_day": "%a",
    "long_day": "%A",
    "weekdayname": "%A",
}
_FILE = lazy_pattern(
    r"\.(?:jsonl?d?|rss|atom|xml|txt|opml|css|js|html?|gz|caddy|conf|ics|svg|png|jpe?g|webp|avif|gif)$", re.IGNORECASE
)
_FOLDERS = frozenset({"files", "recover"})  # of the site itself; web servers let browsers keep `files` for ever
_NOT_IN_NAMES = lazy_pattern(r'[\x00-\x1f\x7f<>:"|?*\\#%]')  # in no file name of Windows, or with a meaning in URLs
_MAX_NAME = 200  # bytes: most file systems allow 255
_DEVICES = lazy_pattern(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def expanded(pattern: str, names: Mapping[str, str], day: datetime | None) -> str:
    """Return a path with its placeholders replaced; "" if one of them is not known.

    Args:
        pattern: such as `/:year/:title/`, `pretty` or `/{{ page.date | date: "%Y" }}/{{ title | slugify }}/`.
        names: values of `slug`, `title` and `categories` (the last with slashes).
        day: of publication, in the time zone of the site; None if there is none.
    """
    unknown: list[str] = []

    def colon(found: re.Match[str]) -> str:
        value = _named(found[1], names, day)
        if value is None:
            unknown.append(found[0])
        return value or ""

    def braces(found: re.Match[str]) -> str:
        value = _of_template(found[1], names, day)
        if value is None:
            unknown.append(found[0])
        return value or ""

    path = _BRACES.sub(braces, _STYLES.get(pattern, pattern))
    path = path if "{{" in pattern else _COLON.sub(colon, path)
    return "" if unknown or "{%" in pattern or pattern.startswith("//") else re.sub("/{2,}", "/", path)


def _named(name: str, names: Mapping[str, str], day: datetime | None) -> str | None:
    if name in _DATES:
        return _dated(_DATES[name], day)
    if name in ("i_month", "i_day"):
        return _dated("%m" if name == "i_month" else "%d", day, strip=True)
    if name == "output_ext":
        return ".html"
    if name in ("categories", "slugified_categories"):
        return names["categories"]
    return names["slug"] if name in _NAMES_OF_SLUG else names.get(name)


def _dated(form: str, day: datetime | None, *, strip: bool = False) -> str | None:
    text = day.strftime(form).lower() if day else None
    return text.lstrip("0") if text and strip else text


def _of_template(expression: str, names: Mapping[str, str], day: datetime | None) -> str | None:
    """Return the value of an expression of Liquid or Nunjucks, of those that permalinks of Eleventy have."""
    first, *filters = [part.strip() for part in expression.split("|")]
    if first in ("page.date", "date"):
        form = re.search(r"""['"]([^'"]*%[^'"]*)['"]""", filters[0]) if filters else None
        return _dated(form[1], day) if form and len(filters) == 1 else None
    if not all(re.fullmatch(r"slugify|slug|url_encode|downcase|lower|strip|trim", one) for one in filters):
        return None
    known = {"title": names["title"], "page.fileSlug": names["slug"], "slug": names["slug"], "fileSlug": names["slug"]}
    return known.get(first)


def page_path(written: str) -> str:
    """Return the path of a page relative to the site, `2021/hello/` or `about.html`; "" if no page may have it.

    It names a folder or a file of HTML, leads nowhere else, and is a valid file name on every system.
    """
    path = unicodedata.normalize("NFC", unquote(written.strip()))
    if not is_page_path(path if path.startswith("/") else f"/{path}") or path.startswith("//"):
        return ""
    path = path.removeprefix("/")
    parts = path.removesuffix("index.html").split("/") if path.endswith(("/index.html", "/")) else path.split("/")
    names = [part for part in parts if part]
    if not names or len(names) != len(parts) - (parts[-1] == "") or not all(map(_is_name, names)):
        return ""
    is_file = bool(re.search(r"\.html?$", names[-1], re.IGNORECASE)) and parts[-1] != ""
    folders = names[:-1] if is_file else names
    if (
        any(map(_FILE.search, folders))
        or (folders and folders[0].casefold() in _FOLDERS)
        or path.casefold() == "index.html"
    ):
        return ""
    return "/".join(names) + ("" if is_file else "/")


def _is_name(part: str) -> bool:
    is_plain = not _NOT_IN_NAMES.search(part) and not _DEVICES.match(part) and len(part.encode()) <= _MAX_NAME
    return is_plain and not part.startswith((".", "_", " ")) and not part.endswith((".", " "))
