"""Which machines are spoken to: public ones, and those that were named, at the moment of connection."""

import socket

import pytest
from support.hostile import Server, redirect, reply

from feeds.collect.http.client import Client, Limits
from feeds.collect.http.request_url import host_ports, is_same_server, origin, parse_allowed, redacted, validate
from feeds.collect.http.ssrf import is_private
from feeds.collect.http.transport_errors import TransportError
from feeds.model.errors import FetchError

PRIVATE = (
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
    *("100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "0.1.2.3"),
    *("::", "::1", "::7f00:1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1"),
    *("2001::1", "2001:0:4136:e378::1", "2001:20::1", "2001:db8::1", "3fff::1", "5f00::1", "100::1"),
    *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1"),
)
PUBLIC = (
    "1.1.1.1",
    "93.184.215.14",
    "2606:4700:4700::1111",
    "2a00:1450:4007:80e::200e",
    "2001:4860:4860::8888",
)
# 127.0.0.1, as C libraries, browsers and attackers write it.
SPELLINGS = (
    *(
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
    ),
    *("0", "0.0.0.0", "localhost", "LOCALHOST.", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[fec0::1]"),
    *("①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1", "[fe80::1%25lo]", "[::1%lo]"),
)


@pytest.fixture
def server():
    with Server() as server:
        server.on("/", reply(b"secret"))
        yield server


@pytest.fixture
def resolver(monkeypatch):
    """Answer for names that are made up; each time with the next list of addresses, then with the last."""
    answers, asked, true = {}, [], socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        if host not in answers:
            return true(host, port, *args, **kwargs)
        asked.append(host)
        rest = answers[host]
        found = rest.pop(0) if len(rest) > 1 else rest[0]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return answers, asked


def refused(url, allowed=()):
    """Return the words with which an address is refused."""
    with Client("me", allowed, spacing=0) as client, pytest.raises(FetchError) as caught:
        client.get(url)
    assert not caught.value.transient
    return str(caught.value)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_no_public_host_is_private(address):
    assert is_private(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_a_public_host_is_not(address):
    assert not is_private(address)


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_reaches_a_private_address(server, host):
    refused(f"http://{host}:{server.port}/")
    assert not server.connections


def test_the_refusal_says_how_to_allow_it(server):
    assert f'add "127.0.0.1:{server.port}" to `network: allow:`' in refused(server.url("/"))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_server_that_was_named_may_be_private(host):
    try:
        server = Server(host)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with server, Client("me", [server.address]) as client:
        server.on("/", reply(b"ours"))
        assert client.get(server.url("/")).body == b"ours"


def test_it_is_that_port_and_that_name(server):
    other = f"127.0.0.1:{server.port + 1}"
    refused(server.url("/"), [other])
    refused(server.url("/", "localhost"), [server.address])
    refused(server.url("/", "127.1"), [server.address])
    with Client("me", [f"LocalHost:{server.port}"]) as client:
        assert client.get(server.url("/", "LOCALHOST")).body == b"secret"


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_redirect_reaches_a_private_address(server, host):
    with Server() as partner:
        partner.on("/feed", redirect(f"http://{host}:{server.port}/"))
        refused(partner.url("/feed"), [partner.address])
    assert not server.connections


def test_a_redirect_may_lead_to_another_that_was_named(server):
    with Server() as partner, Client("me", [partner.address, server.address]) as client:
        partner.on("/feed", redirect(server.url("/")))
        assert client.get(partner.url("/feed")).body == b"secret"


def test_a_name_is_resolved_once_for_check_and_connection(server, resolver):
    answers, asked = resolver
    answers["rebinding.example"] = [
        ["203.0.113.1"],
        ["127.0.0.1"],
    ]  # the first is of documentation: private, too
    refused(f"http://rebinding.example:{server.port}/")
    assert asked == ["rebinding.example"]
    answers["changing.example"] = [["93.184.215.14"], ["127.0.0.1"]]
    asked.clear()
    with Client("me", spacing=0, limits=Limits(connect=0.2)) as client, pytest.raises(FetchError):
        client.get(f"http://changing.example:{server.port}/")
    assert asked == ["changing.example"]
    assert not server.connections


def test_a_name_with_a_private_address_beside_a_public_one_gets_the_public_one(server, resolver, monkeypatch):
    answers, _ = resolver
    tried = []

    def connected(_, place, *__):
        tried.append(place)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("feeds.collect.http.ssrf._connect", connected)
    answers["both.example"] = [["127.0.0.1", "93.184.215.14", "::1", "1.1.1.1"]]
    with Client("me", spacing=0) as client, pytest.raises(FetchError):
        client.get(f"http://both.example:{server.port}/")
    assert [place[0] for place in tried] == ["93.184.215.14", "1.1.1.1"]


def test_of_several_addresses_the_first_that_answers_is_taken(server, resolver):
    answers, _ = resolver
    answers["several.example"] = [["127.0.0.2", "::1", "127.0.0.1"]]
    server.on("/", reply(b"here"))
    name = f"several.example:{server.port}"
    with Client("me", [name]) as client:
        assert client.get(f"http://{name}/").body == b"here"
    assert server.asked[0].header("Host") == name


def test_a_name_that_does_not_exist(monkeypatch):
    def getaddrinfo(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    assert "host nowhere.invalid not found" in refused("http://nowhere.invalid/")
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with Client("me") as client, pytest.raises(FetchError) as caught:
        client.get("http://example.org/")
    assert caught.value.transient


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "example.org",
            "/feed",
            "http://",
            "http:///feed",
            "http://:80/",
            "https://[::1/",
            "http://a b/",
        ),
        *("http://example.org:99999/", "http://example.org:0/", "http://example.org:x/", "http://a..b/"),
        *(
            "http://exa\nmple.org/",
            "http://example.org/\r\nHost: x",
            "http://127.0.0.1\\.example.org/",
            "http://\ud800/",
        ),
        f"http://{'a' * 300}.example/",
    ],
)
def test_what_is_no_address(url):
    assert any(word in refused(url) for word in ("invalid URL", "not found", "scheme"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "data:,x"])
def test_another_scheme_is_not_read(server, url):
    assert "expected http or https" in refused(url)
    server.on("/feed", redirect(url))
    assert "expected http or https" in refused(server.url("/feed"), [server.address])


def test_a_password_in_an_address_is_refused_and_not_repeated(server):
    for url in (server.url("/").replace("//", "//me:hush@"), server.url("/").replace("//", "//token@")):
        text = refused(url, [server.address])
        assert "`headers:`" in text
        assert "hush" not in text
        assert "token" not in text
    server.on("/feed", redirect(f"http://me:hush@{server.address}/"))
    assert "hush" not in refused(server.url("/feed"), [server.address])


def test_how_an_address_is_shown():
    assert redacted("https://me:hush@example.org/a?key=secret#part") == "https://example.org/a"
    assert redacted("https://[broken") == "the URL"
    assert len(redacted(f"https://example.org/{'a' * 1000}")) < 200
    assert "\x1b" not in redacted("https://example.org/\x1b[2J")


def test_addresses_are_made_whole():
    assert validate(" https://Example.org/a#part ") == "https://Example.org/a"
    assert validate("../b?c", "https://example.org/a/d") == "https://example.org/b?c"
    with pytest.raises(TransportError):
        validate("//me@example.org/", "https://example.org/")


def test_what_may_be_named():
    assert parse_allowed(["127.0.0.1:80", "[::0:1]:8080", "LOCALHOST:1"]) == {
        "127.0.0.1:80",
        "[::1]:8080",
        "localhost:1",
    }
    for wrong in (
        "localhost",
        ":80",
        "::1:80",
        "localhost:",
        "localhost:0",
        "localhost:70000",
        "localhost:x",
        "",
    ):
        with pytest.raises(ValueError, match="is not host:port"):
            parse_allowed([wrong])


def test_the_host_of_an_address_that_was_named():
    assert host_ports("http://LOCALHOST/feed") == ("localhost:80",)
    assert host_ports("https://[::1]:8443/feed") == ("[::1]:8443",)
    assert host_ports("nowhere.xml") == host_ports("http://x:y/") == ()


@pytest.mark.parametrize(
    ("target", "same"),
    [
        ("http://a.example/", True),
        ("http://a.example:80/b", True),
        ("https://a.example/", True),
        ("https://a.example:8443/", False),
        ("http://a.example:8080/", False),
        ("https://www.a.example/", False),
        ("http://b.example/", False),
    ],
)
def test_which_server_is_the_same(target, same):
    assert is_same_server(origin(target), origin("http://a.example/")) is same


def test_plain_http_is_another_server():
    assert not is_same_server(origin("http://a.example/"), origin("https://a.example/"))
    assert not is_same_server(origin("https://a.example/"), origin("http://a.example:8080/"))
