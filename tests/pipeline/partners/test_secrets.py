"""Secrets of partners that their servers repeat, or lead elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from support.hostile import Asked, Script, Server, head, redirect, reply
from support.partners import at, configure, rss

LONG, SHORT = "s3cr3t-of-ours", "q7x"
SOURCES = {
    "parameter": ("/feed?key=${PARTNER_TOKEN}", {}),
    "segment": ("/${PARTNER_TOKEN}/feed", {}),
    "part": ("/feed?user=team:${PARTNER_TOKEN}", {}),
    "header": ("/feed", {"X-Key": "${PARTNER_TOKEN}"}),
    "bearer": ("/feed", {"Authorization": "Bearer ${PARTNER_TOKEN}"}),
}


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that misbehaves."""
    with Server() as running:
        yield running


def kept(home: Any) -> str:
    """Return all that is in the files of a project, bodies unpacked."""
    import zlib
    from base64 import b64decode

    text = "".join(path.read_bytes().decode("latin-1") for path in home.root.rglob("*") if path.is_file())
    with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
        rows = ledger.execute("select body from cached_documents").fetchall()
    return text + "".join(zlib.decompress(b64decode(body)).decode("latin-1") for (body,) in rows)


def echoing(server: Server, status: int = 200) -> None:
    """Let every path repeat what was sent, in headers and in the body."""

    def answer(asked: Asked) -> Script:
        sent = asked.header("X-Key") or asked.header("Authorization")
        link = f"https://p.example{asked.path}".replace("&", "&amp;")
        body = rss("one").replace(b"<channel>", f"<channel><atom:link href='{link}'/>X-Key: {sent}".encode(), 1)
        body = body.replace(b"<rss ", b"<rss xmlns:atom='http://www.w3.org/2005/Atom' ")
        etag = f'W/"{asked.path} {sent}"'
        fields = {"ETag": etag, "Last-Modified": etag, "Content-Type": f"text/xml; charset={sent or 'utf-8'}"}
        return [head(status, {**fields, "Content-Length": str(len(body))}) + body]

    for path in ("/feed", f"/{SHORT}/feed", f"/{LONG}/feed"):
        server.on(path, answer)


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize("secret", [SHORT, LONG])
@pytest.mark.parametrize("source", SOURCES)
def test_a_secret_that_a_server_repeats_is_kept_nowhere(
    home: Any, server: Server, monkeypatch: pytest.MonkeyPatch, source: str, secret: str, status: int
) -> None:
    """Neither in the ledger (ETag, Last-Modified, Content-Type, body, URLs) nor in messages or exports."""
    monkeypatch.setenv("PARTNER_TOKEN", secret)
    path, headers = SOURCES[source]
    echoing(server, status)
    configure(home, server, path, headers=headers)
    said = [home.publish(now=at(hours)) for hours in (0, 2)]
    said += [home.run("status", "--json", "--now", at(3)), home.command("ledger", "export")]
    if status == 200:
        assert home.titles("news.json") == ["one"]
    assert len(server.asked) == 2
    assert secret in server.asked[0].path + server.asked[0].head.decode()
    assert secret not in kept(home) + "".join(ran.out + ran.err for ran in said)


def test_words_of_posts_are_not_taken_apart(home: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a short secret occurs in them, or is a word of its own."""
    monkeypatch.setenv("PARTNER_TOKEN", "one")
    server.on("/feed", reply(rss("everyone", "onerous", text="Someone is alone: one, two.")))
    configure(home, server, "/feed?key=${PARTNER_TOKEN}")
    assert home.publish().status == 0
    assert sorted(home.titles("news.json")) == ["everyone", "onerous"]
    assert "Someone is alone: one, two." in (home.output / "news.json").read_text("utf-8")


@pytest.mark.parametrize("secret", [SHORT, LONG])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["/new?key={}", "/{}/new", "/in?back=%2Ffeed%3Fkey%3D{}"])
def test_a_redirect_takes_no_secret_to_another_server(
    home: Any, server: Server, monkeypatch: pytest.MonkeyPatch, target: str, status: int, secret: str
) -> None:
    """It is not followed, and the message shows where it leads, what to do, and no secret."""
    monkeypatch.setenv("PARTNER_TOKEN", secret)
    with Server() as other:
        server.on("/feed", redirect(other.url(target.replace("{}", secret)), status))
        home.configure(
            sources=[{"url": server.url("/feed?key=${PARTNER_TOKEN}"), "name": "partner"}],
            network={"allow": [server.address, other.address]},
        )
        ran = home.publish()
        assert (len(server.asked), other.asked) == (1, [])
    (problem,) = (one for one in ran.report["problems"] if "redirect" in one["text"])
    for part in (f"{server.url('/feed')}: ", other.address, "with a secret in its URL", "write its address in the"):
        assert part in problem["text"]
    assert secret not in kept(home) + ran.out


@pytest.mark.parametrize("target", ["/new?key={}", "/{}/new", "/new"])
def test_a_redirect_within_a_server_takes_it_along(
    home: Any, server: Server, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    """And a permanent one is remembered, with the name of the secret in its place."""
    monkeypatch.setenv("PARTNER_TOKEN", SHORT)
    path = target.replace("{}", SHORT)
    server.on("/feed", redirect(server.url(path), 301))
    server.on(path.partition("?")[0], reply(rss("one")))
    configure(home, server, "/feed?key=${PARTNER_TOKEN}")
    for hours in (0, 2):
        assert home.publish(now=at(hours)).status == 0
    assert [asked.path for asked in server.asked] == [f"/feed?key={SHORT}", path, path]
    assert SHORT not in kept(home)


def test_a_redirect_to_another_server_without_secret_is_followed(
    home: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where its URL has none; headers stay behind."""
    monkeypatch.setenv("PARTNER_TOKEN", SHORT)
    with Server() as other:
        other.on("/new", reply(rss("one")))
        server.on("/feed", redirect(other.url("/new?signed=1")))
        sources = [{"url": server.url("/feed?key=${PARTNER_TOKEN}"), "name": "partner"}]
        sources[0]["headers"] = {"X-Key": "${PARTNER_TOKEN}"}
        home.configure(sources=sources, network={"allow": [server.address, other.address]})
        assert home.publish().status == 0
        assert [(asked.path, asked.header("X-Key")) for asked in other.asked] == [("/new?signed=1", "")]


def test_validators_of_an_earlier_ledger_are_removed(
    home: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the next response, even if that is a 304."""
    monkeypatch.setenv("PARTNER_TOKEN", LONG)
    server.on("/feed", reply(rss("one"), headers={"ETag": '"1"'}), reply(b"", 304))
    configure(home, server, "/feed?key=${PARTNER_TOKEN}")
    home.publish()
    with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
        ledger.execute("update cached_documents set etag = ?", (f'"{LONG}"',))
        ledger.commit()
    assert home.publish(now=at(2)).status == 0
    assert server.asked[1].header("If-None-Match") == f'"{LONG}"'
    with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
        assert ledger.execute("select etag from cached_documents").fetchall() == [("",)]
