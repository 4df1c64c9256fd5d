"""What readers read is what posts say: feedparser on RSS and Atom, a strict reader on JSON Feed.

Posts are made by hypothesis and written as front matter; each text survives or is told of, never mangled.
"""

from __future__ import annotations

import json
import unicodedata
from calendar import timegm
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from support.organizations import build

from feeds.config import load
from feeds.model.post import Document
from feeds.model.settings import JobDefaults, Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS

pytestmark = pytest.mark.slow
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
RSS_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"
SIGNS = frozenset("<>&*_`\\[]#~!|")  # what Markdown and HTML may take for signs of their own
XML_FORBIDS = {chr(number) for number in (*range(9), 11, 12, *range(14, 32))} | {chr(0xFFFE), chr(0xFFFF)}


@dataclass(frozen=True)
class Item:
    """One entry, as a reader read it."""

    id: str
    title: str
    link: str
    published: datetime
    text: str
    tags: frozenset[str]
    updated: datetime | None = None


def read_json_feed(body: bytes) -> list[Item]:
    """Read a JSON Feed by the letter of version 1.1: what it calls required is there, and of its type."""
    feed = json.loads(body.decode("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    return [_item(item) for item in feed["items"]]


def _item(item: dict[str, Any]) -> Item:
    assert all(value not in ("", [], {}, None) for value in item.values())
    return Item(
        item["id"],
        item["title"],
        item["url"],
        datetime.fromisoformat(item["date_published"]),
        item.get("content_html", ""),
        frozenset(item.get("tags", ())),
        datetime.fromisoformat(item["date_modified"]),
    )


def read_xml_feed(body: bytes) -> list[Item]:
    """Read RSS or Atom with feedparser, but the text raw: feedparser sanitises it once more."""
    feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo, feed.get("bozo_exception")
    root = etree.fromstring(body)
    texts = [
        item.findtext(RSS_CONTENT) or item.findtext(f"{ATOM}content") or ""
        for item in root.iter("item", f"{ATOM}entry")
    ]
    titles = [item.findtext("title") or item.findtext(f"{ATOM}title") for item in root.iter("item", f"{ATOM}entry")]
    return [
        Item(
            entry.id,
            title or "",
            entry.link,
            _time(entry.published_parsed),
            text,
            frozenset(tag.term for tag in entry.get("tags", ())),
            _time(entry.updated_parsed) if feed.version == "atom10" else None,
        )
        for entry, text, title in zip(feed.entries, texts, titles, strict=True)
    ]


def _time(parsed: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


def said(home, path):
    """Return what a document says as a post, by the very rules of the program."""
    config = load(home.root / "config.yaml")
    context = Context(config.site, config.jobs, build({})[0], config.site.language, config.site.url)
    body = (home.root / path).read_bytes()
    post, problems = DIALECTS["job_markdown"](Document("sources", path, body, ""), context)
    return post, problems


def assert_agree(home, paths):
    """Every reader reads the same of every post, and what it reads is what the post says."""
    ran = home.publish()
    assert not any("unexpected" in problem for problem in ran.problems), ran.problems
    items = read_json_feed(home.tree_file("news.json"))
    assert len(items) == len(paths)
    atom, rss = read_xml_feed(home.tree_file("news.atom")), read_xml_feed(home.tree_file("news.rss"))
    assert atom == items
    assert rss == [replace(item, updated=None) for item in items]
    posts = {post.title: post for post in (said(home, path)[0] for path in paths)}
    for item in items:
        post = posts[item.title]
        assert item.text == post.content_html
        assert item.tags == frozenset(post.tags)
        assert post.published
        assert item.published == min(post.published.at, NOW)
        assert item.updated >= item.published
    return items


ODD = [
    "]]>",
    "<b>&amp;</b>",
    "&lt;",
    "\u200f\u202eעברית\u202c",
    "e\u0301",
    "👩🏽\u200d🚀",
    "\u2028",
    "{{ x }}",
    "%(x)s",
    "# : - [ { | > * & ! % @ `",
    "'\"",
    "~",
    "null",
    "0x1F",
    "---",
    "\\",
    "$&",
    "\ufeff",
]
CONTROLS = ["\x00", "\x07", "\x0b", "\x1b[31m", "\x7f", "\x9f", "\ufffe", "\uffff", "\ufdd0"]
texts = st.lists(
    st.one_of(st.sampled_from([*ODD, *CONTROLS]), st.text(max_size=12), st.just("mot")),
    min_size=1,
    max_size=8,
).map(" ".join)
seconds = st.integers(978_303_600, int(NOW.timestamp()))
moments = seconds.map(lambda at: datetime.fromtimestamp(at, UTC).isoformat())
matters = st.fixed_dictionaries(
    {"title": texts, "date": moments},
    optional={"tags": st.lists(texts, max_size=3), "summary": texts, "author": texts},
)


def front_matter(matter, form):
    """Write front matter as other programs do."""
    if form == "yaml":
        return f"---\n{yaml.safe_dump(matter, allow_unicode=True)}---\n"
    return json.dumps(matter, default=str, ensure_ascii=False, indent=1).replace("\x85", "\\u0085") + "\n"


def write(home, number, matter, body, form):
    """Write a post and hand in its path."""
    path = f"sources/p{number}.md"
    home.write(path, f"{front_matter(matter, form)}\n{body}\n".encode("utf-8", "surrogatepass"))
    return path


@settings(
    max_examples=20,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(st.lists(st.tuples(matters, texts, st.sampled_from(["yaml", "json"])), min_size=1, max_size=4))
def test_all_readers_read_what_posts_say(homes, posts):
    """Ids, titles, links, dates, tags and texts are the same in every format, and those of the posts."""
    home = homes()
    home.configure(feeds=[{"name": "news", "history": "complete"}])
    paths = []
    for number, (matter, body, form) in enumerate(posts):
        unique = {**matter, "title": f"T{number} {matter['title']}"}
        paths.append(write(home, number, unique, body, form))
    posts_read = [said(home, path) for path in paths]
    good = [path for path, (post, _) in zip(paths, posts_read, strict=True) if post]
    for post, problems in posts_read:
        assert post or any(problem.severity == "error" for problem in problems)
    assert_agree(home, good)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(texts, texts, st.sampled_from(["yaml", "json"]))
@example("a\x0bb", "c", "json")
@example("<b>&amp;", "]]>", "yaml")
def test_a_text_survives_or_is_told_of(title, body, form):
    """Every letter of a title and of a text is read back, but those of which a problem tells."""
    assume("`" not in body)
    head = front_matter({"title": f"T {title} T", "date": "2026-01-05"}, form)
    source = f"{head}\n````\n{body}\n````\n".encode("utf-8", "surrogatepass")
    context = Context(Site("S", "https://s.example/"), JobDefaults(), build({})[0], "fr", "https://s.example/")
    post, problems = DIALECTS["job_markdown"](Document("s", "s/a.md", source, ""), context)
    if post is None:
        assert any(problem.severity == "error" for problem in problems)
        return
    assert not set(post.title + post.content_html) & XML_FORBIDS
    if any("the character U+" in str(problem.found) for problem in problems):
        return
    if not SIGNS & set(title):
        assert visible(post.title) == visible(f"T {title} T")
    text = html.fragment_fromstring(post.content_html, create_parent="div").text_content()
    assert visible(text) == visible(body)


def visible(text):
    """Reduce a text to what is seen of it, composed."""
    return "".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize("text", [*ODD, *CONTROLS])
def test_odd_texts_arrive(home, text):
    """Each sign, alone in a title, a text, a tag and a summary, is read alike by every reader."""
    home.configure(feeds=[{"name": "news", "history": "complete"}])
    for number, form in enumerate(("yaml", "json")):
        matter = {
            "title": f"Avant {text} après {number}",
            "date": "2026-01-05",
            "tags": [f"t{text}t"],
            "summary": f"s {text} s",
        }
        write(home, number, matter, f"Avant {text} après\n\n    {text}\n", form)
    if text == "\x00":  # the sign of a binary file
        assert len(home.publish().problems) == 2
        return
    items = assert_agree(home, ["sources/p0.md", "sources/p1.md"])
    for item in items:
        assert item.title.startswith("Avant")
        assert f"après {item.title[-1]}" in item.title
    if text in CONTROLS:
        told_of = {problem["file"] for problem in home.publish().report["problems"]}
        assert told_of == {"sources/p0.md", "sources/p1.md"}


def test_titles_of_a_hundred_thousand_letters_arrive(home):
    """They are long, and whole."""
    home.configure(feeds=[{"name": "news", "history": "complete"}])
    long = ("Très long titre 🎉 " * 6_000)[:100_000].strip()
    home.post("2026-01-05-a.md", "Texte", title=long)
    home.post("2026-01-05-b.md", long, title="Court")
    items = assert_agree(home, ["sources/2026-01-05-a.md", "sources/2026-01-05-b.md"])
    assert long in {item.title for item in items}
    assert any(long in item.text for item in items)


def test_dates_are_the_same_moment_everywhere(home):
    """Days, times and zones, in summer and winter, before 1970 and on the day of the run."""
    home.configure(feeds=[{"name": "news", "history": "complete"}])
    dates = {
        "2026-01-05": "2026-01-04T23:00:00Z",
        "2025-07-05": "2025-07-04T22:00:00Z",
        "2025-10-26T02:30:00": "2025-10-26T00:30:00Z",
        "2025-07-05 10:00": "2025-07-05T08:00:00Z",
        "2025-07-05T10:00:00+09:00": "2025-07-05T01:00:00Z",
        "1969-07-20T20:17:40Z": "1969-07-20T20:17:40Z",
        "2026-03-01": "2026-02-28T23:00:00Z",
    }
    for number, written in enumerate(dates):
        home.post(f"p{number}.md", title=f"{number}", date=written)
    items = assert_agree(home, [f"sources/p{number}.md" for number in range(len(dates))])
    read = {int(item.title): item.published for item in items}
    expected = {number: datetime.fromisoformat(at) for number, at in enumerate(dates.values())}
    assert read == expected
    assert [item.published for item in items] == sorted(read.values(), reverse=True)


def test_a_job_says_the_same_in_all_formats(home):
    """A job's headline, text, tags and dates agree, too."""
    for number in range(3):
        home.job(
            f"2026-01-0{number + 1}-p{number}.md",
            f"Texte <{number}> & plus",
            title=f"N° {number} & <co>",
            techno="C++, Go",
        )
    home.publish()
    items = read_json_feed(home.tree_file("jobs.json"))
    assert read_xml_feed(home.tree_file("jobs.atom")) == items
    assert [item.id for item in read_xml_feed(home.tree_file("jobs.rss"))] == [item.id for item in items]
    graph = {node["@id"]: node for node in home.json("jobs.jsonld")["@graph"]}
    for item in items:
        facts, text = item.text.split("</ul>\n")
        assert facts.startswith('<ul class="feeds-facts">')
        assert graph[item.id]["description"] == text
        assert graph[item.id]["url"] == item.link
        assert item.tags == {"C++", "Go"}
    assert items[0].published - items[1].published == timedelta(days=1)
