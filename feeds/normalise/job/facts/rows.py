"""The blocks of some HTML as rows: paragraphs, items, headings, and rows of tables as labels with their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from feeds.normalise.job.facts import labels, phrases
from feeds.normalise.job.facts.folding import Row, bare, folded, make_row
from feeds.normalise.languages import ITEM_STARTS

_TAGS = "p|h[1-6]|li|[uo]l|t[dhr]|thead|tbody|table|d[tdl]|div|br|hr|blockquote|pre|details|summary|caption|figure|q"
_BLOCK = re.compile(rf"(</?(?:{_TAGS})(?: [^>]*)?>)")
_CODE = re.compile(r"<(code|kbd|samp)>([^<]*)</\1>")
_BOLD = (("<strong>", "\x02"), ("</strong>", "\x03"), ("<b>", "\x02"), ("</b>", "\x03"))


def read(html: str) -> list[Row]:
    """Return the blocks of some HTML in order, a table row as one of them, without quotations and code."""
    if "<code" in html or "<kbd" in html:
        html = _CODE.sub(lambda found: found[2] if "@" in found[2] else " ", html)
    html = html.replace("&nbsp;", " ").replace("</p>", "").replace("</li>", "")
    for tag, mark in _BOLD:
        html = html.replace(tag, mark)
    plain, words = folded(html)
    blocks = _Blocks()
    at = 0
    pieces = _BLOCK.split(plain)
    for index in range(0, len(pieces), 2):
        text = pieces[index]
        end = at + len(text)
        if text and not text.isspace() and not blocks.hidden:
            blocks.add(html[at:end], text, words[at:end])
        if index + 1 < len(pieces):
            mark = pieces[index + 1]
            at = end + len(mark)
            blocks.mark(mark)
    return blocks.rows


class _Blocks:
    """Collects the rows of some HTML from its tags."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.hidden = 0
        self._tag = "p"
        self._group = self._depth = 0
        self._cells: list[str] = []
        self._header: list[str] = []

    def add(self, html: str, plain: str, words: str) -> None:
        """Add the text between two tags."""
        if self._tag in ("td", "th", "dt", "dd"):
            self._add_cell(html)
        elif "\n" in plain.strip():
            group = self._group if self._depth else 0
            self.rows += (make_row(self._tag, line, group) for line in _physical_lines(html.strip()))
        else:
            self.rows.append(
                Row(self._tag, html.strip(), plain.strip(), words.split(), self._group if self._depth else 0)
            )

    def mark(self, tag: str) -> None:
        """Note a tag."""
        if tag in _TEXT_TAGS:
            self._tag = _TEXT_TAGS[tag]
        elif tag in ("<ul>", "<ol>") or tag.startswith("<ol "):
            self._group, self._depth = self._group + 1, self._depth + 1
        elif tag in ("</ul>", "</ol>"):
            self._depth -= 1
        elif tag not in _SILENT_TAGS:
            self._mark_other(tag.strip("<>").split(" ")[0])

    def _mark_other(self, name: str) -> None:
        if name in ("blockquote", "pre", "q"):
            self.hidden += 1
        elif name in ("/blockquote", "/pre", "/q"):
            self.hidden = max(0, self.hidden - 1)
        elif name == "/tr":
            self.rows += _table_rows(self._cells, self._header)
            self._header = self._cells if self._tag == "th" and not self._header else self._header
            self._cells = []
        elif name in ("table", "tr"):
            self._header, self._cells = ([] if name == "table" else self._header), []
        elif name in ("/table", "/dl"):
            self._tag = "p"
        elif name[0] != "/":
            self._tag = name

    def _add_cell(self, html: str) -> None:
        if self._tag == "dt":
            self._cells = [html.strip()]
        elif self._tag != "dd":
            self._cells.append(html.strip())
        elif self._cells:
            self.rows.append(make_row("td", f"\x02{bare(self._cells[0])}\x03 : {html.strip()}"))


_TEXT_TAGS = {
    **{f"<{tag}>": tag for tag in ("p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6")},
    **{f"</h{level}>": "p" for level in range(1, 7)},
}
_SILENT_TAGS = frozenset({"</p>", "</li>", "</div>", "<br>", "<hr>"})


def _table_rows(cells: list[str], header: list[str]) -> Iterator[Row]:
    plain = [bare(cell) for cell in cells]
    named = [f"\x02{bare(name)}\x03 : {cell}" for name, cell in zip(header, plain, strict=False)]
    if len(cells) == 2 and not (len(named) == 2 and labels.read(make_row("td", named[1]))[0]):  # noqa: PLR2004 - label and value
        yield make_row("td", f"\x02{plain[0]}\x03 : {plain[1]}")
    elif len(header) == len(cells):
        yield from (make_row("td", one) for one in named)


def _physical_lines(words: str) -> Iterator[str]:
    """Yield the lines of a paragraph that begin with a label each; other line ends are blanks."""
    kept: list[str] = []
    for line in words.split("\n"):
        if kept and labels.read(make_row("p", line))[0]:
            yield " ".join(kept)
            kept = []
        kept.append(line)
    yield " ".join(kept)


def conditions(rows: list[Row]) -> set[int]:
    """Return the lists of which two items begin as conditions of a job do."""
    starts: dict[int, int] = {}
    first, form = _first_words(), phrases.at_start("ITEM_STARTS")
    for row in rows:
        if row.group and row.words and row.words[0] in first and form.match(row.plain.lstrip("\x02 ")):
            starts[row.group] = starts.get(row.group, 0) + 1
    return {group for group, count in starts.items() if count > 1}


@cache
def _first_words() -> frozenset[str]:
    return frozenset(re.split("[ -]", phrase)[0] for phrase in ITEM_STARTS)
