"""A feed in parts: what is published, what an edit writes, and what becomes of it without a ledger."""

import json
import shutil
from itertools import chain

import feedparser
import pytest

from feeds.emit.site import closed, recovery
from feeds.model.feed import Sizes

COUNT = 230
FEEDS = [{"name": "jobs", "parts_above": 205}, {"name": "tags/{tag}", "each": "tag", "select": {"kind": "job"}}]
LATER, AFTER = "2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"
BASE = "https://jobs.example.org/"
SHORT = "Une petite équipe qui écrit des logiciels utiles."


def names(count=COUNT):
    return [f"2026-02-{1 + number % 27:02}-offre-{number:03}.md" for number in range(count)]


def write(home, count=COUNT):
    """Write jobs with short texts, whose dates lie in the past."""
    for number, name in enumerate(names(count)):
        home.job(name, SHORT, title=f"Offre {number:03}", tags=["python"])


@pytest.fixture
def long(home):
    """Return a site whose feed is in parts."""
    home.configure(feeds=FEEDS, policy={"closed_entry_days": 0, "max_change_ratio": 1})
    write(home)
    assert home.publish().status == 0
    return home


def atom_pages(home, ending, name="jobs"):
    """Yield the documents of a chain in RSS or Atom, as a program that follows `next`."""
    path = f"{name}.{ending}"
    while path:
        feed = feedparser.parse(home.text(path))
        assert not feed.bozo
        yield feed
        links = {link["rel"]: link["href"] for link in feed.feed.links}
        assert links["first"] == f"{BASE}{name}.{ending}"
        path = links.get("next", "").removeprefix(BASE)


def json_pages(home, name="jobs"):
    path = f"{name}.json"
    while path:
        feed = home.json(path)
        yield feed
        path = feed.get("next_url", "").removeprefix(BASE)


def chained(home):
    """Return the ids of all entries of the feed, in the order of the chain in JSON Feed."""
    return [item["id"] for page in json_pages(home) for item in page["items"]]


def test_every_entry_is_in_one_document_of_each_format(long):
    """Those who follow the chain see all; none of its documents claims to be complete or to stay as it is."""
    ids = chained(long)
    assert len(ids) == len(set(ids)) == COUNT
    for ending in ("atom", "rss"):
        found = [entry.id for page in atom_pages(long, ending) for entry in page.entries]
        assert found == ids
        bodies = [long.text(f"{name}.{ending}") for name in ("jobs", "jobs-part-0002")]
        assert all("fh:complete" not in body and "fh:archive" not in body for body in bodies)
        assert [f"<opensearch:totalResults>{COUNT}<" in body for body in bodies] == [True, False]
    live, part = (long.json(f"{name}.jsonld")["@graph"] for name in ("jobs", "jobs-part-0002"))
    assert live[0] == {
        "@type": "DataFeed",
        "url": f"{BASE}jobs.jsonld",
        "hasPart": [{"@type": "DataFeed", "url": f"{BASE}jobs-part-0002.jsonld"}],
    }
    assert part[0]["isPartOf"] == {"@type": "DataFeed", "url": f"{BASE}jobs.jsonld"}
    assert sorted(node["@id"] for node in (*live[1:], *part[1:])) == sorted(ids)
    assert long.json("jobs.json")["_feeds"]["total"] == COUNT
    assert long.json("jobs.json")["_feeds"]["complete"] is False
    assert long.json("tags/python.json")["_feeds"]["complete"]  # below the threshold
    linked = ("index.html", "feeds.opml", "sitemap.xml", "jobs/index.html")
    assert not any("-part-" in long.text(path) for path in linked)


def test_an_edit_writes_the_live_document_and_one_part(long):
    """The entry moves; one that was added with a date long past is in the live document, too."""
    oldest = long.json("jobs-part-0002.json")["items"][-1]
    name = next(name for name in names() if oldest["url"].rstrip("/").endswith(name[11:-3]))
    long.job(name, SHORT, title="Un autre titre", tags=["python"])
    long.job("2026-01-01-ancienne.md", SHORT, title="Ancienne")
    ran = long.publish(now=LATER)
    feeds = {path for path in ran.written if path.startswith("jobs") and "/" not in path}
    assert feeds == {f"jobs{part}.{end}" for part in ("", "-part-0002") for end in ("rss", "atom", "json", "jsonld")}
    assert {"Un autre titre", "Ancienne"} <= set(long.titles("jobs.json"))
    assert oldest["id"] not in long.ids("jobs-part-0002.json")
    assert len(chained(long)) == COUNT + 1


