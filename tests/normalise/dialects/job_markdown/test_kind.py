"""What makes a post a job offer: its type, a key of offers alone, or two keys that offers share."""

from __future__ import annotations

import pytest

from feeds.model.post import Document
from feeds.model.settings import Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_markdown

CONTEXT = Context(Site("Jobs", "https://jobs.example.org/"), base_url="https://jobs.example.org/")


def read(matter):
    body = f"---\ntitle: Something\n{matter}\n---\nA text about it.\n"
    post, problems = job_markdown.normalise(Document("posts", "sources/2026-01-05-x.md", body.encode(), ""), CONTEXT)
    return post, [problem for problem in problems if problem.expected == "the type of the post"]


@pytest.mark.parametrize(
    "matter",
    [
        "roles: Dev",
        "poste: Dev",
        "Intitulé: Dev",
        "intitule_du_poste: Dev",
        "contrat: CDI",
        "contract: permanent",
        "Type de contrat: CDI",
        "friend: Someone",
        "post_ouvert: 2026-01-05",
        "poste-ouvert: 2026-01-05",
        "type: job",
        "type: recrutement",
        "type: JobPosting",
        "type: Offre d'emploi",
        "type: vacancy",
        "contrats: CDI",
    ],
)
def test_one_key_of_offers_is_enough(matter):
    """No note: there is nothing to decide."""
    post, notes = read(matter)
    assert (post.kind, notes) == ("job", [])
    assert [origin.how for origin in post.origins if origin.field == "kind"] == ["key"]


@pytest.mark.parametrize(
    "matter",
    [
        "deadline: 2027-01-01",
        "job_title: Directrice",
        "jobTitle: Director",
        "role: Director",
        "equipe: [a, b]",
        "team: Platform",
        "startup: les-communs",
        "skills: [Python, Go]",
        "skills: Python\ncompetences: Go",
        "open: true",
        "remote: true",
        "salary: none of your business",
        "technologies: React",
        "partenaire: Ville de Lyon",
        "domaine: santé",
        "employment_type: full",
        "poster: affiche.jpg",
        "posts: [a, b]",
        "friends: [a, b]",
        "contractor: Someone",
        "type: gallery",
        "roles:",
        "job_title: Director\nlocation: Paris\ntags: [a]",
        "type: article\nroles: Dev\ncontrat: CDI",
    ],
)
def test_one_shared_key_is_not(matter):
    """A call for papers, a person, a project."""
    post, notes = read(matter)
    assert (post.kind, post.job, notes) == ("article", None, [])


@pytest.mark.parametrize(
    ("matter", "keys"),
    [
        ("job_title: Dev\nequipe: a", "'job_title' and 'equipe'"),
        ("deadline: 2027-01-01\nremote: true", "'deadline' and 'remote'"),
        ("startup: a\nskills: Go\njunior: true", "'startup' and 'skills'"),
    ],
)
def test_two_shared_keys_are_and_it_is_noted(matter, keys):
    """The note names the first of them, with its line."""
    post, (note,) = read(matter)
    assert post.kind == "job"
    assert (str(note.found), note.line, note.severity) == (keys, 3, "note")
    assert [origin.detail for origin in post.origins if origin.field == "kind"] == [keys.replace("'", "")]


@pytest.mark.parametrize("key", ["subtitle", "sub_title", "poster"])
def test_a_key_of_other_tools_is_not_misspelt(key):
    """A subtitle is no name of a job."""
    post, _ = read(f"roles: Dev\n{key}: Join us")
    assert post.job.title == "Dev"
    post, _ = read(f"type: job\n{key}: Join us")
    assert post.job.title == "Something"
