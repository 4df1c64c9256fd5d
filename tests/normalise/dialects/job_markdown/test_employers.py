"""Employers as front matter names them."""

from __future__ import annotations

import pytest

from feeds.model.post import Document
from feeds.model.settings import PUBLISHER, JobDefaults, Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_markdown

CONTEXT = Context(Site("Jobs", "https://jobs.example.org/"), jobs=JobDefaults(employer=PUBLISHER))


def employer(matter):
    """Return the name and the site of the employer, and the problems of its key."""
    body = f"---\nroles: Dev\n{matter}\n---\nA text about it.\n"
    post, problems = job_markdown.normalise(Document("posts", "sources/2026-01-05-x.md", body.encode(), ""), CONTEXT)
    hiring = post.job.hiring_organization
    return hiring.name, hiring.url, [str(problem.expected) for problem in problems if problem.line == 3]


@pytest.mark.parametrize(
    ("matter", "name"),
    [
        ("organisme: Ville de Pau", "Ville de Pau"),
        ("Établissement: CHU de Lille", "CHU de Lille"),
        ("nom_structure: Le Pont", "Le Pont"),
        ("entreprize: Epsilon", "Epsilon"),
        ("compagny: Eta SA", "Eta SA"),
        ("organizations: [Zeta]", "Zeta"),
    ],
)
def test_a_key_of_the_employer_is_known_in_other_words(matter, name):
    """Otherwise `jobs.employer` would take its place."""
    assert employer(matter)[0] == name


@pytest.mark.parametrize("matter", ["employees: 12", "recruiter: Jane Roe", "society: x", "structured: yes"])
def test_a_similar_key_is_not_the_employer(matter):
    """A person who recruits is none."""
    assert employer(matter)[0] == "Jobs"


@pytest.mark.parametrize("written", ["nous", "Notre client", "Our client", "Stealth startup", "us", "client final"])
def test_words_in_place_of_a_name_are_reported(written):
    """They name no organisation."""
    assert employer(f"company: {written}") == ("", "", ["the name of one employer"])


@pytest.mark.parametrize(
    ("written", "name", "url"),
    [
        ("Acme (https://acme.example)", "Acme", "https://acme.example"),
        ("Acme Labs <https://acme.example/x>", "Acme Labs", "https://acme.example/x"),
        ('"[Acme](https://acme.example)"', "Acme", "https://acme.example"),
        ("<b>Acme</b>", "Acme", ""),
        ("{name: <i>Acme</i> Labs}", "Acme Labs", ""),
        ("Acme <script>x</script>", "Acme", ""),
        ("Acme (Lyon)", "Acme (Lyon)", ""),
    ],
)
def test_a_name_has_neither_address_nor_tags(written, name, url):
    """An address beside it is the employer's site."""
    assert employer(f"company: {written}") == (name, url, [])
