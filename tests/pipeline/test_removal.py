"""What subscribers, search engines and people see of what is over, and of what moved."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lxml import etree

LATER = "2026-03-02T09:00:00Z"
AFTER = "2026-03-10T09:00:00Z"
ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def tombstones(home, path="jobs.atom"):
    """Return the deletions that a feed reports, in order."""
    root = etree.fromstring(home.tree_file(path))
    return [(one.get("ref"), one.get("when")) for one in root.iter(TOMBSTONE)]


def updated(home, path="jobs.atom"):
    """Return a feed's own date."""
    return etree.fromstring(home.tree_file(path)).findtext(f"{ATOM}updated").replace("+00:00", "Z")


def redirects(home):
    """Return the target of each former URL, or that its page is gone."""
    lines = (line.split() for line in home.text("_redirects").splitlines() if line and line[0] == "/")
    ways = [(path, "410" if code == "410" else to) for path, to, code in lines]
    return [(path, to) for path, to in ways if (f"{path}/", to) not in ways and "index.html" not in path]


# Tombstones (RFC 6721)


def test_a_closed_job_is_told_of_for_thirty_days(home):
    """The Atom feed says which entry is gone, when; nobody edits anything, and a month later it does not."""
    home.job("2026-01-05-a.md", title="A")
    home.job("2026-01-05-b.md", title="B")
    home.publish()
    id_ = next(item["id"] for item in home.json("jobs.json")["items"] if item["title"] == "A")
    assert tombstones(home) == []
    home.job("2026-01-05-a.md", title="A", open=False)
    home.publish(now=LATER)
    assert tombstones(home) == [(id_, LATER)]
    assert updated(home) == LATER
    assert len(home.feed("jobs.atom").entries) == 1
    end = datetime.fromisoformat(LATER) + timedelta(days=30)
    for at, told in ((end - timedelta(seconds=1), 1), (end, 0)):
        ran = home.publish(now=at.isoformat())
        assert len(tombstones(home)) == told
        assert ran.report["transitions"] == []
    assert ran.written == {"jobs.atom", "jobs.json"}  # the feeds that list deletions
    assert updated(home) == LATER


def test_a_tombstone_is_never_older_than_the_last_update(home):
    """A job closed for a day in the past would else live on in readers (RFC 6721 §4)."""
    home.job("2026-01-05-a.md", "Un texte. " * 30)
    home.publish()
    home.job("2026-01-05-a.md", "Un autre. " * 30)
    home.publish(now=LATER)
    home.job("2026-01-05-a.md", "Un autre. " * 30, poste_ferme=date(2026, 2, 1))
    home.publish(now=AFTER)
    assert [when for _, when in tombstones(home)] == [AFTER]
    assert home.json("closed.json")["closed"][0]["when"] == "2026-02-01T22:59:59Z"


def test_what_was_never_open_is_not_told_of(home):
    """Nobody has it: a first run over years of closed jobs reports none."""
    for number in range(12):
        home.job(f"2026-01-05-p{number}.md", open=False)
    home.publish()
    assert tombstones(home) == []
    assert len(home.json("closed.json")["closed"]) == 12


def test_a_job_that_reopens_is_told_of_no_more(home):
    """It is an entry again, updated later than it was deleted, and says so."""
    home.job("2026-01-05-a.md")
    home.publish()
    home.job("2026-01-05-a.md", open=False)
    home.publish(now=LATER)
    home.job("2026-01-05-a.md")
    home.publish(now=AFTER)
    assert tombstones(home) == []
    (item,) = home.json("jobs.json")["items"]
    assert item["date_modified"] == AFTER
    assert item["_update"]["changes"] == ["state"]
    text = item["content_html"].partition("</ul>\n")[2]
    assert text.startswith("<p><em>Mis à jour le 10 mars 2026\u00a0: à nouveau ouverte.</em></p>")


def test_a_removed_post_and_one_taken_back_are_told_of(home):
    """In every feed that they stood in, and in no other."""
    home.configure(feeds=["jobs", "news", {"name": "tags/{tag}", "each": "tag"}])
    home.post("2026-01-05-a.md", title="A", tags=["x"])
    home.post("2026-01-06-b.md", title="B", tags=["x", "y"])
    home.publish()
    (home.root / "sources/2026-01-05-a.md").unlink()
    home.post("2026-01-06-b.md", title="B", tags=["x", "y"], draft=True)
    home.publish(now=LATER)
    assert len(tombstones(home, "news.atom")) == len(tombstones(home, "tags/x.atom")) == 2
    assert len(tombstones(home, "tags/y.atom")) == 1
    assert tombstones(home, "jobs.atom") == []


