"""The engine for CommonMark and GFM: from the configuration to the page, and beside the default engine."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import SHARED

from feeds.config import parse
from feeds.model.post import Document
from feeds.model.settings import Site
from feeds.normalise import html
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS

CONFIG = """
site: {{title: T, url: https://site.example/}}
{site}
sources:
  - {{path: a{one}}}
  - {{url: https://x.example/feed{two}}}
"""


def shown(text, engine="gfm"):
    """Return the HTML of a text, without the line breaks between elements."""
    return re.sub(r">\n+<", "><", html.render_markdown(text, "https://site.example/posts/", "", engine).html)


@pytest.mark.parametrize(
    ("site", "one", "two", "engines"),
    [
        ("", "", "", ["python", "python"]),
        ("markdown: gfm", "", "", ["gfm", "gfm"]),
        ("markdown: gfm", ", markdown: python", "", ["python", "gfm"]),
        ("", ", markdown: gfm", "", ["gfm", "python"]),
        ("", "", ", markdown: gfm", ["python", "gfm"]),
    ],
)
def test_the_engine_of_a_source_is_its_own_or_that_of_the_site(site, one, two, engines):
    """The default is `python`."""
    config = parse(CONFIG.format(site=site, one=one, two=two))
    assert [source.markdown for source in config.sources] == engines


@pytest.mark.parametrize(("engine", "expected"), [("python", "<h2>a</h2>"), ("gfm", "<p>##a</p>")])
def test_a_post_is_rendered_by_the_engine_of_its_source(engine, expected):
    """`##a` is a heading for one of them alone."""
    document = Document("sources", "sources/2026-01-05-a.md", b"---\ntitle: T\n---\n##a\n", "x")
    post, _ = DIALECTS["job_markdown"](document, Context(Site("S", "https://s.example/"), markdown=engine))
    assert post.content_html == expected


SPECIMENS = [
    ("- [ ] a\n- [x] *b*", "<ul><li>☐ a</li><li>☑ <em>b</em></li></ul>"),
    ("> [!NOTE]\n> a", "<blockquote><p><strong>Note</strong></p><p>a</p></blockquote>"),
    ("> [!CAUTION]\n> - a", "<blockquote><p><strong>Caution</strong></p><ul><li>a</li></ul></blockquote>"),
    ("a[^y] b[^x]\n\n[^x]: X\n[^y]: Y[^z]\n[^z]: - Z\n[^w]: W",
     ("<p>a<sup>1</sup> b<sup>2</sup></p><div><ol><li><p>Y<sup>3</sup></p></li><li><p>X</p></li>"
     "<li><ul><li>Z</li></ul></li></ol></div>")),
    ("a[^1]\n\n[^1]: <div>b</div>\n\nc", "<p>a<sup>1</sup></p><p>c</p><div><ol><li><div>b</div></li></ol></div>"),
    ("| a |\n|--:|\n| b\\|c |",
     ('<table><thead><tr><th style="text-align:right" scope="col">a</th></tr></thead>'
     '<tbody><tr><td style="text-align:right">b|c</td></tr></tbody></table>')),
    ("~a~ ~~b~~", "<p><del>a</del> <del>b</del></p>"),
    ("<details>\n\n**a**\n\n</details>", "<div><p><strong>a</strong></p></div>"),
    ("# T {#x}\n\na <!-- b -->", "<h2>T</h2><p>a</p>"),
    ("a <!--more--> b", "<p>a  b</p>"),
    ("`{# a #}` {# b #}c", "<p><code>{# a #}</code> c</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SPECIMENS)
def test_what_authors_write_for_github_is_what_they_mean(text, expected):
    """Its HTML passes the same stage as that of the default engine."""
    assert shown(text) == expected


def words(text, engine):
    """Return the words that a reader sees."""
    return re.findall(r"\w+", html.plain_text(shown(text, engine)))


def test_both_engines_show_the_words_of_real_posts():
    """None is lost, none added."""
    jobs = SHARED / "corpus" / "jobs"
    if not jobs.is_dir():
        pytest.skip("the corpus of real posts is not beside this repository")
    for path in sorted(jobs.iterdir()):
        body = re.split(r"(?m)^---\s*$", path.read_text("utf-8"), maxsplit=2)[-1]
        assert words(body, "python") == words(body, "gfm"), path.name


WORDS = st.from_regex(r"[a-zé]{1,9}", fullmatch=True)
LINES = st.builds(
    "{}{}".format, st.sampled_from(["", "- ", "  - ", "1. ", "> ", "> - ", "# ", "| ", "**", "  "]), WORDS
)


@given(st.lists(st.one_of(LINES, st.just("")), max_size=12).map("\n".join))
def test_both_engines_show_the_same_words(text):
    """Whatever the blocks that they are in."""
    assert words(text, "python") == words(text, "gfm")


@pytest.mark.parametrize(
    ("text", "numbers", "notes"),
    [
        ("a[^x]\n\n[^u]: unused\n[^x]: X", ["1"], ["X"]),
        ("[^u]: unused\n\n[^y]: Y\n\n[^x]: X\n\na[^x] b[^y] c[^x]", ["1", "2", "1"], ["X", "Y"]),
        ("[^b]: B\n\na[^a] b[^b]\n\n[^a]: A[^c]\n\n[^c]: C", ["1", "2", "3"], ["A", "B", "C"]),
    ],
)
def test_numbers_of_notes_are_those_of_the_list(text, numbers, notes):
    """By their first use, wherever they are defined and whatever else is."""
    found = shown(text)
    assert re.findall(r"<sup>([0-9]+)</sup>", found) == numbers
    assert re.findall(r"<p>([A-Z])", found) == notes
