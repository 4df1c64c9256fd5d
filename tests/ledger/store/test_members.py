"""Members of collections in the embedded store."""

from contextlib import closing

import pytest
from support.listings import DAY, NOON, listed

from feeds.ledger.store import Store
from feeds.ledger.store.members import Ended
from feeds.model.entry import Listed, Member


@pytest.fixture
def store():
    """Return a store in memory."""
    with closing(Store(None)) as store:
        yield store


def test_the_label_of_a_collection_is_its_most_frequent_spelling(store):
    """Of equally frequent ones, the first by alphabet; one without members has none."""
    spellings = {"often": "python Python python", "equal": "python Python", "plain": "-"}
    new = [
        (f"urn:{number}", Member(name, label=label.strip("-")))
        for name, labels in spellings.items()
        for number, label in enumerate(labels.split())
    ]
    store.save_members((), new)
    expected = {"often": "python", "equal": "Python", "plain": ""}
    assert store.most_frequent_labels([*spellings, "none"]) == expected
    store.save_members(new[:1], [("urn:9", Member("often", included=False, label="Python"))])
    assert store.most_frequent_labels(["often"]) == {"often": "Python"}


def test_what_only_its_state_keeps_out_left_recently_or_long_ago(store):
    """It left when it stopped being shown closed; what was never in the feeds did not leave them."""
    closed = listed(9, state="filled", closed=NOON, ended=NOON, shown=True)
    listings = {
        "in": listed(0),
        "recent": closed._replace(id="recent", ended=NOON - 9 * DAY, leaves=NOON),
        "old": closed._replace(id="old", ended=NOON - 9 * DAY),
        "limit": closed._replace(id="limit", ended=NOON - 5 * DAY),
        "secret": closed._replace(id="secret", ended=NOON - 4 * DAY, shown=False),
        "draft": listed(0, id="draft", state="draft", shown=True, updated=NOON + DAY),
    }
    all_listed = {name: Listed.of(one, weight=2)._replace(id=name) for name, one in listings.items()}
    store.save_listed((one, None) for one in all_listed.values())
    store.save_members((), [(name, Member("feed/jobs", included=name == "in")) for name in listings])
    assert store.members("feed/jobs") == [all_listed["in"]]
    recent = {one.id: one for one in store.left_since("feed/jobs", NOON - 5 * DAY)}
    assert recent == {"recent": all_listed["recent"], "secret": all_listed["secret"]}
    assert store.left_until("feed/jobs", NOON - 5 * DAY) == Ended(NOON - 5 * DAY, NOON + DAY)
    assert store.left_until("feed/jobs", NOON - DAY) == Ended(NOON - 5 * DAY, NOON + DAY)
    assert store.left_until("feed/jobs", NOON - 20 * DAY) == Ended(None, NOON + DAY)
    assert store.left_until("feed/none", NOON) == Ended(None, None)
