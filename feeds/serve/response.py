"""Which answer a request gets: a status, headers and bytes, worked out without a socket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from urllib.parse import quote

from feeds.serve import media_types, negotiation
from feeds.serve.files import NOT_FOUND, File, Moved, Shelf
from feeds.serve.request_path import BadAddressError, is_own, path_of

ALLOWED = "GET, HEAD, OPTIONS"
REFUSED = ("POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT")  # known, yet nothing here can be changed
Header = Callable[[str], str | None]

_WORDS = {
    400: "The address is not one that a server can read.",
    404: "There is nothing at this address.",
    405: "Pages and feeds can be read here, and nothing else.",
    410: "What was at this address is gone for good.",
    412: "What lies here is not what the request asks to be there.",
    414: "The address is too long.",
    421: "This server does not speak for the host that was asked for.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire; a HEAD gets the same without `body`."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Answers:
    """Answers from a shelf; `names` are the hosts that it speaks for besides this machine, None for any."""

    def __init__(self, shelf: Shelf, names: frozenset[str] | None) -> None:
        self.shelf, self.names = shelf, names
        # What browsers are told besides, as OWASP's list of secure headers has it: nothing is guessed,
        # framed or filmed. A preview without TLS is no place for Strict-Transport-Security (RFC 6797 §7.2).
        self.always = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "X-Frame-Options": "DENY",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Content-Security-Policy": shelf.preview.policy,
        }

    def to(self, method: str, target: str, header: Header, now: int) -> Answer:
        """Answer a request; `header` gives those that it came with, `now` is in seconds since 1970."""
        if self.names is not None and not is_own(header("Host") or "", self.names):
            return self.page(421)
        if method == "OPTIONS":
            return self._with(204, {"Allow": ALLOWED})
        if method in REFUSED:
            return self.page(405, {"Allow": ALLOWED})
        try:
            found = self.shelf.find(path_of(target))
        except BadAddressError as error:
            return self.page(error.status)
        if isinstance(found, File):
            return self._file(found, header, now)
        if isinstance(found, Moved):
            # A name beyond ASCII comes from a file that somebody wrote by hand.
            place = quote(found.url, safe="/:?#[]@!$&'()*+,;=%~")
            return self.page(301, {"Location": place, "Cache-Control": f"max-age={media_types.FRESH}"})
        return self.page(410 if found.gone else 404)

    def _file(self, file: File, header: Header, now: int) -> Answer:
        body, coding, tag = file.form(gzip=negotiation.takes_gzip(header("Accept-Encoding")))
        modified = min(file.modified, now)  # RFC 9110 §8.8.2.1: never in the future
        # RFC 9110 §15.4.5: these stand in a 304, too.
        common = {"ETag": tag, "Cache-Control": media_types.cache_control(file.media_type)}
        if media_types.is_text(file.media_type):
            common["Vary"] = "Accept-Encoding"
        if negotiation.is_refused(tag, modified, header("If-Match"), header("If-Unmodified-Since")):
            return self.page(412)
        if negotiation.is_known(tag, modified, header("If-None-Match"), header("If-Modified-Since")):
            return self._with(304, common)
        about = {
            "Content-Type": media_types.told(file.media_type),
            "Last-Modified": negotiation.date(modified),
        }
        if coding:
            about["Content-Encoding"] = coding
        return self._with(200, about | common, body)

    def page(self, status: int, more: dict[str, str] | None = None) -> Answer:
        """Say in a page what there is instead of a file; a site may have one of its own for 404."""
        body, own = _page(status), None
        if status == HTTPStatus.NOT_FOUND:
            own = self.shelf.file(NOT_FOUND)
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache", **(more or {})}
        return self._with(status, headers, own.plain if own else body)

    def _with(self, status: int, headers: dict[str, str], body: bytes = b"") -> Answer:
        return Answer(status, {**headers, **self.always}, body)


def _page(status: int) -> bytes:
    name = HTTPStatus(status).phrase
    words = escape(_WORDS.get(status, name))
    return (
        '<!doctype html>\n<html lang="en">\n'
        f'<head><meta charset="utf-8"><title>{status} {name}</title></head>\n'
        f"<body><h1>{name}</h1><p>{words}</p></body>\n</html>\n"
    ).encode()
