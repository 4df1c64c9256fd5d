"""Runs after one another: what is written, what is left alone, and what the clock does."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

NOW = "2026-03-01T09:00:00Z"
LATER = "2026-03-02T09:00:00Z"
FEEDS = ["jobs", "news", {"name": "tags/{tag}", "each": "tag"}]
FH = "{http://purl.org/syndication/history/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"


def fill(home, order=None):
    """Write posts of every sort, in some order of time."""
    home.configure(feeds=FEEDS)
    posts = {
        "2026-01-05-accueil.md": {"title": "Bienvenue à tous", "tags": ["Vie", "École"]},
        "2026-01-06-été.md": {"title": "Un été İstanbul", "tags": ["vie"], "lang": "tr"},
        "2026-01-07-dev.md": {"roles": "Développeuse", "contrat": "CDI", "techno": "Python, SQL"},
        "2026-01-07-ops.md": {"roles": "Administrateur", "contrat": "CDD 1 an", "open": False},
        "2026-01-08-designer.md": {"roles": "Designer", "poste_ferme": "bientôt"},
        "2026-02-01-dev.md": {"roles": "Développeur", "contrat": "stage"},
        "2026-05-01-plus-tard.md": {"roles": "Cheffe de projet"},
    }
    for name in order or posts:
        home.post(name, **posts[name])
    return list(posts)


# Nothing to do


def latin_1(folder):
    """Return the environment of a locale whose file names are in Latin-1."""
    program = shutil.which("localedef")
    made = folder / "en_US.ISO-8859-1"
    line = [program or "", "-i", "en_US", "-f", "ISO-8859-1", str(made)]
    if not program or subprocess.run(line, capture_output=True, check=False).returncode > 1 or not made.is_dir():
        pytest.skip("no locale in Latin-1 can be made: localedef and its sources are missing")
    return {"LOCPATH": str(folder), "LC_ALL": "en_US.ISO-8859-1"}


def test_a_locale_of_another_encoding_changes_nothing(home, tmp_path):
    """Names of files are in UTF-8, whatever the locale; what is published is the same to the letter."""
    for name in ("2026-01-05-été.md", "2026-01-06-œuvre-naïve.md", "2026-01-07-日本.md"):
        home.post(name, title=name[11:-3])
    home.configure()
    assert home.command("publish", "--now", NOW, env={"LC_ALL": "C.UTF-8"}).status == 0
    tree, times = home.tree(), home.times()
    for later in ("publish", "check"):
        ran = home.command(later, "--now", NOW, env=latin_1(tmp_path))
        assert (ran.status, ran.err) == (0, "")
    assert (home.tree(), home.times()) == (tree, times)
    shutil.rmtree(home.root / ".feeds")
    shutil.rmtree(home.output)
    assert home.command("publish", "--now", NOW, env=latin_1(tmp_path)).status == 0
    assert home.tree() == tree


def test_a_second_run_writes_nothing(home):
    """Nothing that was published is touched, no time moves, and nothing is reported twice."""
    fill(home)
    first = home.publish()
    times = home.times()
    again = home.publish()
    assert first.written == set(home.tree())
    assert again.report["written"] == again.report["removed"] == again.report["transitions"] == []
    assert home.times() == times
    assert again.report["counts"] == first.report["counts"]
    assert again.problems == first.problems
    assert again.status == first.status == 1


def test_a_touched_file_is_no_change(home):
    """A new time of change on the same bytes leads to nothing."""
    names = fill(home)
    home.publish()
    times = home.times()
    for name in names:
        os.utime(home.root / "sources" / name, (1_650_000_000, 1_650_000_000))
    again = home.publish(now=LATER)
    assert again.report["written"] == again.report["transitions"] == []
    outputs = {path: at for path, at in times.items() if path.startswith("output")}
    assert outputs.items() <= home.times().items()


def test_a_forgotten_ledger_leads_to_the_same_bytes(home):
    """At the same moment, a run that knows nothing publishes what is there already, touching nothing."""
    fill(home)
    home.publish()
    times = home.times()
    shutil.rmtree(home.root / ".feeds")
    assert home.publish().report["written"] == []
    assert home.times() == times


def test_an_empty_folder_is_published_as_empty_feeds(home):
    """Feeds without entries are feeds."""
    assert home.publish().status == 0
    for path in ("jobs.rss", "jobs.atom", "news.rss", "news.atom"):
        assert home.feed(path).entries == []
    assert home.json("jobs.json")["items"] == home.json("jobs.jsonld")["@graph"] == []
    assert home.json("closed.json")["closed"] == []


# The same content, the same bytes


def test_nothing_of_the_machine_shows(homes):
    """Order of files, locale, time zone and hash seed leave no trace in any byte."""
    machines = [
        {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
        {"LC_ALL": "fr_FR.UTF-8", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1"},
        {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/New_York", "PYTHONHASHSEED": "random"},
        {"LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2"},
    ]
    trees = []
    for number, machine in enumerate(machines):
        home = homes()
        order = fill(home)
        random.Random(number).shuffle(order)
        shutil.rmtree(home.root / "sources")
        fill(home, order)
        assert home.command("publish", "--now", NOW, env=machine).status == 1
        trees.append(home.tree())
    assert len(trees[0]) > 20
    assert all(tree == trees[0] for tree in trees)


@settings(
    max_examples=6,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_in_a_folder_does_not_show(homes, shuffled):
    """Whatever order files were made in, the output is the same."""
    orders = []
    for turn in range(2):
        home = homes()
        order = fill(home)
        if turn:
            shuffled.shuffle(order)
            shutil.rmtree(home.root / "sources")
            fill(home, order)
        home.publish()
        orders.append(home.tree())
    assert orders[0] == orders[1]


# The cost follows the change


def test_one_edited_post_rewrites_what_shows_it(home):
    """Its page, the feeds it is in and what lists it; nothing else moves."""
    fill(home)
    home.publish()
    times = home.times()
    home.post("2026-01-05-accueil.md", "Un autre texte.", title="Bienvenue à toutes", tags=["Vie", "École"])
    ran = home.publish(now=LATER)
    feeds = {f"{name}.{ending}" for name in ("news", "tags/vie", "tags/ecole") for ending in ("rss", "atom", "json")}
    maps = {"sitemap.xml", "sitemap-site.xml", "sitemap-2026-01.xml", "recover/2026-01.jsonl"}
    lists = {"index.html", *(f"{name}/index.html" for name in ("news", "tags/vie", "tags/ecole"))}
    assert ran.written == {"posts/accueil/index.html", *lists, *feeds, *maps}
    assert [change["change"] for change in ran.report["transitions"]] == ["changed"]
    changed = {path for path, at in home.times().items() if times.get(path) != at}
    assert {path.removeprefix("output/") for path in changed if (home.root / path).is_file()} == {
        *ran.written,
        "sources/2026-01-05-accueil.md",
    }


def test_an_edit_moves_the_date_of_change_and_nothing_else(home):
    """The id, the address and the date of publication stay."""
    home.post("2026-01-05-a.md", title="Un")
    home.publish()
    before = home.json("news.json")["items"][0]
    home.post("2026-01-05-a.md", "Autre chose.", title="Deux")
    home.publish(now=LATER)
    after = home.json("news.json")["items"][0]
    assert {key for key in before if before[key] != after[key]} == {
        "title",
        "summary",
        "content_html",
        "date_modified",
        "_feeds",
    }
    # The text now begins with what changed.
    assert after["_feeds"] == {**before["_feeds"], "update_note": True}
    assert after["date_modified"] == LATER


def test_a_new_post_leaves_the_pages_of_others(home):
    """It is in the feeds and in what lists it; no page of another post is made again."""
    fill(home)
    home.publish()
    home.job("2026-02-20-neuve.md", roles="Juriste")
    pages = {path for path in home.publish(now=LATER).written if path.startswith("posts/")}
    assert pages == {"posts/neuve/index.html"}


def test_a_deleted_output_is_restored(home):
    """Each file, of whatever sort, comes back as it was and alone."""
    fill(home)
    home.publish()
    tree = home.tree()
    for path in ("jobs.rss", "news.json", "posts/dev/index.html", "sitemap-2026-01.xml", "style.css"):
        (home.output / path).unlink()
        ran = home.publish(now=LATER)
        assert ran.written == {path}
        assert home.tree() == tree


def test_a_damaged_output_is_restored(home):
    """What somebody wrote over a published file gives way."""
    fill(home)
    home.publish()
    tree = home.tree()
    (home.output / "jobs.rss").write_text("gone")
    assert home.publish().written == {"jobs.rss"}
    assert home.tree() == tree


def test_a_removed_output_is_restored_whole(home):
    """Nothing in the output is needed to run."""
    fill(home)
    home.publish()
    tree = home.tree()
    shutil.rmtree(home.output)
    assert home.publish(now=LATER).written == set(tree)
    assert home.tree() == tree


def test_a_new_configuration_rewrites_what_it_shows_in(home):
    """A new site title is on all pages and in all feeds, and moves no date."""
    fill(home)
    home.publish()
    items = home.json("news.json")["items"]
    site = {
        "title": "Autre nom",
        "url": "https://jobs.example.org/",
        "timezone": "Europe/Paris",
        "language": "fr",
    }
    home.configure(feeds=FEEDS, site=site)
    ran = home.publish(now=LATER)
    assert {path for path in home.tree() if path.startswith("posts/")} <= ran.written
    assert home.json("news.json")["items"] == items


def test_a_feed_that_is_no_longer_wanted_goes(home):
    """Its files are taken away, those of the others stay."""
    fill(home)
    home.publish()
    home.configure(feeds=["jobs"])
    ran = home.publish()
    assert {"news.rss", "news.atom", "news.json", "tags/vie.rss"} <= set(ran.report["removed"])
    assert not (home.output / "tags").exists()
    assert (home.output / "jobs.rss").exists()


# What goes, what stays


def test_a_removed_post_goes_and_nothing_foreign(home):
    """Its page says that it is gone, and goes a year later; what this program did not write stays."""
    fill(home)
    home.publish()
    (home.output / "CNAME").write_text("jobs.example.org")
    (home.output / "posts" / "mine.html").write_text("mine")
    (home.root / "sources" / "2026-01-07-dev.md").unlink()
    home.publish(now=LATER)
    page = home.text("posts/dev/index.html")
    assert 'class="closed"' in page
    assert "noindex" in page
    assert "utiles" not in page
    (gone,) = (item for item in home.json("closed.json")["closed"] if item["state"] == "removed")
    assert gone["when"] == LATER
    ran = home.publish(now="2027-03-02T09:00:00Z")
    assert "posts/dev/index.html" in ran.report["removed"]
    assert not (home.output / "posts" / "dev").exists()
    assert "/posts/dev/ " in home.text("_redirects")
    assert (home.output / "CNAME").read_text() == "jobs.example.org"
    assert (home.output / "posts" / "mine.html").read_text() == "mine"
    assert "Développeuse" not in home.text("jobs.rss")


def test_a_page_that_somebody_changed_is_not_taken_away(home):
    """What is no longer as it was written is theirs, and they are told so."""
    fill(home)
    home.publish()
    page = home.output / "posts" / "dev" / "index.html"
    page.write_text("edited by hand")
    home.post("2026-01-07-dev.md", roles="Développeuse", draft=True)
    ran = home.publish(now=LATER)
    assert page.read_text() == "edited by hand"
    assert any(problem.startswith("output/posts/dev/index.html: ") for problem in ran.problems)
    assert ran.status == 1


def test_a_renamed_file_keeps_its_id_and_address(home):
    """Nothing that subscribers see changes."""
    home.post("2026-01-05-a.md", title="Bonjour")
    home.publish()
    tree = home.tree()
    (home.root / "sources" / "2026-01-05-a.md").rename(home.root / "sources" / "2026-01-05-b.md")
    ran = home.publish(now=LATER)
    assert ran.report["transitions"] == ran.report["removed"] == []
    assert ran.written == {"recover/2026-01.jsonl"}
    assert {path for path, body in home.tree().items() if tree[path] != body} == ran.written


def test_a_move_of_the_site_keeps_the_ids(home):
    """Entries are known by their id, whatever the domain."""
    fill(home)
    home.publish()
    ids = home.ids("news.json") + home.ids("jobs.json")
    home.configure(feeds=FEEDS, site={"title": "Emplois", "url": "https://autre.example.net/emploi/"})
    home.publish(now=LATER)
    assert home.ids("news.json") + home.ids("jobs.json") == ids
    assert home.json("news.json")["items"][0]["url"].startswith("https://autre.example.net/emploi/")


def test_posts_of_one_name_do_not_share_an_address(home):
    """The later one gets another, and a problem reports it."""
    home.post("2026-01-05-a.md", title="Un")
    home.post("2026-01-06-a.md", title="Deux")
    home.post("plus/2026-01-06-a.md", title="Trois")
    ran = home.publish()
    told = [problem for problem in ran.report["problems"] if problem["field"] == "slug"]
    assert {problem["file"] for problem in told} == {
        "sources/2026-01-06-a.md",
        "sources/plus/2026-01-06-a.md",
    }
    urls = {item["title"]: item["url"] for item in home.json("news.json")["items"]}
    assert len(set(urls.values())) == 3
    assert urls["Un"] == "https://jobs.example.org/posts/a/"


def test_a_post_that_breaks_stays_as_it_was(home):
    """What was published of it stays, and it is reported in each run until it is mended."""
    fill(home)
    home.publish()
    tree = home.tree()
    home.write("sources/2026-01-05-accueil.md", "---\ntitle: [\n---\nX")
    for _ in range(2):
        ran = home.publish(now=LATER)
        assert any("2026-01-05-accueil.md" in problem for problem in ran.problems)
        assert ran.status == 1
        assert ran.report["transitions"] == []
        assert home.tree() == tree
    home.post("2026-01-05-accueil.md", title="Réparé")
    assert not any("2026-01-05-accueil.md" in problem for problem in home.publish(now=LATER).problems)
    assert "Réparé" in home.text("news.rss")


def test_a_source_that_vanishes_keeps_what_it_gave(home):
    """Absence of a folder closes nothing; without any source, the run is worth a 4."""
    fill(home)
    home.publish()
    tree = home.tree()
    (home.root / "sources").rename(home.root / "away")
    ran = home.publish(now=LATER)
    assert ran.status == 4
    assert ran.report["transitions"] == []
    assert home.tree() == tree
    assert any("sources" in problem for problem in ran.problems)
    (home.root / "away").rename(home.root / "sources")
    assert home.publish(now=LATER).status == 1


def test_one_source_of_two_that_vanishes_stops_nobody(home):
    """The other is published, and the first one's posts stay."""
    home.configure(sources=[{"path": "sources"}, {"path": "others"}])
    home.post("2026-01-05-a.md", title="Un")
    home.write("others/2026-01-06-b.md", "---\ntitle: Deux\n---\nTexte")
    assert home.publish().status == 0
    shutil.rmtree(home.root / "others")
    home.post("2026-01-07-c.md", title="Trois")
    ran = home.publish(now=LATER)
    assert ran.status == 1
    assert home.titles("news.json") == ["Trois", "Deux", "Un"]
    home.configure()
    assert home.publish(now=LATER).status == 0  # it is no longer named: now its posts are gone
    assert home.titles("news.json") == ["Trois", "Un"]


