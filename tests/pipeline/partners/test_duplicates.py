"""Documents of several partners: which are one entry, and which of them it is made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, jobs

PAGE = "https://employer.example/post/1"
ATOM = "http://www.w3.org/2005/Atom"


@pytest.fixture
def server() -> Iterator[Server]:
    """A partner's server."""
    with Server() as server:
        yield server


def collect(home: Any, server: Server, *bodies: bytes, hosts: tuple[str, ...] = (), **keys: Any) -> Any:
    """Publish one source for each body, in their order; `hosts` are the names of their servers."""
    sources = []
    for number, body in enumerate(bodies):
        server.on(f"/{number}", reply(body))
        host = hosts[number] if hosts else ""
        sources.append({"url": server.url(f"/{number}", host), "name": f"source-{number}"})
    allowed = [server.address, f"localhost:{server.port}"]
    home.configure(sources=sources, network={"allow": allowed}, **keys)
    ran = home.publish()
    assert ran.status == 0, ran.err or ran.problems
    return sources


def rss(title: str, link: str = PAGE, guid: str = "") -> bytes:
    """Return an RSS feed with one article."""
    item = f"<title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid or link}</guid>"
    return f"<rss version='2.0'><channel><title>x</title><item>{item}</item></channel></rss>".encode()


def atom(title: str, id_: str, link: str = PAGE, related: str = "") -> bytes:
    """Return an Atom feed with one article."""
    links = f"<link href='{link}'/>" + (f"<link rel='related' href='{related}'/>" if related else "")
    entry = f"<id>{id_}</id><title>{title}</title><updated>2026-02-02T00:00:00Z</updated>{links}"
    return f"<feed xmlns='{ATOM}'><title>x</title><entry>{entry}<content>Words.</content></entry></feed>".encode()


def json_feed(title: str, id_: str, url: str = PAGE, external_url: str = "") -> bytes:
    """Return a JSON Feed with one article."""
    item = {"id": id_, "url": url, "external_url": external_url, "title": title, "content_html": "<p>Words.</p>"}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [item]}).encode()


def offer(title: str, page: str, text: str = "Some words.", **more: Any) -> bytes:
    """Return a JSON Feed with one offer, whose page is `page`."""
    feed = json.loads(jobs(title, content_html=f"<p>{text}</p>"))
    feed["items"][0].update({"id": f"{title} {page}", "url": page, **more})
    return json.dumps(feed).encode()


class TestArticles:
    """Many may write about one page; only an id that is unique in the world makes two articles one."""

    @pytest.mark.parametrize(
        "others",
        [
            (rss("A"), rss("B")),
            (rss("A", guid="1"), rss("B", guid="1")),
            (atom("A", "tag:a.example,2026:1"), atom("B", "tag:b.example,2026:1")),
            (atom("A", "https://a.example/1"), rss("B", guid="https://a.example/1")),
            (json_feed("A", PAGE), json_feed("B", PAGE)),
            (json_feed("A", "1", "https://a.example/1", PAGE), json_feed("B", "1", "https://b.example/1", PAGE)),
            (atom("A", "1", "https://a.example/1", PAGE), atom("B", "1", "https://b.example/1", PAGE)),
            (rss("A"), atom("B", "urn:x:2"), json_feed("C", "3")),
        ],
    )
    def test_a_link_is_no_identity(self, home: Any, server: Server, others: tuple[bytes, ...]) -> None:
        collect(home, server, *others)
        assert sorted(home.titles("news.json")) == ["A", "B", "C"][: len(others)]

    @pytest.mark.parametrize("id_", ["tag:a.example,2026:1", "urn:example:1", "https://a.example/1"])
    def test_an_atom_id_is_one(self, home: Any, server: Server, id_: str) -> None:
        collect(home, server, atom("A", id_, "https://a.example/1"), atom("A", id_, "https://b.example/1"))
        assert home.titles("news.json") == ["A"]

    @pytest.mark.parametrize("id_", ["1", "post:1", "https://a.example/"])
    def test_an_id_that_others_may_have_is_none(self, home: Any, server: Server, id_: str) -> None:
        collect(home, server, atom("A", id_), atom("B", id_))
        assert sorted(home.titles("news.json")) == ["A", "B"]

    def test_its_own_page_is_linked(self, home: Any, server: Server) -> None:
        own = "https://a.example/1"
        collect(home, server, atom("A", "urn:x:1", own, PAGE), json_feed("B", "2", own, PAGE))
        assert {item["external_url"] for item in home.json("news.json")["items"]} == {own}


