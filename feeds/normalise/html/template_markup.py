"""Template markup in Markdown: what no engine of this program runs is left out, unless it is shown as code.

As comments are (`comments`), it is replaced by marks, and the HTML decides what becomes of them: in code it is
text, in an address it removes the address. Blocks `raw` and `highlight` are read for what they contain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

# Liquid, Nunjucks, Jinja, Twig, Hugo, Handlebars, Mustache and ERB; `{{2}}` and `{{a}}` in formulas are none.
_EXPRESSION = r"\{\{\{?[-~]?[<%]?[&#^/>~]?\s*(?=[^\s{}\d])(?!\w\}\})[^{}`\n]{1,500}?[-~]?\}\}\}?"
_SHORTCODE = r"\{\{(?P<sign>[<%])[^`]{1,2000}?(?:>|%)\}\}"
_STATEMENT = r"\{%[-+~]?\s*(?=[\w/])[^{}`]{1,1000}?[-+~]?%\}"
_ERB = r"<%[-=_]?\s*(?=\w)[^`]{1,500}?[-_]?%>"
_TAG = re.compile(f"(?:{_SHORTCODE}|{_STATEMENT}|{_EXPRESSION}|{_ERB})", re.DOTALL)
_REST = r"[^\s()<>\[\]\"'`|{}]*"
# A mark takes the web address that it is in, or begins, with it: a part of it leads nowhere. A word beside it stays.
_ANY_TAG = _TAG.pattern.replace("?P<sign>", "")
_IN_TEXT = re.compile(
    rf"<https?://{_REST}(?:{_ANY_TAG}{_REST})+>|https?://{_REST}(?:{_ANY_TAG}(?:{_REST}[\w/=&#-])?)+"
    rf"|(?:{_ANY_TAG}(?:[/?#]{_REST}[\w/=&#-]|/)?)+",
    re.DOTALL,
)
_MODULE = re.compile(
    r"(?:(?<=\n\n)|\A\n*)(?:import\s+(?:[\w$*{},\s]{1,500}\sfrom\s+)?[\"'][^\"'\n]+[\"'];?[ \t]*(?:\n|\Z)"
    r"|export\s+(?:const|let|var|default|function|async|class)\b(?:(?!\n[ \t]*(?:\n|```|~~~)).)*(?:\n|\Z))+",
    re.DOTALL,
)
# JSX: a value between braces in a tag, and in texts with modules an expression that names a variable.
_VALUE = r"\{(?:[^{}`]|\{(?:[^{}`]|\{[^{}`]*\})*\})*\}"
_JSX_TAG = re.compile(
    rf"<[A-Za-z][\w.:-]*(?:\s+(?:[\w:@.-]+(?:=(?:\"[^\"]*\"|'[^']*'|{_VALUE}|[^\s\"'<>{{}}`]+))?|\{{\.\.\.[^{{}}`]*\}}))+\s*/?>"
)
_JSX_VALUE = re.compile(rf"(?<==){_VALUE}")
_JSX_EXPRESSION = re.compile(
    r"(?<![\w}^_\\$])\{\s*([A-Za-z_$][\w$]*)((?:\??\.[\w$]+|\([^(){}`\n]*\)|\[[^\[\]{}`\n]*\])*)\s*\}"
)
_RAW = re.compile(r"\{%-?\s*(raw|verbatim)\s*-?%\}(?P<text>.*?)\{%-?\s*end\1\s*-?%\}", re.DOTALL)
_HIGHLIGHT = re.compile(
    r"^(?P<begin>\{%-?\s*highlight\s+(?P<a>\w+)[^%\n]*%\}|\{\{<\s*highlight\s+\"?(?P<b>\w+)[^\n]*?>\}\})[ \t]*\n"
    r"(?P<code>.*?)\n(?:\{%-?\s*endhighlight\s*-?%\}|\{\{<\s*/\s*highlight\s*>\}\})[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_CLOSING = re.compile(r"\{\{?[<%{]?[-~]?\s*(?:/|end|else\b|elsif\b|elif\b)", re.IGNORECASE)
_SIGNS = ("{{", "{%", "<%", "={", "\nimport", "\nexport")  # searched for first, which takes a tenth of the time
_ANY = re.compile(r"\{\{|\{%|<%|=\{|^(?:import|export)\s", re.MULTILINE)
_OPEN, _SHUT = "\ufdd4", "\ufdd5"  # no characters of any text (Unicode §23.7)
_NONCHARACTERS = re.compile(f"[{_OPEN}{_SHUT}]")
_ENCODED = re.compile(r"%EF%B7%9[45]", re.IGNORECASE)
_MARK = re.compile(f"{_OPEN}(?P<number>[0-9]+){_SHUT}")
_TOKEN = re.compile(rf"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:[^\">]|\"[^\"]*\")*)>|{_MARK.pattern}")
_ATTRIBUTE = re.compile(r"\s[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)")
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_EMPTY_LINK = re.compile(r"<a href=\"(?P<address>https?://[^\"]*)\"[^>]*>(?=\s*</a>)")
_CODE = frozenset({"code", "pre"})


class TemplateMarkup:
    """The template markup of one text; `left_out` has what was removed, in order, once it was converted."""

    def __init__(self, engine: Callable[[str], str]) -> None:
        self.engine = engine
        self.left_out: list[str] = []
        self.marked: list[str] = []

    def convert(self, text: str) -> str:
        """Return the HTML that the engine makes of Markdown, without template markup outside code."""
        self.marked, self.left_out = [], []
        lines = f"\n{text}"
        if not any(sign in lines for sign in _SIGNS) or not _ANY.search(text):
            return self.engine(text)
        text = _HIGHLIGHT.sub(_fenced, _NONCHARACTERS.sub("", text))
        text = self._jsx(text)
        pieces, at = list[str](), 0
        for raw in _RAW.finditer(text):
            pieces += (_IN_TEXT.sub(self._mark, text[at : raw.start()]), raw["text"])
            at = raw.end()
        return self._resolve(self.engine("".join((*pieces, _IN_TEXT.sub(self._mark, text[at:])))))

    def _jsx(self, text: str) -> str:
        """Return Markdown with marks in the place of modules, and of what refers to their names."""
        names = {name for module in _MODULE.finditer(text) for name in re.findall(r"[\w$]+", module[0])}
        text = _MODULE.sub(self._line, text)
        if "={" in text:
            text = _JSX_TAG.sub(lambda tag: _JSX_VALUE.sub(self._mark, tag[0]), text)
        if not names:
            return text
        return _JSX_EXPRESSION.sub(lambda one: self._mark(one) if one[2] or one[1] in names else one[0], text)

    def _mark(self, found: re.Match[str]) -> str:
        self.marked.append(found[0])
        return f"{_OPEN}{len(self.marked) - 1}{_SHUT}"

    def _line(self, found: re.Match[str]) -> str:
        self.marked.append(found[0].rstrip())
        return f"{_OPEN}{len(self.marked) - 1}{_SHUT}{found[0][len(self.marked[-1]) :]}"

    def _resolve(self, html: str) -> str:
        html = _ENCODED.sub(lambda found: _OPEN if found[0][-1] == "4" else _SHUT, html)
        pieces, at, depth = list[str](), 0, 0
        for token in _TOKEN.finditer(html):
            shown = token[0]
            if token["number"]:
                shown = escape(self.marked[int(token["number"])], quote=False) if depth else self._leave_out(token)
            else:
                if token["name"].lower() in _CODE:
                    depth = max(0, depth - 1) if token["end"] else depth + 1
                if _OPEN in shown:
                    shown = _ATTRIBUTE.sub(self._attribute, shown)
            pieces += (html[at : token.start()], shown)
            at = token.end()
        html = _EMPTY.sub("", "".join((*pieces, html[at:])))
        return _EMPTY_LINK.sub(r"\g<0>\g<address>", html) if self.left_out else html

    def _attribute(self, found: re.Match[str]) -> str:
        if _OPEN not in found[0]:
            return found[0]
        rest = _MARK.sub(self._leave_out, found[0])
        return rest if found[0].lstrip().lower().startswith(("alt", "title")) else ""

    def _leave_out(self, mark: re.Match[str]) -> str:
        number = int(mark["number"])
        if number < len(self.marked) and not _CLOSING.match(self.marked[number]):
            self.left_out.append(self.marked[number].strip())
        return ""


def _fenced(found: re.Match[str]) -> str:
    code = _RAW.sub(lambda raw: raw["text"], found["code"])
    return f"````` {found['a'] or found['b']}\n{code}\n`````"