# The clock


def states(home):
    """Tell where a job stands: feeds, page, JSON-LD, site map, list of the closed."""
    page = home.output / "posts" / "dev" / "index.html"
    text = page.read_text("utf-8") if page.exists() else ""
    in_map = any("/posts/dev/" in text.decode() for path, text in home.tree().items() if path.startswith("sitemap"))
    return {
        "feeds": {len(home.feed(f"jobs.{ending}").entries) for ending in ("rss", "atom")}
        | {len(home.json("jobs.json")["items"]), len(home.json("jobs.jsonld")["@graph"])},
        "page": bool(text),
        "json-ld": "application/ld+json" in text,
        "noindex": "noindex" in text,
        "map": in_map,
        "home": "posts/dev/index.html" in home.text("index.html"),
        "closed": [(item["state"], item["when"]) for item in home.json("closed.json")["closed"]],
    }


def test_a_job_opens_and_closes_by_its_own_dates(home):
    """Nobody edits anything: the clock alone opens and closes, in Paris, and both moments are told once."""
    home.job("2026-01-05-dev.md", poste_ouvert=date(2026, 3, 1), poste_ferme=date(2026, 3, 31))
    hidden = {"feeds": {0}, "page": False, "json-ld": False, "noindex": False, "map": False, "home": False}
    shown = {"feeds": {1}, "page": True, "json-ld": True, "noindex": False, "map": True, "home": True}
    over = {"feeds": {0}, "page": True, "json-ld": False, "noindex": True, "map": False, "home": False}
    told = []
    moments = [
        ("2026-02-28T22:59:59Z", hidden, []),
        ("2026-02-28T23:00:00Z", shown, []),
        ("2026-03-31T21:59:58Z", shown, []),
        ("2026-03-31T22:00:00Z", over, [("expired", "2026-03-31T21:59:59Z")]),
        ("2027-01-01T00:00:00Z", over, [("expired", "2026-03-31T21:59:59Z")]),
    ]
    for now, expected, closed in moments:
        ran = home.publish(now=now)
        told += [change["change"] for change in ran.report["transitions"]]
        assert states(home) == expected | {"closed": closed}, now
        assert ran.status == 0
    assert told == ["new", "closed"]


