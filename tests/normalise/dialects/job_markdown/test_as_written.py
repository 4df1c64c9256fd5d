"""Texts are published as they are written, whatever type YAML, TOML or JSON gives them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feeds.model.post import Document
from feeds.model.settings import Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_markdown
from feeds.normalise.job import skills

CONTEXT = Context(Site("Jobs", "https://jobs.example.org/"), base_url="https://jobs.example.org/")


def read(matter, mark="---", context=CONTEXT):
    body = matter if mark == "{" else f"{mark}\n{matter}\n{mark}\n"
    document = Document("posts", "sources/2026-01-05-x.md", f"{body}\nA text.\n".encode(), "")
    post, problems = job_markdown.normalise(document, context)
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
    """Norwegian is a language, and Norway a country."""
    assert read("title: x\nlang: no").language == "no"
    for written in (
        "lieu: Oslo\npays: NO",
        "lieu: Oslo\ncountry: nor",
        "lieu: {ville: Oslo, pays: NO}",
        "lieu: Oslo, NO",
    ):
        (place,) = read(f"roles: Dev\n{written}").job.job_location
        assert (place.locality, place.country) == ("Oslo", "NO")


@pytest.mark.parametrize(
    ("written", "name"), [("On", "On"), ("Off", "Off"), ("7.10 Studio", "7.10 Studio"), ("No", "")]
)
def test_an_employer_is_a_text(written, name):
    """ "No" names none."""
    assert read(f"roles: Dev\ncompany: {written}").job.hiring_organization.name == name


@pytest.mark.parametrize("written", ["1.10", "No", "1_000", "2026-01-05"])
def test_values_of_other_keys_are_as_written(written):
    """`jobs.extra` publishes them."""
    context = replace(CONTEXT, jobs=replace(CONTEXT.jobs, extra=("level",)))
    assert read(f"roles: Dev\nlevel: {written}", context=context).job.extra == (("level", written),)


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
    "matter", ["image: /a.png\nimages: [/b.png]", "images: [/a.png]\ncover: /b.png", "image: [/a.png, /b.png]"]
)
def test_images_of_all_keys_are_kept(matter):
    """In the order written."""
    post = read(f"title: x\n{matter}")
    assert (post.image[-6:], [file.url[-6:] for file in post.attachments]) == ("/a.png", ["/b.png"])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["(s)css"], ("(s)css",)),
        (["(post)gres, C/C++"], ("(post)gres", "C", "C++")),
        (["Python (Django), (front)end"], ("Python", "Django", "(front)end")),
        (["HTML, (S)CSS et JavaScript"], ("HTML", "(S)CSS", "JavaScript")),
        (["Dev(s), React (Redux)"], ("Dev(s)", "React", "Redux")),
        (["https://example.org/skills, Go"], ("Go",)),
        (["jobs@example.org", "www.example.org", "Node.js, ASP.NET"], ("Node.js", "ASP.NET")),
    ],
)
def test_skills_are_names(texts, expected):
    """Not addresses, and one with a bracket in it is one."""
    assert skills.parse(texts) == expected
