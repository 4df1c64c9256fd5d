"""Partners whose texts differ in each response, and responses that are not believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.hostile import Server, reply
from support.partners import at, configure, rss

from feeds.ledger import moving_text
from feeds.ledger.moving_text import MAX_RESTS, MIN_MOVES, Text, observe

FIXED = "The work as {name} is worth doing, day by day, with a team of six people in Lyon."
RESTLESS = {
    "a counter at the end": FIXED + " Seen {n} times.",
    "a counter at the start": "{n} people looked at this. " + FIXED,
    "a counter and a time": "Seen {n} times. " + FIXED + " Asked at {n}:00 by the list of offers.",
    "an address": FIXED + ' <a href="https://partner.example/?session={n}">Apply on our pages</a>',
    "a list of others": FIXED + " See also: offer {n}, offer {m}, and many more from us.",
}
RESTLESS_TITLES = {
    "a counter at the end": "Job {name} ({n} views)",
    "a counter at the start": "[{n}] Developer {name} in Lyon",
    "a counter between": "Developer {name}, seen {n} times, in Lyon",
    "a time": "Job {name} – today at {n}:00",
    "two counters": "{n} views: engineer {name} with a team in Lyon, {m} applications",
}
# A whole text each time, of which no word, or few, are those of the one before.
REWRITTEN = [
    "We look for a cook.",
    "Join our kitchen now!",
    "Lyon: chef wanted soon",
    "Brigade recrute en cuisine",
    "Correct salary: 60k per year",
    "Last: the place is in Nantes",
]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def feed(text: str, n: int, count: int = 20, name_of: str = "Offer {name}", **first: str) -> bytes:
    """Return a JSON Feed of articles with a text or title that contains `n`; `first` replaces fields of one."""
    items = [
        {
            "id": f"https://partner.example/{name}",
            "url": f"https://partner.example/{name}",
            "title": name_of.format(name=name, n=n, m=n * n),
            "content_html": f"<p>{text.format(name=name, n=n, m=n * n)}</p>",
            "date_published": "2026-02-02T10:00:00Z",
        }
        for name in map(str, range(count))
    ]
    items[0] |= first
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Partner", "items": items}).encode()


def begin(home: Any, server: Server, first: bytes, **more: Any) -> None:
    """Publish ten jobs of a folder, and the first response of a partner."""
    server.on("/feed", reply(first))
    partner = {"url": server.url("/feed"), "name": "partner", "every": "1h"}
    network = {"allow": [server.address], "contact": "team@example.org", "spacing": 0}
    home.configure(sources=[{"path": "sources"}, partner], network=network, **more)
    for number in range(10):
        home.job(f"2026-01-05-p{number}.md", title=f"Offre {number}", closes="2026-03-03T00:00:00Z" if number else None)
    home.publish(now=at(0))


@pytest.mark.slow
@pytest.mark.parametrize("text", RESTLESS.values(), ids=RESTLESS)
def test_a_restless_partner_stops_no_other(home: Any, server: Server, text: str) -> None:
    """It alone is held back until its texts are known to move; then its entries are as they were."""
    begin(home, server, feed(text, 1))
    before = home.json("news.json")["items"]
    for hour in range(1, 9):
        server.on("/feed", reply(feed(text, hour + 7)))
        home.post(f"2026-02-05-note{hour}.md", title=f"Note {hour}")
        ran = home.publish(now=at(hour))
        assert f"Note {hour}" in home.titles("news.json")  # whatever the partner does
        assert ran.status in (0, 1)
    shown = ("id", "title", "summary", "date_modified")  # what is not seen may change until it is known to move
    partners = [one for one in home.json("news.json")["items"] if "external_url" in one]
    assert {tuple(one[key] for key in shown) for one in partners} == {
        tuple(one[key] for key in shown) for one in before
    }
    feeds = {path: body for path, body in home.tree().items() if path.startswith("news.")}
    server.on("/feed", reply(feed(text, 99)))
    ran = home.publish(now=at(10))
    assert (ran.status, ran.report["transitions"], ran.report["held"]) == (0, [], [])
    assert {path: body for path, body in home.tree().items() if path.startswith("news.")} == feeds
    notes = [one["text"] for one in ran.report["problems"] if "in each response" in one["text"]]
    assert len(notes) == 1


@pytest.mark.parametrize("title", RESTLESS_TITLES.values(), ids=RESTLESS_TITLES)
def test_a_restless_title_is_kept(home: Any, server: Server, title: str) -> None:
    """Entries keep the titles they had, feeds stay byte for byte, and edits of the rest arrive."""
    begin(home, server, feed(FIXED, 0, name_of=title))
    titles = home.titles("news.json")
    for hour in range(1, 9):
        server.on("/feed", reply(feed(FIXED, hour + 7, name_of=title)))
        assert home.publish(now=at(hour)).status in (0, 1)
    feeds = {path: body for path, body in home.tree().items() if path.startswith("news.")}
    server.on("/feed", reply(feed(FIXED, 99, name_of=title)))
    ran = home.publish(now=at(10))
    assert (ran.status, ran.report["transitions"], ran.report["held"]) == (0, [], [])
    assert home.titles("news.json") == titles
    assert {path: body for path, body in home.tree().items() if path.startswith("news.")} == feeds
    edits: list[dict[str, Any]] = [
        {"tags": ["new"]},
        {"tags": ["new"], "content_html": f"<p>{FIXED.format(name='0').replace('six', 'seven')}</p>"},
        {"tags": ["new"], "title": "Senior " + title.format(name="0", n=103, m=103**2).replace("0", "zero", 1)},
    ]
    for hour, edit in enumerate(edits, 11):
        server.on("/feed", reply(feed(FIXED, hour + 90, name_of=title, **edit)))
        ran = home.publish(now=at(hour))
        assert [one["change"] for one in ran.report["transitions"]] == ["changed"], edit


def test_what_is_rewritten_whole_is_an_edit(home: Any, server: Server) -> None:
    """However often in a row: of a text, or a title, of which little stays, no part is known to move."""
    begin(home, server, feed(FIXED, 1, 5))
    for hour, text in enumerate(REWRITTEN, 1):
        server.on("/feed", reply(feed(FIXED, hour, 5, content_html=f"<p>{text}</p>", title=text)))
        home.publish(now=at(hour))
        (item,) = (one for one in home.json("news.json")["items"] if one.get("external_url", "").endswith("/0"))
        assert (item["title"], text in item["content_html"], item["date_modified"]) == (text, True, at(hour))


def test_what_the_clock_closes_is_not_held(home: Any, server: Server) -> None:
    """A job whose last day passes while the partner is held leaves the feeds on that day."""
    begin(home, server, feed(RESTLESS["a counter at the end"], 1))
    server.on("/feed", reply(feed(RESTLESS["a counter at the end"], 2)))
    ran = home.publish(now=at(48))
    assert (ran.status, len(ran.report["held"])) == (1, 20)
    assert {one["change"] for one in ran.report["transitions"]} == {"closed"}
    assert len(home.ids("jobs.json")) == 1
    (problem,) = [text for text in ran.problems if "sources: partner" in text]
    assert "feeds accept partner" in problem
    assert "expected a response that can be published, found" in problem
    assert "change 20 of 20 published posts" in problem


def test_an_edit_of_the_rest_arrives(home: Any, server: Server) -> None:
    """Of its text, its title or its tags; only what moves each time is ignored."""
    text = RESTLESS["a counter and a time"]
    begin(home, server, feed(text, 1, 3))
    for hour in range(1, 7):
        server.on("/feed", reply(feed(text, hour + 7, 3)))
        home.publish(now=at(hour))
    edits: list[dict[str, Any]] = [
        {"title": "Another title"},
        {"title": "Another title", "tags": ["new"]},
        {"content_html": f"<p>{text.format(name='0', n=50, m=1).replace('six', 'seven')}</p>"},
    ]
    for hour, edit in enumerate(edits, 10):
        server.on("/feed", reply(feed(text, hour + 7, 3, **edit)))
        ran = home.publish(now=at(hour))
        assert [one["change"] for one in ran.report["transitions"]] == ["changed"], edit
        (item,) = (one for one in home.json("news.json")["items"] if one.get("external_url", "").endswith("/0"))
        assert item["date_modified"] == at(hour)
    assert "a team of seven people" in item["content_html"]


def test_a_text_that_rests_is_taken_over(home: Any, server: Server) -> None:
    """What was ignored as a move, and then stays, shows after some polls, without a new date."""
    text = RESTLESS["a counter at the end"]
    begin(home, server, feed(text, 1, 3))
    for hour in range(1, 6):
        server.on("/feed", reply(feed(text, hour + 7, 3)))
        home.publish(now=at(hour))
    dates = [one["date_modified"] for one in home.json("news.json")["items"]]
    server.on("/feed", reply(feed(text, 5000, 3)))
    for hour in range(6, 6 + MAX_RESTS + 3):
        home.publish(now=at(hour))
    items = home.json("news.json")["items"]
    assert all("Seen 5000 times" in one["content_html"] for one in items)
    assert [one["date_modified"] for one in items] == dates


def test_most_sources_restless_at_once_hold_the_run(home: Any, server: Server) -> None:
    """That looks like a mistake of ours; yet what moves is learnt meanwhile, and the site goes on."""
    text = RESTLESS["a counter at the end"]
    home.post("2026-01-05-a.md", title="A")
    partners = [{"url": server.url(f"/{name}"), "name": name, "every": "1h"} for name in ("one", "two")]
    network = {"allow": [server.address], "contact": "team@example.org", "spacing": 0}
    home.configure(sources=[{"path": "sources"}, *partners], network=network)
    status = []
    for hour in range(8):
        for name in ("one", "two"):
            server.on(f"/{name}", reply(feed(text, hour + 7).replace(b"partner.example", f"{name}.example".encode())))
        status.append(home.publish(now=at(hour)).status)
    assert status[:2] == [0, 4]
    assert status[-3:] == [0, 0, 0]


def test_a_held_response_proves_nothing(home: Any, server: Server) -> None:
    """An entry that was absent once does not close because responses that are not believed lack it, too."""
    names = [f"n{number}" for number in range(12)]
    complete = '<fh:complete xmlns:fh="http://purl.org/syndication/history/1.0"/>'
    server.on("/feed", reply(rss(*names, channel=complete)))
    configure(home, server)
    home.publish(now=at(0))
    server.on("/feed", reply(rss(*names[1:], channel=complete)))
    home.publish(now=at(2))
    server.on("/feed", reply(rss(*names[:3], channel=complete)))
    for hour in (4, 6, 8, 10):
        ran = home.publish(now=at(hour))
        assert (ran.status, len(home.ids("news.json"))) == (1, 12)
    server.on("/feed", reply(rss(*names[1:], channel=complete)))
    home.publish(now=at(12))
    assert len(home.ids("news.json")) == 11


WORDS = st.lists(st.sampled_from(["one", "two", "three", "four", "five", "six"]), min_size=4, max_size=30)


# The words before the counter are twice in the text: the part begins after those that are nearest to its end.
@example(["two"] * 4 + ["one", "two", "one"] + ["two"] * 4, ["one", "one", "two", "one"], [0, 1, 2])
@example([*"aabab", *"baaab"], [*"baba"], [0, 1, 2])
@given(WORDS, WORDS, st.lists(st.integers(0, 10**6), min_size=MIN_MOVES, max_size=8, unique=True))
def test_a_counter_anywhere_is_recognised(before: list[str], after: list[str], numbers: list[int]) -> None:
    """Wherever it is, after so many moves in a row the text is the same."""
    texts = [Text(f"<p>{' '.join([*before, str(number), *after])}</p>", "") for number in (-1, *numbers)]
    known = None
    for seen, text in enumerate(texts[1:]):
        known = observe(known, texts[0], text, str(seen))
    assert known
    assert known.replaces(texts[0], texts[-1])
    assert moving_text.decode(moving_text.encode(known)) == known


@given(WORDS, WORDS)
def test_what_never_moved_is_never_ignored(before: list[str], after: list[str]) -> None:
    """A text that rests after an edit is an edit like others."""
    one, other = Text(" ".join(before), ""), Text(" ".join(after), "")
    known = None
    for seen in range(10):
        known = observe(known, one, other, str(seen))
        assert not (known and known.replaces(one, other))


@given(st.lists(st.text("abcdefgh ", min_size=1), min_size=5, max_size=9), st.booleans())
def test_what_leaves_few_words_never_moves(texts: list[str], is_title: bool) -> None:
    """Whatever came before, a text of which no word stays is published."""
    known, before = None, Text("", "")
    for seen, words in enumerate(texts):
        unique = " ".join(f"{word}{seen}" for word in (words.split() or ["a"]))
        after = Text("<p>The same text</p>", "", unique) if is_title else Text(f"<p>{unique}</p>", "", "The title")
        known = observe(known, before, after, str(seen))
        assert not (known and known.replaces(before, after))
        before = after