class TestOffers:
    """Offers with one page are one."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("?ref=A12", "?ref=A13"),
            ("?src=12", "?src=13"),
            ("?source=rh-12", "?source=rh-13"),
            ("?referrer=1", "?referrer=2"),
            ("?at_id=1", "?at_id=2"),
            ("#/offre/12", "#/offre/13"),
            ("#12", "#13"),
        ],
    )
    def test_what_names_the_offer_is_no_tracking(self, home: Any, server: Server, one: str, other: str) -> None:
        collect(home, server, offer("A", PAGE + one), offer("B", PAGE + other))
        assert sorted(home.titles("jobs.json")) == ["A", "B"]

    def test_another_port_is_another_site(self, home: Any, server: Server) -> None:
        ports = ("", ":8001", ":8002")
        collect(home, server, *(offer(f"A{port}", f"http://employer.example{port}/1") for port in ports))
        assert len(home.titles("jobs.json")) == len(ports)

    def test_a_partner_on_another_port_of_this_host_is_no_loop(self, home: Any, server: Server) -> None:
        site = {"title": "x", "url": "http://127.0.0.1:8000/", "language": "en"}
        collect(home, server, offer("A", "http://127.0.0.1:8001/1"), offer("B", "http://127.0.0.1:8000/1"), site=site)
        assert home.titles("jobs.json") == ["A"]

    @pytest.mark.parametrize(
        "variant",
        ["?utm_source=x&utm_id=7", "/", "#xtor=RSS-1", "#apply", "?gh_src=1", "#:~:text=12", "?at_campaign=1"],
    )
    def test_tracking_and_anchors_are_ignored(self, home: Any, server: Server, variant: str) -> None:
        collect(home, server, offer("A", PAGE), offer("A", PAGE + variant))
        assert home.titles("jobs.json") == ["A"]

    def test_one_form_may_serve_many_offers(self, home: Any, server: Server) -> None:
        """A link is enough only together with the title, and only if a source has both once."""
        form = "https://employer.example/apply"
        dev, ops, dev_too = (
            offer(title, f"https://{host}.example/1", external_url=form)
            for title, host in (("Dev", "a"), ("Ops", "b"), ("Dev", "c"))
        )
        collect(home, server, dev, ops, dev_too)
        assert sorted(home.titles("jobs.json")) == ["Dev", "Ops"]

    def test_an_offer_that_two_places_share_stays_two(self, home: Any, server: Server) -> None:
        """A board that links to one form cannot say which of two it has."""
        items = [
            json.loads(offer("Dev", f"https://a.example/{place}"))["items"][0] | {"external_url": PAGE}
            for place in ("lyon", "paris")
        ]
        feed = json.loads(offer("Dev", PAGE)) | {"items": items}
        board = offer("Dev", "https://board.example/1", external_url=PAGE)
        collect(home, server, json.dumps(feed).encode(), board)
        assert home.titles("jobs.json") == ["Dev"] * 3


class TestPrimaryDocument:
    """A page belongs to the source whose response came from its host; else the source listed first leads."""

    def text(self, home: Any) -> str:
        """Return the text of the only offer."""
        (item,) = home.json("jobs.json")["items"]
        return "ours" if "ours" in item["content_html"] else "theirs"

    @pytest.mark.parametrize("first", [True, False])
    @pytest.mark.parametrize(
        "claims", [{}, {"home_page_url": "http://127.0.0.1/"}, {"feed_url": "http://127.0.0.1/feed"}]
    )
    def test_the_host_of_the_page_leads(self, home: Any, server: Server, first: bool, claims: Any) -> None:
        page = server.url("/jobs/1")
        own, foreign = offer("Dev", page, "ours"), json.loads(offer("Dev", page, "theirs")) | claims
        bodies = [json.dumps(foreign).encode(), own]
        hosts = ("localhost", "127.0.0.1")
        order = slice(None, None, 1 if first else -1)
        collect(home, server, *bodies[order], hosts=hosts[order])
        assert self.text(home) == "ours"

    def test_a_part_of_the_list_from_another_host_gives_no_right_to_its_pages(self, home: Any, server: Server) -> None:
        """`next` may lead anywhere."""
        page = server.url("/jobs/1")
        feed = json.loads(offer("Dev", page, "theirs")) | {"next_url": server.url("/1")}
        collect(home, server, json.dumps(feed).encode(), offer("Dev", page, "ours"), hosts=("localhost", "127.0.0.1"))
        assert self.text(home) == "ours"

    @pytest.mark.parametrize("link", ["url", "external_url"])
    def test_without_that_host_the_first_in_the_list_leads(self, home: Any, server: Server, link: str) -> None:
        """Whether it names the page as its own or only links to it; another order counts from the next run on."""
        one = offer("Dev", "https://board.example/1", "ours", **{link: PAGE})
        sources = collect(home, server, one, offer("Dev", PAGE, "theirs"))
        assert self.text(home) == "ours"
        (id_,) = home.ids("jobs.json")
        for order, text in ((sources[::-1], "theirs"), (sources, "ours")):
            home.configure(sources=order, network={"allow": [server.address]})
            ran = home.publish(now=at(0.1))
            assert ran.status == 0, ran.err
            assert self.text(home) == text
            assert home.ids("jobs.json") == [id_]

    def test_an_article_with_the_id_of_another_does_not_replace_it(self, home: Any, server: Server) -> None:
        page, id_ = server.url("/1"), "tag:a.example,2026:1"
        copy, own = atom("Theirs", id_, page), atom("Ours", id_, page)
        collect(home, server, copy, own, hosts=("localhost", "127.0.0.1"))
        assert home.titles("news.json") == ["Ours"]