def test_a_closed_job_says_so(home):
    """Its page keeps address and text, says that it is over, and offers no way to apply."""
    home.job("2026-01-05-dev.md", "Le texte de l'offre.", externalURL="https://p.example/x", post_pourvu=True)
    home.publish()
    page = home.text("posts/dev/index.html")
    assert "Le texte de l'offre." in page.replace("&#39;", "'").replace("’", "'")
    assert 'class="closed"' in page
    assert "p.example" not in page


def test_a_job_reopens(home):
    """It leaves the list of the closed, keeps its id and its date, and is reported as reopened."""
    home.job("2026-01-05-dev.md")
    home.publish()
    (before,) = home.json("jobs.json")["items"]
    home.job("2026-01-05-dev.md", open=False)
    assert home.publish(now="2026-03-02").report["transitions"][0]["change"] == "closed"
    assert home.ids("jobs.json") == []
    home.job("2026-01-05-dev.md")
    assert home.publish(now="2026-03-03").report["transitions"][0]["change"] == "reopened"
    (after,) = home.json("jobs.json")["items"]
    assert (after["id"], after["date_published"]) == (before["id"], before["date_published"])
    assert home.json("closed.json")["closed"] == []


def test_a_draft_is_nowhere(home):
    """No page, no feed, no list; a post that becomes a draft again loses its page."""
    home.post("2026-01-05-a.md", title="Secret de fabrique", draft=True)
    home.publish()
    assert not any(b"Secret" in body for body in home.tree().values())
    home.post("2026-01-05-a.md", title="Secret de fabrique")
    home.publish()
    assert (home.output / "posts/a/index.html").exists()
    home.post("2026-01-05-a.md", title="Secret de fabrique", draft=True)
    home.publish(now=LATER)
    assert not (home.output / "posts/a/index.html").exists()
    assert home.ids("news.json") == []


