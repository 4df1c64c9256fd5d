"""Filters of sources: what `keep` and `drop` leave out is not published, and closes if it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, configure

NAMES = tuple(f"Job {number}" for number in range(20))


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def offer(name: str, place: str = "Lyon", contract: str = "FULL_TIME", text: str = "", **more: Any) -> dict[str, Any]:
    """Return an offer of a JSON Feed."""
    posting = {
        "@type": "JobPosting",
        "title": name,
        "hiringOrganization": {"@type": "Organization", "name": more.pop("employer", "Partner")},
        "employmentType": contract,
        "jobLocation": {"@type": "Place", "address": {"addressLocality": place, "addressCountry": "FR"}},
    }
    return {
        "id": f"https://partner.example/{name}".replace(" ", "-"),
        "url": f"https://partner.example/{name}".replace(" ", "-"),
        "title": name,
        "content_html": f"<p>The work as {name} is worth doing, day by day. {text}</p>",
        "date_published": "2026-02-02T10:00:00Z",
        "_jobposting": posting,
        **more,
    }


def feed(*offers: dict[str, Any]) -> Any:
    """Return the response with a JSON Feed of offers."""
    return reply(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Partner", "items": list(offers)}).encode()
    )


def dates(home: Any) -> dict[str, tuple[str, str]]:
    """Return the dates of the published jobs, by title."""
    items = home.json("jobs.json")["items"]
    return {one["title"]: (one["date_published"], one.get("date_modified", "")) for one in items}


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"keep": {"place": ["Bretagne", "75"]}}, ["Cook", "Nurse"]),
        ({"keep": {"place": "Bretagne", "keyword": "C++"}}, []),
        ({"keep": {"keyword": ["café", "C++"]}}, ["Cook", "Étudiant"]),
        ({"drop": {"keyword": "CAFE", "contract": "stage"}}, ["Nurse"]),
        ({"keep": {"contract": "part_time"}, "drop": {"organization": "partner"}}, ["Nurse"]),
        ({"keep": {"tag": "Été"}, "drop": {"place": "Lyon"}}, ["Cook"]),
        ({"keep": {"place": "DE"}}, []),
        ({"keep": {}, "drop": {"keyword": []}}, ["Cook", "Nurse", "Étudiant"]),
    ],
)
def test_values_mean_or_and_keys_of_keep_mean_and(
    home: Any, server: Server, filters: dict[str, Any], titles: list[str]
) -> None:
    """Any key of `drop` drops; words are those that feeds select by."""
    server.on(
        "/feed",
        feed(
            offer("Cook", "Rennes", text="In our café.", tags=["été", "food"]),
            offer("Nurse", "Paris", "PART_TIME", employer="Clinic"),
            offer("Étudiant", "Lyon", "INTERN", text="We write C++.", tags=["ete"]),
        ),
    )
    configure(home, server, **filters)
    ran = home.publish()
    assert ran.status == 0, ran.err
    assert sorted(home.titles("jobs.json")) == titles


def test_a_change_of_filters_closes_what_they_leave_out_and_moves_no_date(home: Any, server: Server) -> None:
    """However many there are: no list is suspicious, and no run is held back; what was known comes back."""
    server.on("/feed", feed(*(offer(name, "Lyon" if number % 4 else "Rennes") for number, name in enumerate(NAMES))))
    configure(home, server, completeness="snapshot")
    home.publish()
    before, asked = dates(home), len(server.asked)
    configure(home, server, completeness="snapshot", keep={"place": "Bretagne"})
    ran = home.publish(now=at(0.1))
    assert (ran.status, len(server.asked)) == (0, asked), ran.err
    assert {one["change"] for one in ran.report["transitions"]} == {"closed"}
    assert len(ran.report["transitions"]) == 15
    after = {title: days for title, days in dates(home).items() if not title.startswith("[")}
    assert after == {name: before[name] for name in NAMES[::4]}
    again = home.publish(now=at(2))
    assert (again.status, again.report["transitions"], again.written) == (0, [], set())
    configure(home, server, completeness="snapshot")
    ran = home.publish(now=at(2.1))
    assert (ran.status, {one["change"] for one in ran.report["transitions"]}) == (0, {"reopened"})
    assert len(home.titles("jobs.json")) == 20


def test_what_a_partner_changes_is_guarded(home: Any, server: Server) -> None:
    """If all places are gone from its list, the filter is right, and the list may be wrong."""
    there = [offer(name, "Rennes") for name in NAMES]
    away = [offer(name, "Lyon") for name in NAMES]
    server.on("/feed", feed(*there), feed(*away))
    configure(home, server, completeness="snapshot", keep={"place": "Rennes"})
    home.publish()
    ran = home.publish(now=at(2))
    assert "feeds accept partner" in ran.report["stopped"]
    assert len(home.titles("jobs.json")) == 20


def test_completeness_is_that_of_the_whole_list(home: Any, server: Server) -> None:
    """An offer that leaves a list of which little is published closes as from any list; an edit may leave one out."""
    some = [offer(name, "Lyon") for name in NAMES]
    here = [offer(name, "Rennes") for name in ("One", "Two", "Three")]
    moved = offer("Two", "Lyon")
    server.on("/feed", feed(*some, *here), feed(*some, here[0], moved), feed(*some, here[0], moved))
    configure(home, server, completeness="snapshot", keep={"place": "Rennes"})
    home.publish()
    assert sorted(home.titles("jobs.json")) == ["One", "Three", "Two"]
    ran = home.publish(now=at(2))
    assert [(one["change"], one["title"]) for one in ran.report["transitions"]] == [("closed", "Two")]
    home.publish(now=at(4))
    assert [title for title in home.titles("jobs.json") if not title.startswith("[")] == ["One"]


def test_try_and_explain_say_what_is_left_out(home: Any, server: Server) -> None:
    """By number, title and key."""
    server.on("/feed", feed(offer("Cook", "Rennes"), offer("Nurse", "Paris", text="Night shifts")))
    configure(home, server, drop={"keyword": "night"})
    tried = home.run("try", "partner", "--json").report
    assert (tried["counts"]["entries"], tried["counts"]["filtered"]) == (1, 1)
    assert tried["left_out"] == [{"title": "Nurse", "by": "by `drop.keyword`"}]
    assert "Nurse" in home.run("try", "partner").out
    home.publish()
    for name in ("https://partner.example/Nurse", "Nurse"):
        explained = home.run("explain", name, "--now", at(0.1))
        assert (explained.status, "`drop.keyword` of the source partner" in explained.out) == (0, True), explained.err
    assert "left out" not in home.run("explain", "https://partner.example/Cook", "--now", at(0.1)).out
    assert home.run("explain", "https://partner.example/Other", "--now", at(0.1)).status == 2


def test_what_is_left_out_is_normalised_once(home: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit of one offer does not have the others judged again."""
    from feeds.normalise import item_to_post

    away = [offer(name, "Lyon") for name in NAMES]
    server.on("/feed", feed(*away, offer("One", "Rennes")), feed(*away, offer("One", "Rennes", text="More.")))
    configure(home, server, keep={"place": "Rennes"})
    home.publish()
    read, whole = [], item_to_post.to_post
    monkeypatch.setattr(
        item_to_post, "to_post", lambda item, *rest, **more: read.append(item) or whole(item, *rest, **more)
    )
    home.publish(now=at(2))
    assert [item.title for item in read] == ["One"]


def test_words_that_nothing_can_match_are_refused(home: Any, server: Server) -> None:
    """With their line, as those of feeds."""
    configure(home, server, keep={"contract": "permanant", "town": "Lyon"})
    ran = home.run("check")
    assert ran.status == 2
    assert "keep.contract" in ran.err
    assert "permanent" in ran.err
    assert "keep.town" in ran.err
