"""Encode and decode posts and problems (msgspec wrapper)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from feeds.ledger.store import shapes
from feeds.model import hashing
from feeds.model.errors import DamagedError
from feeds.model.problem import Message, Problem

if TYPE_CHECKING:
    from feeds.model.job import Job
    from feeds.model.post import Post

Value = TypeVar("Value")
PHRASES = ("expected", "found", "remedy")
PHRASE = (str, {"template": str, "plural": str, "values": {"": (str, int, dict)}})
PROBLEM = {"file": str, "field": str, "severity": str, "line": (int, None), "column": (int, None), "": PHRASE}
NOT_CONTENT = ("origins", "locator", "source", "links", "confirmed")  # fields of a post


@cache
def _content() -> Callable[[Post], tuple[Any, ...]]:
    from feeds.model.post import Post

    return attrgetter(*(field.name for field in fields(Post) if field.name not in NOT_CONTENT))


@cache
def _tools() -> tuple[Any, Any]:
    import msgspec

    from feeds.model.post import Post

    return msgspec.json.Encoder(enc_hook=_as_text), msgspec.json.Decoder(Post)


def encode(post: Post) -> bytes:
    """Return a post as JSON; equal posts have equal bytes."""
    encoded: bytes = _tools()[0].encode(post)
    return encoded


def decode(payload: bytes) -> Post:
    """Return the post that `encode` wrote.

    Raises:
        DamagedError: it is damaged.
    """
    try:
        post: Post = _tools()[1].decode(payload)
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"expected a post, found {error}") from error
    return post


@cache
def _job_tools() -> tuple[Any, Any, Any]:
    import msgspec

    from feeds.model.job import Job

    part = msgspec.defstruct("Part", [("job", Job | None, None)])
    return msgspec.json.Decoder(part), msgspec.json.Encoder(), msgspec.json.Decoder(Job | None)


def job_in_lists(payload: bytes) -> str:
    """Return the job of an encoded post as lists need it, encoded; `null` for an article.

    Raises:
        DamagedError: the payload is damaged.
    """
    part_of, encoder, _ = _job_tools()
    try:
        job = part_of.decode(payload).job
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"expected a post, found {error}") from error
    text: str = encoder.encode(job.in_lists() if job else None).decode()
    return text


def decode_job(text: str) -> Job | None:
    """Return the job that `job_in_lists` wrote; None for an article.

    Raises:
        DamagedError: it is damaged.
    """
    try:
        job: Job | None = _job_tools()[2].decode(text)
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"expected a job, found {error}") from error
    return job


def pack(value: object) -> bytes:
    """Return a value as MessagePack, for another process; it takes a quarter of the time of pickling."""
    packed: bytes = _packer().encode(value)
    return packed


def unpack(packed: bytes, kind: type[Value]) -> Value:
    """Return the value of type `kind` that `pack` wrote."""
    value: Value = _unpacker(kind).decode(packed)  # type: ignore[arg-type]  # a class is hashable
    return value


def to_text(value: object) -> str:
    """Return a value as JSON."""
    text: str = _tools()[0].encode(value).decode()
    return text


def from_text(text: str, kind: type[Value]) -> Value:
    """Return the value of type `kind` that `to_text` wrote.

    Raises:
        DamagedError: it is damaged.
    """
    import msgspec

    try:
        return msgspec.json.decode(text, type=kind, dec_hook=_read_phrase)
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedError(f"expected a {kind.__name__}, found {error}") from error


@cache
def _packer() -> Any:
    import msgspec

    return msgspec.msgpack.Encoder(enc_hook=_stored)


@cache
def _unpacker(kind: type) -> Any:
    import msgspec

    return msgspec.msgpack.Decoder(kind, dec_hook=_read_phrase)


def digest(post: Post) -> str:
    """Return a digest of the content of a post; its location and the origins of its fields do not count."""
    return hashing.digest(_tools()[0].encode(_content()(post)))


def encode_problems(problems: Iterable[Problem]) -> str:
    """Return problems as a JSON list, or "" for none."""
    import msgspec

    listed = tuple(problems)
    return msgspec.json.encode(listed, enc_hook=_stored).decode() if listed else ""


def _as_text(value: Any) -> str:
    """Return a phrase in a post as its text: the words of a post are not translated."""
    if not isinstance(value, Message):
        raise NotImplementedError  # what msgspec expects of its hook
    return str(value)


def _stored(phrase: Any) -> Any:
    """Return a phrase for JSON: one with values is an object, any other one its text."""
    if not isinstance(phrase, Message):
        raise NotImplementedError  # what msgspec expects of its hook
    return _object(phrase) if phrase.values else str(phrase)


def _read_phrase(kind: type, stored: Any) -> Message:
    if kind is not Message:
        raise NotImplementedError
    return _phrase(stored)


def _object(part: Message) -> dict[str, Any]:
    values = {name: _object(one) if isinstance(one, Message) else one for name, one in part.values.items()}
    return {"template": part.template, **({"plural": part.plural} if part.plural else {}), "values": values}


def decode_problems(text: str) -> tuple[Problem, ...]:
    """Return the problems that `encode_problems` wrote.

    Raises:
        DamagedError: they are damaged.
    """
    if not text:
        return ()
    # json, because a run in which nothing changed reads these and must not import msgspec.
    listed = shapes.parse(text, [PROBLEM])
    try:
        return tuple(Problem(**(one | {key: _phrase(one[key]) for key in PHRASES if key in one})) for one in listed)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DamagedError(f"expected problems, found {text[:80]!r}") from error


def _phrase(part: Any) -> Message:
    """Return what `_stored` returned as it was."""
    if isinstance(part, str):
        return Message(part.replace("%", "%%"))
    values = {name: _phrase(value) if isinstance(value, dict) else value for name, value in part["values"].items()}
    return Message(part["template"], part.get("plural", ""), **values)
