"""Sources with OAuth 2.0 client credentials (RFC 6749 §4.4)."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from pipeline.partners.test_secrets import kept
from support.hostile import Asked, Script, Server, redirect, reply
from support.partners import at, jobs

from feeds.collect import authorization
from feeds.model.instant import Deadline

CLIENT, SECRET, TOKEN = "client-of-ours", "s3cr3t-of-ours", "t0ken/of=ours"
AUTH = {"client_id": "${CLIENT}", "client_secret": "${SECRET}", "scope": "jobs.read"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Return a server that issues tokens, and lists jobs to those that have one."""
    monkeypatch.setenv("CLIENT", CLIENT)
    monkeypatch.setenv("SECRET", SECRET)
    with Server() as running:
        running.on("/token", issue())
        running.on("/feed", listed())
        yield running


def issue(token: str = TOKEN, **more: Any) -> Any:
    """Issue tokens: the first, then those with a number."""
    issued: list[str] = []

    def answer(asked: Asked) -> Script:
        issued.append(token + str(len(issued) or ""))
        return reply(json.dumps({"access_token": issued[-1], "token_type": "bearer", **more}).encode())(asked)

    return answer


def listed(*accepted: str, name: str = "cook") -> Any:
    """List a job to the owner of a token, and repeat the token in the text."""

    def answer(asked: Asked) -> Script:
        sent = asked.header("Authorization")
        if sent.removeprefix("Bearer ") not in (accepted or (TOKEN,)):
            return reply(b"{}", 401)(asked)
        return reply(jobs(name, content_html=f"<p>For {sent}: a job in the kitchen.</p>"))(asked)

    return answer


def configure(home: Any, *servers: Server, **auth: str) -> None:
    """Let the project have a partner for each server; the first one issues the tokens."""
    token_url = servers[0].url("/token?realm=%2Fpartenaire")
    sources = [
        {
            "url": server.url("/feed"),
            "name": f"p{number}",
            "every": "1h",
            "auth": {"token_url": token_url, **AUTH, **auth},
        }
        for number, server in enumerate(servers)
    ]
    home.configure(sources=sources, network={"allow": [server.address for server in servers]})


def forms(server: Server) -> list[dict[str, list[str]]]:
    """Return the forms that were sent to the token endpoint."""
    return [parse_qs(asked.body.decode()) for asked in server.asked if asked.path.startswith("/token")]


def test_a_token_is_kept_for_the_run_and_nowhere_else(home: Any, server: Server) -> None:
    """One for all sources with the same credentials; it is sent to their servers only, and published nowhere."""
    with Server() as other:
        other.on("/feed", listed(name="baker"))
        configure(home, server, other)
        ran = home.publish()
        assert (ran.status, sorted(home.titles("jobs.json"))) == (0, ["baker", "cook"])
        form = {
            "grant_type": ["client_credentials"],
            "client_id": [CLIENT],
            "client_secret": [SECRET],
            "scope": ["jobs.read"],
        }
        assert forms(server) == [form]
        (asked,) = (asked for asked in server.asked if asked.path.startswith("/token"))
        assert (asked.method, asked.path) == ("POST", "/token?realm=%2Fpartenaire")
        assert asked.header("Content-Type") == "application/x-www-form-urlencoded"
        assert not any(one in asked.head.decode() for asked in server.asked + other.asked for one in (CLIENT, SECRET))
        again = home.publish(now=at(2))
    published = "".join(path.read_text("utf-8") for path in home.output.rglob("*.json"))
    for secret in (SECRET, CLIENT, TOKEN):
        assert secret not in kept(home) + published + ran.out + ran.err + again.out + again.err
    assert "For Bearer ${access_token}" in published


