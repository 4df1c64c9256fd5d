"""Packed answers: gzip, deflate, Brotli and Zstandard, read piece by piece (RFC 9110, section 8.4).

A piece is never larger than `PIECE`, whatever it was unpacked from: a bomb goes off at the ceiling, in the
memory of one piece. And unlike a decoder that is merely fed, this one knows whether the end was there.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Generator, Iterator

from feeds.collect.http.transport_errors import BROKEN, Trouble

try:
    import brotli
except ImportError:  # PyPy has the same library under another name
    import brotlicffi as brotli
if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
PIECE = 65_536
LAYERS = 3  # of packing: nobody needs more than one
GZIP, ZLIB, RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
GZIP_MAGIC, ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}  # 8 MB: RFC 9659, section 3

Pieces = Iterator[bytes]
Decoded = Generator[bytes, None, bool]  # the pieces, and in the end whether that was its end


def unpacked(pieces: Pieces, packing: str, most: int) -> Pieces:
    """Unpack a body of which `packing` is the Content-Encoding; each layer gives at most `most` bytes.

    Raises:
        Trouble: it is packed in an unknown way, not packed as it says, broken off, or too large.
    """
    layers = [name for name in map(str.strip, packing.lower().split(",")) if name not in ("", "identity")]
    if len(layers) > LAYERS:
        raise Trouble("it is packed again and again, as attacks are (tell who runs the server)")
    pieces = _capped(pieces, most)
    for name in reversed(layers):
        if name not in DECODERS:
            raise Trouble("it is packed in a way that was not asked for (tell who runs the server)")
        pieces = _capped(_decoded(pieces, name), most)
    return pieces


def _capped(pieces: Pieces, most: int) -> Pieces:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise Trouble(f"it is larger than {most / 1_000_000:g} MB (ask for a smaller document)")
        yield piece


def _decoded(pieces: Pieces, name: str) -> Pieces:
    first = next(pieces, b"")
    if not first:  # some servers say how the body of an empty answer is packed
        return
    try:
        ended = yield from DECODERS[name](first, pieces)
    except (zlib.error, brotli.error, zstd.ZstdError):
        raise Trouble(f"it is not the {name} that it says it is (tell who runs the server)") from None
    if not ended:
        raise Trouble(BROKEN, passing=True)
    for _ in pieces:  # read to the end, so that the connection can be used again
        pass


def _more(piece: bytes, pieces: Pieces, least: int) -> bytes:
    """Read on until there are enough bytes to tell what comes, or no more."""
    while len(piece) < least and (more := next(pieces, b"")):
        piece += more
    return piece


def _padding(piece: bytes, magic: bytes) -> bool:
    """Tell what may follow the end from what began another part and broke off."""
    return not piece or not magic.startswith(piece)


def _gzip(piece: bytes, pieces: Pieces) -> Decoded:
    """Unpack RFC 1952: members, one after the other; what follows the last is padding."""
    while (yield from _inflated(piece, pieces, GZIP, rest := bytearray())):
        piece = _more(bytes(rest), pieces, len(GZIP_MAGIC))
        if not piece.startswith(GZIP_MAGIC):
            return _padding(piece, GZIP_MAGIC)
    return False


def _deflate(piece: bytes, pieces: Pieces) -> Decoded:
    """Unpack RFC 1950; or RFC 1951 alone, which some servers send under this name."""
    piece = _more(piece, pieces, 2)
    wrapped = piece[0] & 15 == zlib.DEFLATED and int.from_bytes(piece[:2], "big") % 31 == 0
    return (yield from _inflated(piece, pieces, ZLIB if wrapped else RAW, bytearray()))


def _inflated(piece: bytes, pieces: Pieces, window: int, rest: bytearray) -> Decoded:
    decoder = zlib.decompressobj(window)
    while True:
        if out := decoder.decompress(piece, PIECE):
            yield out
        if decoder.eof:
            rest += decoder.unused_data
            return True
        piece = decoder.unconsumed_tail
        if not piece and len(out) < PIECE and not (piece := next(pieces, b"")):
            return False


def _brotli(piece: bytes, pieces: Pieces) -> Decoded:
    """Unpack RFC 7932."""
    decoder = brotli.Decompressor()
    while True:
        if out := decoder.process(piece, output_buffer_limit=PIECE):
            yield out
        if decoder.is_finished():
            return True
        piece = b""
        if decoder.can_accept_more_data() and not (piece := next(pieces, b"")):
            return False


def _zstd(piece: bytes, pieces: Pieces) -> Decoded:
    """Unpack RFC 8878: frames, one after the other; what follows the last is padding."""
    decoder = zstd.ZstdDecompressor(options=WINDOW)
    while True:
        if out := decoder.decompress(piece, PIECE):
            yield out
        piece = b""
        if decoder.eof:
            piece = _more(decoder.unused_data, pieces, len(ZSTD_MAGIC))
            if not piece.startswith(ZSTD_MAGIC):
                return _padding(piece, ZSTD_MAGIC)
            decoder = zstd.ZstdDecompressor(options=WINDOW)
        elif decoder.needs_input and not (piece := next(pieces, b"")):
            return False


DECODERS: dict[str, Callable[[bytes, Pieces], Decoded]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
