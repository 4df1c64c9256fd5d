"""Parse RSS or Atom: the XML, then the format of its root element."""

from __future__ import annotations

from feeds.model.post import Document
from feeds.model.problem import Message, Problem, phrase, verbatim
from feeds.normalise.dialects import xml
from feeds.normalise.dialects.encoding import Decoded
from feeds.normalise.dialects.syndication import atom, namespaces, rss
from feeds.normalise.dialects.syndication.feed_fields import USE_FEED_URL, Feed, refusal


def read(document: Document, decoded: Decoded, url: str = "") -> Feed:
    """Parse RSS or Atom; raises PostError when a document is neither, or not whole."""
    text = decoded.text.lstrip("\ufeff \t\r\n")  # a blank before <?xml is a common slip
    above = decoded.text.count("\n", 0, len(decoded.text) - len(text))  # lines
    try:
        parsed = xml.parse(text)
    except xml.XmlError as error:
        raise refusal(document, error.found, error.remedy, line=_below(error.line, above)) from error
    line = _below(parsed.line, above)
    reader = {"rss": rss.read, "rdf": rss.read, "feed": atom.read}.get(_kind(parsed.root))
    if not reader:
        found = Message("XML of another kind: <%(root)s>", root=_local(parsed.root))
        if parsed.error:
            found = Message("invalid XML: %(error)s", error=parsed.error)
        raise refusal(document, found, USE_FEED_URL, line=line)
    return reader(parsed.root, document, url, _problems(document, decoded, parsed.error, line))


def _below(line: int | None, above: int) -> int | None:
    return None if line is None else line + above


def _local(root: xml.Node) -> str:
    return str(root.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _kind(root: xml.Node) -> str:
    """Return the format of a document by its root: `rss`, `rdf`, `feed`, or another name.

    RDF is a feed when it has elements of RSS 1.0, and `feed` when it is Atom's, or in no namespace with entries.
    """
    names = namespaces.ShortNames()
    local = _local(root)
    if local == "feed":
        is_bare = names[root.tag] == "feed" and any(names[child.tag] in ("entry", "updated") for child in root)
        return local if is_bare or names[root.tag] == "atom:feed" else ""
    if local == "rdf":
        return local if any(names[child.tag] in ("channel", "item") for child in root) else ""
    return local


def _problems(document: Document, decoded: Decoded, error: str, line: int | None) -> tuple[Problem, ...]:
    problems = []
    if decoded.actual:
        expected = Message("text in %(encoding)s", encoding=decoded.declared or "UTF-8")
        remedy = Message("declare the actual encoding")
        problems.append(Problem(document.locator, expected, verbatim(decoded.actual), remedy))
    if error:
        remedy = Message("it was read as far as possible: check that all entries are there")
        problems.append(Problem(document.locator, Message("well-formed XML"), phrase(error), remedy, line=line))
    return tuple(problems)