def test_the_window_is_the_publishers_to_choose(home):
    """None at all, too."""
    home.configure(policy={"closed_entry_days": 0, "tombstone_days": 0, "closed_page_days": 0})
    home.job("2026-01-05-a.md")
    home.publish()
    home.job("2026-01-05-a.md", open=False)
    home.publish(now=LATER)
    assert tombstones(home) == []
    assert not (home.output / "posts/a/index.html").exists()


# What changed, in one line


def test_an_update_says_what_changed(home):
    """In the feeds and on the page; the same text with other markup changes nothing."""
    home.job("2026-01-05-a.md", "Un texte, bref. " * 30, lieu="Lille")
    home.publish()
    home.job("2026-01-05-a.md", "Un **texte**, bref. " * 30, lieu="Lille")
    assert home.publish(now=LATER).report["transitions"] == []
    home.job("2026-01-05-a.md", "Un **texte**, long. " * 30, lieu="Rennes")
    ran = home.publish(now=AFTER)
    assert [(change["change"], change["detail"]) for change in ran.report["transitions"]] == [
        ("changed", "place, text")
    ]
    line = "Mis à jour le 10 mars 2026\u00a0: lieu, texte."
    for path in ("jobs.json", "jobs.rss", "jobs.atom"):
        assert line in home.text(path), path
    assert "lieu, texte" in home.text("posts/a/index.html")
    assert line not in home.text("jobs.jsonld")


# Pages that ended, pages that moved


def test_a_page_says_it_is_over_and_then_is_gone(home):
    """For a year it carries a banner, then its address answers 410."""
    home.job("2026-01-05-a.md")
    home.publish()
    home.job("2026-01-05-a.md", open=False)
    home.publish(now=LATER)
    assert redirects(home) == []
    assert 'class="closed"' in home.text("posts/a/index.html")
    home.publish(now="2027-03-02T08:59:59Z")
    assert redirects(home) == []
    ran = home.publish(now="2027-03-02T09:00:00Z")
    assert ran.report["removed"] == ["posts/a/index.html"]
    assert redirects(home) == [("/posts/a/", "410")]
    assert "gone" in home.text(".htaccess")
    assert "/posts/a/" in home.text("redirects.nginx.conf")
    assert home.json("closed.json")["closed"][0]["url"] == "https://jobs.example.org/posts/a/"


def test_a_feed_of_closed_jobs_links_to_no_page_that_is_gone(home):
    """When its page goes, an entry leaves the feeds that had it, and they say so."""
    feeds = ["jobs", {"name": "past", "select": {"state": ["closed", "expired"], "kind": "job"}}]
    home.configure(feeds=feeds)
    home.job("2026-01-05-a.md")
    home.publish()
    home.job("2026-01-05-a.md", open=False)
    home.publish(now=LATER)
    assert len(home.ids("past.json")) == 1
    home.publish(now="2027-04-01")
    assert home.ids("past.json") == []


def test_another_slug_leads_from_the_old_address_to_the_new_one(home):
    """The id stays; back again, the way leads the other way round."""
    home.post("2026-01-05-a.md", title="A")
    home.publish()
    ids = home.ids("news.json")
    home.post("2026-01-05-a.md", title="A", slug="mieux")
    home.publish(now=LATER)
    assert home.ids("news.json") == ids
    assert redirects(home) == [("/posts/a/", "https://jobs.example.org/posts/mieux/")]
    assert not (home.output / "posts/a").exists()
    home.post("2026-01-05-a.md", title="A", slug="a")
    home.publish(now=AFTER)
    assert [line[0] for line in redirects(home)] == ["/posts/mieux/"]


def test_another_permalink_leads_from_all_old_addresses_to_the_new_ones(home):
    """And what takes the place of a former page is a page, not a way elsewhere."""
    home.post("2026-01-05-a.md", title="A")
    home.post("2026-01-06-b.md", title="B")
    home.publish()
    home.configure(permalink="{year}/{slug}.html")
    home.publish(now=LATER)
    assert [line[0] for line in redirects(home)] == ["/posts/a/", "/posts/b/"]
    home.configure()
    home.publish(now=AFTER)
    assert [line[0] for line in redirects(home)] == ["/2026/a.html", "/2026/b.html"]


def test_former_addresses_of_an_author_lead_to_the_page(home):
    """`redirect_from` in any spelling: with or without host, slash or coding."""
    home.post("2026-01-05-a.md", redirect_from=["/vieux/été", "https://jobs.example.org/b.html", "c/"])
    home.publish()
    assert {line[0] for line in redirects(home)} >= {"/vieux/%C3%A9t%C3%A9", "/b.html", "/c/"}


