"""Sites made with `feeds` collect each other: nothing is lost in any number of hops, and loops are seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.hostile import Server, reply

from feeds.ledger.store import Store
from feeds.ledger.store.codec import decode
from feeds.model.post import Post

TYPES = {"json": "application/feed+json", "atom": "application/atom+xml", "jsonld": "application/ld+json"}
TEXT = "<p>On y travaille <em>ensemble</em>.</p>"


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server that shows what each site publishes."""
    with Server() as running:
        yield running


def site(homes: Any, server: Server, name: str, *sources: Any) -> Any:
    """Make a site with sources of its own."""
    home = homes()
    home.configure(
        site={
            "title": f"Site {name}",
            "url": f"https://{name}.example.org/",
            "language": "fr",
            "timezone": "Europe/Paris",
            "publisher": {"name": f"Atelier {name}", "url": f"https://atelier-{name}.example.org/"},
        },
        sources=list(sources),
        network={"allow": [server.address]},
    )
    return home


def shown(home: Any, server: Server, name: str) -> None:
    """Let the server show what a site has published."""
    for path in home.output.rglob("*"):
        if path.suffix[1:] in TYPES and path.is_file():
            where = f"/{name}/{path.relative_to(home.output).as_posix()}"
            server.on(where, reply(path.read_bytes(), headers={"Content-Type": TYPES[path.suffix[1:]]}))


def posts(home: Any) -> dict[str, Post]:
    """Give what a site knows, by id."""
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
    home.post(
        "2026-02-03-news.md", "Un **texte**.\n\n- a\n- b\n", title="Nouvelle", tags=["vie"], summary="Bref."
    )


@pytest.mark.parametrize("ending", ["json", "atom", "jsonld"])
def test_nothing_is_lost_through_any_number_of_hops(homes: Any, server: Server, ending: str) -> None:
    """The second copy is as good as the first; ids, dates and texts stay."""
    first = site(homes, server, "first", {"path": "sources"})
    newsroom(first)
    assert first.publish().status in (0, 1)
    shown(first, server, "first")
    original, before = posts(first), "first"
    copies = []
    feeds = ["jobs"] if ending == "jsonld" else ["jobs", "news"]
    for name in ("second", "third", "fourth"):
        sources = [
            {"url": server.url(f"/{before}/{feed}.{ending}"), "name": f"{before}-{feed}"} for feed in feeds
        ]
        copy = site(homes, server, name, *sources)
        ran = copy.publish(now="2026-03-02T09:00:00Z")
        assert ran.problems == [], ran.problems
        shown(copy, server, name)
        copies.append(posts(copy))
        before = name
    wanted = {id_: post for id_, post in original.items() if post.job or ending != "jsonld"}
    assert copies[0].keys() == wanted.keys()
    for id_, post in wanted.items():
        here = copies[0][id_]
        assert bare(here).content_html == bare(post).content_html
        assert here.title == post.title
        if post.job:
            assert replace(bare(here).job, direct_apply=None) == replace(post.job, direct_apply=None)
        assert (here.summary, here.tags, here.authors, here.language) == (
            post.summary,
            post.tags,
            post.authors,
            post.language,
        )
    for later in copies[1:]:
        assert {id_: bare(post) for id_, post in later.items()} == {
            id_: bare(post) for id_, post in copies[0].items()
        }


def test_an_edit_goes_through(homes: Any, server: Server) -> None:
    """An update is told once at each hop, with its date, and the line that tells of it does not pile up."""
    first = site(homes, server, "first", {"path": "sources"})
    newsroom(first)
    first.publish()
    shown(first, server, "first")
    second = site(homes, server, "second", {"url": server.url("/first/news.json"), "name": "first"})
    second.publish(now="2026-03-02T09:00:00Z")
    first.post("2026-02-03-news.md", "Un autre texte.", title="Nouvelle", tags=["vie"], summary="Bref.")
    first.publish(now="2026-03-03T09:00:00Z")
    shown(first, server, "first")
    ran = second.publish(now="2026-03-03T12:00:00Z")
    assert [one["change"] for one in ran.report["transitions"]] == ["changed"]
    here, there = (home.json("news.json")["items"][0] for home in (second, first))
    assert here["date_modified"] == there["date_modified"] == "2026-03-03T09:00:00Z"
    assert here["content_html"].count("<em>") == 1


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
