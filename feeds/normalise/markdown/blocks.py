"""Blocks of Markdown by the rules of CommonMark, as a tree for Python-Markdown's inline patterns.

Each line first continues the open containers (quotations, list items, notes, definitions), then opens new ones,
and what is left of it belongs to a leaf (CommonMark 0.31, appendix "A parsing strategy"). Beyond CommonMark:

- two columns of indentation are enough for the content of a list item, as authors of any dialect indent;
- `##word` is a heading; `#word` is a hashtag;
- tables, footnotes, task lists and alerts are those of GFM, definition lists those of PHP Markdown Extra.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from feeds.normalise.markdown import containers, html_blocks, leaves, limits, references, tables
from feeds.normalise.markdown.containers import Container, List

_SIGNS = frozenset("#>`~<-*+_=|:[0123456789")
_HEADING = re.compile(r"#{1,6}(?=[ \t]|$)|#{2,6}(?!#)")
_HEADING_END = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_CLOSE_END = re.compile(r"(?<=[^\\#])##+$")  # `## Title##`; but `# C#`
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_ITEM = re.compile(r"([*+-]|([0-9]{1,9})[.)])( +|$)")
_QUOTE = re.compile(r" {0,3}> ?")
_DEFINITION = re.compile(r": {1,3}(?=\S)")
_NOTE = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")


class BlockParser:
    """Parses one document; `references` and `notes` are then what it defines.

    Args:
        literal: marks a text as processed, so that no inline pattern applies to it.
        stash: keeps HTML aside, and returns the text that stands for it.
        escaped: returns a character as the engine's notation for literal text.
    """

    def __init__(
        self, literal: Callable[[str], str], stash: Callable[[str], str], escaped: Callable[[str], str]
    ) -> None:
        self.literal = literal
        self.stash = stash
        self.bounds = limits.Bounds(escaped)
        self.references: dict[str, tuple[str, str]] = {}
        self.notes: dict[str, Element] = {}
        self.root = Container("", Element("div"))
        self.open: list[Container] = []  # below the root, from outside to inside
        self.leaf: leaves.Leaf | None = None  # in the innermost container
        self.lists: list[List] = []
        self.row = 0

    def parse(self, lines: list[str]) -> Element:
        """Return the tree of a document: an element whose texts have not passed the inline patterns yet."""
        for self.row, line in enumerate(lines):
            self._add(line)
        self._close(0)
        for made in reversed(self.lists):
            containers.finish(made)
        return self.root.element

    def inline(self, text: str) -> str:
        """Return a text that inline patterns read in linear time."""
        return self.bounds.escape(text)

    def _add(self, line: str) -> None:
        rest, depth = self._match(line) if self.open else (line, 0)
        if self.leaf and depth == len(self.open) and self.leaf.take(rest):
            self._after_html(depth)
            return
        while True:
            text = rest.lstrip(" ")
            indent = len(rest) - len(text)
            if not text:
                self._blank(depth)
                return
            if indent >= leaves.CODE:
                if self._is_paragraph():
                    break
                if not self._html_in_html(text, depth):
                    self._start(leaves.Code(rest[leaves.CODE :]), depth)
                return
            if text[0] not in _SIGNS:
                break
            inner = self._container(text, indent, depth)
            if inner is None:
                if self._block(text, indent, depth):
                    return
                break
            rest = inner
            depth += 1
        self._text(text, depth)

    def _match(self, line: str) -> tuple[str, int]:
        """Return what is left of a line after the open containers that it continues, and their number."""
        rest = line
        for depth, container in enumerate(self.open):
            text = rest.lstrip(" ")
            if container.sign == ">":
                found = _QUOTE.match(rest)
                if not found:
                    return rest, depth
                rest = rest[found.end() :]
            elif not text:
                container.blank = self.row
                if not container.filled and container.row < self.row:  # §5.2: an item begins with one blank line
                    return rest, depth
                rest = ""
            else:
                indent = len(rest) - len(text)
                if indent < container.near or (indent < container.content and self._is_sibling(container, text)):
                    return rest, depth
                rest = rest[min(indent, container.content) :]
        return rest, len(self.open)

    @staticmethod
    def _is_sibling(container: Container, text: str) -> bool:
        """Return whether a line is a later item of the numbered list that the container is an item of."""
        item = _ITEM.match(text)
        return item is not None and item[1][-1] == container.sign and item[2] is not None and int(item[2]) != 1

    def _is_paragraph(self) -> bool:
        return type(self.leaf) is leaves.Paragraph

    def _innermost(self) -> Container:
        return self.open[-1] if self.open else self.root

    def _close(self, depth: int) -> None:
        """End the leaf, and the containers below `depth`."""
        leaf, self.leaf = self.leaf, None
        if leaf:
            leaf.end(self, self._innermost().element)
        if depth < len(self.open):
            for container in self.open[depth:]:
                if container.sign == ">":
                    containers.name_alert(container.element)
            del self.open[depth:]

    def _child(self) -> Element:
        """Return the innermost container's element, which gets a child in this line."""
        parent = self._innermost()
        if parent.list and parent.filled and parent.blank == self.row - 1:
            parent.list.is_loose = True
        parent.filled = True
        parent.last_list = None
        parent.after_html = False
        return parent.element

    def after_html(self) -> None:
        """Note that the last child of the innermost container is HTML."""
        self._innermost().after_html = True

    def _start(self, leaf: leaves.Leaf, depth: int) -> None:
        self._close(depth)
        self._child()
        self.leaf = leaf

    def _blank(self, depth: int) -> None:
        if depth < len(self.open) or self.leaf:
            self._close(depth)
        if self._innermost().row != self.row:  # else it is the first line of an item
            self._innermost().blank = self.row

    def _html_in_html(self, text: str, depth: int) -> bool:
        """Start a block of HTML that is indented below another one: authors indent rows of tables."""
        inside = depth == len(self.open) and self._innermost().after_html and html_blocks.start(text) is not None
        if inside:
            self._block(text, 0, depth)
        return inside

    def _container(self, text: str, indent: int, depth: int) -> str | None:
        """Open a container if the text begins with a marker, and return the text after it."""
        if depth >= limits.MAX_LEVELS:
            return None
        if text[0] == ">":
            self._close(depth)
            self.open.append(Container(">", SubElement(self._child(), "blockquote")))
            return text[2:] if text[1:2] == " " else text[1:]
        if text[0] == "[":
            return self._note(text, depth)
        if text[0] == ":":
            return self._definition(text, indent, depth)
        item = _ITEM.match(text)
        return self._item(item, indent, depth) if item and not _RULE.match(text) else None

    def _item(self, item: re.Match[str], indent: int, depth: int) -> str | None:
        text = item.string
        is_empty = item.end() == len(text)
        if self._is_paragraph() and depth == len(self.open):
            if _UNDERLINE.match(text) and text[0] == "-":
                return None
            if is_empty or (item[2] and int(item[2]) != 1):  # §5.3: they do not interrupt a paragraph
                return None
        self._close(depth)
        parent = self._innermost()
        siblings = parent.last_list
        if siblings and siblings.sign == item[1][-1]:
            if siblings.item and siblings.item.blank == self.row - 1:
                siblings.is_loose = True
        else:
            siblings = List(item[1][-1], SubElement(self._child(), "ol" if item[2] else "ul"))
            if item[2] and int(item[2]) != 1:
                siblings.element.set("start", str(int(item[2])))
            parent.last_list = siblings
            self.lists.append(siblings)
        marker = len(item[1]) + 1
        width = marker if is_empty or len(item[3]) > leaves.CODE else item.end()
        self._open_item(siblings, "li", indent + width, indent + 2)
        return text[width:]

    def _open_item(self, siblings: List, tag: str, content: int, near: int) -> None:
        item = Container(siblings.sign, SubElement(siblings.element, tag), content, near)
        item.list, item.row = siblings, self.row
        siblings.item = item
        self.open.append(item)

    def _note(self, text: str, depth: int) -> str | None:
        found = _NOTE.match(text)
        if not found:
            return None
        self._close(depth)
        self._innermost().last_list = None
        note = Container("^", Element("li"), leaves.CODE, leaves.CODE)
        self.notes.setdefault(references.label(found[1]), note.element)
        self.open.append(note)
        return text[found.end() :]

    def _definition(self, text: str, indent: int, depth: int) -> str | None:
        found = _DEFINITION.match(text)
        parent = self.open[depth - 1] if depth else self.root
        definitions = parent.last_list if parent.last_list and parent.last_list.sign == ":" else None
        if not found or (depth < len(self.open) and not definitions):
            return None
        is_apart = parent.blank == self.row - 1
        if depth < len(self.open):
            self._close(depth)
        elif self._is_paragraph() or not definitions:
            terms = self._terms(parent)
            if not terms:
                return None
            last = parent.element[-1] if len(parent.element) else None
            if not definitions or definitions.element is not last:
                definitions = List(":", SubElement(parent.element, "dl"))
                self.lists.append(definitions)
            for term in terms:
                SubElement(definitions.element, "dt").text = self.inline(term.strip())
        if definitions is None:
            return None
        parent.last_list = definitions
        parent.filled = True
        definitions.is_loose = definitions.is_loose or is_apart
        self._open_item(definitions, "dd", min(indent + found.end(), leaves.CODE), 2)
        return text[found.end() :]

    def _terms(self, parent: Container) -> list[str]:
        """Return the lines of the paragraph before a definition, which is removed."""
        if isinstance(self.leaf, leaves.Paragraph):
            lines, self.leaf = self.leaf.lines, None
            return lines
        last = parent.element[-1] if len(parent.element) else None
        if self.leaf or last is None or last.tag != "p" or containers.is_literal(last):
            return []
        parent.element.remove(last)
        return (last.text or "").split("\n")

    def _block(self, text: str, indent: int, depth: int) -> bool:
        """Start or end a leaf if the text has its signs; return whether it did."""
        sign = text[0]
        if sign == "#":
            return self._heading(text, depth)
        if sign in "`~":
            fence = leaves.fence(text, indent)
            if fence:
                self._start(fence, depth)
            return fence is not None
        if sign == "<":
            return self._html(text, indent, depth)
        is_below = depth == len(self.open) and isinstance(self.leaf, leaves.Paragraph)
        if is_below and self._below(text, depth):
            return True
        if sign in "-*_" and _RULE.match(text):
            self._close(depth)
            SubElement(self._child(), "hr")
            return True
        return False

    def _heading(self, text: str, depth: int) -> bool:
        found = _HEADING.match(text)
        if found:
            self._close(depth)
            words = _HEADING_END.sub("", text[found.end() :].strip(" \t"))
            if found.end() > 1 and (end := _CLOSE_END.search(words)) and len(end[0]) == found.end():
                words = words[: end.start()]
            SubElement(self._child(), f"h{found.end()}").text = self.inline(words)
        return found is not None

    def _html(self, text: str, indent: int, depth: int) -> bool:
        end = html_blocks.start(text)
        if end is None:
            return False
        leaf = html_blocks.Html(end)
        self._start(leaf, depth)
        leaf.take(" " * indent + text)
        self._after_html(len(self.open))
        return True

    def _after_html(self, depth: int) -> None:
        """Read what follows the end of HTML in its last line."""
        if isinstance(self.leaf, html_blocks.Html) and self.leaf.is_ended:
            after = self.leaf.after.strip()
            self._close(depth)
            if after:
                self._text(after, depth)

    def _below(self, text: str, depth: int) -> bool:
        """Make a paragraph the heading or the table that the line below it makes of it."""
        paragraph = self.leaf
        if not isinstance(paragraph, leaves.Paragraph):
            return False
        if text[0] in "=-" and _UNDERLINE.match(text):
            words = paragraph.text(self)
            if words:
                self.leaf = None
                level = "h1" if text[0] == "=" else "h2"
                SubElement(self._innermost().element, level).text = self.inline(words)
            return bool(words)
        if text[0] in "|:-" and (head := tables.head(paragraph.lines[-1], text)):
            paragraph.lines.pop()
            self._close(depth)
            self.leaf = tables.Table(self, self._child(), *head)
            return True
        return False

    def _text(self, text: str, depth: int) -> None:
        leaf = self.leaf
        if isinstance(leaf, leaves.Paragraph):
            leaf.lines.append(text)
        elif isinstance(leaf, tables.Table) and depth == len(self.open):
            leaf.add(self, text)
        else:
            self._start(leaves.Paragraph(text), depth)
