"""What a person asks: `check` of all posts, `explain` of one."""

from __future__ import annotations

import json

import pytest

NOW = "2026-03-01T09:00:00Z"


def explained(home, wanted, now=NOW):
    """Return the fields of a post with their values and origins."""
    ran = home.run("explain", "--json", "--now", now, wanted)
    assert ran.status == 0, ran.err
    return [(line["field"], line["value"], line["origin"]) for line in json.loads(ran.out)]


def known(lines):
    return {field: (value, origin) for field, value, origin in lines}


@pytest.fixture
def office(home):
    """Return a project with a job that uses every kind of origin, an article, and an organisation file."""
    home.configure(references={"startup": "startups"}, feeds=["jobs", "news", {"name": "t/{tag}", "each": "tag"}])
    home.write("startups/carte.md", "---\ntitle: La Carte\nlink: https://carte.example.org/\n---\n")
    home.job("2026-01-05-dev.md", startup="carte", techno="Python", poste_ferme="bientôt", team="Les Bleus")
    home.post("2026-01-06-a.md", "Une phrase.", title="Un article")
    return home


def test_each_field_says_where_it_came_from(office):
    """A key with its line, the body, the file's name, an organisation's file, the configuration, a rule."""
    lines = known(explained(office, "sources/2026-01-05-dev.md"))
    assert lines["job.title"] == ("Développeuse", "key roles, line 2")
    assert lines["job.hiring_organization"][0].startswith("La Carte <https://carte.example.org/>")
    assert lines["job.hiring_organization"][1].startswith("reference")
    assert lines["job.skills"] == ("Python", "key techno, line 5")
    assert lines["job.employment_type"][1] == "key contrat, line 3"
    assert lines["job.date_posted"] == ("2026-01-05", "file name")
    assert lines["published"] == ("2026-01-04T23:00:00Z", "file name")
    assert lines["job.job_location"][1].startswith("default")
    assert lines["language"][1].startswith("default")
    assert lines["tags"] == ("Python", "inferred skills and domains")
    assert lines["content_html"][1].startswith("body")
    assert lines["id"][0].startswith("urn:uuid:")
    assert lines["state"][0] == "open"
    assert lines["JobPosting"] == ("yes", "")
    assert lines["warning"][0].startswith("sources/2026-01-05-dev.md:6: poste_ferme: ")


def test_it_names_the_feeds_a_post_stands_in(office):
    """Feeds of one tag too; an entry that is only in the archives is shown as such."""
    feeds = [value for field, value, _ in explained(office, "sources/2026-01-05-dev.md") if field == "feed"]
    assert feeds == ["jobs", "t/python"]
    office.configure(feeds=[{"name": "news", "limit": 1, "history": "archived"}])
    office.post("2026-01-07-b.md", title="Un autre")
    office.publish()
    told = [line for line in explained(office, "sources/2026-01-06-a.md") if line[0] == "feed"]
    assert told == [("feed", "news", "in its archives")]


def test_a_post_may_be_asked_for_by_any_of_its_names(office):
    """Its file, its file's name, its address, its page, its slug and its id."""
    office.publish()
    (item,) = office.json("news.json")["items"]
    names = [
        "sources/2026-01-06-a.md",
        "2026-01-06-a.md",
        item["url"],
        "posts/a/index.html",
        "posts/a",
        "a",
        item["id"],
    ]
    assert len({json.dumps(explained(office, name)) for name in names}) == 1


def test_it_says_what_was_published_not_what_would_be_now(office):
    """Ids and dates are those of the ledger, whatever the clock says."""
    office.post("sans-date.md", "Une phrase.", title="Sans date")
    office.publish()
    later = known(explained(office, "sans-date", now="2026-06-01"))
    assert later["published"] == (NOW, "first seen")
    office.post("sans-date.md", "Une phrase.", title="Sans date", date="bientôt", draft=True)
    assert known(explained(office, "sans-date", now="2026-06-01"))["state"] == (
        "draft",
        "it is marked as a draft",
    )


