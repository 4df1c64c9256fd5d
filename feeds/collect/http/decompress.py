"""Content-Encoding: streaming decompression (RFC 9110, section 8.4), on urllib3's decoders.

urllib3 bounds each piece to about PIECE, so a decompression bomb meets the limit in the memory of one piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from urllib3.response import (
    BrotliDecoder,
    DeflateDecoder,
    GzipDecoder,
    GzipDecoderState,
    HTTPResponse,
    ZstdDecoder,
)

from feeds.collect.http.transport_errors import TRUNCATED, TransportError
from feeds.model.safe_text import shortened

ACCEPTED = "gzip, deflate, br, zstd"
PIECE = 65_536
DECODERS = {
    "gzip": GzipDecoder,
    "x-gzip": GzipDecoder,
    "deflate": DeflateDecoder,
    "br": BrotliDecoder,
    "zstd": ZstdDecoder,
}


def decompressed(pieces: Iterator[bytes], content_encoding: str, limit: int) -> Iterator[bytes]:
    """Yield a body decompressed, at most `limit` bytes of it.

    Raises:
        TransportError: the encoding is unknown or nested, the body is not encoded so, truncated or too large.
    """
    names = [name.strip() for name in content_encoding.lower().split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > 1:
        raise TransportError("too many nested Content-Encodings (possible decompression bomb)")
    if names and names[0] not in DECODERS:
        raise TransportError(
            f"unsupported Content-Encoding {shortened(names[0])} (report it to the server's operator)"
        )
    size = 0
    for piece in _decoded(pieces, names[0]) if names else pieces:
        size += len(piece)
        if size > limit:
            raise TransportError(f"larger than {limit / 1_000_000:g} MB (fetch a smaller document)")
        yield piece


def _decoded(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    decoder, encoded = DECODERS[name](), b""
    for encoded in pieces:
        rest, piece = encoded, b""
        while rest or decoder.has_unconsumed_tail or len(piece) >= PIECE:
            try:
                piece = decoder.decompress(rest, max_length=PIECE)
            except HTTPResponse.DECODER_ERROR_CLASSES:
                raise TransportError(
                    f"the body is not valid {name} (report it to the server's operator)"
                ) from None
            yield piece
            rest = b""
    if encoded and not _is_complete(decoder):  # some servers name an encoding for an empty body
        raise TransportError(TRUNCATED, transient=True)


def _is_complete(decoder: Any) -> bool:
    """Return whether a stream reached its end; urllib3 keeps that to itself, so its inner object is read."""
    stream: Any = getattr(decoder, "_obj", None)
    if isinstance(decoder, BrotliDecoder):
        return bool(stream.is_finished())
    # GzipDecoder ignores padding after the last member, but has begun another one for it.
    padded = getattr(decoder, "_state", None) == GzipDecoderState.SWALLOW_DATA
    return padded or bool(stream.eof)
