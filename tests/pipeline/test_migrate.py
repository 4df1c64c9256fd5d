"""Moving from another program: its readers notice nothing."""

from __future__ import annotations

import re

import pytest

OLD_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Emplois</title><link>https://jobs.example.org/</link><description>x</description>
<item><title>Développeuse</title><link>https://jobs.example.org/recrutement/2025/dev.html</link>
<guid isPermaLink="false">old-1</guid><pubDate>Tue, 02 Sep 2025 08:00:00 GMT</pubDate>
<description>&lt;p&gt;Le poste de développeuse.&lt;/p&gt;</description></item>
<item><title>Juriste (CDI)</title><link>https://jobs.example.org/recrutement/2025/juriste.html</link>
<guid isPermaLink="false">old-2</guid><pubDate>Wed, 03 Sep 2025 08:00:00 GMT</pubDate>
<description>Un extrait</description></item>
<item><title>Ancienne</title><link>https://jobs.example.org/recrutement/2019/vieille.html</link>
<guid isPermaLink="false">old-3</guid><pubDate>Thu, 05 Sep 2019 08:00:00 GMT</pubDate></item>
</channel></rss>
"""
OLD_ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:old</id><title>Emplois</title><updated>2025-09-05T08:00:00Z</updated>
<entry><id>tag:old,2025:1</id><title>Développeuse</title><updated>2025-09-05T08:00:00Z</updated>
<published>2025-09-02T08:00:00Z</published><link href="https://jobs.example.org/posts/dev/"/>
<content type="html">&lt;p&gt;Le poste de développeuse.&lt;/p&gt;</content></entry></feed>
"""
OLD_JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Emplois", "items": [{"id": "17",
"url": "https://jobs.example.org/posts/dev/", "title": "Développeuse", "content_html": "<p>Le poste.</p>",
"date_published": "2025-09-02T08:00:00Z", "date_modified": "2025-09-05T08:00:00Z"}]}"""


def write_posts(home):
    """Bring over two of three posts; one is known by its words, the other by where it lay."""
    home.job("2025-09-02-dev.md", "Le poste de développeuse.", title="Développeuse")
    home.job("2025-09-03-droit.md", title="Juriste", redirect_from="/recrutement/2025/juriste.html")
    home.job("2026-02-01-neuve.md", title="Neuve")


def test_the_first_run_shows_nothing_new_of_what_was_there(home):
    """Ids and dates are those of the old feed; its addresses lead to the new ones."""
    write_posts(home)
    old = home.write("old.xml", OLD_RSS)
    ran = home.run("migrate", "--json", "--from", str(old), "--now", "2026-03-01")
    assert ran.status == 1
    assert {entry["id"]: entry["locator"] for entry in ran.report["entries"]} == {
        "old-1": "sources/2025-09-02-dev.md",
        "old-2": "sources/2025-09-03-droit.md",
        "old-3": "",
    }
    assert not home.output.exists()
    ran = home.publish()
    assert [change["title"] for change in ran.report["transitions"] if change["change"] == "new"] == ["Neuve"]
    items = {item["id"]: item for item in home.json("jobs.json")["items"]}
    assert items["old-1"]["date_published"] == items["old-1"]["date_modified"] == "2025-09-02T08:00:00Z"
    assert {entry.id for entry in home.feed("jobs.rss").entries} == set(items)
    redirects = home.text("_redirects")
    for path, slug in (("2025/dev", "dev"), ("2025/juriste", "droit")):
        assert f"/recrutement/{path}.html https://jobs.example.org/posts/{slug}/ 301" in redirects
    assert "vieille" not in redirects
    assert home.publish(now="2026-04-01").report["transitions"] == []


@pytest.mark.parametrize(
    ("name", "text", "id_"),
    [
        ("old.atom", OLD_ATOM, "tag:old,2025:1"),
        ("old.json", OLD_JSON, "17"),
    ],
)
def test_atom_and_json_feeds_are_taken_over_too(home, name, text, id_):
    """A post at the same address goes on under the old id, and keeps the day of its last update."""
    home.job("2025-09-02-dev.md", "Le poste de développeuse.", title="Développeuse")
    old = home.write(name, text)
    ran = home.run("migrate", "--from", str(old))
    assert ran.out.splitlines()[0] == "kept  Développeuse (sources/2025-09-02-dev.md)"
    home.publish()
    (item,) = home.json("jobs.json")["items"]
    assert (item["id"], item["date_published"]) == (id_, "2025-09-02T08:00:00Z")


def test_a_title_with_other_words_is_an_update_not_a_new_post(home):
    """What differs from the old feed is reported as a change."""
    home.job("2025-09-02-dev.md", "Le poste de développeuse.", title="Développeuse ou développeur")
    home.run("migrate", "--from", str(home.write("old.atom", OLD_ATOM)))
    ran = home.publish()
    assert [(change["change"], change["detail"]) for change in ran.report["transitions"]] == [("changed", "title")]


def test_to_migrate_twice_is_to_migrate_once(home):
    """Nothing is taken over again before the first run, and nothing after it."""
    write_posts(home)
    old = str(home.write("old.xml", OLD_RSS))
    assert home.run("migrate", "--from", old).out == home.run("migrate", "--from", old).out
    home.publish()
    ran = home.run("migrate", "--from", old)
    assert ran.status == 2
    assert "the ledger already contains 3 posts" in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html><body>No feed</body></html>", "an HTML page"),
        ("", "an empty document"),
        ("{}", "JSON of another kind"),
        (OLD_RSS[:400], "expected a feed"),
    ],
)
def test_what_is_no_feed_is_refused(home, text, said):
    """Nothing is kept of it."""
    ran = home.run("migrate", "--from", str(home.write("old", text)))
    assert ran.status == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("where", ["nowhere.xml", "http://127.0.0.1:9/feed", "ftp://example.org/feed"])
def test_a_feed_that_is_not_there_is_told(home, where):
    """A file or an address that gives nothing is a mistake of the command line."""
    ran = home.run("migrate", "--from", where)
    assert ran.status == 2
    assert where in ran.err


PAGES = {
    "alpha-post": ("/2025/08/alpha-post/", "0042"),
    "beta-post": ("/beta-post.html", "a b"),
    "gamma-post": ("/gamma-post/", "http://[bad"),
    "delta-post": ("/en/2025/delta-post/", "https://jobs.example.org/?p=12"),
    "eta-post": ("/2025-08-07-eta-post.html", "https://jobs.example.org/100%"),
    "zeta-post": ("/2025/08/08/zeta-post/index.html", "https://jobs.example.org/?cat[]=1"),
}


def test_a_post_is_found_by_the_last_name_in_its_old_address(home):
    """Its id is the old one, and an IRI in Atom (RFC 4287 §4.2.6), whatever that was."""
    items = ""
    for number, (name, (path, guid)) in enumerate(PAGES.items(), 1):
        home.job(f"2025-08-0{number}-{name}.md", title=f"Neuf {number}")
        items += f"<item><title>Ancien {number}</title><link>https://jobs.example.org{path}</link>"
        items += f'<guid isPermaLink="false">{guid}</guid><pubDate>Tue, 02 Sep 2025 08:00:00 GMT</pubDate></item>'
    old = home.write("old.xml", f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>')
    ran = home.run("migrate", "--json", "--from", str(old), "--now", "2026-03-01")
    found = {entry["id"]: entry["locator"] for entry in ran.report["entries"]}
    assert found == {
        guid: f"sources/2025-08-0{number}-{name}.md" for number, (name, (_, guid)) in enumerate(PAGES.items(), 1)
    }
    home.publish()
    ids = re.findall("<entry>\\s*<id>(.*?)</id>", home.text("jobs.atom"))
    kept = [guid for _, guid in PAGES.values() if guid in ids]
    assert kept == ["https://jobs.example.org/?p=12"]
    assert sum(id_.startswith("urn:uuid:") for id_ in ids) == len(PAGES) - 1
