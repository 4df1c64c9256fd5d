"""Relative links become tokens, and references of other tools become links."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.post import LINK_HOST
from feeds.normalise.values import links, shortcodes
from feeds.normalise.values.relative_links import BASE, RelativeLinks

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\\", exclude_categories=("C", "Z")), min_size=1)


@given(up=st.integers(0, 5), names=st.lists(NAMES.filter(lambda name: set(name) != {"."}), min_size=1, max_size=4))
def test_a_path_is_the_one_that_was_written(up, names):
    """However deep, and whatever letters it has."""
    path = "../" * up + "/".join(names)
    found = RelativeLinks("https://x.example.org/")
    url = links.absolute("./" + quote(path, safe="/"), BASE)
    assert url is not None
    token = found.token(url)
    assert found.found[token].path == path


@pytest.mark.parametrize("url", ["https://x.example.org/a.png", "mailto:jobs@x.example.org", "tel:+331"])
def test_other_addresses_stay(url):
    """They are no relative links."""
    found = RelativeLinks("https://x.example.org/")
    assert found.token(links.absolute(url, BASE) or "") == url
    assert not found.found


@pytest.mark.parametrize("path", ["/", "/startups/carte", "/contact.html", "?page=2"])
def test_what_can_be_no_file_leads_below_the_base_url(path):
    """It needs no token."""
    found = RelativeLinks("https://x.example.org/")
    assert found.token(links.absolute(path, BASE) or "") == f"https://x.example.org/{path.lstrip('/')}"


@given(text=st.text(alphabet="a {}%<>\"'-refpost_urllink.md#", max_size=80))
def test_references_are_as_written_where_they_are_no_links(text):
    """Nothing of a text is lost or added."""
    assert shortcodes.replace(text).in_text(shortcodes.replace(text).text) == text


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ('{{< ref "a b.md" >}}', "ref:a b.md"),
        ("{{% relref 'a.md#x' %}}", "ref:a.md"),
        ("{{<ref a>}}", "ref:a"),
        ('{{< ref path="a.md" lang="fr" >}}', "ref:a.md"),
        ("{% post_url 2026-01-05-a %}", "post_url:2026-01-05-a"),
        ("{{ site.baseurl }}{%- link _posts/2026-01-05-a.md -%}", "link:_posts/2026-01-05-a.md"),
    ],
)
def test_references(written, path):
    """Each is a link with its kind."""
    found = RelativeLinks("https://x.example.org/")
    url = shortcodes.replace(written).text
    assert url.startswith(f"https://{LINK_HOST}/!0/")
    assert found.found[found.token(url)].path == path
