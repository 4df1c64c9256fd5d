"""Organisations from reference files."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.organizations import build

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.settings import Place
from feeds.normalise import organizations
from feeds.normalise.dialects import organization_file
from feeds.normalise.organization_names import comparable, without_article
from feeds.normalise.organizations import References

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


INCUBATOR = (
    "---\ntitle: L'Incubateur de services\nshort_name: ISN\nacronym: [INSE]\n"
    "owner: Direction interministérielle des exemples (DINEX)\nredirect_from:\n  - /incubators/ancien\n---\n"
)
HOUSING = "---\ntitle: Agence des logements d'exemple (Alex)\nredirect_from: /startups/toits.html\n---\n"
PIX = "---\ntitle: Pix\nowner: Ville de Pau\n---\n"


@pytest.mark.parametrize(
    "name",
    [
        *("isn", "INSE", "ancien", "/incubators/ancien", "incu.md", "La Direction interministérielle des exemples"),
        *("direction interministerielle des exemples", "DINEX", "Direction interministérielle des exemples (DINEX)"),
        *("Incubateur de Services", "L’incubateur de services (ISN)", "the ISN", "incubators/incu.md"),
        *("../incubators/incu", "https://x.example/incubators/incu/"),
    ],
)
def test_an_organisation_is_found_by_its_other_names(name: str) -> None:
    known, problems = build({"startup": [doc("logements.md", HOUSING)], "incubator": [doc("incu.md", INCUBATOR)]})
    assert problems == ()
    assert [one.id for one in known.find(name)] == ["incu"]


@pytest.mark.parametrize(
    "name",
    [
        *("Agence des logements d’exemple", "ALEX", "l'agence des logements d'exemple (ALEX)", "toits"),
        *("logements.yml", "Logements.md", "/startups/logements", "/startups/toits.html"),
    ],
)
def test_an_acronym_in_brackets_is_a_name(name: str) -> None:
    known, _ = build({"startup": [doc("logements.md", HOUSING)], "incubator": [doc("incu.md", INCUBATOR)]})
    assert [one.id for one in known.find(name)] == ["logements"]


@pytest.mark.parametrize(
    "name",
    ["Ville de Pau", "Alex (Lyon)", "Agence", "services", "INSE et ISN", "ancien/x", "DINEX/Pau", "incu md", "x.md"],
)
def test_a_similar_name_is_no_name_of_it(name: str) -> None:
    """A start-up is not the organisation that owns it."""
    files = {"startup": [doc("logements.md", HOUSING), doc("pix.md", PIX)], "incubator": [doc("incu.md", INCUBATOR)]}
    assert build(files)[0].resolve(name) is None


def test_a_name_of_two_organisations_is_ambiguous() -> None:
    """Equal ones, and an owner beside a title, are not two."""
    startups = [
        doc("a.md", "---\ntitle: Un\nacronym: UX\n---\n"),
        doc("b.md", "---\ntitle: UX\nowner: Un\n---\n"),
        doc("c.md", "---\ntitle: Trois\n---\n"),
        doc("d.md", "---\ntitle: Trois\n---\n"),
    ]
    known, _ = build({"startup": startups, "incubator": [doc("e.md", "---\ntitle: Cinq\nowner: Un\n---\n")]})
    assert [one.id for one in known.find("ux")] == ["a", "b"]
    assert known.resolve("ux") is None
    for name, id_ in {"Un": "a", "trois": "c", "d": "d", "cinq": "e"}.items():
        assert (known.resolve(name) or known.entries[0]).id == id_


@given(st.text(alphabet="aéÀ'’ -.()/LDINUM", max_size=30))
def test_every_title_is_found_by_itself(title: str) -> None:
    known, _ = build({"startup": [doc("x.yml", f'title: "{title}"\n')]})
    entry = known.entries[0]
    for name in (entry.organization.name, entry.organization.name.upper(), "x.yml"):
        assert not comparable(name) or known.resolve(name) == entry


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


# Files that were read before

WHOLE = (
    "title: La Carte\nincubator: inc\nwebsite: https://carte.example/\n"
    "address: 1 rue Haute, 56000 Vannes\nlogo: https://carte.example/l.png\n"
)
LAST, _ = organization_file.read("startup", doc("s.yaml", WHOLE))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_that_is_cut_short_is_refused(length: int) -> None:
    """One that ends with a line may be whole."""
    body = WHOLE[:length]
    try:
        file, _ = organization_file.read("startup", doc("s.yaml", body), LAST, WHOLE)
    except PostError:
        assert not body.endswith("\n") or length == 0
    else:
        assert file == LAST or body.endswith("\n")


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode) | st.sampled_from([b"title:", b"{}", b"a: 1"]))
def test_no_file_loses_the_name_that_it_had(body: bytes) -> None:
    for name in ("s.yaml", "s.md"):
        document = Document("r", f"refs/{name}", body, name)
        try:
            file, _ = organization_file.read("startup", document, LAST, WHOLE)
        except PostError:
            continue
        assert file.titled


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("https://carte.example/\n", "carte.example\n", "url"),
        ("1 rue Haute, 56000 Vannes", "[1]", "address"),
        ("https://carte.example/l.png", "/l.png", "logo"),
        ("incubator: inc", "incubator: [inc]", "parent"),
    ],
)
def test_a_value_that_is_not_understood_stays(old: str, new: str, kept: str) -> None:
    """The others are read."""
    body = WHOLE.replace(old, new).replace("La Carte", "Autre")
    file, problems = organization_file.read("startup", doc("s.yaml", body), LAST, WHOLE)
    organization = file.reference.organization
    before = {"parent": LAST.parent}.get(kept) or getattr(LAST.reference.organization, kept)
    assert ({"parent": file.parent}.get(kept) or getattr(organization, kept)) == before
    assert organization.name == "Autre"
    assert "what was published from it stays" in str(problems[0])


def test_a_parent_that_is_not_found_stays() -> None:
    known = [organization_file.read("incubator", doc(f"{name}.md", f"---\ntitle: {name}\n---\n"))[0] for name in "ab"]
    own, _ = organization_file.read("startup", doc("s.yaml", "title: S\nincubator: a\n"))
    last = organizations.build([own, *known]).files[0]
    for wrong in ("c", "aa", "b a"):
        file, _ = organization_file.read("startup", doc("s.yaml", f"title: S\nincubator: {wrong}\n"), last)
        built = organizations.build([file, *known])
        parent = built.references.entries[0].organization.parent
        assert parent
        assert parent.name == "a"
        assert "until then a stays" in str(built.problems[0])


def test_a_deleted_file_comes_last() -> None:
    """Another file with its id or title replaces it."""
    gone, _ = organization_file.read("startup", doc("s.md", "---\ntitle: Carte\n---\n"))
    for name, title in (("s.yaml", "Autre"), ("t.yaml", "Carte"), ("u.yaml", "S")):
        file, _ = organization_file.read("startup", doc(name, f"title: {title}\n"))
        known = organizations.build([file], [gone]).references
        written = "Carte" if title == "Carte" else "s"
        assert known.resolve(written, "startup") == file.reference
    assert organizations.build([], [gone]).references.resolve("carte") == gone.reference
