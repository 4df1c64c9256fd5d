"""Texts are published as they are written, whatever type YAML, TOML or JSON gives them."""

from __future__ import annotations

import pytest

from feeds.model.post import Document
from feeds.model.settings import Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_markdown
from feeds.normalise.job import skills

CONTEXT = Context(Site("Jobs", "https://jobs.example.org/"), base_url="https://jobs.example.org/")


def read(matter, mark="---"):
    body = matter if mark == "{" else f"{mark}\n{matter}\n{mark}\n"
    document = Document("posts", "sources/2026-01-05-x.md", f"{body}\nA text.\n".encode(), "")
    post, problems = job_markdown.normalise(document, CONTEXT)
    assert post, problems
    return post


@pytest.mark.parametrize(
    "written", ["No", "on", "1.10", "007", "2026-01-05", "1e3", "0x1F", "Yes", "12:30", "true", "~a"]
)
def test_a_title_is_a_text(written):
    """Also a slug, a role, a tag, an author."""
    post = read(f"title: {written}\nslug: {written}\ntags: [{written}, b]\nauthor: {written}\nroles: {written}")
    assert (post.title, post.slug, post.tags, post.authors[0].name) == (written, written, (written, "b"), written)
    assert post.job.title.lower() == written.lower()


def test_a_country_code_is_no_flag():
    """Norwegian is a language."""
    assert read("title: x\nlang: no").language == "no"


@pytest.mark.parametrize(
    ("matter", "mark"), [("title = 1.10\ntags = [2.50]", "+++"), ('{"title": 1.10, "tags": [2.50]}\n', "{")]
)
def test_numbers_of_other_formats_too(matter, mark):
    """A version number keeps its zero."""
    assert (read(matter, mark).title, read(matter, mark).tags) == ("1.10", ("2.50",))


def test_tags_of_all_keys_are_kept():
    """Each once."""
    assert read("title: x\ntags: [a, b]\ncategories: b, c\nkeywords: d").tags == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("j@x.org (Jane)", "Jane"),
        ("Jane Doe <jane@x.org>", "Jane Doe"),
        ("Jane (jane@x.org)", "Jane"),
        ("(Jane)", "(Jane)"),
        ("jane@x.org (Jane (ops) Doe)", "Jane (ops) Doe"),
    ],
)
def test_an_author_is_a_name(written, name):
    """The mailbox stays private."""
    assert [author.name for author in read(f"title: x\nauthor: {written}").authors] == [name]


def test_several_images_are_several():
    """The first is the post's, the others are attached."""
    post = read("title: x\nimages: [/a.png, https://x.example/b.jpg, /a.png]")
    assert post.image == "https://jobs.example.org/a.png"
    assert [(file.url, file.media_type) for file in post.attachments] == [("https://x.example/b.jpg", "image/jpeg")]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["(s)css"], ("(s)css",)),
        (["HTML, (S)CSS et JavaScript"], ("HTML", "(S)CSS", "JavaScript")),
        (["Dev(s), React (Redux)"], ("Dev(s)", "React", "Redux")),
        (["https://example.org/skills, Go"], ("Go",)),
        (["jobs@example.org", "www.example.org", "Node.js, ASP.NET"], ("Node.js", "ASP.NET")),
    ],
)
def test_skills_are_names(texts, expected):
    """Not addresses, and one with a bracket in it is one."""
    assert skills.parse(texts) == expected