# Archives


def live_and_archives(home):
    """Read the live feed and the archives it leads to, following next_url."""
    document, chain = home.json("news.json"), []
    live = [item["title"] for item in document["items"]]
    while next_url := document.get("next_url"):
        name = next_url.rpartition("/")[2]
        document = home.json(name)
        chain.append((name, [item["title"] for item in document["items"]]))
    return live, chain


@pytest.mark.parametrize("seed", [1, 2])
def test_archives_hold_all_that_left_the_live_feed(home, seed):
    """Posts arrive in any order, backdated ones too: a full archive never changes, and no post is lost."""
    chance = random.Random(seed)
    home.configure(
        feeds=[{"name": "news", "limit": 7, "history": "archived"}],
        site={"title": "N", "url": "https://n.example.org/"},
    )
    arrivals = list(range(100))
    chance.shuffle(arrivals)
    there, full, day = [], {}, datetime(2026, 3, 1, tzinfo=UTC)
    while arrivals:
        size = chance.choice((1, 3, 8, 20))
        batch, arrivals = arrivals[:size], arrivals[size:]
        for number in batch:
            home.post(f"{date(2025, 1, 1) + timedelta(days=number)}-p{number}.md", "x", title=f"{number:03}")
        for number in chance.sample(there, min(2, len(there))):
            home.post(
                f"{date(2025, 1, 1) + timedelta(days=number)}-p{number}.md",
                f"v{len(there)}",
                title=f"{number:03}",
            )
        there += batch
        day += timedelta(hours=1)
        assert home.publish(now=day.isoformat()).status == 0
        newest = sorted((f"{number:03}" for number in there), reverse=True)
        live, chain = live_and_archives(home)
        assert live[:7] == newest[:7]
        assert len(live) < 14
        assert all(len(titles) == 7 for _, titles in chain)
        archived = [title for _, titles in chain for title in titles]
        assert len(archived) == len(set(archived))
        assert set(live) | set(archived) == set(newest)
        for path, body in full.items():
            assert home.tree_file(path) == body, path
        for name, titles in chain:
            if len(titles) == 7:
                for ending in (".json", ".rss", ".atom"):
                    path = name.removesuffix(".json") + ending
                    full.setdefault(path, home.tree_file(path))
    assert len(full) >= 3 * 12
    victim = next(titles[3] for _, titles in chain if len(titles) == 7 and titles[3] not in live)
    holder = next(name for name, titles in chain if victim in titles)
    next((home.root / "sources").glob(f"*-p{int(victim)}.md")).unlink()
    ran = home.publish(now=LATER + "")
    assert victim not in {title for _, titles in live_and_archives(home)[1] for title in titles}
    assert {path for path in ran.written if "archive" in path} == {
        holder.removesuffix(".json") + ending for ending in (".json", ".rss", ".atom")
    }