def test_a_subscriber_sees_no_entry_twice_and_misses_none(home):
    """Of a feed that crosses the threshold, and crosses it again; parts that are no more are deleted."""
    home.configure(feeds=FEEDS, policy={"closed_entry_days": 0, "max_change_ratio": 1})
    write(home, 200)
    home.publish()
    seen = home.ids("jobs.json")
    assert not list(home.output.glob("*-part-*"))
    write(home, 210)
    home.publish(now=LATER)
    assert home.output.joinpath("jobs-part-0002.rss").exists()
    polled = home.ids("jobs.json")
    assert len(set(polled) - set(seen)) == 10
    assert set(seen) <= set(chained(home))
    for name in names(210)[150:]:
        (home.root / "sources" / name).unlink()
    home.publish(now=AFTER)
    assert not list(home.output.glob("*-part-*"))
    assert home.json("jobs.json")["_feeds"]["complete"]
    assert set(home.ids("jobs.json")) < set(seen)


def test_an_entry_is_in_no_document_less(long):
    """If the live document cannot be written, the part that would lose an entry stays as it was."""
    part = long.text("jobs-part-0002.atom")
    oldest = long.json("jobs-part-0002.json")["items"][-1]
    name = next(name for name in names() if oldest["url"].rstrip("/").endswith(name[11:-3]))
    long.job(name, SHORT, title="Un autre titre", tags=["python"])
    live = long.output / "jobs.atom"
    live.unlink()
    live.mkdir()
    (live / "in-the-way").touch()
    assert long.publish(now=LATER).status != 0
    assert long.text("jobs-part-0002.atom") == part
    shutil.rmtree(live)
    assert long.publish(now=LATER).status == 0
    assert "Un autre titre" not in long.text("jobs-part-0002.atom")
    assert long.text("jobs.atom").count("Un autre titre") == 1


def test_a_lost_ledger_is_recovered_from_all_parts(long):
    """Ids, dates and texts; the parts are cut again."""
    long.job("2026-02-28-neuve.md", SHORT, title="Neuve", tags=["python"])
    long.publish(now=LATER)
    ids = sorted(chained(long))
    before = {item["id"]: item for page in json_pages(long) for item in page["items"]}
    shutil.rmtree(long.root / ".feeds")
    ran = long.publish(now=AFTER)
    assert ran.report["transitions"] == []
    assert sorted(chained(long)) == ids
    assert {item["id"]: item for page in json_pages(long) for item in page["items"]} == before
    assert "jobs-part-0002" not in json.dumps(long.text("recover/index.jsonl"))


def closings(home):
    """Return the titles in the list of closed posts and its parts, as a program that follows `next_url`."""
    path, titles = "closed.json", []
    while path:
        document = home.json(path)
        titles.append([one["title"] for one in document["closed"]])
        path = document.get("next_url", "").removeprefix(BASE)
    return titles


def test_a_long_list_of_closed_posts_is_in_parts(home, monkeypatch):
    """A closing writes the newest part only; without a ledger all are known again."""
    monkeypatch.setattr(closed, "SIZES", Sizes(most=4, cut=1, first=2, least=1))
    home.configure(feeds=["jobs"], policy={"closed_entry_days": 0, "max_change_ratio": 1})
    write(home, 9)
    home.publish()
    for number, name in enumerate(names(9)):
        home.job(name, SHORT, title=f"Offre {number:03}", open=False)
        ran = home.publish(now=f"2026-03-02T09:{number:02}:00Z")
        written = {path for path in ran.written if path.startswith("closed")}
        assert "closed.json" in written
        assert len(written) <= 2
    assert closings(home) == [["Offre 008", "Offre 007", "Offre 006"], *([f"Offre {n:03}"] for n in range(5, -1, -1))]
    tree = {path: body for path, body in home.tree().items() if path.startswith("closed")}
    assert len(tree) == 7
    shutil.rmtree(home.root / ".feeds")
    assert home.publish(now=AFTER).report["transitions"] == []
    assert list(chain(*closings(home))) == [f"Offre {n:03}" for n in range(8, -1, -1)]


def test_a_long_month_of_recovery_data_is_in_parts(home, monkeypatch):
    """An edit writes the part of its entry only; without a ledger all are known again."""
    monkeypatch.setattr(recovery, "MAX_ENTRIES", 4)
    home.configure(feeds=[{"name": "jobs", "formats": ["rss"]}], policy={"max_change_ratio": 1})
    write(home, 10)
    home.publish()
    parts = json.loads(home.text("recover/index.jsonl"))["parts"]
    assert parts == [f"recover/2026-02{part}.jsonl" for part in ("", "-2", "-3")]
    home.job(names(10)[-1], SHORT, title="Un autre titre")
    written = {path for path in home.publish(now=LATER).written if path.startswith("recover/")}
    assert written == {"recover/2026-02-3.jsonl"}
    ids = {entry.id for entry in home.feed("jobs.rss").entries}
    shutil.rmtree(home.root / ".feeds")
    assert home.publish(now=AFTER).report["transitions"] == []
    assert {entry.id for entry in home.feed("jobs.rss").entries} == ids
