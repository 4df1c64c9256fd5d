"""Recording in batches: the same ledger whatever their size, in few statements, and values kept in a file."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feeds.ledger.ledger import Ledger
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.recorder.spool import Spool
from feeds.ledger.store import TABLES, Store, codec, rows
from feeds.ledger.store.rows import Stamp
from feeds.model.entry import Transition
from feeds.model.post import Post
from feeds.model.settings import Policy, Site

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SITE = Site("Posts", "https://posts.example.org/", permalink="posts/{slug}/")


class Counted:
    """A connection that counts what is run on it."""

    def __init__(self, connection):
        self.connection, self.count = connection, 0

    def __getattr__(self, name):
        self.count += name in ("execute", "executemany")
        return getattr(self.connection, name)


def document(name, text, *, slug="", links=(), **facts):
    """Make a parsed document that states `text`."""
    post = Post("local", name, "article", text, f"<p>{text} and more words that stay the same</p>", "en")
    kept = {"digest": codec.digest(post), "payload": codec.encode(post), "text_digest": text}
    parsed = EntryFacts(f"urn:{name}", slug or name, "article", text, "en", "", (), None, post.stated, **kept)
    return ParsedDocument(
        f"{name}.md",
        Stamp(1, 1, 1, f"fingerprint of {text}"),
        facts=parsed._replace(links=links, keys=((f"https://example.org/{text}", 0),), **facts),
    )


def recorded(store, documents, gone=()):
    """Record documents and what is gone; return the transitions."""
    with store.transaction():
        recorder = Ledger(store, SITE, Policy()).recorder({"local": dict.fromkeys(gone, "deleted")}, NOW)
        return [*recorder.record("local", documents), *recorder.finish(), *recorder.publish_withheld()]


def life(store):
    """Record posts that come, swap their texts and slugs, are copied, renamed, closed and deleted; return all."""
    some = [document(f"p{number}", f"text {number % 7}", slug=f"s{number % 3}") for number in range(20)]
    changes = [recorded(store, some)]
    a, b, c, d = some[:4]
    swapped = [a._replace(facts=b.facts, stamp=b.stamp), b._replace(facts=a.facts, stamp=a.stamp)]
    copies = [document(f"copy{number}", "text 5", slug="s1", aliases=("/posts/s1/",)) for number in range(3)]
    renamed = document("new", "text 2", requested_slug="s2", links=(("token", "a.md", "", "", 1),))
    hidden = d._replace(facts=d.facts._replace(stated=replace(d.facts.stated, draft=True)), stamp=Stamp(1, 2, 1, "x"))
    changes.append(recorded(store, [*swapped, *copies, renamed, hidden], gone=[c.locator, "p9.md", "p10.md"]))
    changes.append(recorded(store, [renamed._replace(facts=renamed.facts._replace(links=())), *some[9:11]]))
    return changes, {table: list(store.table(table)) for table in TABLES}


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_size_of_batches_changes_nothing(size, monkeypatch):
    with closing(Store(None)) as store:
        expected = life(store)
    monkeypatch.setattr(rows, "BATCH", size)
    with closing(Store(None)) as store:
        assert life(store) == expected


def test_statements_are_of_batches_not_of_documents():
    """New documents, edited ones and missing ones."""
    counts = []
    for number in (30, 300):
        with closing(Store(None)) as store:
            store.sql = counted = Counted(store.sql)
            recorded(store, [document(f"p{one}", f"text {one}") for one in range(number)])
            recorded(store, [document(f"p{one}", f"other text {one}") for one in range(number)])
            recorded(store, [], gone=[f"p{one}.md" for one in range(number)])
            counts.append(counted.count)
    assert counts[0] == counts[1] < 90


def test_many_values_are_kept_in_a_file_in_order():
    values = [Transition("new", str(one), "", f"{one * 7919 % 1201:04}") for one in range(3 * rows.BATCH + 7)]
    by_locator, by_position = Spool(Transition, key=lambda one: one.locator), Spool(Transition)
    by_locator.extend(values)
    by_position.extend(values)
    assert len(by_locator) == len(values)
    assert list(by_locator) == sorted(values, key=lambda one: one.locator)
    assert list(by_position) == values
    assert [by_position[0], by_position[rows.BATCH + 3]] == [values[0], values[rows.BATCH + 3]]