def test_a_page_that_fails_moves_no_post_between_archives(home):
    """Numbers are given before pages are written; a document has its posts as soon as their pages exist."""
    home.configure(feeds=[{"name": "news", "limit": 2, "history": "archived"}])
    for day in range(1, 8):
        home.post(f"2026-01-0{day}-p{day}.md", title=f"{day}")
    place = home.output / "posts"
    place.mkdir(parents=True)
    (place / "p2").write_text("in the way")
    assert home.publish().status == 4
    (place / "p2").unlink()
    home.publish()
    expected = [("news-archive-0002.json", ["4", "3"]), ("news-archive-0001.json", ["2", "1"])]
    assert live_and_archives(home) == (["7", "6", "5"], expected)
    before = {path: body for path, body in home.tree().items() if "archive" in path}
    home.post("2026-01-08-p8.md", title="8")
    home.publish()
    assert live_and_archives(home)[0] == ["8", "7"]
    assert {path: home.tree_file(path) for path in before} == before


def test_archives_are_linked_as_rfc_5005_has_it(home):
    """The live feed and each archive name their elder; an archive says what it is and where the living is."""
    home.configure(feeds=[{"name": "news", "limit": 2, "history": "archived"}])
    for day in range(1, 8):
        home.post(f"2026-01-0{day}-p.md", title=f"{day}")
    home.publish()
    for ending in ("atom", "rss"):
        seen, name = [], "news"
        while name:
            root = etree.fromstring(home.tree_file(f"{name}.{ending}"))
            links = {link.get("rel"): link.get("href") for link in root.iter(f"{ATOM}link") if link.get("rel")}
            assert (root.find(f".//{FH}archive") is not None) == (name != "news")
            assert root.find(f".//{FH}complete") is None
            if name != "news":
                assert links["current"] == f"https://jobs.example.org/news.{ending}"
            seen.append(name)
            elder = links.get("prev-archive", "")
            name = elder.rpartition("/")[2].removesuffix(f".{ending}")
        assert seen == ["news", "news-archive-0002", "news-archive-0001"]


