"""Slugs are safe everywhere, ids the same for ever."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.post import Post
from feeds.normalise import identity

ANY = st.text(max_size=120)
SAFE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9", "index"}


def post(locator: str, title: str = "", slug: str = "") -> Post:
    return Post("s", locator, "article", title, "", "fr", slug=slug)


@pytest.mark.parametrize(
    ("locator", "title", "wish", "slug"),
    [
        ("sources/2020-07-21-chef·fe-de-projet.md", "x", "", "chef-fe-de-projet"),
        ("sources/2020-07-21-offre à Évry.markdown", "x", "", "offre-a-evry"),
        ("sources/2020-12-22-designer-api.gouv", "x", "", "designer-api-gouv"),
        ("sources/2020-07-21.md", "Un titre", "", "un-titre"),
        ("sources/2020-07-21-offre.md", "x", "Mon Adresse !", "mon-adresse"),
        ("sources/offre/index.md", "x", "", "offre"),
        ("https://x.example/posts/une%20offre.html?x=1", "Un titre", "", "un-titre"),
        ("https://x.example/posts/une%20offre.html?x=1", "·", "", "une-offre"),
        ("https://x.example/", "Un titre", "", "un-titre"),
        ("sources/con.md", "x", "", "post-con"),
        ("sources/INDEX.txt", "x", "", "sources"),
        ("index.md", "x", "", "post-index"),
        ("sources/" + "mot-" * 40 + ".md", "x", "", "mot-" * 19 + "mot"),
    ],
)
def test_a_slug_comes_from_wish_name_or_title(locator: str, title: str, wish: str, slug: str) -> None:
    assert identity.slug(post(locator, title, wish)) == slug


def test_a_post_without_any_letter_still_has_a_slug() -> None:
    assert re.fullmatch(r"post-[0-9a-f]{8}", identity.slug(post("…", "…")))
    assert identity.slug(post("…")) != identity.slug(post("!"))


@given(ANY, ANY, ANY)
def test_a_slug_is_always_safe(locator: str, title: str, wish: str) -> None:
    slug = identity.slug(post(locator, title, wish))
    assert SAFE.fullmatch(slug)
    assert len(slug) <= 80
    assert slug not in RESERVED


@given(ANY)
def test_a_safe_name_stays_as_it_is(wish: str) -> None:
    once = identity.safe_name(wish)
    assert identity.safe_name(once) == once


@given(ANY, ANY, ANY)
def test_an_id_is_the_same_for_the_same_post(site: str, source: str, locator: str) -> None:
    first = identity.entry_id(site, source, locator)
    assert first == identity.entry_id(site, source, unicodedata.normalize("NFD", locator))
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", first)
    assert first != identity.entry_id(site, source, locator + "x")


def test_an_undecodable_file_name_has_an_id() -> None:
    assert identity.entry_id("s", "s", "\udcff.md") != identity.entry_id("s", "s", "\udcfe.md")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (" REQ-2026/14 ", "REQ-2026/14"),
        ("Offre n° 12345", "Offre n° 12345"),
        ("ACME-2026-LYON-DEV-001", "ACME-2026-LYON-DEV-001"),
        ("12345678901234", "12345678901234"),
        ("-6366765753872521621", ""),
        ("01234567890123456789", ""),
        ("d055f685ddee38d190934bde50554bb8", ""),
        ("{550E8400-E29B-41D4-A716-446655440000}", ""),
        ("64f0c1e2a9b8d7c6e5f40312", ""),
        ("urn:uuid:1", ""),
        ("https://p.example/1", ""),
        ("hr@p.example", ""),
        ("We look for a baker who bakes", ""),
        ("A" * 61, ""),
        ("", ""),
    ],
)
def test_a_reference_is_what_applicants_can_quote(written: str, shown: str) -> None:
    """It is no id that a program generated, no address and no text."""
    assert identity.reference_number(written) == shown


@pytest.mark.parametrize(
    ("identifier", "reference"),
    [
        ({"name": "Acme", "value": "REQ-1"}, "REQ-1"),
        ({"name": "Acme", "value": 4711}, "4711"),
        ({"name": "ACME Holding", "value": "4711"}, "4711"),
        ({"name": "Teamtailor", "value": "4711"}, None),
        ({"value": "4711"}, None),
        (4711, None),
        ("2026-17", "2026-17"),
        ([{"name": "x", "value": "550e8400-e29b-41d4-a716-446655440000"}, {"@value": "R-1"}], "R-1"),
        ("baker", None),
        (None, None),
    ],
)
def test_an_identifier_of_the_employer_is_a_reference(identifier: object, reference: str | None) -> None:
    """One that the recruiting system generated is none; a reference of its own counts more."""
    posting = {"hiringOrganization": {"name": "Acme"}, "identifier": identifier}
    assert identity.with_reference(posting).get("reference") == reference
    assert identity.with_reference({**posting, "reference": "own"})["reference"] == "own"
