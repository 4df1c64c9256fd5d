"""Every payload, from a partner's server to our feeds: what is published is what its publisher meant.

The payloads are texts of others and no part of this project: where they lie is told by `FEEDS_PAYLOADS`, and
without them their tests are skipped. Of each, `payloads/expected/*.post.json` holds the facts, checked by eye
against the source: names, places, words of contracts, dates and sums as they are, texts as digests.
Run as a script, this module writes what it finds anew, to be checked by eye again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import Home
from hostile import Server, reply

from feeds.ledger import codec
from feeds.ledger.store import Store
from feeds.model import Post

TESTS = Path(__file__).resolve().parent
PAYLOADS = Path(os.environ.get("FEEDS_PAYLOADS") or TESTS.parents[1] / "shared" / "payloads")
EXPECTED = TESTS / "payloads" / "expected"
SAMPLES = TESTS / "payload_samples"
NOW = "2026-09-01T09:00:00Z"  # when all of them were out
LONG = 100  # characters: a longer text is told by its length and digest
RIGHT = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".rss": "application/rss+xml; charset=utf-8",
    ".xml": "application/xml",
}
WRONG = ("text/html", "application/octet-stream")
NAMES = sorted(path.name.removesuffix(".post.json") for path in EXPECTED.glob("*.post.json"))
# Where systems that are known by their address have their lists; all others lie anywhere.
PATHS = {"workday-cxs.json": "/wday/cxs/example/careers/jobs"}
# What lists without texts lead to; there stands a sample of such a system's answer.
DETAILS = {
    "bamboohr-list.json": ("bamboohr-detail.json", ["/careers/86/detail", "/careers/87/detail"]),
    "smartrecruiters-postings.json": (
        "smartrecruiters-detail.json",
        ["/v1/companies/knight/postings/743999671674844"],
    ),
    "workday-cxs.json": (
        "workday-detail.json",
        [
            "/wday/cxs/example/careers/job/Virginia---Washington-DC-Metro---Remote/"
            "Solution-Architect---Senior-Solution-Architect---PubSec---SLED-NGO_JR354232",
            "/wday/cxs/example/careers/job/Illinois---Chicago/"
            "Customer-Success-Manager---Global-Public-Sector--State---Local-Gov-_JR332446",
        ],
    ),
}


@pytest.fixture(scope="module", autouse=True)
def nothing_else() -> Iterator[None]:
    """Payloads name real sites: nobody but this machine is asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", _here)
        yield


_true = socket.getaddrinfo


def _here(host: Any, *arguments: Any, **options: Any) -> Any:
    if host not in ("127.0.0.1", "localhost", None):
        raise socket.gaierror(socket.EAI_NONAME, "nobody but this machine is asked")
    return _true(host, *arguments, **options)


def source(name: str) -> str:
    """Give the name of the source that a payload is."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def serve(server: Server, name: str, media_type: str) -> str:
    """Serve a payload, and the details that it leads to."""
    elsewhere = b"https://api.smartrecruiters.com"
    body = (PAYLOADS / name).read_bytes().replace(elsewhere, server.url("").encode())
    headers = {"Content-Type": media_type or RIGHT[Path(name).suffix]}
    sample, paths = DETAILS.get(name, ("", []))
    for path in paths:
        server.on(path, reply((SAMPLES / sample).read_bytes(), headers=headers))
    return server.on(PATHS.get(name, f"/{name}"), reply(body, headers=headers))


def publish(root: Path, names: list[str], media_type: str) -> dict[str, Any]:
    """Publish payloads, each as a source of its own, and give for each what came of it."""
    (root / "sources").mkdir(parents=True)
    home = Home(root)
    with Server() as server:
        sources = [{"url": serve(server, name, media_type), "name": source(name)} for name in names]
        home.configure(sources=sources, network={"allow": [server.address], "spacing": 0}, jobs=None)
        home.publish(now=NOW)
        where = server.url("")
        status = {one["name"]: one for one in home.run("status", "--json", "--now", NOW).report}
    posts = read(home)
    found = {}
    for name in names:
        one = status[source(name)]
        made = {"health": one["health"], "trouble": one["trouble"], "posts": posts.get(source(name), [])}
        found[name] = json.loads(json.dumps(made).replace(where, "http://server"))
    return found


def read(home: Home) -> dict[str, list[Any]]:
    """Give the facts of all posts that the ledger holds, by source, in the order of what they are called."""
    store = Store(home.root / ".feeds" / "ledger.sqlite")
    try:
        rows = store.rows()
        payloads = store.payloads(row.id for row in rows)
    finally:
        store.close()
    found: dict[str, list[Any]] = {}
    for row in rows:
        post = codec.decode(payloads[row.id])
        found.setdefault(post.source, []).append(
            {"locator": post.locator, "state": row.life.state, **facts(post)}
        )
    return {name: sorted(posts, key=lambda post: str(post["locator"])) for name, posts in found.items()}


def facts(post: Post) -> dict[str, Any]:
    """Give what a post says, without its prose and without what is empty."""
    data = msgspec.to_builtins(post)
    for name in ("source", "locator", "origins", "via"):
        del data[name]
    for name in ("content_html", "summary"):
        data[name] = digest(data[name])
    return told(data)


def told(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONG else digest(value)
    if isinstance(value, dict):
        return {key: kept for key, one in value.items() if (kept := told(one)) not in (None, "", [], {})}
    return [told(one) for one in value] if isinstance(value, list | tuple) else value


def digest(text: str) -> str:
    return f"{len(text)} characters, sha256 {hashlib.sha256(text.encode()).hexdigest()[:12]}" if text else ""


if __name__ == "__main__":
    socket.getaddrinfo = _here
    with tempfile.TemporaryDirectory() as place:
        everything = sorted(path.name for path in PAYLOADS.iterdir() if path.name != "README.md")
        for payload, made in publish(Path(place) / "home", everything, "").items():
            written = json.dumps(made, ensure_ascii=False, indent=1)
            (EXPECTED / f"{payload}.post.json").write_text(written + "\n", "utf-8")
    sys.exit()