@pytest.mark.parametrize(
    ("matter", "now", "state", "reason"),
    [
        ({"poste_ferme": "2026-02-01"}, NOW, "expired", "it closed on 2026-02-01"),
        ({"poste_ouvert": "2026-04-01"}, NOW, "scheduled", "it opens on 2026-04-01"),
        ({"post_pourvu": True}, NOW, "filled", "the position is filled"),
        ({"open": False}, NOW, "closed", "its author closed it"),
    ],
)
def test_it_says_why_a_post_is_not_open(office, matter, now, state, reason):
    """In words; a job that is not open is not asked what aggregators want of it."""
    office.job("2026-01-08-x.md", **matter)
    lines = known(explained(office, "sources/2026-01-08-x.md", now))
    assert lines["state"] == (state, reason)
    assert "feed" not in lines
    assert "JobPosting" not in lines


def test_it_says_what_a_jobposting_lacks(office):
    """Or that the text only points to the employer's page."""
    office.configure(jobs={"employer": "publisher"})
    office.job("2026-01-08-x.md")
    assert known(explained(office, "x"))["JobPosting"][0].startswith("no: the place of work")
    office.job("2026-01-08-x.md", "Tout est là-bas.", externalURL="https://p.example/")
    value, why = known(explained(office, "x"))["JobPosting"]
    assert value == "no"
    assert "points" in why


def test_a_refused_post_is_explained_by_its_problem(office):
    """A name that is nearly right gets the right one."""
    office.write("sources/2026-01-09-cassee.md", "---\ntitle: [\n---\nX")
    ran = office.run("explain", "sources/2026-01-09-cassee.md")
    assert ran.status == 2
    assert "was refused: sources/2026-01-09-cassee.md:" in ran.err
    ran = office.run("explain", "sources/2026-01-06-b.md")
    assert ran.status == 2
    assert "did you mean 'sources/2026-01-06-a.md'" in ran.err


def test_it_reads_like_a_table(office):
    """One line for each field, the values under one another, the origins in brackets."""
    lines = office.run("explain", "--now", NOW, "a").out.splitlines()
    assert lines[0].startswith("id ")
    starts = {
        line[: len(line) - len(line.split(None, 1)[1])].rstrip() for line in lines if len(line.split(None, 1)) > 1
    }
    assert {"id", "url", "file", "state", "title", "content_html"} <= starts
    assert any(line.endswith("[key title, line 2]") for line in lines)


def test_nothing_is_kept_by_looking(office):
    """No file is made or touched, and a later run notices just what it would have."""
    office.publish()
    office.post("2026-01-10-c.md", title="Trois")
    times = office.times()
    office.run("explain", "--now", NOW, "c")
    office.run("check", "--now", NOW)
    assert office.times() == times
    assert [change["title"] for change in office.publish().report["transitions"]] == ["Trois"]


def test_check_tells_everything_at_once(office):
    """Problems of posts and of organisation files, notes, and what jobs lack; it needs no ledger."""
    office.configure(jobs=None, references={"startup": "startups"})
    office.write("startups/x.yaml", "title: [")
    office.write("sources/2026-01-09-cassee.md", "---\ntitle: [\n---\nX")
    office.job("2026-01-10-court.md", "Trop court.", startup="cartte")
    ran = office.run("check", "--now", NOW)
    assert ran.status == 1
    for said in (
        "sources/2026-01-05-dev.md:6: problem: poste_ferme:",
        "sources/2026-01-09-cassee.md:2:8: refused: ",
        "startups/x.yaml:1:",
        "sources/2026-01-10-court.md: note: expected a text of at least",
        "'cartte'",
        "sources/2026-01-10-court.md: problem: JobPosting:",
    ):
        assert said in ran.out, said
    assert ran.out.splitlines()[-1].startswith("3 posts, ")
    assert ran.err == ""
