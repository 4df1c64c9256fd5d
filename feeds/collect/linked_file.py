"""Files that posts link to: which may be published, judged by their names and first bytes."""

from __future__ import annotations

import os
import re
import stat
import time
from pathlib import Path

from feeds.collect.folder import MTIME_TICK

Stamp = tuple[int, int, int]  # size, mtime (ns; 0 if a second edit could have the same), inode
MISSING: Stamp = (-1, 1, 0)
SVG = "image/svg+xml"
HEAD = 64  # bytes that show what a file is

_PICTURES = {
    ".png": "image/png",
    ".apng": "image/apng",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jpe": "image/jpeg",
    ".jfif": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".jxl": "image/jxl",
    ".ico": "image/vnd.microsoft.icon",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
_SOUND_AND_VIDEO = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".weba": "audio/webm",
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".ogv": "video/ogg",
    ".mkv": "video/x-matroska",
    ".avi": "video/x-msvideo",
    ".mpg": "video/mpeg",
    ".mpeg": "video/mpeg",
    ".3gp": "video/3gpp",
    ".wmv": "video/x-ms-wmv",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCUMENTS = {
    ".pdf": "application/pdf",
    ".rtf": "application/rtf",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
# How they begin (WHATWG MIME Sniffing §6). A picture under the name of another kind of picture is one all the same.
_BOX = rb".{4}ftyp"
_BEGINNINGS = (
    (
        _PICTURES,
        rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|BM|\0\0\x01\0|II\*\0|MM\0\*|\xff\x0a|\0\0\0\x0cJXL "
        rb"|" + _BOX + rb"(?:avi[fs]|hei[cxms]|hev[cx]|mif1|msf1)",
    ),
    (
        _SOUND_AND_VIDEO,
        rb"ID3|\xff[\xe2-\xe7\xf1-\xf7\xf9-\xfd]|OggS|fLaC|RIFF.{4}(?:WAVE|AVI )|\x1aE\xdf\xa3|FORM.{4}AIF[CF]"
        rb"|\0\0\x01[\xb3\xba]|0&\xb2u|" + _BOX,
    ),
    (_DOCUMENTS, rb"\s*%PDF-|PK\x03\x04|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf"),
)
_KINDS = [(types, re.compile(beginning, re.DOTALL)) for types, beginning in _BEGINNINGS]


def media_type(name: str) -> str:
    """Return the media type of a file that may be published, from its name; "" for any other."""
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 - a string
    return next((types[ending] for types, _ in _KINDS if ending in types), SVG if ending == ".svg" else "")


def is_what_it_is_named(name: str, head: bytes) -> bool:
    """Return whether a file begins as its name promises; `head` are its first bytes. An SVG is read as a whole."""
    kind = media_type(name)
    return kind == SVG or any(kind in types.values() and begins.match(head) for types, begins in _KINDS)


def stamp(path: str) -> Stamp:
    """Return what shows a change of a file without reading it."""
    try:
        info = os.stat(path)  # noqa: PTH116 - no Path per file in a run without changes
    except (FileNotFoundError, NotADirectoryError):
        return MISSING
    except (OSError, ValueError):  # it cannot be looked at now, or no file can have this name
        return (-1, 0, 0)
    if not stat.S_ISREG(info.st_mode):
        return MISSING
    return info.st_size, info.st_mtime_ns if info.st_mtime_ns < time.time_ns() - MTIME_TICK else 0, info.st_ino


def read(path: str, max_bytes: int) -> bytes:
    """Return the bytes of a file, one more than `max_bytes` at most.

    Raises:
        OSError: it cannot be read.
    """
    with Path(path).open("rb") as file:
        return file.read(max_bytes + 1)
