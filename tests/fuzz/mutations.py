"""How a document is spoilt: byte by byte, piece by piece, and as the tree that it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import escape
from random import Random
from typing import Any

from fuzz.seeds import ATTACKS, ODDITIES, Seed

LARGEST = 200_000  # bytes
_PIECES = re.compile(r"(<[^<>]{0,400}>|\"[^\"\n]{0,400}\"|\n|[,;:|]|\s+|[\w.@/-]+)")
_ENCODINGS = ("utf-8", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-8-sig")
_MOST = 6  # mutations of one document


def mutated(random: Random, seed: Seed, others: Sequence[Seed]) -> bytes:
    """Return a document with some mutations, at most `LARGEST` bytes of it."""
    body = seed.body
    if random.random() < 0.4 and body.lstrip()[:1] in (b"{", b"["):
        body = _tree(random, body)
    for _ in range(random.randint(1, _MOST)):
        body = random.choice(_ALL)(random, body, others)[:LARGEST]
    return body


def pumped(random: Random, body: bytes, size: int) -> bytes:
    """Return a document in which one piece is repeated until it has about this size."""
    start = random.randrange(len(body) + 1)
    piece = body[start : start + random.choice((1, 2, 5, 20, 100, 1000))] or b"<b>"
    if random.random() < 0.4:
        piece = random.choice((*ATTACKS, *ODDITIES))[:200].encode("utf-8", "replace")
    return body[:start] + piece * max((size - len(body)) // len(piece), 1) + body[start:]


def harm(random: Random) -> str:
    """Return something harmful or odd, written as it stands or escaped once or twice."""
    text = random.choice(ATTACKS if random.random() < 0.5 else ODDITIES)
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        text = random.choice((escape, lambda plain: json.dumps(plain)[1:-1]))(text)
    return text


# Bytes


def _flip(random: Random, body: bytes, _: Sequence[Seed]) -> bytes:
    changed = bytearray(body)
    for _ in range(random.randint(1, 8)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(random: Random, body: bytes, _: Sequence[Seed]) -> bytes:
    start, end = sorted((random.randrange(len(body) + 1), random.randrange(len(body) + 1)))
    return body[:start] + body[end:] if random.random() < 0.7 else body[:end]


def _again(random: Random, body: bytes, _: Sequence[Seed]) -> bytes:
    start = random.randrange(len(body) + 1)
    piece = body[start : start + random.randint(1, 400)]
    return body[:start] + piece * random.choice((2, 3, 20, 200)) + body[start:]


def _insert(random: Random, body: bytes, _: Sequence[Seed]) -> bytes:
    start = random.randrange(len(body) + 1)
    return body[:start] + harm(random).encode("utf-8", "replace") + body[start:]


def _splice(random: Random, body: bytes, others: Sequence[Seed]) -> bytes:
    other = random.choice(others).body
    start, from_ = random.randrange(len(body) + 1), random.randrange(len(other) + 1)
    return body[:start] + other[from_ : from_ + random.randint(1, 2_000)] + body[start:]


def _encode(random: Random, body: bytes, _: Sequence[Seed]) -> bytes:
    return body.decode("utf-8", "replace").encode(random.choice(_ENCODINGS), "replace")


# Pieces: tags, texts in quotes, words


def _pieces(random: Random, body: bytes, _: Sequence[Seed]) -> bytes:
    pieces = _PIECES.split(body.decode("utf-8", "surrogateescape"))
    for _ in range(random.randint(1, 5)):
        place, other = random.randrange(len(pieces)), random.randrange(len(pieces))
        kind = random.randrange(6)
        if kind == 0:
            pieces[place] = ""
        elif kind == 1:
            pieces[place], pieces[other] = pieces[other], pieces[place]
        elif kind == 2:
            pieces[place] *= random.choice((2, 50, 300))
        elif kind == 3:
            pieces[place] = pieces[other]
        else:
            pieces[place] = _in_place(pieces[place], harm(random))
    return "".join(pieces).encode("utf-8", "surrogateescape")


def _in_place(piece: str, text: str) -> str:
    """Put a text where a piece is, in quotes if the piece is."""
    if piece.startswith('"'):
        return f'"{text}"'
    if piece.startswith("<") and not piece.startswith("</") and "=" in piece:
        return re.sub(r"=\s*\"[^\"]*\"", lambda _: f'="{text}"', piece, count=1)
    return text


def _nest(random: Random, body: bytes, _: Sequence[Seed]) -> bytes:
    begin, end = random.choice((("<div>", "</div>"), ("<item>", "</item>"), ("[", "]"), ('{"a":', "}"), ("<b>", "")))
    depth = random.choice((3, 60, 300, 3_000))
    start = random.randrange(len(body) + 1)
    stop = random.randrange(start, len(body) + 1)
    return body[:start] + begin.encode() * depth + body[start:stop] + end.encode() * depth + body[stop:]


# Trees


def _tree(random: Random, body: bytes) -> bytes:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return body
    for _ in range(random.randint(1, 8)):
        nodes = list(_nodes(data))
        if not nodes:
            break
        holder, key = random.choice(nodes)
        _change(random, holder, key, nodes)
    return json.dumps(data, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")


def _nodes(value: Any, deep: int = 0) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found = [(value, key) for key in keys]
    if deep < 12:
        for key in keys:
            found += _nodes(value[key], deep + 1)
    return found[:2_000]


def _change(random: Random, holder: Any, key: Any, nodes: list[tuple[Any, Any]]) -> None:
    kind = random.randrange(6)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = json.loads(json.dumps(_of(random.choice(nodes))))
    elif kind == 2:
        holder[key] = [holder[key]] * random.choice((1, 2, 50))
    elif kind == 3:
        holder[key] = random.choice(
            (
                None,
                True,
                False,
                0,
                -1,
                1e308,
                10**40,
                0.1,
                "",
                " ",
                [],
                {},
                [[[[[]]]]],
                {"name": {"name": []}},
                {"@value": 1},
            )
        )
    elif kind == 4 and isinstance(holder, dict):
        holder[random.choice((harm(random), "url", "name", "title", "@type", "id", "content_html"))] = holder[key]
    else:
        holder[key] = harm(random)


def _of(node: tuple[Any, Any]) -> Any:
    holder, key = node
    try:
        return holder[key]
    except (KeyError, IndexError):
        return None


_ALL: tuple[Callable[[Random, bytes, Sequence[Seed]], bytes], ...] = (
    *(_flip, _cut, _again, _insert, _insert, _insert, _splice, _encode),
    *(_pieces, _pieces, _pieces, _pieces, _nest),
)
