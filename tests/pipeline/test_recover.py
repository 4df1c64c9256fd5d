"""A ledger that is lost, and what is known again from what was published."""

from __future__ import annotations

import json
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

LATER = "2026-03-05T09:00:00Z"
AFTER = "2026-04-20T09:00:00Z"
FEEDS = ["jobs", {"name": "news", "limit": 3, "history": "archived"}, {"name": "tags/{tag}", "each": "tag"}]


def live_a_little(home):
    """Publish posts of every sort, and let some change, close, go and move."""
    home.configure(feeds=FEEDS)
    for day in range(1, 9):
        home.post(f"2026-01-0{day}-n{day}.md", f"Nouvelle {day}. " * 9, title=f"Nouvelle {day}", tags=["a"])
    home.post("sans-date.md", "Un texte sans date. " * 9, title="Sans date")
    for name in ("ouverte", "pourvue", "retiree", "brouillon", "renommee"):
        home.job(f"2026-01-10-{name}.md", f"L'offre {name}. " * 30, title=f"Offre {name}", techno="Python")
    home.job("2026-01-11-jamais.md", title="Jamais ouverte", open=False)
    assert home.publish().status == 0
    home.job("2026-01-10-ouverte.md", "L'offre ouverte. " * 31, title="Offre ouverte", techno="Python")
    home.job("2026-01-10-pourvue.md", "L'offre pourvue. " * 30, title="Offre pourvue", poste_pourvu=True)
    home.job("2026-01-10-brouillon.md", "L'offre. " * 30, title="Offre brouillon", draft=True)
    (home.root / "sources/2026-01-10-retiree.md").unlink()
    (home.root / "sources/2026-01-10-renommee.md").rename(home.root / "sources/2026-02-10-autrement.md")
    assert home.publish(now=LATER).status == 0


def forget(home, *, output=False):
    """Lose the ledger, and with `output` also what lies in the output."""
    shutil.rmtree(home.root / ".feeds")
    if output:
        shutil.rmtree(home.output)


def test_what_lies_in_the_output_is_known_again(home):
    """Weeks later, without a ledger, a run publishes the same bytes: nobody sees a flood."""
    live_a_little(home)
    expected = home.publish(now=AFTER)
    tree = home.tree()
    forget(home)
    ran = home.publish(now=AFTER)
    assert ran.report["transitions"] == expected.report["transitions"] == []
    differ = {path for path, body in home.tree().items() if tree.get(path) != body}
    assert differ == set()
    assert home.tree().keys() == tree.keys()


