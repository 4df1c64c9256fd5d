"""`feeds try`: what matched and why, what was left out, and what to do about a document without offers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.hostile import Server, reply

TEXT = "We build boats, and you weld them, by hand and by machine, in a team of twelve. " * 5
RECORDS = [
    {"ref": f"A{n}", "intitule": f"Poste {n}", "entreprise": "Forge SA", "ville": "Brest", "typeContrat": "CDI"}
    | {"lien": f"https://forge.example/offre/{n}", "datePublication": f"2026-01-0{n}", "descriptif": TEXT}
    for n in range(1, 6)
]
POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Welder",
    "datePosted": "2026-01-02",
    "validThrough": "2026-12-31",
    "hiringOrganization": "Forge SA",
    "jobLocation": {"@type": "Place", "address": "Brest"},
    "description": TEXT,
}
LD = f'<script type="application/ld+json">{json.dumps(POSTING)}</script>'
MARKED = (
    '<div itemscope itemtype="https://schema.org/JobPosting"><b itemprop="title">Welder</b>'
    f'<b itemprop="hiringOrganization">Forge SA</b><div itemprop="description">{TEXT}</div></div>'
)
RSS = (
    "<rss version='2.0'><channel><title>Forge</title><link>https://forge.example/</link><description>d</description>"
    "<item><title>Welder</title><link>https://forge.example/1</link><pubDate>Fri, 02 Jan 2026 08:00:00 GMT</pubDate>"
    "</item><item><title>Fitter</title><link>https://forge.example/2</link></item>"
    "<item><guid>urn:3</guid></item></channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><id>urn:f</id><updated>2026-01-03T00:00:00Z</updated>"
    "<entry><id>urn:1</id><title>Fitter</title><published>2026-01-01T00:00:00Z</published>"
    "<updated>2026-01-02T00:00:00Z</updated><content>Text</content></entry></feed>"
)
JSON_FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": "1", "title": "Fitter"}]}
BOARD = {"jobs": [{"id": 4, "title": "Welder", "absolute_url": "https://x.example/4", "internal_job_id": 5}]}
XML = "".join(
    f"<job><id>{n}</id><title>Welder {n}</title><company>Forge SA</company><city>Brest</city><country>FR</country>"
    f"<url>https://forge.example/{n}</url><date>the {n}rd</date><jobtype>fulltime</jobtype>"
    f"<description>{TEXT}</description></job>"
    for n in range(1, 3)
)


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def page(body: str) -> bytes:
    return f"<!doctype html><html><head><title>Forge</title></head><body>{body}</body></html>".encode()


def tried(home: Any, server: Server, body: bytes, *options: str) -> Any:
    server.on("/it", reply(body))
    home.configure()
    return home.run("try", server.url("/it"), *options)


@pytest.mark.parametrize(
    ("body", "by", "why"),
    [
        (RSS.encode(), "RSS", "by its element `<rss>`"),
        (ATOM.encode(), "Atom", "by its element `<feed>`"),
        (json.dumps(JSON_FEED).encode(), "JSON Feed", "by its `version`"),
        (page(LD), "a page with JobPosting", "in JSON-LD"),
        (page(MARKED), "a page with JobPosting", "in microdata or RDFa"),
        (json.dumps(POSTING).encode(), "JobPosting", "in JSON-LD"),
        (json.dumps(BOARD).encode(), "preset greenhouse", "by its shape: jobs[0].absolute_url"),
        (f"<jobs>{XML}</jobs>".encode(), "preset job-feed", "by the names of its elements"),
        (json.dumps({"list": RECORDS}).encode(), "a recognised mapping", "by the names and the values of its fields"),
        (f"---\ntitle: Welder\n---\n{TEXT}".encode(), "Markdown", "by its front matter"),
    ],
)
def test_what_matched_and_why(home: Any, server: Server, body: bytes, by: str, why: str) -> None:
    """Each kind of document is named, with what it was detected by."""
    matched = json.loads(tried(home, server, body, "--json").out)["matched"]
    assert matched["by"] == by
    assert matched["why"].startswith(why)


def test_fields_are_those_of_the_partner(home: Any, server: Server) -> None:
    """Of the alternatives of a preset those are shown that find something; a value that is no date is."""
    found = json.loads(tried(home, server, f"<jobs>{XML}</jobs>".encode(), "--json").out)
    assert found["matched"]["fields"]["place"] == "city[not(*)] + country[not(*)]"
    assert found["matched"]["fields"]["published"] == "date"
    assert found["matched"]["unread"] == {"published": "the 1rd"}
    assert found["counts"]["missing"]["date"] == 2


def test_what_is_left_out_is_counted(home: Any, server: Server) -> None:
    """Refused entries and those without a date are numbers, problems of one kind are printed once."""
    ran = tried(home, server, RSS.encode())
    lines = {" ".join(line.split()) for line in ran.out.splitlines()}
    assert {"entries 3", "refused 1 [for the reasons below]", "missing date"} <= lines
    assert "missing date: 1 [they are dated by when they are first seen]" in lines
    assert ran.status == 1
    board = {"jobs": [BOARD["jobs"][0] | {"id": n} for n in range(1, 5)]}
    ran = tried(home, server, json.dumps(board).encode())
    assert ran.out.count("hiringOrganization") == 1
    assert "(3 more like this)" in ran.out


def test_the_pages_behind_a_list_are_shown(home: Any, server: Server) -> None:
    """The documents that were read are listed, with what the first page is."""
    for number in (1, 2):
        server.on(f"/jobs/welder-of-boats-{number}", reply(page(LD)))
    links = "".join(f'<li><a href="/jobs/welder-of-boats-{n}">Welder</a>' for n in (1, 2))
    ran = tried(home, server, page(f"<h1>Jobs</h1><ul>{links}</ul>"))
    out = " ".join(ran.out.split())
    assert "matched a page that links to others" in out
    assert f"page {server.url('/jobs/welder-of-boats-1')} [a page with JobPosting, in JSON-LD]" in out


@pytest.mark.parametrize(
    ("body", "found", "remedy"),
    [
        (b'{"jobs": []}', "without records", "set a `preset:` or a `mapping:`"),
        (b"[]", "without records", "try again when it has jobs"),
        (b"<jobs></jobs>", "without records", "try again when it has jobs"),
        (b"id;title;city\n", "without records", "try again when it has jobs"),
        (b"", "an empty document", "open the URL in a browser"),
        (page("<form><input type='password'></form>"), "a login page", "in `headers` or `auth`"),
        (page("<h1>404</h1>Page not found"), "a page that reports an error", "use the address at which the jobs"),
        (page('<div id="root"></div><script src="/a.js"></script>'), "needs JavaScript", "its scripts load"),
        (page(f"<h1>About us</h1>{TEXT}"), "a page without any", "`format: html`"),
        (b"<rss version='2.0'><channel><item>", "incomplete XML", "fetch or export it again"),
    ],
)
def test_a_document_without_offers_has_a_remedy(
    home: Any, server: Server, body: bytes, found: str, remedy: str
) -> None:
    """What cannot be read is named, with what to do; `--json` has the same."""
    ran = tried(home, server, body)
    assert ran.status == 1
    assert found in ran.err
    assert remedy in ran.err
    ran = tried(home, server, body, "--json")
    assert remedy in json.loads(ran.out)["error"]


def test_the_remedy_of_an_empty_list_works(home: Any, server: Server) -> None:
    """A mapping reads a list that has no entries yet, and an empty feed is one."""
    (home.root / "map.yaml").write_text("items: jobs\nfields: {id: id, title: title, url: url}\n", "utf-8")
    ran = tried(home, server, b'{"jobs": []}', "--mapping", str(home.root / "map.yaml"))
    assert ran.status == 0, ran.err
    ran = tried(home, server, RSS.partition("<item>")[0].encode() + b"</channel></rss>")
    assert "if the partner has offers, use the address of their list or feed" in ran.out


class TestFiles:
    """A file in the place of a URL."""

    def test_it_is_read_without_a_request(self, home: Any) -> None:
        """Its mapping is proposed, as that of a URL."""
        file = home.root / "offers.json"
        file.write_text(json.dumps(RECORDS), "utf-8")
        home.configure()
        ran = home.run("try", str(file))
        assert ran.status == 0, ran.err
        assert "  url: lien" in ran.out
        assert "Poste 1" in ran.out

    def test_its_address_resolves_links(self, home: Any) -> None:
        """A page leads nowhere without its address; with it, its links are counted, and none is followed."""
        file: Path = home.root / "list.html"
        links = "".join(f'<li><a href="/jobs/welder-of-boats-{n}">Welder</a>' for n in (1, 2))
        file.write_bytes(page(f"<h1>Jobs</h1><ul>{links}</ul>"))
        home.configure()
        ran = home.run("try", str(file))
        assert ran.status == 1
        assert "state its address with `--base`" in ran.err
        ran = home.run("try", str(file), "--base", "https://forge.example/jobs")
        assert ran.status == 0, ran.err
        assert "2 links were not followed" in ran.out

    def test_what_is_no_file_is_an_error(self, home: Any) -> None:
        """Neither a folder, nor an address without its scheme."""
        home.configure()
        assert home.run("try", str(home.root)).status == 2
        (home.root / "a.json").write_text("[]", "utf-8")
        ran = home.run("try", str(home.root / "a.json"), "--base", "forge.example")
        assert ran.status == 2
        assert "--base: expected an http(s) URL" in ran.err
