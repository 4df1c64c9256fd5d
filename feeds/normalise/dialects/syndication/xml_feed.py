"""RSS or Atom: a document decoded, read as XML and told apart by its root."""

from __future__ import annotations

from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.normalise.dialects import xml
from feeds.normalise.dialects.encoding import Decoded
from feeds.normalise.dialects.syndication import atom, namespaces, rss
from feeds.normalise.dialects.syndication.feed_fields import GIVE, Feed, refusal


def read(document: Document, decoded: Decoded, url: str = "") -> Feed:
    """Read RSS or Atom; raises PostError when it is neither, or not whole."""
    text = decoded.text.lstrip("\ufeff \t\r\n")  # a blank before <?xml is a common slip
    above = decoded.text.count("\n", 0, len(decoded.text) - len(text))
    try:
        parsed = xml.parse(text)
    except xml.UnreadError as error:
        raise refusal(document, str(error), error.remedy, line=_down(error.line, above)) from error
    line = _down(parsed.line, above)
    reader = {"rss": rss.read, "rdf": rss.read, "feed": atom.read}.get(_kind(parsed.root))
    if not reader:
        name = _local(parsed.root)
        kind = f"wrong XML: {parsed.trouble}" if parsed.trouble else f"XML of another kind: <{name}>"
        raise refusal(document, kind, GIVE, line=line)
    return reader(parsed.root, document, url, _problems(document, decoded, parsed.trouble, line))


def _down(line: int | None, above: int) -> int | None:
    return None if line is None else line + above


def _local(root: xml.Node) -> str:
    return str(root.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _kind(root: xml.Node) -> str:
    """Tell what a document is: `rss`, `rdf`, `feed`, or nothing of these.

    RDF is a feed when RSS speaks in it, and a `feed` when it is Atom's.
    """
    names = namespaces.Names()
    local = _local(root)
    if local == "feed":
        return local if names[root.tag] == "atom:feed" else ""
    if local == "rdf":
        return local if any(names[child.tag] in ("channel", "item") for child in root) else ""
    return local


def _problems(document: Document, decoded: Decoded, trouble: str, line: int | None) -> tuple[Problem, ...]:
    found = []
    if decoded.found:
        expected = f"letters in {decoded.said}, as it says" if decoded.said else "letters in UTF-8"
        found.append(Problem(document.locator, expected, decoded.found, "declare the encoding it is in"))
    if trouble:
        remedy = "it was read as far as it could be: see whether all entries are there"
        found.append(Problem(document.locator, "well-formed XML", trouble, remedy, line=line))
    return tuple(found)
