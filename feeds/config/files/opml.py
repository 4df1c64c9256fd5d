"""Subscription lists in OPML 2.0 (opml.org/spec2): each outline with `xmlUrl` is a source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from xml.parsers import expat

from feeds.config import cross_checks
from feeds.config.files.positions import Fault, Tree, refuse
from feeds.config.value_checks import LANGUAGE, describe
from feeds.model.problem import Message

EXPECTED = Message("a subscription list in OPML")
LEAVE_OUT = Message("export it again, or leave the file out of `include`")


class Mark(NamedTuple):
    """A place in a file, both numbers counted from 0 as those of PyYAML."""

    line: int
    column: int


class Node(NamedTuple):
    """A list or an outline, with what `positions` reads of PyYAML's nodes."""

    id: str
    value: list[Any]
    start_mark: Mark


def read(body: bytes, file: str) -> Tree:
    """Return the sources of a subscription list; categories are left out, since no key has them.

    Raises:
        ConfigError: it is no OPML.
    """
    reader = _Reader(file)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.StartDoctypeDeclHandler = reader.document_type
    reader.parser = parser
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat has no name for it
    except (expat.ExpatError, LookupError, ValueError) as error:  # or an encoding that Python does not know
        line, column = parser.ErrorLineNumber, parser.ErrorColumnNumber + 1
        found = Message("an error in its XML: %(reason)s", reason=str(error).partition(": line ")[0])
        refuse(file, EXPECTED, found, Message("export it again"), (line, column))
    root = Node("sequence", reader.nodes, Mark(0, 0))
    tree = Tree(file, root, reader.items, (), name_key="title")
    if not reader.items:
        refuse(file, Message("outlines with xmlUrl"), Message("none"), LEAVE_OUT)
    faults = (fault for index, item in enumerate(reader.items) for fault in _secrets(index, item))
    return replace(tree, problems=tuple(map(tree.problem, faults)))


def _secrets(index: int, item: dict[str, str]) -> list[Fault]:
    """Return a URL that names an environment variable: who makes such lists need not know what is secret."""
    if "${" not in item["url"]:
        return []
    remedy = Message("list this source in a YAML file")
    return [Fault((index, "url"), Message("an address without ${…}"), describe(item["url"]), remedy)]


@dataclass
class _Reader:
    """The outlines of a document, from its elements."""

    file: str

    def __post_init__(self) -> None:
        self.items: list[dict[str, str]] = []
        self.nodes: list[Node] = []
        self.parser: Any = None
        self.depth = self.commented = 0  # inside an outline that is commented, at this depth

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element."""
        self.depth += 1
        if self.depth == 1 and name != "opml":
            self._refuse(EXPECTED, Message("<%(name)s>", name=name))
        if name != "outline" or self.commented:
            return
        if attributes.get("isComment") == "true":
            self.commented = self.depth
        elif url := attributes.get("xmlUrl", "").strip():
            self.items.append({"url": url, **_name(attributes), **_language(attributes)})
            self.nodes.append(Node("mapping", [], self._mark()))
        elif attributes.get("type") == "include":
            remedy = Message("include the other list in the configuration as a file")
            self._refuse(Message("an outline with xmlUrl"), Message("one that includes another list"), remedy)

    def end(self, _name: str) -> None:
        """Leave an element."""
        if self.depth == self.commented:
            self.commented = 0
        self.depth -= 1

    def document_type(self, *_: object) -> None:
        """Refuse a document type."""
        self._refuse(Message("OPML without a document type"), Message("<!DOCTYPE>"))

    def _mark(self) -> Mark:
        return Mark(self.parser.CurrentLineNumber - 1, self.parser.CurrentColumnNumber)

    def _refuse(self, expected: Message, found: Message, remedy: Message = LEAVE_OUT) -> None:
        mark = self._mark()
        refuse(self.file, expected, found, remedy, (mark.line + 1, mark.column + 1))


def _name(attributes: dict[str, str]) -> dict[str, str]:
    name = cross_checks.slug(attributes.get("title", "").strip() or attributes.get("text", ""))
    return {"name": name} if name else {}  # else made of the address


def _language(attributes: dict[str, str]) -> dict[str, str]:
    language = attributes.get("language", "").strip()
    return {"language": language} if LANGUAGE.fullmatch(language) else {}  # some programs write "unknown"
