"""What is left out for speed changes no answer."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from feeds.normalise.markdown import python

PIECES = (
    *("\n", "\n\n", "    ", "  ", "\t", "- ", "* ", "1. ", "> ", "# ", "## ", ": ", "|", "  \n"),
    *("word", "é", "R&D", "x_y_z", "5 * 3", "`", "`code`", "*em*", "**strong**", "_em_", "__", "~~gone~~"),
    *("[link](https://example.org/)", "![alt](a.png)", "[name]", "[name]: https://example.org/", "[^1]"),
    *("[^1]: note", "<https://example.org/>", "<b>raw</b>", "<div>", "</div>", "&amp;", "\\*", "{: .c}"),
    *("| a | b |", "|---|---|", "```", "---", "===", "***", "!", "]:", "\x02", "klzzwxh:0001"),
)


def in_full(text: str) -> str:
    """Convert with every pattern, on every piece of text."""
    reader = python._new_markdown()
    reader.preprocessors.deregister("choose_inline")
    reader.treeprocessors.deregister("plain")
    return reader.convert(text)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("a\n\n| a | b |\n|---|---|\n| *c* | d |\n")
@example("- one\n- : two\n\n> three\n\n    four\n")
@example("one\n: two\n\n> three\n> - - -\n\n- four\n  ===\n\n1. : five\n")
@example("six[^note]\n\n[^note]: seven\n\n[^more]: : eight\n\nnine\n***\n")
@example("[^1]\n\n[^1]: a note\n\n    with `code`\n")
def test_what_has_no_sign_of_a_construct_is_not_asked_for_it(text: str) -> None:
    assert python.convert(text) == in_full(text)


def test_each_sign_is_of_something_there_is() -> None:
    reader = python._new_markdown()
    assert all(name in reader.inlinePatterns for name in python._SIGNS)
    assert not any(map(python._MarkPlainText._is_plain, python._SIGNS.values()))


def test_emphasis_is_the_only_pattern_without_a_sign_of_its_own() -> None:
    patterns = python._new_markdown().inlinePatterns
    signed = {id(patterns[name]) for name in python._SIGNS}
    assert [pattern for pattern in patterns if id(pattern) not in signed] == [patterns["em_strong"]]
