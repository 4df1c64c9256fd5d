"""Employers as front matter names them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.organizations import build

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


FILES = {
    "startup": [
        Document("r", "startups/pix.md", b"---\ntitle: Pix\n---\n", ""),
        Document("r", "startups/data-carte.md", b"---\ntitle: Carte des donn\xc3\xa9es\nacronym: CDD\n---\n", ""),
        Document("r", "startups/pole.md", b"---\ntitle: Le P\xc3\xb4le\n---\n", ""),
    ],
    "incubator": [
        Document("r", "incubators/pole.md", b"---\ntitle: Incubateur du P\xc3\xb4le\nowner: Agence (AGX)\n---\n", "")
    ],
}
KNOWN = replace(CONTEXT, references=build(FILES)[0])


def read(matter, context):
    """Return a job and the texts of the problems of its third line."""
    document = Document("posts", "sources/2026-01-05-x.md", f"---\nroles: Dev\n{matter}\n---\nA text.\n".encode(), "")
    post, problems = job_markdown.normalise(document, context)
    return post, [str(problem) for problem in problems if problem.line == 3]


@pytest.mark.parametrize("key", ["company", "employer", "friend", "startup", "equipe"])
@pytest.mark.parametrize(
    "written", ["pixx", "data-gouv", "beta.gouv.fr", "startups/pixx.md", "/startups/autre", "écologie_2"]
)
@pytest.mark.parametrize("context", [CONTEXT, KNOWN], ids=["no references", "references"])
def test_an_unknown_id_is_reported_and_shown_nowhere(key, written, context):
    """A person reads no ids."""
    post, problems = read(f"{key}: {written}", context)
    assert post.job.hiring_organization.name == ""
    assert written not in repr(post)
    (problem,) = problems
    assert problem.startswith(f"sources/2026-01-05-x.md:3: {key}: expected ")
    assert f"found '{written}'" in problem
    assert "until then it is not shown" in problem
    assert ("did you mean 'pix'?" in problem) == (context is KNOWN and "pixx" in written and "/" not in written)
    assert ("`references:`" in problem) == (context is CONTEXT)


@pytest.mark.parametrize(
    ("matter", "name"),
    [
        ("company: Algolia", "Algolia"),
        ("company: {name: algolia}", "algolia"),
        ("company: {name: beta.gouv.fr}", "beta.gouv.fr"),
        ("friend: ville de pau", "ville de pau"),
        ("startup: eBay", "eBay"),
        ("company: m&m", "m&m"),
        ("company: 株式会社テスト", "株式会社テスト"),
        ("company: النور", "النور"),
        ("company: jobs", "Jobs"),
    ],
)
def test_what_people_write_is_a_name(matter, name):
    """So are the remedies of an unknown id, and the publisher's name."""
    for context in (CONTEXT, KNOWN):
        assert read(matter, context)[0].job.hiring_organization.name == name


@pytest.mark.parametrize(
    ("matter", "name"),
    [
        ("startup: pix.md", "Pix"),
        ("startup: /startups/pix", "Pix"),
        ("company: startups/pole.md", "Le Pôle"),
        ("startup: incubators/pole.md", "Incubateur du Pôle"),
        ("friend: l'Agence", "Incubateur du Pôle"),
        ("company: AGX", "Incubateur du Pôle"),
        ("equipe: CDD", "Carte des données"),
        ("startup: pole", "Le Pôle"),
        ("company: {id: data-carte.md}", "Carte des données"),
    ],
)
def test_a_reference_is_found_by_its_other_names(matter, name):
    post, problems = read(matter, KNOWN)
    assert post.job.hiring_organization.name == name
    assert problems == []


@pytest.mark.parametrize(
    ("matter", "name"), [("company: pole", ""), ("friend: Le Pole", "Pole"), ("equipe: POLE", "POLE")]
)
def test_a_name_of_two_organisations_is_reported_with_both(matter, name):
    post, problems = read(matter, KNOWN)
    assert post.job.hiring_organization.name == name
    assert not post.job.hiring_organization.parent
    (problem,) = problems
    assert (
        "the name of startups/pole.md and incubators/pole.md (write startups/pole.md or incubators/pole.md)" in problem
    )


@pytest.mark.parametrize("key", ["startup", "equipe"])
def test_an_unknown_id_is_no_team(key):
    """Beside an employer."""
    post, problems = read(f"{key}: data-gouv\ncompany: Acme", KNOWN)
    assert (post.job.hiring_organization.name, post.job.employment_unit) == ("Acme", "")
    assert len([problem for problem in problems if "'data-gouv'" in problem]) == 1
    assert read("equipe: data-carte\ncompany: Acme", KNOWN)[0].job.employment_unit == "Carte des données"


def test_an_unknown_id_is_no_parent():
    post, problems = read("company: {name: Acme, parent: data-gouv}", KNOWN)
    assert (post.job.hiring_organization.parent, len(problems)) == (None, 1)


@pytest.mark.parametrize(
    ("address", "place", "count"),
    [
        ("'20 rue Haute, 56000 Vannes'", ("20 rue Haute", "56000", "Vannes"), 0),
        ("{street: 3 quai Sud, postal_code: 35000, locality: Rennes}", ("3 quai Sud", "35000", "Rennes"), 0),
        ("[1, 2]", None, 1),
        ("'au bout du monde, dit-on'", None, 1),
    ],
)
def test_an_employer_may_have_an_address(address, place, count):
    """A mapping of name and address; what is no address is reported, and the name counts."""
    post, problems = read(f"company: {{name: Nord, address: {address}}}", CONTEXT)
    found = post.job.hiring_organization
    assert found.name == "Nord"
    assert (found.address and (found.address.street, found.address.postal_code, found.address.locality)) == place
    assert len([one for one in problems if "postal address" in one]) == count
