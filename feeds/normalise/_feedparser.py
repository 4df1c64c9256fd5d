"""The wall around feedparser: RSS and Atom of every version, read to the letter.

Three habits of feedparser 6 change what a feed says. It resolves ids as if they were links, though they are
compared letter by letter (RFC 4287 §4.2.6.1); it takes a text like "Ã©" for an "é" that was encoded twice;
and it opens the file or address that a body happens to name, unless the body comes as a stream. Its strict
parser is run here without them. What is not well-formed goes through its front door, which forgives more.
"""

from __future__ import annotations

import re
from html.entities import html5
from io import BytesIO
from typing import Any, NamedTuple
from xml.parsers.expat import errors
from xml.sax import SAXParseException, handler, make_parser  # external entities are off since Python 3.7.1

import feedparser
from feedparser.api import StrictFeedParser

from feeds.errors import FeedsError

DEEPEST = 256  # elements inside each other, libxml2's own limit; feedparser's time grows with its square
_ENDINGS = {
    errors.XML_ERROR_NO_ELEMENTS,
    errors.XML_ERROR_UNCLOSED_TOKEN,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    errors.XML_ERROR_PARTIAL_CHAR,
}
_CLOSED = re.compile(rb"(?i)</(?:[\w.-]+:)?(?:rss|rdf|feed)\s*>")


class Parsed(NamedTuple):
    """What feedparser made of a document; `root` is the name of the element that holds it all.

    `trouble` says why it is not well-formed, at `line`; then ids may differ in letters. Where feedparser's
    front door was taken, `root` is empty.
    """

    feed: Any
    entries: list[Any]
    version: str
    root: str = ""
    trouble: str = ""
    line: int | None = None


class BrokenOffError(FeedsError):
    """The document was not read to its end: it breaks off on `line`, or goes too deep."""

    def __init__(self, what: str, line: int | None = None) -> None:
        super().__init__(what)
        self.line = line


class _Parser(StrictFeedParser):  # type: ignore[misc]  # feedparser has no types
    """feedparser's strict parser, which leaves ids and letters as they are."""

    can_be_relative_uri = StrictFeedParser.can_be_relative_uri - {"id"}

    def __init__(self) -> None:
        # No base: the caller knows more of it. No encoding: feedparser would mend what it takes for wrong.
        super().__init__("", None, "")
        self.resolve_relative_uris = self.sanitize_html = False
        self.root = ""
        self._open = 0

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802 - SAX's name
        self.root = self.root or name[1]
        self._open += 1
        if self._open > DEEPEST:
            raise BrokenOffError(f"XML with more than {DEEPEST} elements inside each other")
        super().startElementNS(name, qname, attrs)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802 - SAX's name
        self._open -= 1
        super().endElementNS(name, qname)

    def skippedEntity(self, name: str) -> None:  # noqa: N802 - SAX's name
        """Write an entity that a DTD elsewhere defines: those of RSS 0.91 are HTML's."""
        self.handle_data(html5.get(f"{name};", f"&{name};"))


def parse(body: bytes) -> Parsed:
    """Read a document; raises BrokenOffError when it is cut off or too deep."""
    parser, reader = _Parser(), make_parser()  # noqa: S317 - expat 2.4.1 and later refuses entity bombs
    reader.setFeature(handler.feature_namespaces, 1)
    reader.setContentHandler(parser)
    reader.setErrorHandler(parser)
    try:
        reader.parse(BytesIO(body))
    except SAXParseException as error:
        if error.getMessage() in _ENDINGS:
            raise BrokenOffError("XML that breaks off", error.getLineNumber()) from error
        return _forgiving(body, error.getLineNumber())
    except ValueError:  # an encoding of several bytes a letter: feedparser can read it, expat cannot
        return _forgiving(body)
    return Parsed(parser.feeddata, parser.entries, parser.version, parser.root.lower())


def _forgiving(body: bytes, line: int | None = None) -> Parsed:
    """Read what expat cannot by feedparser's front door, which guesses encodings and mends."""
    if not _CLOSED.search(body[-1000:]):
        raise BrokenOffError("wrong XML that does not end as a feed does")
    read = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    error = read.get("bozo_exception")
    # Its lines are not those of the file: feedparser writes a declaration of its own above them.
    trouble = error.getMessage() if isinstance(error, SAXParseException) else str(error or "")
    return Parsed(read.feed, read.entries, read.version or "", "", trouble, line)
