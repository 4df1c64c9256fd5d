"""Names without markup."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.normalise.html.strip_tags import strip_tags, strip_tags_in_json

SAME = [
    "The <b> and &nbsp;",
    "C++ < D > E",
    "List<T>",
    "Map<K,V>",
    "a<b and c>d",
    "if x <y && a=b",
    "x <10 k€> y",
]


@pytest.mark.parametrize("name", SAME)
def test_what_only_looks_like_markup_stays(name: str) -> None:
    """As it is."""
    assert strip_tags(name) == name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("<b>Bold</b> & <script>alert(1)</script>", "Bold & "),
        ("<img src=x onerror=alert(1)>Hi", "Hi"),
        ("T <img src=x onerror=alert(1) ", "T "),
        ("<svg onload=a><script>x</script></svg>", ""),
        ("<a href='x'>The <b>A</b></a>", "The A"),
        ("<ul><li>a</li><li>b</li></ul>", "  a  b  "),
        ("a<!-- b -->c", "ac"),
    ],
)
def test_markup_is_taken_out(name: str, plain: str) -> None:
    """With what scripts and styles hold."""
    assert strip_tags(name) == plain


@example("<script/")
@example("<img/scriptonerror=")
@given(st.lists(st.sampled_from(["<", ">", "/", "script", "img", " ", "onerror=", "b", "'", "!--", "x"])).map("".join))
def test_nothing_that_runs_is_left(name: str) -> None:
    """However it is put together."""
    left = strip_tags(name)
    # An attribute begins after a space, a slash or a quotation mark: `scriptonerror` is another one.
    assert not re.search(r"<script[\s>/]|<img[\s/](?:[^<>]*[\s/'])?onerror=", left)


@pytest.mark.parametrize("part", ["<script>", "<", "<a", "<a b=", "<s<s<s"])
@pytest.mark.slow
def test_it_takes_no_time_that_grows_with_its_square(part: str) -> None:
    """A hundred thousand of them are read at all, on the slowest machine."""
    began = time.process_time()
    strip_tags(part * 100_000)
    assert time.process_time() - began < 60


def test_all_texts_of_some_json() -> None:
    """Numbers and all else stay; so does what lies too deep to be read by anybody."""
    assert strip_tags_in_json({"a": ["<p>x</p>", 1, None, {"b": "<i>y</i>"}]}) == {"a": [" x ", 1, None, {"b": "y"}]}
