"""Organisations from reference files."""

from __future__ import annotations

import pickle

import pytest

from feeds.model.post import Document
from feeds.model.settings import Place
from feeds.normalise.dialects.organization_file import build
from feeds.normalise.organizations import References, comparable, without_article

REMEDY = "(write 20 rue Haute, 56000 Vannes)"


def doc(name: str, body: str) -> Document:
    return Document("r", f"refs/{name}", body.encode(), name)


def test_nothing_is_known_by_default() -> None:
    known = References()
    assert known.resolve("x") is None
    assert not known.knows("startup")
    assert known.suggestion("x", "startup") == ""


def test_markdown_and_yaml_are_read_alike() -> None:
    known, problems = build(
        {
            "startup": [
                doc("un.md", "---\ntitle: Un\nowner: Ville\n---\n"),
                doc("deux.yml", "title: Deux\n"),
            ],
            "incubator": [doc("trois.yaml", "name: Trois\n")],
        }
    )
    assert problems == ()
    assert [(entry.id, entry.organization.name) for entry in known.entries] == [
        ("un", "Un"), ("deux", "Deux"), ("trois", "Trois"),
    ]  # fmt: skip
    assert known.entries[0].owner == "Ville"


@pytest.mark.parametrize("name", ["pass-rail", "Pass Rail", "PASS RAIL", "Le Pass Rail", "passrail", "Passe des rails"])
def test_an_organisation_is_found_by_any_spelling(name: str) -> None:
    known, _ = build({"startup": [doc("pass-rail.md", "---\ntitle: Passe des Rails\n---\n")]})
    entry = known.resolve(name, "startup")
    assert entry
    assert entry.id == "pass-rail"
    assert known.resolve(name, "incubator") is None
    assert known.resolve(name) == entry


def test_an_id_beats_a_title_and_the_key_asked_for_beats_others() -> None:
    known, _ = build(
        {
            "startup": [doc("a.md", "---\ntitle: b\n---\n"), doc("b.md", "---\ntitle: C\n---\n")],
            "incubator": [doc("a.md", "---\ntitle: A\n---\n")],
        }
    )
    assert (known.resolve("b") or known.entries[0]).id == "b"
    found = known.resolve("a", "incubator")
    assert found
    assert found.key == "incubator"
    assert known.resolve("") is None


def test_the_parent_is_the_incubator() -> None:
    known, problems = build(
        {
            "startup": [doc("s.md", "---\ntitle: S\nincubator: inc\n---\n")],
            "incubator": [doc("inc.md", "---\ntitle: Inc\naddress: 1 rue Haute, 56000 Vannes\n---\n")],
        }
    )
    assert problems == ()
    parent = known.entries[0].organization.parent
    assert parent
    assert parent.name == "Inc"
    assert parent.address == Place("1 rue Haute", "56000", "Vannes")


def test_an_unknown_parent_is_reported_and_left_out() -> None:
    incubator = doc("fabrique.md", "---\ntitle: F\nincubator: fabrique\n---\n")
    known, problems = build(
        {"startup": [doc("s.md", "---\ntitle: S\nincubator: fabriqe\n---\n")], "incubator": [incubator]}
    )
    assert [entry.organization.parent for entry in known.entries] == [None, None]
    assert [str(problem) for problem in problems] == [
        "refs/s.md: incubator: expected the id of an incubator, found 'fabriqe' (did you mean 'fabrique'?)"
    ]
    far = doc("s.md", "---\ntitle: S\nincubator: xyz\n---\n")
    assert build({"startup": [far], "incubator": [incubator]})[1][0].remedy == ""
    assert build({"startup": [far]})[1] == ()


@pytest.mark.parametrize(
    ("keys", "url"),
    [
        ("link: https://a.example", "https://a.example"),
        ("website: http://a.example\nurl: https://b.example", "https://b.example"),
        ("site: http://a.example", "http://a.example"),
        ("link:", ""),
    ],
)
def test_the_site_is_the_best_address(keys: str, url: str) -> None:
    known, problems = build({"startup": [doc("s.md", f"---\ntitle: S\n{keys}\n---\n")]})
    assert known.entries[0].organization.url == url
    assert problems == ()


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            "link: a.example",
            "refs/s.md:3: link: expected an absolute URL, found 'a.example' (write https://…)",
        ),
        (
            "logo: logo.png",
            "refs/s.md:3: logo: expected an absolute URL, found 'logo.png' (write https://…)",
        ),
        ("address: partout", f"refs/s.md:3: address: expected a postal address, found 'partout' {REMEDY}"),
        (
            "address: {x: y}",
            f'refs/s.md:3: address: expected a postal address, found \'{{"x": "y"}}\' {REMEDY}',
        ),
    ],
)
def test_a_wrong_value_is_reported_with_its_line(keys: str, message: str) -> None:
    known, problems = build({"startup": [doc("s.md", f"---\ntitle: S\n{keys}\n---\n")]})
    assert [str(problem) for problem in problems] == [message]
    assert len(known.entries) == 1


def test_an_address_may_be_in_parts() -> None:
    known, _ = build({"startup": [doc("s.yml", "title: S\naddress: {city: Vannes, country: FR}\n")]})
    assert known.entries[0].organization.address == Place(locality="Vannes", country="FR")


def test_a_file_without_title_is_named_by_its_id() -> None:
    known, problems = build({"startup": [doc("s", "---\nowner: x\n---\n")]})
    assert known.entries[0].organization.name == "s"
    assert "expected a title" in str(problems[0])


def test_a_bad_file_is_left_out() -> None:
    known, problems = build({"startup": [doc("s.md", "---\n- a\n---\n"), doc("t.yml", "title: T\n")]})
    assert [entry.id for entry in known.entries] == ["t"]
    assert problems[0].severity == "error"


def test_the_first_of_two_files_with_one_id_is_kept() -> None:
    known, problems = build({"startup": [doc("s.md", "---\ntitle: A\n---\n"), doc("s.yml", "title: B\n")]})
    assert [entry.organization.name for entry in known.entries] == ["A"]
    assert "refs/s.md was kept" in str(problems[0])


def test_the_digest_follows_the_content() -> None:
    one, _ = build({"startup": [doc("s.md", "---\ntitle: A\n---\n")]})
    same, _ = build({"startup": [doc("s.md", "---\ntitle:   A\n---\n")]})
    other, _ = build({"startup": [doc("s.md", "---\ntitle: B\n---\n")]})
    assert one.digest() == same.digest() != other.digest()


def test_references_travel_between_processes() -> None:
    known, _ = build({"startup": [doc("s.md", "---\ntitle: A\n---\n")]})
    again = pickle.loads(pickle.dumps(known))
    assert again == known
    assert again.resolve("s") == known.entries[0]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("l'Agence", "Agence"),
        ("L’ Agence", "Agence"),
        ("La Poste", "Poste"),
        ("Lapins", "Lapins"),
        ("le.taxi", "le.taxi"),
    ],
)
def test_the_article_is_taken_off(name: str, bare: str) -> None:
    assert without_article(name) == bare


def test_names_are_compared_by_letters_alone() -> None:
    assert comparable("L'École-n° 1") == comparable("ecole N°1")
