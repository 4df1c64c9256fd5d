"""The pictures of a post: from the keys of the usual tools, also inside a mapping, with their alternative texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from mimetypes import MimeTypes
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from feeds.model.post import Attachment
from feeds.model.problem import Message
from feeds.normalise.dialects.job_markdown.fields import MAX_CHARACTERS, FrontMatterFields, FrontMatterValue, as_flag
from feeds.normalise.dialects.job_markdown.key_names import folded
from feeds.normalise.html import excerpts
from feeds.normalise.html.strip_tags import visible
from feeds.normalise.values import shortcodes, text
from feeds.normalise.values.text import as_text, quoted

# Keys of the picture inside a mapping, the first one first: those of Hugo, Jekyll, Astro and their themes.
_INSIDE = ("image", "src", "url", "path", "file", "filename", "href", "overlayimage", "feature", "teaser", "large")
_ALT_INSIDE = ("alt", "alttext", "imagealt", "imagedescription", "description", "title")
_SMALL = ("thumbnail", "thumb", "teaserimage")  # of another picture, if there is one
_ENDING = re.compile(r"\.(?:png|jpe?g|jpe|gif|webp|avif|svg|bmp|heic|heif|tiff?|jxl|apng)$", re.IGNORECASE)
_UNSURE = ("header", "hero", "banner")  # also the name of a text, or of options, without a picture


class Pictures(NamedTuple):
    """The picture of a post, its alternative text, and further pictures."""

    url: str = ""
    alt: str = ""
    others: tuple[Attachment, ...] = ()


class _Picture(NamedTuple):
    found: FrontMatterValue
    address: str
    alt: str = ""


def read(fields: FrontMatterFields, base: str) -> Pictures:
    """Return the pictures of a post; relative addresses are resolved against `base`."""
    stated = sorted(fields.every("image"), key=lambda found: folded(found.key) in _SMALL)
    urls: dict[str, _Picture] = {}
    for found in stated:
        if not (urls and folded(found.key) in _SMALL):
            for one in _pictures(found):
                urls.setdefault(_url(fields, one, base), one)
    urls.pop("", None)
    if not urls:
        return Pictures()
    (url, first), *others = urls.items()
    fields.origin("image", "key", first.found.key, first.found.line)
    alt = _plain(first.alt) or _plain(fields.text("image_alt", "image_alt"))
    return Pictures(_token(fields, url, first.found), alt, tuple(_attachment(fields, *other) for other in others))


def _attachment(fields: FrontMatterFields, url: str, picture: _Picture) -> Attachment:
    # Python's own table: with the system's, outputs would differ between machines.
    media_type = MimeTypes().guess_type(urlsplit(url).path, strict=False)[0] or "image/*"
    return Attachment(_token(fields, url, picture.found), media_type, title=_plain(picture.alt))


def _pictures(found: FrontMatterValue) -> Iterator[_Picture]:
    for value in found.value if isinstance(found.value, list) else [found.value]:
        if isinstance(value, Mapping):
            if inner := _inner(value):
                yield _Picture(found, inner, next(_texts(value, _ALT_INSIDE), ""))
        elif (address := as_text(value)) and as_flag(address) is None and not _is_a_text(found.key, address):
            yield _Picture(found, address)


def _inner(value: Mapping[Any, Any]) -> str:
    """Return the address inside a mapping, such as `image` of `header`, or `src` of `image`."""
    plain = next(_texts(value, _INSIDE), "")
    if plain:
        return plain
    deeper = (part for key, part in value.items() if folded(str(key)) in _INSIDE and isinstance(part, Mapping))
    return next((found for part in deeper if (found := next(_texts(part, _INSIDE), ""))), "")


def _texts(value: Mapping[Any, Any], names: tuple[str, ...]) -> Iterator[str]:
    known = {folded(str(key)): part for key, part in value.items()}
    for name in names:
        written = as_text(known.get(name))
        if written and (names is _ALT_INSIDE or as_flag(written) is None):
            yield written


def _is_a_text(key: str, value: str) -> bool:
    return folded(key) in _UNSURE and "://" not in value and not _ENDING.search(value.partition("?")[0])


def _url(fields: FrontMatterFields, picture: _Picture, base: str) -> str:
    address = fields.clean(picture.found, picture.address)
    if not visible(address) or len(address) > MAX_CHARACTERS:
        fields.warn(
            picture.found, Message("the address of a picture"), quoted(address[:80]), Message("it was left out")
        )
        return ""
    address = shortcodes.replace(address).text.replace(" ", "%20")
    return next(iter(fields.urls("image", base, (address,))), "")


def _token(fields: FrontMatterFields, url: str, found: FrontMatterValue) -> str:
    return fields.links.token(url, first_line=found.line or 0)


def _plain(alt: str) -> str:
    return visible(excerpts.from_markdown(text.one_line(alt)))
