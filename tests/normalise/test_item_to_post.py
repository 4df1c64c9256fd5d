"""What a partner states made a post."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model.instant import Moment
from feeds.model.post import Attachment, Author, Post
from feeds.model.problem import Problem
from feeds.model.settings import Site
from feeds.normalise import html, item_to_post
from feeds.normalise.context import Context
from feeds.normalise.dialects.item import Item
from feeds.normalise.html import sanitize
from feeds.normalise.html.excerpts import MAX_MARKED_EXCERPT

CONTEXT = Context(Site("A", "https://a.example/", timezone="Europe/Paris"), language="fr")
URL = "https://partner.example/posts/1"


def both(context: Context = CONTEXT, **said: Any) -> tuple[Post | None, tuple[Problem, ...]]:
    return item_to_post.to_post(
        Item(**{"url": URL, "title": "Un titre", **said}), context, source="s", locator="l", file=URL
    )


def made(context: Context = CONTEXT, **said: Any) -> Post:
    post, _ = both(context, **said)
    assert post
    return post


def test_an_article_is_all_that_is_said() -> None:
    post, problems = both(
        id="URN:UUID:0000000A-0000-5000-8000-000000000001",
        content_html='<h1>Un titre</h1><h1>A</h1><p>b <a href="/c">c</a><script>d</script></p>',
        summary_html="<p>Un <b>résumé</b> &amp; rien</p>",
        published="Tue, 02 Jan 2024 10:00:00 GMT",
        updated="2024-01-03T10:00:00Z",
        language="fr_FR",
        authors=(
            Author(" Zoé  Petit (zoe@partner.example)", "/zoe"), Author("zoe@partner.example"), Author("Max"),
        ),
        tags=("a", "A", " b\n c "),
        image="/i.png",
        attachments=(
            Attachment("/f.pdf", "application/pdf", 12), Attachment("/f.pdf"), Attachment("data:x", size=-1),
            Attachment("g.mp3", size=-1, title=" g "),
        ),
    )  # fmt: skip
    assert problems == ()
    assert post
    assert replace(post, origins=()) == Post(
        "s",
        "l",
        "article",
        "Un titre",
        '<h2>A</h2><p>b <a href="https://partner.example/c">c</a></p>',
        "fr-FR",
        "Un résumé & rien",
        (Author("Zoé Petit"), Author("Max")),
        ("a", "b c"),
        URL,
        "https://partner.example/i.png",
        attachments=(
            Attachment("https://partner.example/f.pdf", "application/pdf", 12),
            Attachment("https://partner.example/posts/g.mp3", "", None, "g"),
        ),
        published=Moment(datetime(2024, 1, 2, 10, tzinfo=UTC)),
        updated=Moment(datetime(2024, 1, 3, 10, tzinfo=UTC)),
        stated=replace(post.stated, opens=post.published),
        claimed_id="urn:uuid:0000000a-0000-5000-8000-000000000001",
    )


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"title": " Un\n titre "}, "Un titre"),
        ({"title": "<b>R&amp;D</b> l&rsquo;été"}, "R&D l’été"),
        ({"title": "<i>The &lt;b&gt; tag</i>"}, "The <b> tag"),
        ({"title": "<i>A</i> &lt;script&gt;b&lt;/script&gt;"}, "A"),
        ({"title": "The &amp; of HTML"}, "The &amp; of HTML"),
        ({"title": "", "job": {"title": "Juriste"}}, "Juriste"),
        ({"title": "", "content_html": "<h1>Grand</h1><p>a</p>"}, "Grand"),
        ({"title": "", "summary_html": "<h1>Grand</h1>"}, "Grand"),
        ({"title": "", "content_html": "mot " * 99}, "mot " * 24 + "mot…"),
    ],
)
def test_a_title_is_found(said: dict[str, Any], title: str) -> None:
    assert made(**said).title == title


def test_a_heading_that_is_the_title_does_not_stand_in_the_text() -> None:
    for said in ({"title": "Grand"}, {"title": ""}, {"title": "", "job": {"title": "Grand"}}):
        assert made(**said, content_html="<h1>Grand</h1><p>a</p>").content_html == "<p>a</p>"


def test_what_says_nothing_is_no_post() -> None:
    post, problems = both(title=" ", content_html="<p></p><script>a</script>")
    assert post is None
    assert [(problem.severity, problem.file, problem.field) for problem in problems] == [("error", URL, "title")]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("&lt;p&gt;Un &lt;b&gt;mot&lt;/b&gt; &amp;amp; deux&lt;/p&gt;", "<p>Un <b>mot</b> &amp; deux</p>"),
        ("&lt;/div&gt;&lt;div&gt;a&lt;/div&gt;", "<div>a</div>"),
        ("<p>Le code &lt;p&gt;</p>", "<p>Le code &lt;p&gt;</p>"),
        ("a &lt; b", "a &lt; b"),
        ("un\r\ndeux\n\n\ntrois\n", "<p>un<br>deux</p><p>trois</p>"),
        ("<p>a\nb</p>", "<p>a\nb</p>"),
        ("&lt;br&gt;a", "<br>a"),
    ],
)
def test_markup_is_taken_as_it_was_meant(content: str, shown: str) -> None:
    assert made(content_html=content).content_html == shown
    assert made(job={"description": content}).content_html == shown


def test_a_summary_is_the_text_where_there_is_no_other() -> None:
    post = made(summary_html="<p>a</p><p>b</p>")
    assert (post.content_html, post.summary) == ("<p>a</p><p>b</p>", "a b")


def test_a_long_summary_is_cut_unless_it_is_our_own() -> None:
    long = "mot " * 200
    assert len(made(content_html="a", summary_html=long).summary) <= MAX_MARKED_EXCERPT + 1
    assert made(content_html="a", summary_html=long, extension={}).summary == long.strip()


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ({"url": "/a", "base": "https://b.example"}, "https://b.example/a"),
        ({"url": "", "external_url": "https://c.example/a"}, "https://c.example/a"),
        ({"url": "", "related": "https://c.example/a"}, "https://c.example/a"),
        ({"external_url": "https://c.example/a"}, URL),
        ({"related": "https://c.example/a"}, URL),
        ({"related": "https://c.example/a", "job": {"title": "Dev"}}, URL),
        ({"external_url": "https://c.example/a", "job": {"title": "Dev"}}, "https://c.example/a"),
        ({"url": "javascript:alert(1)"}, ""),
        ({"url": "urn:x:1"}, ""),
    ],
)
def test_the_partners_page_is_on_the_web(said: dict[str, str], url: str) -> None:
    assert made(**said).external_url == url


@pytest.mark.parametrize(
    ("id", "claimed"),
    [
        ("tag:a.example,2024:x", "tag:a.example,2024:x"),
        ("urn:x:Y", "urn:x:Y"),
        ("https://a.example/1", ""),
        ("1", ""),
        ("tag:a b", ""),
    ],
)
def test_an_id_is_claimed_only_if_it_is_unique_by_its_making(id: str, claimed: str) -> None:  # noqa: A002
    assert made(id=id).claimed_id == claimed


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("OPEN", (False, None, None, "open")),
        ("en_cours", (False, None, None, "open")),
        ("Clôturée", (False, False, None, None)),
        ("pourvu", (False, None, True, None)),
        ("draft", (True, None, None, None)),
        ("qwertz", (False, None, None, None)),
        (" ", (False, None, None, None)),
    ],
)
def test_a_state_is_a_word(state: str, said: tuple[object, ...]) -> None:
    post, problems = both(state=state)
    assert post
    assert (post.stated.draft, post.stated.open, post.stated.filled, post.stated.status) == said
    assert [problem.severity for problem in problems] == (["note"] if state == "qwertz" else [])


def test_the_kind_is_the_sources_before_it_is_the_items() -> None:
    assert made(job={}).kind == "job"
    assert made(replace(CONTEXT, kind="article"), job={}).job is None
    job = made(replace(CONTEXT, kind="job"), title="Juriste").job
    assert job
    assert job.title == "Juriste"


def test_a_date_that_is_none_is_reported() -> None:
    post, problems = both(published="soon")
    assert post
    assert post.published is None
    assert [(problem.field, problem.severity) for problem in problems] == [("published", "warning")]


def test_whoever_hires_writes_the_offer() -> None:
    said = {"hiringOrganization": {"name": "A", "sameAs": "https://b.example"}, "skills": "Python"}
    post = made(job=said, tags=("b",))
    assert post.authors == (Author("A", "https://b.example"),)
    assert post.tags == ("b", "Python")
    assert made(job=said, authors=(Author("Max"),)).authors == (Author("Max"),)


def test_a_short_offer_points_to_the_partners_page() -> None:
    jobs = [
        made(job={}, content_html="<p>a</p>").job,
        made(job={}, content_html="mot " * 60).job,
        made(job={}, content_html="<p>a</p>", url="").job,
    ]
    assert [job.pointer for job in jobs if job] == [True, False, False]


TEXT = st.text(max_size=40)
FILES = st.builds(Attachment, TEXT, TEXT, st.none() | st.integers(), TEXT)


@given(
    st.builds(
        Item, id=TEXT, url=TEXT, base=TEXT, title=TEXT, content_html=TEXT, summary_html=TEXT, published=TEXT,
        updated=TEXT, language=TEXT, authors=st.lists(st.builds(Author, TEXT, TEXT), max_size=2).map(tuple),
        tags=st.lists(TEXT, max_size=2).map(tuple), image=TEXT, external_url=TEXT, apply_url=TEXT,
        attachments=st.lists(FILES, max_size=2).map(tuple),
        state=TEXT, job=st.none() | st.dictionaries(TEXT, TEXT, max_size=2),
    )
)  # fmt: skip
@settings(deadline=None)
def test_no_item_raises(item: Item) -> None:
    item_to_post.to_post(item, CONTEXT, source="s", locator="l", file="f")


@given(st.text("<>/&;pbalit \nlgthref='\"=:x", max_size=60))
@settings(max_examples=200, deadline=None)
def test_what_was_made_safe_stays_as_it_is(source: str) -> None:
    once = html.render_html(source, URL, "")
    assert sanitize.clean(once.html) == once.html


BOMBS = ["<p>", "<b> ", "<li> ", "<ul><li>", "&lt;p&gt;", "a\n\n", "&nbsp;", "<h2>a</h2>", "http://", "www."]
BOMBS += ["<a", "\u0338", '<img src="', '<a href="https://a.example/a">', "<p>a</p> "]


@pytest.mark.parametrize("piece", BOMBS)
@pytest.mark.slow
def test_no_text_takes_long(piece: str) -> None:
    """Time grows with the size of a text, not with its square."""
    started = time.process_time()
    long = piece * 30_000
    item = Item(title="A", content_html=long, summary_html=long, job={"title": long})
    item_to_post.to_post(item, CONTEXT, source="s", locator="l", file="f")
    assert time.process_time() - started < 60