@contextmanager
def served(folder):
    """Serve a folder on loopback."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("address", ["", "jobs.json"])
def test_what_is_public_is_known_again(home, tmp_path, address):
    """On a fresh checkout, without ledger and output, ids, dates and states come from the site itself."""
    live_a_little(home)
    home.publish(now=AFTER)
    tree = home.tree()
    shutil.copytree(home.output, tmp_path / "public")
    with served(tmp_path / "public") as base:
        home.configure(feeds=FEEDS, recover=base + address)
        forget(home, output=True)
        # The archives are linked by the addresses of the site, which is not there.
        for path in (tmp_path / "public").glob("news*.json"):
            path.write_text(path.read_text().replace("https://jobs.example.org/", base))
        ran = home.publish(now=AFTER)
    assert ran.status == 0, ran.out
    assert ran.report["transitions"] == []
    for path in ("jobs.atom", "news.json", "closed.json", "news-archive-0001.atom"):
        assert home.tree_file(path) == tree[path], path


def test_a_site_that_cannot_be_reached_stops_the_run(home):
    """Going on would give every post another date; nothing is touched."""
    home.post("a.md", title="Un")
    home.configure(recover="http://127.0.0.1:9/")
    ran = home.publish()
    assert ran.status == 4
    assert "http://127.0.0.1:9/recover/index.jsonl: cannot be fetched" in ran.report["stopped"]
    assert not home.output.exists()


def test_a_site_that_was_never_published_begins(home, tmp_path):
    """Where there is nothing yet, there is nothing to know."""
    home.post("a.md", title="Un")
    (tmp_path / "empty").mkdir()
    with served(tmp_path / "empty") as base:
        home.configure(recover=base)
        ran = home.publish()
    assert [change["change"] for change in ran.report["transitions"]] == ["new"]


def test_what_changed_while_the_ledger_was_lost_is_told(home):
    """An edit is a change, a deletion a removal, and what is new is new."""
    live_a_little(home)
    forget(home)
    home.job("2026-01-10-ouverte.md", "Un tout autre texte. " * 30, title="Offre ouverte", techno="Python")
    (home.root / "sources/2026-01-01-n1.md").unlink()
    home.post("2026-03-10-neuve.md", title="Neuve")
    ran = home.publish(now=AFTER)
    told = {(change["change"], change["title"]) for change in ran.report["transitions"]}
    assert told == {("changed", "Offre ouverte"), ("removed", "Nouvelle 1"), ("new", "Neuve")}
    assert home.publish(now=AFTER).report["written"] == []


def test_files_of_others_in_the_output_are_no_feeds(home):
    """JSON that is none of ours, and feeds that are damaged, stop nobody."""
    home.post("a.md", title="Un")
    home.publish()
    for name, text in {"mine.json": "{}", "bad.json": "{", "x.atom": "<feed", "list.json": "[1]"}.items():
        (home.output / name).write_text(text)
    (home.output / "closed.json").write_text('{"closed": [{"id": 5}, {}]}')
    forget(home)
    ran = home.publish(now=LATER)
    assert ran.status == 0
    assert (home.output / "mine.json").read_text() == "{}"


def test_one_source_that_cannot_be_read_buries_nobody(home):
    """What no document is yet waits until every source has answered."""
    home.configure(sources=[{"path": "sources"}, {"path": "others"}])
    home.post("2026-01-05-a.md", "Un texte. " * 20, title="Un")
    home.write("others/2026-01-06-b.md", "---\ntitle: Deux\n---\nUn autre texte.")
    home.publish()
    items = home.json("news.json")["items"]
    forget(home)
    shutil.move(home.root / "others", home.root / "away")
    assert home.publish(now=LATER).report["transitions"] == []
    shutil.move(home.root / "away", home.root / "others")
    assert home.publish(now=AFTER).report["transitions"] == []
    assert home.json("news.json")["items"] == items


@pytest.mark.parametrize(
    "feeds",
    [
        [{"name": "news", "limit": 2, "history": "window"}],
        [{"name": "news", "formats": "rss"}],
        ["jobs"],
    ],
)
def test_posts_in_no_feed_are_known_again(home, feeds):
    """What left a window, stands in RSS alone or in no feed at all keeps its id and its day."""
    home.configure(feeds=feeds)
    for number in range(5):
        home.post(f"p{number}.md", f"Texte {number}. " * 20, title=f"P{number}")
        home.publish(now=f"2026-03-0{number + 1}")
    (home.root / "sources/p4.md").rename(home.root / "sources/autre.md")
    home.publish(now=LATER)
    tree = home.tree()
    forget(home)
    ran = home.publish(now=AFTER)
    assert (ran.report["transitions"], ran.report["written"]) == ([], [])
    assert home.tree() == tree


def test_a_closed_post_that_was_renamed_is_known_again(home):
    """It reopens under the id that it had."""
    home.job("2026-01-05-a.md", title="A")
    home.publish()
    (id_,) = home.ids("jobs.json")
    (home.root / "sources/2026-01-05-a.md").unlink()
    home.job("2026-01-05-b.md", title="A", open=False)
    home.publish(now="2026-03-02")
    forget(home)
    home.publish(now=LATER)
    home.job("2026-01-05-b.md", title="A")
    assert [change["change"] for change in home.publish(now=AFTER).report["transitions"]] == ["reopened"]
    assert home.ids("jobs.json") == [id_]


def test_an_id_claimed_later_is_not_taken_up_without_a_ledger(home):
    """What was published counts, as it does with one."""
    home.post("a.md", "Texte. " * 20, title="A")
    home.publish()
    ids = home.ids("news.json")
    home.post("a.md", "Texte. " * 20, title="A", id="urn:x:1")
    home.publish(now="2026-03-02")
    forget(home)
    assert home.publish(now=LATER).report["transitions"] == []
    assert home.ids("news.json") == ids


def test_the_feed_of_somebody_else_is_not_ours(home):
    """Its entries are nobody's to remove."""
    home.post("a.md", title="A")
    home.publish()
    item = {"id": "urn:other", "url": "https://other.example/1", "title": "T", "content_text": "x"}
    text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": [item]})
    (home.output / "partner.json").write_text(text)
    forget(home)
    assert home.publish(now=LATER).report["transitions"] == []
    assert "urn:other" not in home.text("closed.json") + home.text("news.atom")


def test_former_addresses_are_known_again(home):
    """They go on leading to the page."""
    home.post("2026-01-05-a.md", title="A")
    home.publish()
    home.post("2026-01-05-a.md", title="A", slug="mieux")
    home.publish(now="2026-03-02")
    redirects = home.text("_redirects")
    assert "/posts/a/ https://jobs.example.org/posts/mieux/ 301" in redirects
    forget(home)
    home.publish(now=LATER)
    assert home.text("_redirects") == redirects


def test_a_damaged_memory_stops_nobody(home):
    """What can be read of it is; the feeds tell the rest."""
    home.post("a.md", "Texte. " * 20, title="A")
    home.publish()
    ids = home.ids("news.json")
    for path in (home.output / "recover").iterdir():
        path.write_text('{"parts": 5, "feeds": []}\n{"id": 5}\n7\n{\n{"id": "x"\n')
    forget(home)
    ran = home.publish(now=LATER)
    assert (ran.status, ran.report["transitions"], home.ids("news.json")) == (0, [], ids)


def test_a_file_that_cannot_be_read_buries_nobody(home):
    """It may be any of the posts that are known again: they wait until it is mended."""
    home.post("2026-01-05-a.md", "Un texte. " * 20, title="A")
    home.post("2026-01-06-b.md", "Un autre. " * 20, title="B")
    home.publish()
    items = home.json("news.json")["items"]
    home.write("sources/2026-01-05-a.md", "---\ntitle: [\n---\n")
    forget(home)
    assert home.publish(now=LATER).report["transitions"] == []
    home.post("2026-01-05-a.md", "Un texte. " * 20, title="A")
    assert home.publish(now=AFTER).report["transitions"] == []
    assert home.json("news.json")["items"] == items
