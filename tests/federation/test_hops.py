"""Sites made with `feeds` collect each other: nothing is lost in any number of hops, and loops are seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.hostile import Server, reply

from feeds.ledger.store import Store
from feeds.ledger.store.codec import decode
from feeds.model.post import Post

TYPES = {
    "json": "application/feed+json",
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "html": "text/html",
}
HOME = ["index.html"]
NOW = "2026-03-02T09:00:00Z"


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that shows what each site publishes."""
    with Server() as running:
        yield running


def site(homes: Any, server: Server, name: str, *sources: Any, **more: Any) -> Any:
    """Make a site with sources of its own; `more` are keys of its configuration."""
    home = homes()
    home.configure(
        site={
            "title": f"Site {name}",
            "url": server.url(f"/{name}/"),
            "language": "fr",
            "timezone": "Europe/Paris",
            "publisher": {"name": f"Atelier {name}", "url": f"https://atelier-{name}.example.org/"},
        },
        sources=list(sources),
        network={"allow": [server.address], "spacing": 0},
        **more,
    )
    return home


def shown(home: Any, server: Server, name: str) -> None:
    """Let the server show what a site has published."""
    for path in home.output.rglob("*"):
        if path.suffix[1:] in TYPES and path.is_file():
            where = f"/{name}/{path.relative_to(home.output).as_posix()}".removesuffix("index.html")
            server.on(where, reply(path.read_bytes(), headers={"Content-Type": TYPES[path.suffix[1:]]}))


def partner(server: Server, site: str, *paths: str) -> list[dict[str, str]]:
    """Return the sources of a site that collects another."""
    return [
        {"url": server.url(f"/{site}/{path.removesuffix('index.html')}"), "name": f"{site}-{number}"}
        for number, path in enumerate(paths)
    ]


def posts(home: Any) -> dict[str, Post]:
    """Return what a site knows, by id."""
    store = Store(home.root / ".feeds" / "ledger.sqlite")
    try:
        ids = [row.id for row in store.rows() if row.lifecycle.state == "open"]
        return {id_: decode(payload) for id_, payload in store.payloads(ids).items()}
    finally:
        store.close()


def bare(post: Post) -> Post:
    """Leave out what is each site's own."""
    return replace(post, source="", locator="", origins=(), via=(), slug="", aliases=(), claimed_id="")


def newsroom(home: Any) -> None:
    """Write posts of every kind."""
    home.job(
        "2026-02-01-dev.md",
        roles="Développeur·euse Python",
        contrat="CDD 18 mois, temps partiel",
        lieu=["75007 Paris", "Vannes, Morbihan"],
        teletravail="2 jours par semaine",
        salaire="35-45 k€ brut par an",
        techno="Python, Django",
        domaines="Développement",
        poste_ferme="2026-06-30",
        junior=True,
        unseen="gardé",
    )
    home.job(
        "2026-02-02-coach.md",
        roles="Coach",
        contrat="freelance",
        tjm="500 €",
        friend="Ministère",
        externalURL="https://ministere.example/coach",
    )
    home.post("2026-02-03-news.md", "Un **texte**.\n\n- a\n- b\n", title="Nouvelle", tags=["vie"], summary="Bref.")


@pytest.mark.parametrize(
    "paths",
    [["jobs.json", "news.json"], ["jobs.atom", "news.atom"], ["jobs.rss", "news.rss"], HOME],
    ids=["json", "atom", "rss", "home"],
)
def test_nothing_is_lost_through_any_number_of_hops(homes: Any, server: Server, paths: list[str]) -> None:
    """A copy of a copy of a copy has the ids, dates, texts and facts of the first site."""
    before = site(homes, server, "first", {"path": "sources"})
    newsroom(before)
    assert before.publish().status in (0, 1)
    shown(before, server, "first")
    original, copies, name = posts(before), list[dict[str, Post]](), "first"
    for here in ("second", "third", "fourth"):
        copy = site(homes, server, here, *partner(server, name, *paths))
        ran = copy.publish(now=NOW)
        assert ran.problems == [], ran.problems
        shown(copy, server, here)
        copies.append(posts(copy))
        name = here
    assert copies[0].keys() == original.keys()
    for id_, post in original.items():
        arrived = bare(copies[0][id_])
        assert arrived.job == (post.job and replace(post.job, direct_apply=arrived.job.direct_apply))
        assert replace(arrived, job=post.job, external_url="") == replace(
            bare(post), external_url="", published=arrived.published, updated=arrived.updated
        )
    for later in copies[1:]:
        assert {id_: bare(post) for id_, post in later.items()} == {id_: bare(post) for id_, post in copies[0].items()}
    assert [via.url for via in copies[2].popitem()[1].via] == [
        server.url(f"/{one}/") for one in ("first", "second", "third")
    ]