def test_a_token_that_expired_or_is_refused_is_replaced_once(home: Any, server: Server) -> None:
    """With 401; if the new one is refused too, the source has failed and what it published stays."""
    configure(home, server)
    server.on("/feed", listed(TOKEN + "1"))
    assert home.publish().status == 0
    assert (len(forms(server)), home.titles("jobs.json")) == (2, ["cook"])
    server.on("/feed", listed("another"))
    ran = home.publish(now=at(2))
    assert len(forms(server)) == 4
    assert "the token is refused with HTTP status 401 (check `client_id`" in str(ran.report["problems"])
    assert home.titles("jobs.json") == ["cook"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply(b"down", 500), "HTTP status 500 (check"),
        (reply(b"later", 503), "rate limited"),
        (
            reply(b'{"error": "invalid_scope", "error_description": "no such scope"}', 400),
            "invalid_scope: no such scope",
        ),
        (
            reply(json.dumps({"error": "x", "error_description": f"wrong {SECRET}"}).encode(), 400),
            "HTTP status 400: x (ch",
        ),
        (reply(b"[" * 100_000), "no `access_token`"),
        (reply(b'{"access_token": "a\\nb"}'), "no `access_token`"),
        (reply(b'{"access_token": "a", "token_type": "mac"}'), "expected a Bearer token, found mac"),
        (redirect("/feed", 301), "HTTP status 301"),
    ],
)
def test_a_source_without_token_has_failed(home: Any, server: Server, answer: Any, error: str) -> None:
    """With a message that has no secret; what it published stays."""
    configure(home, server)
    home.publish()
    server.on("/token", answer)
    ran = home.publish(now=at(2))
    (problem,) = ran.report["problems"]
    assert f"{server.url('/token')}: no token: " in problem["text"]
    assert error in problem["text"]
    assert home.titles("jobs.json") == ["cook"]
    assert not any(one in kept(home) + ran.out + ran.err for one in (SECRET, CLIENT, TOKEN))


def test_a_server_that_does_not_read_the_form_gets_a_header(home: Any, server: Server) -> None:
    """RFC 6749 §2.3.1: Basic authentication must be supported, credentials in the form need not be."""

    def answer(asked: Asked) -> Script:
        if asked.header("Authorization") == "Basic " + b64encode(f"{CLIENT}:{SECRET}".encode()).decode():
            return issue()(asked)
        return reply(b'{"error": "invalid_client"}', 401)(asked)

    server.on("/token", answer)
    configure(home, server)
    assert home.publish().status == 0
    assert [sorted(form) for form in forms(server)][1:] == [["grant_type", "scope"]]


def test_tokens_expire() -> None:
    """After most of their lifetime, by a clock that nothing sets."""
    now = [1000.0]
    tokens, auth = authorization.Tokens(), authorization.Auth("https://p.example/t", "a", "b")
    issued = iter("123456")

    def fetch(seconds: Any) -> str:
        lifetime = Deadline(authorization._lifetime(seconds), lambda: now[0])
        return tokens.get(auth, "", lambda: authorization._Token(next(issued), lifetime))

    assert [fetch("100"), fetch(100)] == ["1", "1"]
    now[0] += 91
    assert [fetch(None), fetch(0)] == ["2", "2"]
    now[0] += 10**6
    assert fetch("x") == "2"


def test_a_short_token_is_masked_where_it_is_sent(home: Any, server: Server) -> None:
    """As a short secret in a header is."""
    server.on("/token", issue("q7x"))
    server.on("/feed", listed("q7x"))
    configure(home, server)
    home.publish()
    assert home.titles("jobs.json") == ["cook"]
    assert "q7x" not in kept(home)


@pytest.mark.parametrize(
    ("auth", "text"),
    [
        ({**AUTH, "token_url": "https://p.example/t", "client_secret": SECRET}, "the name of an environment variable"),
        ({**AUTH, "token_url": "/token"}, "an absolute address"),
        (AUTH, "add `token_url:`"),
        ("${TOKEN}", "a mapping"),
    ],
)
def test_mistakes_are_found_before_anything_is_fetched(home: Any, auth: Any, text: str) -> None:
    """With their place, and without the secret."""
    home.configure(sources=[{"url": "https://p.example/", "name": "p", "auth": auth}])
    ran = home.run("check")
    assert text in ran.out + ran.err
    assert SECRET not in ran.out + ran.err


def test_a_header_of_the_same_name_is_refused(home: Any) -> None:
    """Only one of them can be sent."""
    auth = {**AUTH, "token_url": "https://p.example/t"}
    home.configure(
        sources=[{"url": "https://p.example/", "name": "p", "auth": auth, "headers": {"authorization": "x"}}]
    )
    ran = home.run("check")
    assert "one of `auth` and the header Authorization" in ran.out + ran.err
