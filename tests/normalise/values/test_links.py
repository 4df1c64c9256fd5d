"""Addresses made absolute and valid."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.values import links
from feeds.normalise.values.links import MAX_LENGTH, absolute, srcset

BASE = "https://site.example/posts/one/"
URI = re.compile(r"(?:https?://|mailto:|tel:)[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a b.html", f"{BASE}a%20b.html"),
        ("../two/?q=1", "https://site.example/posts/two/?q=1"),
        ("/é?x=ü&y=[1]#ô|", "https://site.example/%C3%A9?x=%C3%BC&y=%5B1%5D#%C3%B4%7C"),
        ("\\\\cdn.example\\a", "https://cdn.example/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("www.cdn.example/a", "https://www.cdn.example/a"),
        (" HTTPS://Site.Example/A%zz ", "https://site.example/A%25zz"),
        ("http:/site.example", "http://site.example"),
        ("http:site.example:080/", "http://site.example:80/"),
        ("https://élan.example/", "https://xn--lan-9la.example/"),
        ("https://192.0.2.1/", "https://192.0.2.1/"),
        ("https://[2001:DB8::0:1]:8443/", "https://[2001:db8::1]:8443/"),
        ("ht\ntps://a.example/", "https://a.example/"),
        ("who@where.example", "mailto:who@where.example"),
        ("mailto:a@b.example; c@d.example", "mailto:a@b.example,c@d.example"),
        ("mailto:a@b.example%20%3Bc@d.example", "mailto:a@b.example,c@d.example"),
        ("mailto: a@b.example?subject=Un poste à", "mailto:a@b.example?subject=Un%20poste%20%C3%A0"),
        ("mailto:?to=a@b.example", "mailto:?to=a@b.example"),
        ("tel:+33 1 99 00 00 00", "tel:+33199000000"),
    ],
)  # fmt: skip
def test_an_address_is_mended(written, expected):
    """What a browser forgives is written as RFC 3986 wants it."""
    assert absolute(written, BASE) == expected


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "#place", "javascript:alert(1)", "java\tscript:alert(1)", "data:image/png;base64,AAAA", "file:///x",
        "https://user:secret@site.example/", "https://", "https://a..b/", "https://-a.example/", "https://1.2.3/",
        "https://[x]/", "https://[v1.a:b]/", "https://[1:2]/", "//[x", "https://a.example:99999/",
        f"https://{'a' * 64}.example/",
        "mailto:", "mailto:nobody", "mailto:@x", "mailto:?subject=x", "tel:now", "x" * (MAX_LENGTH + 1),
        "https://a.example/" + "é" * 3000, "https://a\u0000.example/",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_none(written):
    """No script, no password, no place in the page, no host that cannot be."""
    assert absolute(written, BASE) is None


def test_a_relative_address_needs_a_base():
    """Without an address of its own, a text has no relative links."""
    assert absolute("a", "") is None
    assert absolute("a", "https://[x/") is None


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(["", "https://", "mailto:", "/"]),
)
def test_what_is_given_is_a_uri_and_stays_the_same(text, start):
    """Every result is a URI of ASCII characters; mending it again changes nothing."""
    result = absolute(start + text, BASE)
    if result is not None:
        assert URI.fullmatch(result)
        assert not re.search(r"%(?![0-9A-Fa-f]{2})", result)
        assert absolute(result, "") == result


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a.png, b.png 2x", f"{BASE}a.png 1x, {BASE}b.png 2x"),
        ("a.png,b.png 1.5x", f"{BASE}a.png 1x, {BASE}b.png 1.5x"),
        ("a.png 480w, b.png 960w", ""),
        ("a.png 1x, b.png", ""),
        ("mailto:a@b.example 1x", ""),
        ("", ""),
    ],
)
def test_srcset_keeps_densities_alone(written, expected):
    """Candidates are absolute and have a density each, or the attribute goes."""
    assert srcset(written, BASE) == expected


@given(st.from_regex(links._ALREADY_ABSOLUTE.pattern, fullmatch=True))
@pytest.mark.slow
def test_an_address_in_order_is_told_by_its_letters(url):
    """What is given back at once is what would be given back in the end."""
    assert links._web(url) == url