@pytest.mark.parametrize("path", ["news.json", "news.atom", "news.rss", "index.html"])
def test_an_edit_goes_through(homes: Any, server: Server, path: str) -> None:
    """An update is noted once at each hop, with its date, and the line that notes it does not pile up."""
    first = site(homes, server, "first", {"path": "sources"})
    newsroom(first)
    first.publish()
    shown(first, server, "first")
    second = site(homes, server, "second", *partner(server, "first", path))
    third = site(homes, server, "third", *partner(server, "second", path))
    for copy, name in ((second, "second"), (third, "third")):
        copy.publish(now=NOW)
        shown(copy, server, name)
    first.post("2026-02-03-news.md", "Un autre texte.", title="Nouvelle", tags=["vie"], summary="Bref.")
    first.publish(now="2026-03-03T09:00:00Z")
    shown(first, server, "first")
    for copy, name in ((second, "second"), (third, "third")):
        ran = copy.publish(now="2026-03-03T12:00:00Z")
        assert [one["change"] for one in ran.report["transitions"]] == ["changed"]
        shown(copy, server, name)
    items = [home.json("news.json")["items"][0] for home in (first, second, third)]
    assert {item["date_modified"] for item in items} == {"2026-03-03T09:00:00Z"}
    assert {item["content_html"].count("<em>") for item in items} == {1}


@pytest.mark.parametrize("path", ["jobs.json", "jobs.atom", "jobs.rss"])
def test_an_end_goes_through(homes: Any, server: Server, path: str) -> None:
    """The feed states that it is all there is, and what left it."""
    first = site(homes, server, "first", {"path": "sources"})
    newsroom(first)
    first.publish()
    shown(first, server, "first")
    second = site(homes, server, "second", *partner(server, "first", path))
    second.publish(now=NOW)
    (first.root / "sources" / "2026-02-02-coach.md").unlink()
    first.publish(now="2026-03-03T09:00:00Z")
    shown(first, server, "first")
    second.publish(now="2026-03-03T12:00:00Z")
    assert len(first.json("jobs.json")["_feeds"]["deleted"]) == 1
    assert second.ids("jobs.json") == first.ids("jobs.json")


def test_the_page_of_a_job_is_that_job(homes: Any, server: Server) -> None:
    """It names the feeds of its site, and leads to none."""
    first = site(homes, server, "first", {"path": "sources"})
    newsroom(first)
    first.publish()
    shown(first, server, "first")
    (page,) = [
        path.relative_to(first.output).as_posix()
        for path in first.output.rglob("posts/*/index.html")
        if "dev" in path.parent.name
    ]
    second = site(homes, server, "second", *partner(server, "first", page))
    second.publish(now=NOW)
    assert [post.kind for post in posts(second).values()] == ["job"]
    assert not [asked for asked in server.asked if asked.path.endswith((".json", ".atom", ".rss"))]


def test_an_entry_in_several_feeds_is_one(homes: Any, server: Server) -> None:
    """A home page names them all."""
    feeds = [{"name": "jobs", "select": {"kind": "job"}}, {"name": "all", "formats": ["json_feed", "rss"]}]
    first = site(homes, server, "first", {"path": "sources"}, feeds=feeds)
    newsroom(first)
    first.publish()
    shown(first, server, "first")
    second = site(homes, server, "second", *partner(server, "first", *HOME))
    ran = second.publish(now=NOW)
    assert (ran.problems, posts(second).keys()) == ([], posts(first).keys())


