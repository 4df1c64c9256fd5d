"""What feed readers need of a host: nginx and Caddy as `deploy/` sets them up, and `feeds serve` in part."""

import gzip

import pytest
from support.serving import fetch
from support.tools import find

HOSTS = ("nginx", "caddy")
TYPES = {
    "jobs.rss": "application/rss+xml",
    "jobs.atom": "application/atom+xml",
    "jobs.json": "application/feed+json",
    "jobs.jsonld": "application/ld+json",
    "closed.json": "application/json",
    "status.json": "application/json",
    "organizations/atelier-du-nord/hiring.json": "application/json",
    "feeds.opml": "text/x-opml",
    "deadlines.ics": "text/calendar",
    "sitemap.xml": "application/xml",
    "recover/index.jsonl": "application/jsonl",
    "robots.txt": "text/plain",
    "style.css": "text/css",
    "index.html": "text/html",
}


@pytest.fixture(params=HOSTS)
def host(request, serve, moved):
    """Run each server in turn over one output; return a function that fetches from it."""
    port = serve(request.param, moved.output)
    return lambda path, method="GET", **headers: fetch(port, path, method, **headers)


for_preview = pytest.mark.parametrize("host", ["feeds", *HOSTS], indirect=True)


@for_preview
def test_each_file_has_its_type_and_charset(host):
    for path, media_type in TYPES.items():
        told = host(f"/{path}").headers["Content-Type"]
        assert told.lower() == f"{media_type}; charset=utf-8", path


def test_an_answer_says_what_it_is_and_how_long_it_holds(host, moved):
    for path in TYPES:
        got = host(f"/{path}")
        lasting = "no-cache" if path.endswith((".html", ".css")) else "max-age=300"
        assert got.status == 200
        assert got.headers["Cache-Control"] == lasting, path
        assert got.headers["ETag"].lstrip("W/").startswith('"')
        assert got.headers["Last-Modified"]
        assert "Set-Cookie" not in got.headers
        assert "Accept-Encoding" in got.headers["Vary"]
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
            assert got.headers[name], (path, name)
        if not path.endswith(".html"):
            assert got.body == (moved.output / path).read_bytes()


@for_preview
def test_scripts_of_other_sites_may_read_who_is_hiring(host):
    got = host("/organizations/atelier-du-nord/hiring.json", Origin="https://nord.example.org")
    assert got.headers["Access-Control-Allow-Origin"] == "*"


def test_packed_and_plain_share_no_strong_tag(host):
    for path in ("jobs.rss", "jobs.atom", "jobs.json", "jobs.jsonld", "sitemap.xml"):
        plain, packed = host(f"/{path}"), host(f"/{path}", Accept_Encoding="br, gzip")
        if len(plain.body) < 500:
            continue
        assert packed.headers["Content-Encoding"] == "gzip", path
        assert gzip.decompress(packed.body) == plain.body
        tags = {plain.headers["ETag"], packed.headers["ETag"]}
        assert len(tags) == 2 or all(tag.startswith("W/") for tag in tags)
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert "Content-Encoding" not in host(f"/{path}", Accept_Encoding="gzip;q=0").headers


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_who_has_a_feed_gets_304(host, coding, request):
    for path in ("jobs.rss", "jobs.atom", "jobs.json", "index.html"):
        first = host(f"/{path}", Accept_Encoding=coding)
        tag, since = first.headers["ETag"], first.headers["Last-Modified"]
        for asked in (
            {"If_None_Match": tag},
            {"If_None_Match": f'"other", {tag}'},
            {"If_Modified_Since": since},
            {"If_None_Match": tag, "If_Modified_Since": "Thu, 01 Jan 2015 00:00:00 GMT"},
        )[: 3 if "nginx" in request.node.name else 4]:  # nginx wants both to fit: it sends more than it must
            again = host(f"/{path}", Accept_Encoding=coding, **asked)
            assert (again.status, again.body) == (304, b""), (path, asked)
            assert again.headers["ETag"], path
            assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
            assert "Accept-Encoding" in again.headers["Vary"]
        other = host(f"/{path}", Accept_Encoding=coding, If_None_Match='"x"', If_Modified_Since=since)
        assert other.status == 200


@for_preview
def test_a_head_has_no_body_and_nothing_can_be_changed(host):
    assert host("/jobs.rss", "HEAD").body == b""
    assert host("/jobs.rss", "HEAD").status == 200
    assert host("/jobs.rss", "POST").status in (405, 501)


@for_preview
def test_a_folder_is_its_index(host):
    assert host("/p/a/").status == 200
    got = host("/p/a")
    assert got.status in (301, 308)
    assert got.headers["Location"].endswith("/p/a/")


@for_preview
def test_what_is_not_for_readers_is_not_shown(host):
    for path in (
        "/.htaccess",
        "/_redirects",
        "/redirects.nginx.conf",
        "/redirects.caddy",
        "/.feeds-tmp/x",
        "/..%2f.feeds/x",
    ):
        assert host(path).status in (400, 404), path


@for_preview
def test_former_addresses_lead_on_and_removed_pages_are_gone(host):
    for path in ("/posts/a/", "/posts/a", "/posts/a/index.html"):
        got = host(path)
        assert got.status == 301
        assert got.headers["Location"].removeprefix("https://jobs.example.org") == "/p/a/"
    assert host("/vieille/").status == 301
    assert host("/posts/b/").status == 410
    assert host("/posts/nothing/").status == 404


def test_a_tag_stays_while_the_bytes_do(serve, moved):
    """A run that changes nothing touches no file, so even tags made of times stay."""
    ports = [serve(name, moved.output) for name in ("feeds", *HOSTS) if name == "feeds" or find(name)]
    before = [fetch(port, "/jobs.rss").headers["ETag"] for port in ports]
    moved.run("publish", "--now", "2026-03-09T09:30Z")
    assert [fetch(port, "/jobs.rss").headers["ETag"] for port in ports] == before