def test_a_complete_feed_says_so_and_holds_all(home):
    """A feed of jobs has no limit."""
    for number in range(60):
        home.job(f"2026-01-05-p{number}.md", title=f"{number}")
    home.publish()
    for ending in ("rss", "atom"):
        assert len(home.feed(f"jobs.{ending}").entries) == 60
        assert etree.fromstring(home.tree_file(f"jobs.{ending}")).find(f".//{FH}complete") is not None
    assert len(home.ids("jobs.json")) == len(home.json("jobs.jsonld")["@graph"]) == 60


# Options


def test_a_rehearsal_keeps_nothing(home):
    """It tells what subscribers would see, and leaves no trace: no ledger, no output."""
    fill(home)
    times = home.times()
    ran = home.publish("--dry-run")
    assert len(ran.report["transitions"]) == 5
    assert ran.report["written"] == []
    assert home.times() == times
    assert not (home.root / ".feeds").exists()
    home.publish()
    times, tree = home.times(), home.tree()
    home.post("2026-02-10-neuf.md", title="Neuf")
    (home.root / "sources" / "2026-01-07-dev.md").unlink()
    told = home.publish("--dry-run", now=LATER).report["transitions"]
    assert {change["change"] for change in told} == {"new", "removed"}
    assert home.tree() == tree
    assert home.publish(now=LATER).report["transitions"] == told


def test_a_strict_run_publishes_all_or_nothing(home):
    """One problem anywhere, and nothing is kept; a note is none."""
    fill(home)
    ran = home.publish("--strict")
    assert ran.status == 4
    assert ran.report["stopped"]
    assert home.tree() == {}
    (home.root / "sources" / "2026-01-08-designer.md").unlink()
    ran = home.publish("--strict")
    assert ran.status == 0
    assert any(problem["severity"] == "note" for problem in ran.report["problems"])
    tree = home.tree()
    home.post("2026-01-08-designer.md", roles="Designer", poste_ferme="bientôt")
    assert home.publish("--strict", now=LATER).status == 4
    assert home.tree() == tree
    assert home.publish(now=LATER).status == 1
    assert home.publish("--strict", now=LATER).status == 4


# What cannot be written


