"""The address of the page of a post, as its author chooses it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from feeds.model.instant import Moment
from feeds.model.problem import Message, Phrase
from feeds.model.urls import slugify
from feeds.normalise import identity
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue, as_flag
from feeds.normalise.values import dates, permalinks
from feeds.normalise.values.text import as_text, quoted

_REMEDY = Message("its page has the usual address")
_PATTERN: Phrase = Message(
    "placeholders such as :year, :month, :day, :title, :slug and :categories, and a date for those of a date"
)
_PATH: Phrase = Message("the path of a page below the site, such as /2021/hello/ or /hello.html")


def permalink(fields: FrontMatterFields, context: Context, title: str, locator: str, published: Moment | None) -> str:
    """Return the path of the page relative to the site, "" for the usual one; what no page can have is reported."""
    found = _stated(fields, context.site.url)
    written = as_text(found.value) if found else ""
    if not found or not written:
        return ""
    is_unicode = context.site.slugs == "unicode"
    slug = identity.safe_name(fields.text("slug"), is_unicode=is_unicode) or identity.safe_name(
        dates.without_date(identity.file_stem(locator)), is_unicode=is_unicode
    )
    heading = slugify(title, is_unicode=is_unicode)
    # Jekyll's :title is that of the file name; Hugo's, under `url`, that of the post.
    names = {
        "slug": slug,
        "title": heading if key_names.folded(found.key) == "url" or "{{" in written else slug or heading,
        "categories": "/".join(slugify(name, is_unicode=is_unicode) for name in _categories(fields)),
    }
    local = published.at.astimezone(ZoneInfo(context.site.timezone)) if published else None
    path = permalinks.expanded(written.removeprefix(context.site.url), names, local)
    if not path:
        fields.warn(found, _PATTERN, quoted(written), _REMEDY)
        return ""
    page = permalinks.page_path(path)
    if not page:
        fields.warn(found, _PATH, quoted(written), _REMEDY)
        return ""
    fields.origin("permalink", "key", found.key, found.line)
    return page


def _stated(fields: FrontMatterFields, site: str) -> FrontMatterValue | None:
    """Return the address that a post states: a text that is no yes or no, or a path under `url`."""
    for found in fields.every("visible"):
        if key_names.folded(found.key) == "permalink" and as_flag(found.value) is None:
            if isinstance(found.value, str):
                return found
            fields.warn(found, _PATH, quoted(found.value), _REMEDY)
    found_url = fields.find("address")
    if found_url and str(found_url.value).startswith(("/", site)):
        return found_url
    if found_url:
        fields.unknown.append(found_url)
    return None


def _categories(fields: FrontMatterFields) -> tuple[str, ...]:
    named = (found for found in fields.every("tags") if key_names.folded(found.key) in ("category", "categories"))
    return tuple(
        part
        for found in named
        for text in fields.texts_of(found)
        for part in (text.split() if isinstance(found.value, str) else [text])  # Jekyll splits a text at its blanks
    )
