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
