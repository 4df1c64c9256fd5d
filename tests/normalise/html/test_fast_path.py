"""HTML that needs no tree: the fast path returns what the tree would return."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.normalise import html
from feeds.normalise.html import repair, sanitize

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
    '<p><a href="https://x.example">https://x.example</a> <code>www.x.example</code></p>',
    "<p>Voir https://x.example/a?b=1&amp;c&nbsp;!<br>(www.x.example/d_(e)) <code>www.y.example</code></p>",
    '<p><a href="mailto:a.b-c@x.example"><code>a.b-c@x.example</code></a></p>',
    "<h1>A</h1>\n<p>b</p>\n<h1>C</h1>\n<h3>D</h3>",
    "<h1>B</h1><p>c</p>",
    "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>\n<p>c</p>\n<ol>\n<li>d</li>\n</ol>\n</li>\n</ul>",
    "<blockquote>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</blockquote>\n<p>c</p>",
    f"<h2>a</h2>\n<p>b</p>\n<p>{repair.MORE_MARKER}</p>\n<p>c</p>",
    f"<p>{repair.MORE_MARKER}</p>\n<p>c</p>",
]
TAGS = "p ul ol li b i em a u s sub code div blockquote h1 h2 h3 h4 br hr"
PIECES = st.sampled_from(
    [
        *(f"<{end}{tag}>" for tag in TAGS.split() for end in ("", "/")),
        '<a href="https://x.example/a">',
        '<a href="http://www.x.example">',
        '<a href="https://x.example?">',
        '<a href="/a">',
        '<a href="mailto:a@x.example">',
        '<a href="mailto:a b@x.example">',
        '<img src="https://x.example/a.png" alt="b" width="10">',
        '<img src="https://x.example/a.png" alt=" b" width="010">',
        *("<p>a</p>", "<li>a</li>", "<b>a</b>", " ", "\n", "a", "é", "e\u0301"),
        *("&nbsp;", "&amp;", "&lt;", "\u2003"),
        *("https://y.example", "www.y.example/a&amp;b).", "WWW.", "https://", "://"),
        *("\u0338", "<!-- a -->", "<script>a</script>"),
        repair.MORE_MARKER,
        f"<p>{repair.MORE_MARKER}</p>",
    ]
)  # fmt: skip


def without_a_tree(safe: str) -> html.Rendered | None:
    lead, mark, rest = safe.partition(f"<p>{repair.MORE_MARKER}</p>")
    return html._render_fast(lead + rest, "A", lead if mark else "")


def with_a_tree(safe: str) -> html.Rendered:
    return html._render_tree(safe, BASE, "A", marked=repair.MORE_MARKER in safe)


@pytest.mark.parametrize("source", SIMPLE)
def test_what_is_mostly_written_needs_no_tree(source: str) -> None:
    safe = sanitize.clean(source)
    assert without_a_tree(safe) == with_a_tree(safe)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=400, deadline=None)
@example("<p>a <!-- x --> </p>")
@example("<b></b>a")
@example("<h3></h3>")
@example("<p>\xa0a</p>")
@example("<code><code>a</code> https://y.example</code>")
@example(f"<b><p>{repair.MORE_MARKER}</p>&amp;")
@pytest.mark.slow
def test_what_is_told_by_its_letters_is_what_the_tree_gives(source: str) -> None:
    safe = sanitize.clean(source)
    quick = without_a_tree(safe)
    if quick is not None:
        assert quick == with_a_tree(safe)
