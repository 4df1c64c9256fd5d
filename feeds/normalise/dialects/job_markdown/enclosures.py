"""Sound, video and other files that the front matter attaches to a post, as podcasts do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from mimetypes import MimeTypes
from typing import Any
from urllib.parse import urlsplit

from feeds.model.post import Attachment
from feeds.model.problem import Message
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue, as_flag
from feeds.normalise.dialects.job_markdown.key_names import folded
from feeds.normalise.values.patterns import lazy_pattern
from feeds.normalise.values.text import as_text, quoted

_URL = ("url", "src", "file", "href", "path", "uri", "audio")
_SIZE = ("length", "size", "sizeinbytes", "bytes", "filesize")
_TYPE = ("type", "mimetype", "mediatype")
_MEDIA_TYPE = lazy_pattern(r"[a-z]+/[\w.+-]+", re.IGNORECASE)
_CLOCK = lazy_pattern(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:\.\d+)?")
_PERIOD = lazy_pattern(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?", re.IGNORECASE)


def read(fields: FrontMatterFields, base: str) -> tuple[Attachment, ...]:
    """Return the attached files; relative addresses are resolved against `base`. Only the first has the duration."""
    files = [file for found in fields.every("enclosure") for file in _files(fields, found, base)]
    if not files:
        return ()
    fields.from_key("attachments", "enclosure")
    first, *others = dict(files).values()
    duration = _duration(fields) or first.duration
    return (Attachment(first.url, first.media_type, first.size, first.title, duration), *others)


def episode(fields: FrontMatterFields) -> int | None:
    """Return the number of an episode."""
    found = fields.find("episode")
    if found is None:
        return None
    digits = re.fullmatch(r"(?:[EeSs#]|[Ee]p(?:isode)?\.?)?\s*0*(\d{1,6})", str(as_text(found.value) or ""))
    if digits is None:
        fields.warn(found, Message("a number"), quoted(found.value), Message("write episode: 12"))
        return None
    fields.from_key("episode", "episode")
    return int(digits[1])


def seconds(written: str) -> int | None:
    """Return a duration in seconds: `1:02:03`, `62:03`, `3723` or `PT1H2M3S`."""
    if written.isdecimal() and len(written) < 8:  # noqa: PLR2004 - a hundred days
        return int(written)
    found = _CLOCK.fullmatch(written) or _PERIOD.fullmatch(written)
    if found is None:
        return None
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest


def _duration(fields: FrontMatterFields) -> int | None:
    found = fields.find("duration")
    if found is None:
        return None
    duration = seconds((as_text(found.value) or "").strip())
    if duration is None:
        fields.warn(found, Message("a duration"), quoted(found.value), Message("write duration: 1:02:03"))
    return duration


def _files(fields: FrontMatterFields, found: FrontMatterValue, base: str) -> Iterator[tuple[str, Attachment]]:
    for value in found.value if isinstance(found.value, list) else [found.value]:
        address, size, media_type = _parts(value)
        if not address or as_flag(address) is not None:
            continue
        written = fields.clean(found, address).replace(" ", "%20")
        for url in fields.urls("enclosure", base, (written,)):
            # Python's own table: with the system's, outputs would differ between machines.
            known = MimeTypes().guess_type(urlsplit(url).path, strict=False)[0] or ""
            token = fields.links.token(url, first_line=found.line or 0)
            yield token, Attachment(token, media_type or known, size, duration=_length(value))


def _parts(value: Any) -> tuple[str, int | None, str]:
    """Return address, size and media type: those of a mapping, or of a text such as WordPress writes."""
    if isinstance(value, Mapping):
        texts = {folded(str(key)): as_text(part) or "" for key, part in value.items()}
        address, size, kind = (next(filter(None, map(texts.get, names)), "") for names in (_URL, _SIZE, _TYPE))
    else:
        address, size, kind = (as_text(value) or "").strip(), "", ""
        words = address.split()
        if len(words) == 3 and words[1].isdecimal():  # noqa: PLR2004 - address, size, media type
            address, size, kind = words
    digits = size.replace(",", "").replace(" ", "")
    known_size = int(digits) if digits.isdecimal() and len(digits) < 15 and int(digits) else None  # noqa: PLR2004
    return address, known_size, kind.lower() if _MEDIA_TYPE.fullmatch(kind) else ""


def _length(value: Any) -> int | None:
    texts = {folded(str(key)): as_text(part) or "" for key, part in value.items()} if isinstance(value, Mapping) else {}
    return seconds(texts.get("duration", "").strip())
