"""The dialect as a whole: it never raises, says where each value came from, and reads real posts."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.organizations import build
from support.paths import ROOT

from feeds.model.post import Document, Origin, Post
from feeds.model.problem import Problem
from feeds.model.settings import JobDefaults, Organization, Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS

SITE = Site("Exemple", "https://x.example/", language="fr", timezone="Europe/Paris")
BARE = Context(site=SITE, base_url="https://x.example/")
SHARED = ROOT.parent / "shared"


def read(text: str | bytes, context: Context = BARE) -> tuple[Post | None, tuple[Problem, ...]]:
    body = text.encode() if isinstance(text, str) else text
    return DIALECTS["job_markdown"](Document("s", "sources/x.md", body, "f"), context)


def test_each_field_says_where_it_came_from() -> None:
    text = "---\nroles: deux juristes\ncontrat: CDI\ndate: 2026-01-01\n---\n\nVenez nombreux.\n"
    post, _ = read(text, Context(site=SITE, jobs=JobDefaults(employer="publisher")))
    assert post
    origins = set(post.origins)
    assert Origin("job.title", "key", "roles", 2) in origins
    assert Origin("job.total_job_openings", "key", "roles", 2) in origins
    assert Origin("job.contract", "key", "contrat", 3) in origins
    assert Origin("job.employment_type", "inferred", "jobs.assume_full_time") in origins
    assert Origin("job.date_posted", "key", "date", 4) in origins
    assert Origin("job.hiring_organization", "default", "site.publisher") in origins
    assert {"title", "published", "summary", "authors", "language", "content_html"} <= {
        origin.field for origin in origins
    }


def test_what_nobody_states_is_left_out() -> None:
    post, _ = read("---\nroles: une juriste\nstartup: Inconnue\n---\n\nVenez.\n")
    assert post
    assert post.job
    assert post.job.hiring_organization == Organization("Inconnue")
    assert post.job.job_location == ()
    assert post.job.employment_type == ()


def test_full_telework_without_a_country_is_no_telecommute() -> None:
    """Google rejects one of the two properties without the other."""
    post, _ = read("---\nroles: une juriste\nteletravail: complet\n---\n\nVenez.\n")
    assert post
    assert post.job
    assert (post.job.remote, post.job.job_location_type) == ("full", "")


def test_a_body_that_cannot_be_rendered_is_refused_with_its_line() -> None:
    post, problems = read("---\ntitle: Un puits\nopen: bof\n---\n" + "> " * 20_000 + "fond\n")
    if post is None:  # whether it can be is html's to decide
        assert [problem.severity for problem in problems] == ["warning", "error"]
        assert problems[-1].line == 5


def _published(post: Post) -> str:
    return repr(replace(post, origins=()))


COMMENTS = ["<!-- SECRET -->", "%%SECRET%%", "{# SECRET #}", "{>>SECRET<<}", "{{! SECRET }}", "{--SECRET--}"]


@pytest.mark.parametrize("comment", COMMENTS)
@pytest.mark.parametrize(
    "matter",
    [
        "title: Offre {}",
        "roles: juriste {}",
        "author: Jo {}",
        "authors: [{name: 'Jo {}'}, 'Al {}']",
        "tags: [web, 'droit {}']",
        "friend: ACME {}",
        "lieu: Lyon {}",
        "skills: [python, 'sql {}']",
        "summary: Un poste {}",
        "contact: 'a@b.example {}'",
        "salaire: 30000 € {}",
    ],
)
def test_comments_in_values_are_published_nowhere(matter: str, comment: str) -> None:
    quoted = matter if "'" in matter else "{}: '{}'".format(*matter.split(": ", 1))
    post, problems = read(f"---\n{quoted.replace('{}', ' ' + comment)}\ncontrat: CDI\n---\nTexte\n")
    assert post
    assert "SECRET" not in _published(post)
    assert not any("comment" in str(problem) for problem in problems)


@pytest.mark.parametrize("comment", ["%%\nSECRET", "{% comment %}\nSECRET", "<!--\nSECRET", "{::comment}\nSECRET"])
def test_a_comment_that_does_not_end_is_reported_with_its_line(comment: str) -> None:
    post, problems = read(f"---\ntitle: x\n---\nTexte\n\n{comment}\n")
    assert post
    assert "SECRET" not in _published(post)
    assert "Texte" in post.content_html
    (problem,) = (problem for problem in problems if problem.severity == "warning")
    expected = "expected an end of the comment, found none (end it: the text from this line on is not published)"
    assert str(problem) == f"sources/x.md:6: {expected}"


def test_a_comment_in_a_value_that_does_not_end_is_reported() -> None:
    post, problems = read("---\ntitle: Offre <!-- SECRET\n---\nTexte\n")
    assert post
    assert post.title == "Offre"
    assert "sources/x.md:2: title: expected an end of the comment, found none" in "".join(map(str, problems))


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"\x00", b"---\n- a\n---\n", b"---\na: [\n---\n", b""])
def test_no_document_raises(body: bytes) -> None:
    post, problems = read(body)
    assert post is not None or problems[-1].severity == "error"


KEYS = st.sampled_from(
    [
        "roles", "title", "startup", "friend", "equipe", "type", "externalURL",
        "open", "status", "poste_pourvu", "post_ouvert", "poste_ferme", "depublication_date", "date",
        "draft", "published", "contrat", "techno", "junior", "domaines", "contact",
        "redirect_from", "lieu", "teletravail", "salaire", "tjm", "lang", "tags",
        "summary", "image", "slug", "id", "author", "openings", "inconnu",
        "contrart",
    ]
)  # fmt: skip
SCALARS = st.one_of(
    st.sampled_from(
        ["2026-01-01", "true", "null", "12", "-1.5", ".inf", "https://x.example", "'a: b'", "9999-12-31", "~"]
    ),
    st.text(alphabet=string.ascii_letters + "àé·'’ €/-()", max_size=12).map(lambda text: '"' + text + '"'),
)
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3).map(lambda parts: "[" + ", ".join(parts) + "]"),
    SCALARS.map(lambda part: "{nom: " + part + "}"),
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=8))
@pytest.mark.slow
def test_any_value_under_any_key_gives_a_post(data: dict[str, str]) -> None:
    front = "".join(f"{key}: {value}\n" for key, value in data.items())
    post, problems = read(f"---\n{front}---\n\nUn texte.\n")
    assert post is not None, problems
    assert all(isinstance(problem, Problem) for problem in problems)
    for text in (post.title, post.summary, post.slug, *post.tags):
        assert text == " ".join(text.split()) or "\xa0" in text


@pytest.fixture(scope="module")
def corpus() -> Path:
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("the historical posts are not beside this checkout")
    return folder


@pytest.fixture(scope="module")
def real(corpus: Path) -> Context:
    def documents(name: str) -> list[Document]:
        files = sorted((corpus / "reference" / name).iterdir())
        return [Document("r", f"{name}/{file.name}", file.read_bytes(), file.name) for file in files]

    known, _ = build({"startup": documents("startups"), "incubator": documents("incubators")})
    return Context(SITE, JobDefaults(country="FR", employer="publisher"), known, "fr", "https://x.example/")


def test_every_historical_post_is_read(corpus: Path, real: Context) -> None:
    posts, refused = [], []
    for file in sorted((corpus / "jobs").iterdir()):
        document = Document("jobs", f"jobs/{file.name}", file.read_bytes(), file.name)
        post, problems = DIALECTS["job_markdown"](document, real)
        if post is None:
            refused.append(problems[-1])
            continue
        assert post.job
        assert post.job.title
        unknown = any("the id of a known startup" in str(problem) for problem in problems)
        assert post.job.hiring_organization.name or unknown
        assert post.job.job_location
        posts.append(post)
    assert len(posts) + len(refused) == 194
    # Two give a key twice, with two values: a contradiction that nobody can resolve for its author.
    assert {(problem.field, problem.line) for problem in refused} <= {("startup", 5), ("roles", 5)}
    assert sum(post.stated.open is True for post in posts) == 17


def test_the_partners_offer_is_read(corpus: Path, real: Context) -> None:
    file = corpus / "seed.md"
    post, problems = DIALECTS["job_markdown"](Document("s", "sources/seed.md", file.read_bytes(), "f"), real)
    assert post
    assert post.job
    assert post.job.employment_type == ("CONTRACTOR", "PART_TIME")
    assert post.job.hiring_organization.name == "Incubateur des Territoires"
    assert post.job.date_posted
    assert post.job.date_posted.text() == "2020-07-21"
    assert post.job.direct_apply is False
    assert post.stated.open is False
    assert not [problem for problem in problems if problem.severity != "note"]


@pytest.mark.parametrize(
    ("matter", "title", "headline", "lines"),
    [
        ("roles: une juriste chez Pix\ncompany: Pix", "Juriste", "Juriste – Pix", []),
        ("roles: Responsable de Pix\ncompany: Pix", "Responsable de Pix", "Responsable de Pix", []),
        ("roles: 🚀 Juriste\ncompany: Pix", "Juriste", "Juriste – Pix", []),
        ("title: Pix recrute une juriste 🚀\ntype: job\ncompany: Pix", "Juriste", "Pix recrute une juriste 🚀", []),
        ("roles: Rejoignez l'équipe\ncompany: Pix", "", "Rejoignez l'équipe", [2]),
        ("roles: Rejoignez Pix\ntitle: Une juriste pour Pix\ncompany: Pix", "Juriste", "Une juriste pour Pix", [2]),
        ("roles: Rejoignez Pix\ntitle: Venez\ncompany: Pix", "", "Venez", [2, 3]),
        ("title: Pix recrute !\ntype: job\ncompany: Pix", "", "Pix recrute !", [2]),
        ("title: Pix\ntype: job\ncompany: Pix", "", "Pix", [2]),
        ("roles: Juriste\ntitle: Rejoignez Pix\ncompany: Pix", "Juriste", "Rejoignez Pix", []),
    ],
)
def test_a_job_and_its_headline(matter: str, title: str, headline: str, lines: list[int]) -> None:
    """The employer is in the headline once, and in no title; a sentence is no title."""
    post, problems = read(f"---\n{matter}\n---\n\nVenez.\n")
    assert post
    assert post.job
    assert (post.job.title, post.title) == (title, headline)
    assert [problem.line for problem in problems if "name of the job" in str(problem.expected)] == lines
    assert ("job.title" in {origin.field for origin in post.origins}) is bool(title)


@pytest.mark.parametrize("key", ["roles", "title"])
def test_capitals_of_a_title_stay_and_are_reported(key: str) -> None:
    post, problems = read(f"---\ntype: job\n{key}: JURISTE EN MAIRIE\n---\n\nVenez.\n")
    assert post
    assert post.job
    assert post.job.title == "JURISTE EN MAIRIE"
    (problem,) = [problem for problem in problems if "small letters" in str(problem.expected)]
    assert (problem.line, problem.severity) == (3, "note")