def test_a_feed_that_cannot_be_written_stops_no_other(home):
    """It is reported in each run, and written as soon as its place is free."""
    fill(home)
    (home.output / "jobs.rss").mkdir(parents=True)
    for _ in range(2):
        ran = home.publish()
        assert ran.status == 4
        assert any(problem.startswith(f"{home.output}/jobs.rss: ") for problem in ran.problems)
    assert {"jobs.atom", "jobs.json", "news.rss", "index.html"} <= set(home.tree())
    (home.output / "jobs.rss").rmdir()
    ran = home.publish()
    assert ran.written == {"jobs.rss"}
    assert not any("jobs.rss" in problem for problem in ran.problems)


def test_a_page_that_cannot_be_written_is_linked_by_no_feed(home):
    """The others are published; the next run catches up."""
    fill(home)
    (home.output / "posts").mkdir(parents=True)
    (home.output / "posts" / "accueil").write_text("in the way")
    ran = home.publish()
    assert ran.status == 4
    assert any("accueil" in problem for problem in ran.problems)
    assert (home.output / "posts/dev/index.html").exists()
    assert "/posts/accueil/" not in home.text("news.rss")
    (home.output / "posts" / "accueil").unlink()
    home.publish()
    assert "/posts/accueil/" in home.text("news.rss")


def test_an_output_that_is_a_file_ends_with_4(home):
    """Nothing can be published into it; nothing is lost."""
    fill(home)
    home.output.write_text("in the way")
    ran = home.publish()
    assert ran.status == 4
    assert home.output.read_text() == "in the way"
    home.output.unlink()
    assert home.publish().status == 1
    assert len(home.tree()) > 20


def test_a_link_never_leads_out_of_the_output(home):
    """A folder of the output that is a link to elsewhere is not written into."""
    fill(home)
    (home.root / "elsewhere").mkdir()
    home.output.mkdir()
    (home.output / "posts").symlink_to(home.root / "elsewhere")
    ran = home.publish()
    assert list((home.root / "elsewhere").iterdir()) == []
    assert any("posts" in problem for problem in ran.problems)


# At once, and cut off


def test_two_runs_at_once_do_not_meet(home):
    """One does the work, the other says so or waits; what is published is whole."""
    for number in range(120):
        home.job(f"2026-01-05-p{number}.md")
    line = home.line("publish", "--now", NOW)
    quick = [subprocess.Popen(line, cwd=home.root, env=home.environment(), stderr=-3, stdout=-3) for _ in "ab"]
    statuses = sorted(process.wait(60) for process in quick)
    assert statuses in ([0, 3], [0, 0])
    shutil.rmtree(home.root / ".feeds")
    shutil.rmtree(home.output)
    line += ["--wait", "60"]
    patient = [subprocess.Popen(line, cwd=home.root, env=home.environment(), stderr=-3, stdout=-3) for _ in "ab"]
    assert [process.wait(60) for process in patient] == [0, 0]
    assert len(home.ids("jobs.json")) == 120


def test_a_run_that_is_killed_is_finished_by_the_next(homes):
    """Whenever it dies, a later run at the same moment gives what an undisturbed one gives."""
    undisturbed = homes()
    numbers = range(80)
    for number in numbers:
        undisturbed.job(f"2026-01-05-p{number}.md", tags=f"t{number % 5}")
    undisturbed.configure(feeds=FEEDS)
    started = time.monotonic()
    undisturbed.command("publish", "--now", NOW)
    length = time.monotonic() - started
    expected = undisturbed.tree()
    for share in (0.5, 0.7, 0.9):
        home = homes()
        shutil.copytree(undisturbed.root / "sources", home.root / "sources", dirs_exist_ok=True)
        home.configure(feeds=FEEDS)
        process = subprocess.Popen(
            home.line("publish", "--now", NOW),
            cwd=home.root,
            env=home.environment(),
            stdout=-3,
            stderr=-3,
            start_new_session=True,
        )
        time.sleep(share * length)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)
        for path, body in home.tree().items():
            assert ".feeds-tmp" in path or body == expected[path], path  # no file is ever half written
        assert home.publish().status == 0
        assert home.tree() == expected


# Any history


