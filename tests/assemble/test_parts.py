"""Feeds in parts: each entry in one document, and a change writes few of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support.listings import DAY, JOBS, NOON, SITE, ids, listed, members

from feeds.assemble.archives import Stored, outline
from feeds.assemble.parts import CHARACTERS, SIZES, key, weight

SPEC = replace(JOBS, parts_above=250, formats=("atom",))
SECOND = timedelta(seconds=1)


def documents(listings, cuts=(), *, spec=SPEC, **of_members):
    """Return the documents of a feed, by number, and its cuts; the live one has the number 1."""
    found = list(outline(spec, members(spec, listings, SITE, **of_members), SITE, Stored({}, cuts)))
    assert [one.step for one in found] == sorted(one.step for one in found)
    numbers = {int(one.head.name.removeprefix("jobs").removeprefix("-part-") or 1): one for one in found}
    return numbers, numbers[1].cuts


def shown(found):
    """Return the entries of each document."""
    return {number: [(one.id, one.revision) for one in document.listings] for number, document in found.items()}


def grown(count, **values):
    return [listed(number, **values) for number in range(count)]


def test_a_long_feed_is_a_chain():
    """The live document has the newest and names the others; each links to the next older and next newer one."""
    found, cuts = documents(grown(300))
    assert sorted(found) == [1, 2, 3]
    assert ids(found[1].listings) == list(range(299, 167, -1))
    assert ids(found[2].listings) == list(range(83, -1, -1))
    live, *parts = (found[number].head for number in (1, 3, 2))
    assert (live.pages.first, live.pages.next, live.pages.previous) == ("jobs", "jobs-part-0003", "")
    assert (live.pages.parts, live.pages.total) == (("jobs-part-0003", "jobs-part-0002"), 300)
    assert [(one.pages.next, one.pages.previous) for one in parts] == [
        ("jobs-part-0002", "jobs"),
        ("", "jobs-part-0003"),
    ]
    assert [(one.is_live, one.is_complete, one.current) for one in (live, *parts)] == [
        (True, False, ""),
        (False, False, "jobs"),
        (False, False, "jobs"),
    ]
    assert [cut.number for cut in cuts] == [3, 2]


@pytest.mark.parametrize(
    "spec",
    [
        replace(SPEC, parts_above=0),
        replace(SPEC, parts_above=300),
        replace(SPEC, order="oldest"),
        replace(SPEC, history="window", limit=400),
    ],
    ids=["never", "short", "oldest first", "window"],
)
def test_other_feeds_are_one_document(spec):
    """Without a long list of all entries, newest first, there is nothing to cut."""
    found, cuts = documents(grown(300), spec=spec)
    assert (list(found), cuts, found[1].head.pages) == ([1], (), None)


def test_a_feed_that_shrinks_is_whole_again():
    """Not at each closing around the threshold: below four fifths of it."""
    _, cuts = documents(grown(251))
    assert len(cuts) == 1
    assert len(documents(grown(201), cuts)[0]) == 2
    found, now = documents(grown(200), cuts)
    assert (list(found), now) == ([1], ())
    assert documents(grown(201), now)[1] == ()


def test_closed_entries_are_in_the_live_document():
    """As marked, or as tombstones: nothing of them is in a part."""
    jobs = grown(300)
    for number, leaves in ((5, NOON + 2 * DAY), (6, None)):
        jobs[number] = jobs[number]._replace(state="filled", closed=NOON, ended=NOON, leaves=leaves, shown=True)
    found, _ = documents(jobs, now=NOON + DAY)
    assert 5 in ids(found[1].listings)
    assert {number: ids(one.deleted) for number, one in found.items()} == {1: [6], 2: [], 3: []}
    assert ids(found[1].whole) == [number for number in range(299, -1, -1) if number != 6]
    assert all(not {5, 6} & set(ids(one.listings)) for number, one in found.items() if number != 1)
    assert found[1].head.pages.total == 298


def test_an_old_post_that_is_new_here_is_in_the_live_document():
    """Those who poll see it, although its date is long past; entries seen at once are ordered by publication."""
    jobs = grown(300, changed_at=NOON + 400 * DAY)
    found, cuts = documents(jobs)
    assert ids(found[1].listings) == list(range(299, 167, -1))
    found, _ = documents([*jobs, listed(-5, changed_at=NOON + 401 * DAY)], cuts)
    assert ids(found[1].listings)[-1] == -5


def test_order_within_documents_is_that_of_the_feed():
    """An entry that is changed is where its date of publication puts it."""
    jobs = grown(300)
    _, cuts = documents(jobs)
    jobs[3] = jobs[3]._replace(updated=NOON + 400 * DAY)
    found, _ = documents(jobs, cuts)
    assert ids(found[1].listings)[-1] == 3
    found, _ = documents(jobs, cuts, spec=replace(SPEC, order="updated"))
    assert ids(found[1].listings)[0] == 3


def test_long_posts_fill_a_document_sooner():
    """None has more than 5 MB: a post of 24,000 characters counts as four, one of millions as 16."""
    assert [weight(length) for length in (0, CHARACTERS - 1, CHARACTERS, 10**7)] == [1, 1, 2, 16]
    jobs = grown(120)
    found, _ = documents(jobs, weights={one.id: weight(3 * CHARACTERS) for one in jobs})
    assert {number: len(one.listings) for number, one in found.items()} == {1: 36, **dict.fromkeys((2, 3, 4, 5), 21)}


class Site:
    """A feed that lives: entries come, change, close, are rendered again."""

    def __init__(self, chance, count):
        self.chance, self.now, self.entries, self.cuts = chance, 0, {}, ()
        self.weights = {}
        for _ in range(count):
            self.add()
        self.found, self.cuts = self.documents()

    def add(self):
        """Publish another entry, now."""
        self.now += 1
        new = listed(self.now)
        self.entries[new.id] = new
        self.weights[new.id] = weight(self.chance.choice((100, 100, 100, 9_000, 50_000, 10**6)))

    def act(self):
        """Let one thing happen."""
        kind = self.chance.choice("aaeeeeccr")
        id_ = self.chance.choice(sorted(self.entries))
        self.now += 1
        if kind == "a":
            self.add()
        elif kind == "e":
            self.entries[id_] = self.entries[id_]._replace(updated=NOON + self.now * DAY, revision=f"e{self.now}")
        elif kind == "c":
            del self.entries[id_]
        else:
            self.entries[id_] = self.entries[id_]._replace(revision=f"r{self.now}")
        return kind

    def documents(self):
        return documents(list(self.entries.values()), self.cuts, weights=self.weights)


@settings(max_examples=25, phases=(Phase.generate,))  # each example is many changes
@given(st.randoms(use_true_random=False), st.integers(251, 400), st.integers(1, 60))
def test_laws(chance, count, changes):
    """Each entry is in one document, none is too long or short, an edit changes few, numbers are stable."""
    site = Site(chance, count)
    for _ in range(changes):
        before, kind = site.found, site.act()
        site.found, site.cuts = site.documents()
        found = site.found
        assert sorted(one.id for document in found.values() for one in document.listings) == sorted(site.entries)
        weights = {number: sum(one.weight for one in document.listings) for number, document in found.items()}
        if len(found) > 1:
            assert all(total < SIZES.most for total in weights.values())
            assert all(total >= (SIZES.first if number == 1 else SIZES.least) for number, total in weights.items())
        assert shown(site.documents()[0]) == shown(found)
        changed = {number for number, one in shown(found).items() if shown(before).get(number) != one}
        if len(before) > 1 and len(found) > 1:
            assert len(changed - {1}) <= (1 if kind == "r" else 2 if kind == "a" else 3)
            both = found.keys() & before.keys()
            moved = {one: (set(ids(before[one].listings)), set(ids(found[one].listings))) for one in both}
            lost = {number: was - now for number, (was, now) in moved.items()}
            gained = {number: now - was for number, (was, now) in moved.items()}
            for number, entries in lost.items():  # the document that gains them is written before
                for other, new in gained.items():
                    assert not entries & new or found[other].step < found[number].step


def test_the_newest_changes_stay():
    """What is in the live document changed later than all that is in parts."""
    jobs = grown(400)
    _, cuts = documents(jobs)
    jobs[7] = jobs[7]._replace(updated=NOON + 500 * DAY + SECOND)
    found, _ = documents(jobs, cuts)
    oldest = min(key(one) for one in found[1].listings)
    assert all(key(one) < oldest for number, part in found.items() if number != 1 for one in part.listings)
