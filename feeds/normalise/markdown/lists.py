"""Lists, headings and tables by CommonMark's rules, rewritten for Python-Markdown's.

Authors write for GitHub and kramdown: a list, heading or table may follow a line of text directly, and a
nested list is indented by two or three spaces. Python-Markdown needs a blank line and four spaces.
The rules are in CommonMark 0.31 §4.2, §5.2 and §5.3; if a level is ambiguous, the deeper one is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

HEADING = r"#{2,6}|#(?=[ \n]|$)"  # `#word` is a hashtag, `##word` a heading without its space
_HEADING = re.compile(f" {{0,3}}(?:{HEADING})")
_ITEM = re.compile(r"([*+-]|[0-9]{1,9}[.)]) +(?=\S)")
_RULE = re.compile(r" {0,3}(?:(?:- *){3,}|(?:_ *){3,}|(?:\* *){3,}|=+ *|-+ *)$")
_ROW = re.compile(r" {0,3}(?=[^|]*\|)[|: -]*-[|: -]*$")
_QUOTE = re.compile(r" {0,3}> ?")
_MAX_QUOTES = 40
_TAB = 4


def arrange(lines: list[str], depth: int = 0) -> list[str]:
    """Return the lines of a document, whose code and HTML blocks are placeholders, for Python-Markdown."""
    result: list[str] = []
    lists = _Lists(result)
    for is_quote, run in _runs(lines):
        if is_quote and depth < _MAX_QUOTES:
            inner = arrange([_QUOTE.sub("", line, count=1) for line in run], depth + 1)
            lists.end()
            result.extend(f"> {line}" for line in inner)
            continue
        for index, line in enumerate(run):
            below = run[index + 1] if index + 1 < len(run) else ""
            lists.add(line, below)
    return result


def _runs(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    run: list[str] = []
    quoted = False
    for line in lines:
        is_quote = _QUOTE.match(line) is not None
        if run and is_quote != quoted:
            yield quoted, run
            run = []
        quoted = is_quote
        run.append(line)
    yield quoted, run


class _Lists:
    """The open lists: `indents` and `contents` are the columns of markers and texts, by level."""

    def __init__(self, result: list[str]) -> None:
        self.result = result
        self.indents: list[int] = []
        self.contents: list[int] = []
        self.kind = ""
        self.loose = False

    def end(self) -> None:
        """Close all lists, with a blank line after them."""
        if self.indents:
            self._part()
        self.indents, self.contents, self.loose = [], [], False

    def _part(self) -> None:
        if self.result and self.result[-1].strip():
            self.result.append("")

    def add(self, line: str, below: str) -> None:
        """Add a line to the result; `below` is the next line."""
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        after_blank = not self.result or not self.result[-1].strip()
        item = _ITEM.match(text)
        if not text:
            self.result.append("")
        elif _RULE.match(line) and not (self.indents and indent):
            self._rule(line, after_blank)
        elif item and self._opens(item.group(1), indent, after_blank):
            self._item(item, text, indent)
        elif self.indents:
            self._continue(line, indent, after_blank)
        else:
            self._text(line, below)

    def _rule(self, line: str, after_blank: bool) -> None:
        if after_blank or self.indents:
            self.end()
        self.result.extend((line, ""))

    def _opens(self, sign: str, indent: int, after_blank: bool) -> bool:
        if self.indents:
            return not (after_blank and indent >= self.contents[-1] + _TAB)
        # §5.3: directly after a line of text, only a list that starts at 1 may begin.
        return indent < _TAB and (after_blank or sign in {"*", "+", "-", "1.", "1)"} or self._after_block())

    def _after_block(self) -> bool:
        return _HEADING.match(self.result[-1]) is not None

    def _item(self, item: re.Match[str], text: str, indent: int) -> None:
        if self.loose:
            self._part()
        self.loose = False
        while len(self.indents) > 1 and indent < self.indents[-1]:
            self.indents.pop()
            self.contents.pop()
        kind = "ul" if item.group(1) in "*+-" else "ol"
        content = indent + item.end()
        if self.indents and indent < self.indents[-1] + 2:
            self.indents[-1], self.contents[-1] = indent, content
            if len(self.indents) == 1 and kind != self.kind:
                self._part()
        else:
            if not self.indents:
                self._part()
            self.indents.append(indent)
            self.contents.append(content)
        if len(self.indents) == 1:
            self.kind = kind
        sign = item.group(1) if kind == "ul" else f"{item.group(1)[:-1]}."
        self.result.append(f"{' ' * _TAB * (len(self.indents) - 1)}{sign} {text[item.end() :]}")

    def _continue(self, line: str, indent: int, after_blank: bool) -> None:
        if indent < self.indents[0] + 2 and (after_blank or _HEADING.match(line)):
            self.end()
            self._text(line, "")
            return
        while after_blank and len(self.indents) > 1 and indent < self.indents[-1] + 2:
            self.indents.pop()
            self.contents.pop()
        self.loose = self.loose or after_blank
        level = len(self.indents) if after_blank else len(self.indents) - 1
        deeper = indent - self.contents[-1]
        code = deeper if after_blank and deeper >= _TAB else 0
        self.result.append(" " * (_TAB * level + code) + line.lstrip(" "))

    def _text(self, line: str, below: str) -> None:
        heading = _HEADING.match(line)
        if heading or ("|" in line and "|" in below and _ROW.match(below)):
            self._part()
        self.result.append(line.lstrip(" ") if heading else line)
        if heading:
            self.result.append("")