def live_another_day(home, chance, day):
    """Do to a folder of posts what people do: write, edit, rename, copy, break and delete."""
    sources = home.root / "sources"
    there = sorted(place.name for place in sources.glob("*.md"))
    act = chance.choice(("write", "write", "write", "edit", "delete", "rename", "copy", "break", "lose"))
    date = (day - timedelta(days=chance.randrange(30))).date()
    name = f"{date}-{chance.choice('abc')}{chance.randrange(40)}.md"
    old = chance.choice(there) if there else name
    if act in ("write", "edit") or not there:
        matter = {
            "roles": chance.choice((None, "Dev", "Ops")),
            "open": chance.choice((None, None, True, False)),
            "poste_ferme": chance.choice((None, (day + timedelta(days=chance.randint(-5, 10))).date())),
            "date": chance.choice((None, None, (day + timedelta(days=chance.randint(-5, 5))).date())),
            "draft": chance.choice((None, None, None, True)),
            "tags": chance.choice((None, "a", ["A", "b"])),
            "slug": chance.choice((None, None, None, "s1")),
            "id": chance.choice((None, None, None, "urn:x-test:1")),
        }
        home.post(old if act == "edit" else name, chance.choice(("Un.", "Deux.")), title="T", **matter)
    elif act == "delete":
        (sources / old).unlink()
    elif act == "rename":
        (sources / old).rename(sources / name)
    elif act == "copy":
        home.write(f"sources/{name}", (sources / old).read_bytes())
    elif act == "break":
        home.write(f"sources/{old}", "---\ntitle: [\n---\n")
    elif paths := sorted(home.tree()):
        (home.output / chance.choice(paths)).unlink()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_history_keeps_the_promises(home, seed):
    """After each run nothing is left to do, no link is dead, no page is lost, and all feeds agree."""
    chance, day = random.Random(seed), datetime(2026, 1, 1, tzinfo=UTC)
    home.configure(feeds=["jobs", {"name": "news", "limit": 3, "history": "archived"}, *FEEDS[2:]])
    for _ in range(12):
        for _ in range(4):
            live_another_day(home, chance, day)
        day += timedelta(hours=chance.choice((1, 30, 70, -40)))
        ran = home.publish(now=day.isoformat())
        again = home.publish(now=day.isoformat())
        assert again.report["written"] == again.report["removed"] == again.report["transitions"] == []
        assert not any("unexpected" in problem for problem in ran.problems), ran.problems
        assert_whole(home, ran.report["counts"])


def assert_whole(home, counts):
    """All that is linked is there, and all that is there is linked."""
    tree = home.tree()
    feeds = {path: json.loads(body) for path, body in tree.items() if path.endswith(".json")}
    closed = feeds.pop("closed.json")["closed"]
    hiring = [feeds.pop(path) for path in [*feeds] if path.endswith("/hiring.json")]
    linked = {item["url"] for item in closed if item["why"] != "it was taken back"}
    for path, feed in feeds.items():
        ids = [item["id"] for item in feed["items"]]
        assert len(set(ids)) == len(ids)
        for ending in (".rss", ".atom"):
            assert [entry.id for entry in home.feed(path.removesuffix(".json") + ending).entries] == ids
        assert feed.get("next_url", "/news.json").rpartition("/")[2] in tree
        linked |= {item["url"] for item in feed["items"]}
    pages = {path for path in tree if path.startswith("posts/")}
    assert {url.removeprefix("https://jobs.example.org/") + "index.html" for url in linked} == pages
    archived = [item["id"] for path in feeds if "archive" in path for item in feeds[path]["items"]]
    assert len(set(archived)) == len(archived)
    news = set(archived) | {item["id"] for item in feeds["news.json"]["items"]}
    assert len(news) == counts.get("article open", 0)
    assert len(feeds["jobs.json"]["items"]) == counts.get("job open", 0)
    named = {item["url"] for item in feeds["jobs.json"]["items"]}
    assert {job["url"] for of_one in hiring for job in of_one["jobs"]} <= named


SECRETS = {"todo": "rappeler lundi", "token": "9f86d081", "commentaire": "candidat pressenti", "x-note": {"rh": "non"}}


def test_unknown_keys_are_in_no_file(home):
    """In no format, of a job or of an article, whatever their values are."""
    home.job("a.md", **SECRETS)
    home.post("b.md", title="Une nouvelle", **SECRETS)
    home.publish()
    published = b"".join(home.tree().values()).decode()
    assert "Une nouvelle" in published
    assert not [
        word
        for word in ("rappeler", "9f86", "candidat pressenti", "commentaire", "x-note", "todo")
        if word in published
    ]


def test_listed_keys_are_published(home):
    home.configure(jobs={"country": "FR", "extra": ["Todo"]})
    home.job("a.md", **SECRETS)
    home.publish()
    assert home.json("jobs.json")["items"][0]["_job"]["extra"] == {"todo": "rappeler lundi"}