def test_a_feed_that_comes_in_no_json_is_read_as_it_is(homes: Any, server: Server) -> None:
    """Where only one of two feeds has a JSON Feed, the page leads to its jobs, as any page does."""
    feeds = [
        {"name": "jobs", "select": {"kind": "job"}, "formats": ["rss"]},
        {"name": "news", "select": {"kind": "article"}},
    ]
    first = site(homes, server, "first", {"path": "sources"}, feeds=feeds)
    newsroom(first)
    first.publish()
    shown(first, server, "first")
    second = site(homes, server, "second", *partner(server, "first", *HOME))
    second.publish(now=NOW)
    assert posts(second).keys() == {id_ for id_, post in posts(first).items() if post.job}


def test_what_comes_back_is_left_out(homes: Any, server: Server) -> None:
    """Two sites that collect each other do not show anything twice."""
    first = site(
        homes,
        server,
        "first",
        {"path": "sources"},
        {"url": server.url("/second/news.json"), "name": "second"},
    )
    newsroom(first)
    first.publish()
    shown(first, server, "first")
    second = site(
        homes, server, "second", {"path": "sources"}, {"url": server.url("/first/news.json"), "name": "first"}
    )
    second.post("2026-02-05-own.md", title="À nous")
    second.publish(now="2026-03-02T09:00:00Z")
    shown(second, server, "second")
    for hours in range(3, 9, 2):
        now = f"2026-03-02T{9 + hours:02}:00:00Z"
        first.publish(now=now)
        shown(first, server, "first")
        second.publish(now=now)
        shown(second, server, "second")
    assert sorted(first.titles("news.json")) == sorted(second.titles("news.json")) == ["Nouvelle", "À nous"]
    assert sorted(first.ids("news.json")) == sorted(second.ids("news.json"))


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>Theirs</title>'
    '<link rel="alternate" type="application/feed+json" href="{}"/>'
    "<entry><id>urn:x:1</id><title>Theirs</title><content>Some words.</content></entry></feed>"
)
THEIRS = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "urn:x:1", "title": "Other"}]}


@pytest.mark.parametrize(
    "body", [json.dumps(THEIRS), json.dumps(THEIRS)[:-3], "<!doctype html><p>Not found", "", '"_feeds"']
)
def test_the_json_feed_of_another_program_changes_nothing(homes: Any, server: Server, body: str) -> None:
    """The document that was given is read; a JSON Feed is not fetched again while that is the same."""
    server.on("/feed", reply(ATOM.format("/feed.json").encode()))
    server.on("/feed.json", reply(body.encode()))
    copy = site(homes, server, "second", {"url": server.url("/feed"), "name": "x"})
    for day in (2, 3):
        ran = copy.publish(now=f"2026-03-0{day}T09:00:00Z")
        assert (ran.problems, copy.titles("news.json")) == ([], ["Theirs"])
    fetched = [asked.path for asked in server.asked].count("/feed.json")
    assert fetched == (1 if body == json.dumps(THEIRS) else 2)


def test_a_json_feed_that_is_not_there_changes_nothing(homes: Any, server: Server) -> None:
    """Nor one on another host, which is not even fetched."""
    for path, named in (("/gone", "/gone.json"), ("/far", "https://else.example/feed.json")):
        server.on(path, reply(ATOM.format(named).encode()))
        copy = site(homes, server, path[1:], {"url": server.url(path), "name": "x"})
        ran = copy.publish(now=NOW)
        assert (ran.problems, copy.titles("news.json")) == ([], ["Theirs"])


def test_a_json_feed_that_fails_leaves_what_was_read(homes: Any, server: Server) -> None:
    """The Atom feed that names it holds less: jobs would become articles."""
    first = site(homes, server, "first", {"path": "sources"})
    newsroom(first)
    first.publish()
    shown(first, server, "first")
    second = site(homes, server, "second", *partner(server, "first", "jobs.atom"))
    second.publish(now=NOW)
    before = posts(second)
    server.on("/first/jobs.json", reply(b"", status=500))
    ran = second.publish(now="2026-03-03T09:00:00Z")
    assert "500" in str(ran.problems) + str(second.run("status").out)
    assert posts(second) == before
