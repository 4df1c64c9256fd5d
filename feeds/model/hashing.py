"""Digests of values and bytes, equal in every process (BLAKE2b, RFC 7693)."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # that of hashlib, which loads OpenSSL first: 3 ms of the 15 of a short run
except ImportError:
    from hashlib import blake2b


def digest(*parts: object, size: int = 12) -> str:
    """Return the digest of some values as hexadecimal digits, two for each byte of its `size`.

    A part that is bytes is hashed as it is, any other one as `str` writes it.
    """
    written = [part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass") for part in parts]
    return blake2b(b"\0".join(written), digest_size=size).hexdigest()


def fraction(*parts: object) -> float:
    """Return a number from 0 up to 1 that differs between values, and is the same for the same ones."""
    return int(digest(*parts, size=4), 16) / 2**32
