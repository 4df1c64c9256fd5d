"""The blocks of some HTML as rows: paragraphs, items, headings, and rows of tables as labels with their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import category

from feeds.normalise.job.facts import labels, phrases
from feeds.normalise.job.facts.folding import Row, bare, folded, make_row
from feeds.normalise.languages import ITEM_STARTS
from feeds.normalise.values.patterns import lazy_pattern

_TAGS = "p|h[1-6]|li|[uo]l|t[dhr]|thead|tbody|table|d[tdl]|div|br|hr|blockquote|pre|details|summary|caption|figure|q"
_BLOCK = lazy_pattern(rf"(</?(?:{_TAGS})(?: [^>]*)?>)")
_CODE = lazy_pattern(r"<(code|kbd|samp)>([^<]*)</\1>")
_REPLACED = (
    *(("&nbsp;", " "), ("</p>", ""), ("</li>", ""), ("<em>", ""), ("</em>", "")),
    *(("<strong>", "\x02"), ("</strong>", "\x03"), ("<b>", "\x02"), ("</b>", "\x03")),
)


def read(html: str) -> list[Row]:
    """Return the blocks of some HTML in order, a table row as one of them, without quotations and code."""
    if "<code" in html or "<kbd" in html:
        html = _CODE.sub(lambda found: found[2] if "@" in found[2] else " ", html)
    for tag, mark in _REPLACED:
        html = html.replace(tag, mark)
    plain, words = folded(html)
    pieces = [*_BLOCK.split(plain), ""]
    rows: list[Row] = []
    table = _Table(rows)
    tag, at, group, depth, hidden = "p", 0, 0, 0, 0
    for text, mark in zip(pieces[::2], pieces[1::2], strict=True):
        end = at + len(text)
        if text and not hidden and not text.isspace():
            if tag in _CELLS:
                table.add(tag, html[at:end])
            elif "\n" in text.strip():
                rows += (make_row(tag, line, group if depth else 0) for line in _physical_lines(html[at:end].strip()))
            else:
                rows.append(Row(tag, html[at:end].strip(), text.strip(), words[at:end].split(), group if depth else 0))
        at = end + len(mark)
        if mark in _TEXT_TAGS:
            tag = _TEXT_TAGS[mark]
        elif mark not in _SILENT_TAGS:
            name = mark.strip("<>").split(" ")[0]
            if name in _LISTS:
                group, depth = group + (_LISTS[name] > 0), depth + _LISTS[name]
            elif name in _HIDDEN:
                hidden = max(0, hidden + _HIDDEN[name])
            elif not table.mark(name, tag):
                tag = "p" if name[0] == "/" else name
    return rows


class _Table:
    """Collects the cells of tables and lists of definitions, and adds a row for each label with its value."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._cells: list[str] = []
        self._header: list[str] = []

    def add(self, tag: str, html: str) -> None:
        """Add the text of a cell."""
        if tag == "dt":
            self._cells = [html.strip()]
        elif tag != "dd":
            self._cells.append(html.strip())
        elif self._cells:
            self._rows.append(make_row("td", f"\x02{bare(self._cells[0])}\x03 : {html.strip()}"))

    def mark(self, name: str, tag: str) -> bool:
        """Note a tag; return whether the tag of the text after it stays `tag`."""
        if name == "/tr":
            self._rows += _table_rows(self._cells, self._header)
            self._header = self._cells if tag == "th" and not self._header else self._header
            self._cells = []
        elif name in ("table", "tr"):
            self._header, self._cells = ([] if name == "table" else self._header), []
        else:
            return name[0] == "/" and name not in ("/table", "/dl")
        return True


_TEXT_TAGS = {
    **{f"<{tag}>": tag for tag in ("p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6")},
    **{f"</h{level}>": "p" for level in range(1, 7)},
}
_SILENT_TAGS = frozenset({"", "</p>", "</li>", "</div>", "<br>", "<hr>"})
_CELLS = frozenset({"td", "th", "dt", "dd"})
_LISTS = {"ul": 1, "ol": 1, "/ul": -1, "/ol": -1}
_HIDDEN = {name: step for tag in ("blockquote", "pre", "q") for name, step in ((tag, 1), (f"/{tag}", -1))}


def _table_rows(cells: list[str], header: list[str]) -> Iterator[Row]:
    plain = [bare(cell) for cell in cells]
    named = [f"\x02{bare(name)}\x03 : {cell}" for name, cell in zip(header, plain, strict=False)]
    if len(cells) == 2 and not (len(named) == 2 and labels.is_labelled(make_row("td", named[1]))):  # noqa: PLR2004 - label and value
        yield make_row("td", f"\x02{plain[0]}\x03 : {plain[1]}")
    elif len(header) == len(cells):
        yield from (make_row("td", one) for one in named)


def _physical_lines(words: str) -> Iterator[str]:
    """Yield the lines of a paragraph that begin with a label, and those after them with a capital or a picture.

    Other line ends are blanks.
    """
    kept: list[str] = []
    is_value = False
    for line in words.split("\n"):
        is_labelled = labels.is_labelled(make_row("p", line))
        if kept and (is_labelled or (is_value and _is_start(line))):
            yield " ".join(kept)
            kept = []
        is_value = is_labelled or (is_value and bool(kept))
        kept.append(line)
    yield " ".join(kept)


def _is_start(line: str) -> bool:
    """Return whether a line begins with a capital, bold or not, or a picture."""
    line = line.lstrip("\x02")
    return line[:1].isupper() or (line[:1] > "\u2000" and category(line[0]) == "So")


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
