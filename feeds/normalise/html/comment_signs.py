"""Signs of comments in Markdown: where comments begin and end, and what is certainly code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

# Where comments begin and end: HTML, Liquid, Jinja, Hugo, Handlebars, Mustache, Blade, ERB, JSP, kramdown, MDX,
# Obsidian, CriticMarkup (comments, deletions and what is replaced) and references that no text refers to.
_KINDS = {
    "html": (r"<!--(?!-?>)", r"--!?>"),
    "liquid": (r"\{%[-~+]?\s*comment\b[^%\n]*%\}", r"\{%[-~+]?\s*endcomment\s*[-~+]?%\}"),
    "liquid_line": (r"\{%[-~+]?\s*#", r"%\}"),
    "jinja": (r"\{\#(?![\w-]+(?:[ \t][^{}\#\n]*)?\})", r"\#\}"),  # `{#id}` is the id of a heading
    "shortcode": (r"\{\{[<%]\s*comment\b[^{}\n]*\}\}", r"\{\{[<%]\s*/\s*comment\s*[>%]\}\}"),
    "hugo": (r"\{\{-?\s*/\*", r"\*/\s*-?\}\}"),
    "handlebars": (r"\{\{~?!--", r"--~?\}\}"),
    "mustache": (r"\{\{~?!(?!--)", r"\}\}"),
    "blade": (r"\{\{--", r"--\}\}"),
    "jsp": (r"<%--", r"--%>"),
    "erb": (r"<%[-_]?\#", r"%>"),
    "kramdown": (r"\{::comment\b[^{}\n]*\}", r"\{:/(?:comment)?\}"),
    "mdx": (r"\{/\*", r"\*/\}"),
    "obsidian": (r"(?<![\w%])(?<!\d[ ])%%(?!%)", r"%%(?!%)"),  # `5 %%` is a number
    "critic": (r"\{>>", r"<<\}"),
    "deletion": (r"\{--(?!\})", r"--\}"),
    "substitution": (r"\{~~", r"~>|~~\}|\{~~"),  # `{~~old~>new~~}`: only an old text that ends in `~>` is one
    "substitution_end": (r"~~\}", r""),
    "reference": (r"^[ ]{0,3}\[(?://|comment)\]:(?=[ \t])", r"(?=\n|\Z)"),
}
_ENDS = {kind: re.compile(end, re.IGNORECASE) for kind, (_, end) in _KINDS.items()}
_NESTING = {
    kind: re.compile(f"(?P<begin>{_KINDS[kind][0]})|{_KINDS[kind][1]}", re.IGNORECASE)
    for kind in ("liquid", "shortcode")
}
# Kinds that no text resembles: one that does not end hides what follows, as the program that made it does.
_UNMISTAKABLE = frozenset({"html", "liquid", "shortcode", "hugo", "handlebars", "blade", "jsp", "kramdown"})
# Others do so only where a line begins with them: "100 %% sure", `{--i;}`.
_AT_LINE_START = frozenset({"liquid_line", "jinja", "mustache", "erb", "mdx", "obsidian", "critic"})
_LINE_START = re.compile(r"(?:^|\n)[ \t>]*(?:[-*+]|\d{1,9}[.)])?[ \t]*\Z")
_LINE_START_LENGTH = 40  # characters before a sign that are looked at

ANY = re.compile(r"\{[%#{:>/~-]|%%|<[!%]-|<%|\[(?://|comment)\]:", re.IGNORECASE)
_SIGN = re.compile(
    r"(?P<fence>^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<mark>`{3,}|~{3,})[^`\n]*$)|(?P<ticks>`+)|"
    + "|".join(f"(?P<{kind}>{begin})" for kind, (begin, _) in _KINDS.items()),
    re.MULTILINE | re.IGNORECASE,
)
_FENCE = re.compile(r"^[ \t>]*(?P<mark>`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


class Comment(NamedTuple):
    """A comment of a kind; `end` is 0 if it does not end. `in_code`: between backticks, in or below a fence."""

    kind: str
    start: int
    end: int
    in_code: bool


def end_of(text: str, start: int) -> int:
    """Return where the comment that begins exactly here ends, or 0."""
    found = _SIGN.match(text, start)
    kind = (found.lastgroup or "") if found else ""
    return _close(kind, text, found.end(), len(text)) if found and kind in _KINDS else 0


def find(text: str) -> Iterator[Comment]:
    """Yield the comments; none crosses the border of code. Each sign is looked at once."""
    runs: dict[str, list[int]] = {}
    for run in re.finditer("`+", text):
        runs.setdefault(run.group(), []).append(run.start())
    fences = [(fence["mark"], fence.start(), fence.end()) for fence in _FENCE.finditer(text)]
    blanks = [blank.start() for blank in _BLANK_LINE.finditer(text)]
    code_end, at, substitutions = 0, 0, 0
    below_fence = False  # one that does not end: what follows is code up to the end of the list or quotation it is in
    # Kinds of comments, and marks of fences, that end nowhere below; the second set is for the present code.
    unclosed, unclosed_in_code = set[str](), set[str]()
    while found := _SIGN.search(text, at):
        at = found.end()
        in_code = found.start() < code_end
        kind = found.lastgroup or ""
        if kind == "substitution_end" and not substitutions:
            continue
        if kind in _KINDS:
            missing = unclosed_in_code if in_code else unclosed
            end = 0 if kind in missing else _close(kind, text, at, code_end if in_code else len(text))
            if end:
                yield Comment(kind, found.start(), end, in_code or below_fence)
                at = end
                substitutions += {"substitution": 1, "substitution_end": -1}.get(kind, 0)
            elif kind != "substitution":
                missing.add(kind)
                # Python-Markdown escapes an `<!--` in code twice if no `-->` follows.
                if kind == "html" or (not in_code and _hides_the_rest(kind, text, found.start())):
                    yield Comment(kind, found.start(), 0, in_code or below_fence)
        elif not in_code:
            end = 0
            if kind == "fence" and found["mark"] not in unclosed:
                end = _fence_end(found["mark"], at, fences)
                unclosed.add(found["mark"] if not end else "")
            if kind == "fence" and not end:
                below_fence = True
                at = found.end("mark")  # text, which may have comments
            if end := end or _span_end(found["ticks"] or found["mark"], at, runs, blanks):
                code_end, unclosed_in_code = end, set()


def _close(kind: str, text: str, at: int, limit: int) -> int:
    """Return where a comment ends whose beginning ends at `at`, or 0."""
    if kind not in _NESTING:
        close = _ENDS[kind].search(text, at, limit)
        return close.end() if close and (kind != "substitution" or close.group() == "~>") else 0
    depth, end = 1, 0
    for sign in _NESTING[kind].finditer(text, at, limit):
        depth += 1 if sign["begin"] else -1
        end = end if sign["begin"] else sign.end()
        if not depth:
            break
    return end


def _hides_the_rest(kind: str, text: str, start: int) -> bool:
    if kind in _UNMISTAKABLE:
        return True
    return kind in _AT_LINE_START and bool(_LINE_START.search(text, max(0, start - _LINE_START_LENGTH), start))


def _fence_end(mark: str, at: int, fences: list[tuple[str, int, int]]) -> int:
    """Return where the fence that a mark opens ends, or 0."""
    first = bisect_right(fences, at, key=lambda fence: fence[1])
    return next((end for other, _, end in fences[first:] if other.startswith(mark)), 0)


def _span_end(ticks: str, at: int, runs: dict[str, list[int]], blanks: list[int]) -> int:
    """Return where the code between backticks ends, which is in the same paragraph, or 0."""
    same = runs.get(ticks, [])
    index = bisect_right(same, at - 1)
    if index == len(same):
        return 0
    blank = bisect_right(blanks, at - 1)
    close = same[index]
    return 0 if blank < len(blanks) and blanks[blank] < close else close + len(ticks)
