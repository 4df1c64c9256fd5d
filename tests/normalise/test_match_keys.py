"""Match keys: pages as they are compared, and how well a partner knows one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.job import Job
from feeds.model.post import Post
from feeds.model.settings import Organization
from feeds.normalise.dialects.item import Item
from feeds.normalise.match_keys import FOREIGN_PAGE, NEAR_PAGE, OWN_PAGE, match_keys, page_key

TRACKING = ("utm_source", "UTM_Campaign", "fbclid", "gclid", "mc_cid", "xtor", "at_medium", "at_custom1")
IDENTIFYING = ("ref", "src", "source", "id", "p", "referrer", "at_id", "offer", "gh_jid", "from")


@given(st.sampled_from(TRACKING), st.text("abc019-", min_size=1), st.sampled_from(IDENTIFYING))
def test_tracking_changes_no_key_and_other_parameters_do(tracking: str, value: str, name: str) -> None:
    page = f"https://a.example/jobs?{name}={value}"
    assert page_key(f"{page}&{tracking}=x") == page_key(page) != page_key(page + "1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.example/1/", "https://A.example:443/1"),
        ("https://a.example/caf%C3%A9", "https://a.example/café"),
        ("https://münchen.example/1", "https://xn--mnchen-3ya.example/1"),
        ("https://a.example/1#top", "https://a.example/1"),
        ("https://a.example./1", "https://a.example/1"),
    ],
)
def test_spellings_of_one_page_are_equal(one: str, other: str) -> None:
    assert page_key(one) == page_key(other) != ""


@pytest.mark.parametrize("url", ["", "https://a.example/", "https://a.example/?utm_id=1", "mailto:a@b.example", "x:1"])
def test_no_page_of_one_post(url: str) -> None:
    assert page_key(url) == ""


@pytest.mark.parametrize(
    ("page", "site", "rank"),
    [
        ("https://www.a.example/1", "a.example", OWN_PAGE),
        ("http://127.0.0.1:81/1", "127.0.0.1:81", OWN_PAGE),
        ("https://[::1]:81/1", "[::1]:81", OWN_PAGE),
        ("https://a.example/1", "a.example:8443", NEAR_PAGE),
        ("https://jobs.a.example/1", "a.example", FOREIGN_PAGE),
        ("https://a.example/1", "jobs.a.example", FOREIGN_PAGE),
        ("https://one.github.io/1", "two.github.io", FOREIGN_PAGE),
        ("https://evil-a.example/1", "a.example", FOREIGN_PAGE),
    ],
)
def test_a_page_belongs_to_its_whole_host(page: str, site: str, rank: int) -> None:
    post = Post("s", "l", "job", "x", "", "en", external_url=page, job=Job("x", Organization("y")))
    assert dict(match_keys(Item(url=page), post, site))[page_key(page)] == rank
