"""Digests: what is persisted under them must not change."""

from hashlib import blake2b

import pytest

from feeds.model.hashing import digest, fraction


def test_a_digest_is_that_of_the_parts_as_text():
    """Ledgers and validators hold such digests."""
    expected = blake2b("post\0é\0None\x001".encode(), digest_size=12).hexdigest()
    assert digest("post", "é", None, 1) == expected == digest(b"post", "é".encode(), None, 1)


def test_bytes_count_as_they_are():
    assert digest(b"\xff\x00", size=16) == blake2b(b"\xff\x00", digest_size=16).hexdigest()


def test_every_text_has_a_digest():
    """A lone surrogate is in what JSON escapes."""
    assert digest("\ud800") != digest("\ud801")


@pytest.mark.parametrize("name", ["", "example", "websub https://hub.example.org/ 3"])
def test_a_fraction_is_the_digest_as_a_number(name):
    expected = int.from_bytes(blake2b(name.encode(), digest_size=4).digest()) / 2**32
    assert fraction(name) == expected
    assert 0 <= expected < 1
