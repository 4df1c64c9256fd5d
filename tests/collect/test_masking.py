"""Where secrets are replaced by their names."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.collect.masking import Mask

URL = "https://api.example/${KEY}/feed?key=${KEY}&user=team:${KEY}"
HEADERS = {"Authorization": "Bearer ${KEY}", "X-Key": "${KEY}"}
LONG, SHORT = "s3cr3t+of/ours", "abc"


def masked(text, value=SHORT):
    """Return a text as it is kept, which is the same for messages and bodies."""
    mask = Mask({"KEY": value}, [URL], HEADERS)
    assert mask.body(text.encode()) == mask.text(text).encode()
    return mask.text(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://api.example/feed?key={}",
        "https://api.example/feed?key={}&page=2",
        '<a href="/feed?page=2&amp;key={}">next</a>',
        "<link>https://api.example/feed?page=2&amp;token={}</link>",
        '{"next": "https:\\/\\/api.example\\/feed?a=b\\u0026key={}\\u0026c=d"}',
        "https://login.example/?return=https%3A%2F%2Fapi.example%2Ffeed%3Fkey%3D{}%26a%3Db",
        "key={}&page=2",
        "https://api.example/feed?key={}: HTTP status 404",
        "https://api.example/feed?user=team:{}&a=b",
        "https://api.example/{}/feed",
        "https://api.example/{}",
        '<a href="/{}/page">next</a>',
        '<link rel="next" href="https://cdn.example/v1/{}"/>',
        '{"next": "https:\\/\\/api.example\\/{}\\/feed"}',
        "https://login.example/?return=https%3A%2F%2Fapi.example%2F{}%2Ffeed",
        "/{}/page",
        "https://api.example/{}/feed: cannot be fetched",
        "Authorization: Bearer {}",
        '{"headers": {"Authorization": "Bearer {}", "X-Key": "{}"}}',
        "X-Key: {}\nHost: api.example",
        "expected another token than Bearer {}.",
    ],
)
def test_a_short_secret_is_masked_where_it_is_one(text):
    """As a parameter, a path segment or a header, and a long one everywhere."""
    for value in (SHORT, "7", "a-b_c", LONG):
        assert masked(text.replace("{}", value), value) == text.replace("{}", "${KEY}")


@pytest.mark.parametrize(
    "text",
    [
        "abc, abcd and ABC; the abc of work",
        "https://api.example/abcdef/xabc?key=abcd&abc=1&q=xabc",
        "https://api.example/posts/abc.html and abc.example/abc-2",
        '<p class="abc">abc</p></abc><abc/>',
        '{"title": "abc", "abc": 3}',
        "text/abc, and/abc/or",
        "Bearer abcd, X-Key: abcd",
        "a=b, abc=d",
    ],
)
def test_a_short_secret_is_not_masked_in_words(text):
    """A value of three letters would otherwise take posts apart."""
    assert masked(text) == text


@pytest.mark.parametrize("value", ["a b", "é/è", "a+b", "100%", 'a"b', "a&b"])
def test_spellings_of_a_short_secret(value):
    """Percent-encoded, form-encoded, and escaped in HTML or JSON."""
    for spelt in (quote(value, ""), quote(value, "").lower(), quote_plus(value)):
        assert masked(f"https://api.example/feed?key={spelt}&a=b", value).endswith("?key=${KEY}&a=b")
    assert masked(f"https://api.example/{quote(value, '')}/feed", value) == "https://api.example/${KEY}/feed"
    said = json.dumps({"X-Key": value})
    assert masked(said, value) == '{"X-Key": "${KEY}"}'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "latin-1"])
def test_a_long_secret_is_masked_in_any_encoding(encoding):
    """Of a body that repeats it."""
    mask, body = Mask({"KEY": "clé-de-nous"}), "<title>clé-de-nous é</title>"
    assert mask.body(body.encode(encoding)).decode(encoding) == "<title>${KEY} é</title>"


@pytest.mark.parametrize(
    ("value", "header"),
    [
        ("abc", '"abc"'),
        ("abc", 'W/"xabcx"'),
        ("abc", '"ABC"'),
        (LONG, f'"{LONG}"'),
        (LONG, f'"{quote(LONG, "")}-gzip"'),
        ("clé-de-nous", '"clé-de-nous"'.encode().decode("latin-1")),
        ("2026", "Mon, 02 Feb 2026 10:00:00 GMT"),
    ],
)
def test_a_header_with_a_secret_is_not_kept(value, header):
    """Wherever it is in the header."""
    assert Mask({"KEY": value}, [URL], HEADERS).header(header) == ""
    assert Mask({"KEY": "another"}, [URL], HEADERS).header(header) == header


def test_what_is_no_text_stays():
    """Bytes that are no UTF-8 are kept."""
    body = b"\xff\xfe https://api.example/abc/\xe9 \x80"
    assert Mask({"KEY": SHORT}, [URL]).body(body) == body.replace(b"abc", b"${KEY}")


def test_the_host_of_a_source():
    """A name that is part of the host is masked there."""
    mask = Mask({"TEAM": "nord"}, ["https://${TEAM}.example/feed"])
    assert mask.text("https://nord.example/feed: nord-ouest") == "https://${TEAM}.example/feed: nord-ouest"


@given(st.text('ab/=&?.: "<', max_size=40), st.sampled_from(["a", "ab", "b"]))
def test_masking_twice_is_masking_once(text, value):
    """And what is no secret stays."""
    mask = Mask({"KEY": value}, [URL], HEADERS)
    once = mask.text(text)
    assert mask.text(once) == once
    assert once.replace("${KEY}", value) == text
