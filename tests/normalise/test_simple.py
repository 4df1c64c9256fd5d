"""HTML that needs no tree: what is told by its letters is what the tree would give."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.normalise import _simple, _tree, html

BASE = "https://site.example/posts/one/"
SIMPLE = [
    "",
    "a",
    "a &amp; b <em>c</em>",
    "<p>Un <strong>mot</strong>.</p>\n<p> b<br>c </p>",
    "<ul>\n<li>a</li>\n<li><p>b</p>\n<p>c</p></li>\n</ul><ol><li>d</li></ol><hr><div>e</div>",
    "<h4>A</h4><p>b</p><h2>C</h2><h3>D</h3>",
    '<p><a href="https://x.example/a?b=1&amp;c=%20#d">a</a><img src="https://x.example/a.png" alt="b c"></p>',
    '<p><a href="https://www.x.example">x</a></p>',
]
TAGS = "p ul ol li b i em a u s sub div h1 h2 h3 h4 br hr"
PIECES = st.sampled_from(
    [
        *(f"<{end}{tag}>" for tag in TAGS.split() for end in ("", "/")),
        '<a href="https://x.example/a">',
        '<a href="http://www.x.example">',
        '<a href="https://x.example?">',
        '<a href="/a">',
        '<img src="https://x.example/a.png" alt="b" width="10">',
        '<img src="https://x.example/a.png" alt=" b" width="010">',
        *("<p>a</p>", "<li>a</li>", "<b>a</b>", " ", "\n", "a", "é", "e\u0301"),
        *("&nbsp;", "&amp;", "&lt;", "\u2003"),
        *("https://y.example", "www.y.example", "WWW.", "\u0338", "<!-- a -->", "<script>a</script>"),
        "\ue0ff\ue0fe",
    ]
)  # fmt: skip


def with_a_tree(safe: str) -> tuple[str, str]:
    root = _tree.parse(safe)
    excerpt = html._excerpt(root, marked=False)
    _tree.tidy(root, BASE)
    _tree.level(root)
    return html._sanitise(_tree.write(root)), excerpt


@pytest.mark.parametrize("source", SIMPLE)
def test_what_partners_mostly_write_needs_no_tree(source: str) -> None:
    quick = _simple.in_order(html._sanitise(source))
    assert quick is not None
    assert (quick, html._quick_excerpt(quick)) == with_a_tree(source)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=400, deadline=None)
@example("<p>a <!-- x --> </p>")
@example("<b></b>a")
@example("<h3></h3>")
@example("<p>\xa0a</p>")
def test_what_is_told_by_its_letters_is_what_the_tree_gives(source: str) -> None:
    safe = html._sanitise(source)
    quick = _simple.in_order(safe)
    if quick is not None:
        assert (quick, html._quick_excerpt(quick)) == with_a_tree(safe)
