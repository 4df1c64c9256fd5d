"""Content-Encoding: streaming decompression (RFC 9110, section 8.4), on urllib3's decoders.

urllib3 limits each chunk to about CHUNK_SIZE, so a decompression bomb takes the memory of one chunk only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from urllib3.response import BrotliDecoder, DeflateDecoder, GzipDecoder, GzipDecoderState, HTTPResponse, ZstdDecoder

from feeds.collect.http.transport_errors import TRUNCATED, TransportError
from feeds.model.safe_text import shortened

ACCEPTED = "gzip, deflate, br, zstd"
CHUNK_SIZE = 65_536
_GZIP = b"\x1f\x8b\x08"  # RFC 1952 §2.3.1, with the only method there is
DECODERS = {
    "gzip": GzipDecoder,
    "x-gzip": GzipDecoder,
    "deflate": DeflateDecoder,
    "br": BrotliDecoder,
    "zstd": ZstdDecoder,
}


def decompressed(chunks: Iterator[bytes], content_encoding: str, limit: int) -> Iterator[bytes]:
    """Yield the decompressed chunks of a body, at most `limit` bytes.

    Raises:
        TransportError: the encoding is unknown or nested, or the body is invalid, truncated or too large.
    """
    names = [name.strip() for name in content_encoding.lower().split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > 1:
        raise TransportError("too many nested Content-Encodings (possible decompression bomb)")
    if names and names[0] not in DECODERS:
        raise TransportError(f"unsupported Content-Encoding {shortened(names[0])} (report it to the server's operator)")
    size = 0
    for chunk in _decoded(chunks, names[0]) if names else chunks:
        size += len(chunk)
        if size > limit:
            raise TransportError(f"larger than {limit / 1_000_000:g} MB (fetch a smaller document)")
        yield chunk


def unzipped(body: bytes, limit: int) -> bytes:
    """Return the document in a gzip file, such as `sitemap.xml.gz`, or any other body as it is.

    Raises:
        TransportError: the file is invalid, truncated or too large.
    """
    return b"".join(decompressed(iter((body,)), "gzip", limit)) if body.startswith(_GZIP) else body


def _decoded(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    decoder, encoded = DECODERS[name](), b""
    for encoded in chunks:
        rest, chunk = encoded, b""
        while rest or decoder.has_unconsumed_tail or len(chunk) >= CHUNK_SIZE:
            try:
                chunk = decoder.decompress(rest, max_length=CHUNK_SIZE)
            except HTTPResponse.DECODER_ERROR_CLASSES:
                raise TransportError(f"the body is not valid {name} (report it to the server's operator)") from None
            yield chunk
            rest = b""
    if encoded and not _is_complete(decoder):  # some servers send Content-Encoding with an empty body
        raise TransportError(TRUNCATED, transient=True)


def _is_complete(decoder: Any) -> bool:
    """Return whether a stream reached its end; urllib3 does not expose it, so its private object is read."""
    stream: Any = getattr(decoder, "_obj", None)
    if isinstance(decoder, BrotliDecoder):
        return bool(stream.is_finished())
    # GzipDecoder ignores padding after the last member, but has a new, unfinished object for it.
    padded = getattr(decoder, "_state", None) == GzipDecoderState.SWALLOW_DATA
    return padded or bool(stream.eof)