def test_a_map_of_somebody_else_is_left_alone(home):
    """A hand-written .htaccess stays, and a problem says so; the others are written."""
    home.output.mkdir()
    (home.output / ".htaccess").write_text("Require all granted\n")
    home.post("2026-01-05-a.md", title="A")
    ran = home.publish()
    assert (home.output / ".htaccess").read_text() == "Require all granted\n"
    assert any(problem.startswith("output/.htaccess: redirects:") for problem in ran.problems)
    home.configure(redirects=["netlify"])
    assert home.publish(now=LATER).problems == []
    assert (home.output / ".htaccess").read_text() == "Require all granted\n"
    assert not (home.output / "redirects.nginx.conf").exists()


# A feed's own identity


def test_a_feed_keeps_its_id_when_the_site_moves(home):
    """Readers know a feed by it (RFC 4287 §4.2.6)."""
    home.post("a.md")
    home.publish()
    id_ = etree.fromstring(home.tree_file("news.atom")).findtext(f"{ATOM}id")
    home.configure(site={"title": "E", "url": "https://autre.example.net/"})
    home.publish(now=LATER)
    assert etree.fromstring(home.tree_file("news.atom")).findtext(f"{ATOM}id") == id_


# What comes


def test_the_coming_moments_are_listed(home):
    """The next first; what was over before now, since an unknown day, is not among them."""
    home.job("2026-01-05-a.md", title="A", poste_ferme=date(2026, 3, 31))
    home.job("2026-05-01-b.md", title="B", poste_ouvert=date(2026, 5, 1))
    home.job("2026-01-05-c.md", title="C", open=False)
    ran = home.run("when", "--now", "2026-03-01T09:00Z")
    assert ran.out.splitlines() == [
        "2026-03-31T21:59:59Z  closes: A (sources/2026-01-05-a.md)",
        "2026-04-30T22:00:00Z  opens: B (sources/2026-05-01-b.md)",
    ]
    assert not (home.root / ".feeds").exists()
    listed = home.run("when", "--json", "--now", "2026-04-01").report
    assert [(one["what"], one["title"]) for one in listed][:1] == [("opens", "B")]


def test_nothing_may_be_coming(home):
    """Then it says so."""
    home.post("a.md")
    assert home.run("when").out == "nothing opens or closes by itself\n"


def test_an_edit_of_a_closed_post_tells_of_its_deletion_no_longer(home):
    """Who mends a slip in it years later does not close it again."""
    home.job("2026-01-05-a.md")
    home.publish()
    home.job("2026-01-05-a.md", open=False)
    home.publish(now=LATER)
    told = tombstones(home)
    home.job("2026-01-05-a.md", "Un autre texte. " * 30, open=False)
    home.publish(now=AFTER)
    assert tombstones(home) == told
    home.publish(now="2026-06-01")
    assert tombstones(home) == []


def test_former_addresses_never_hide_what_is_published(home):
    """Neither the home page nor a feed is led away; an address with a query is no other than its page."""
    home.post("2026-01-05-a.md", title="A", redirect_from=["/", "/news.rss", "/style.css", "/?p=12", "/ok"])
    home.publish()
    assert [path for path, _ in redirects(home)] == ["/ok"]


def test_a_page_that_cannot_be_written_leaves_the_former_one(home):
    """The entry stays in the feeds, at the address that it has."""
    home.post("2026-01-05-a.md", title="A")
    home.publish()
    (home.output / "posts/b/index.html").mkdir(parents=True)
    home.post("2026-01-05-a.md", title="A", slug="b")
    ran = home.publish(now=LATER)
    assert ran.status == 4
    assert [item["url"] for item in home.json("news.json")["items"]] == ["https://jobs.example.org/posts/a/"]
    assert (home.output / "posts/a/index.html").exists()
    (home.output / "posts/b/index.html").rmdir()
    assert home.publish(now=AFTER).status == 0
    assert redirects(home) == [("/posts/a/", "https://jobs.example.org/posts/b/")]


def test_a_site_that_moves_below_a_folder_leads_there(home):
    """The former address is the one that was, on the host."""
    home.post("2026-01-05-a.md", title="A")
    home.publish()
    home.configure(site={"title": "E", "url": "https://jobs.example.org/blog/"})
    home.publish(now=LATER)
    assert redirects(home) == [("/posts/a/", "https://jobs.example.org/blog/posts/a/")]
