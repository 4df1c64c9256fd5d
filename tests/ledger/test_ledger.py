"""Identities, dates and states between runs."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.ledger import quick_check
from feeds.ledger.ledger import Ledger
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import Stamp
from feeds.model.instant import Moment
from feeds.model.post import Post, Stated
from feeds.model.problem import Problem
from feeds.model.settings import Policy, Site

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SITE = Site("Posts", "https://posts.example.org/", permalink="posts/{year}/{slug}/")
DAY = timedelta(days=1)


@dataclass
class Book:
    """A ledger that is told of documents by their names, in one source."""

    ledger: Ledger
    now: datetime = NOW
    source: str = "local"

    def tell(self, *readings, gone=(), source="", proof="deleted"):
        """Record readings and give what subscribers notice, as pairs of change and locator."""
        with self.ledger.store.transaction():
            missing = {source or self.source: dict.fromkeys(gone, proof)}
            recorder = self.ledger.recorder(missing, self.now)
            noticed = [*recorder.record(source or self.source, readings), *recorder.finish()]
        return [(transition.change, transition.locator) for transition in noticed]

    def apply_clock(self):
        """Let the clock work, and give what subscribers notice."""
        with self.ledger.store.transaction():
            noticed = [
                (transition.change, transition.locator) for transition in self.ledger.apply_clock(self.now)
            ]
            self.ledger.upcoming_changes(self.ledger.listings(), self.now)
        return noticed

    def listings(self):
        """Give the listings by locator."""
        return {listing.locator: listing for listing in self.ledger.listings()}

    def ids(self):
        """Give the ids by locator."""
        return {locator: listing.id for locator, listing in self.listings().items()}


def reading(
    locator, text="", *, id_="", slug="", requested_slug="", published=None, day=None, stated=None, **values
):
    """Make what came of reading a document that says `text`; its own id and slug come from its name."""
    says = stated or Stated()
    moment = Moment(published) if published else None
    post = Post("local", locator, "article", text or locator, f"<p>{text}</p>", "en", published=moment)
    post = replace(post, stated=says, claimed_id=id_, **values)
    facts = EntryFacts(
        id=id_ or f"urn:{locator}",
        slug=slug or locator.removesuffix(".md"),
        kind=post.kind,
        title=post.title,
        language=post.language,
        organization="",
        tags=post.tags,
        published=published,
        stated=says,
        digest=codec.digest(post),
        payload=codec.encode(post),
        has_explicit_id=bool(id_),
        requested_slug=requested_slug,
        day=day,
    )
    return ParsedDocument(locator, stamp(text), facts=facts)


def stamp(text=""):
    """Make the stamp of a file that says `text`."""
    return Stamp(len(text), 1, 1, f"fingerprint of {text}")


@pytest.fixture
def book():
    """Give a ledger in memory that knows nothing yet."""
    store = Store(None)
    yield Book(Ledger(store, SITE, Policy()))
    store.close()


def problems(book):
    """Give what is wrong, as text."""
    return [str(problem) for problem in quick_check.problems(book.ledger.store)]


def test_a_new_post_is_new_once(book):
    """The first run announces it, the second has nothing to say."""
    assert book.tell(reading("a.md", "x")) == [("new", "a.md")]
    assert book.tell(reading("a.md", "x")) == []


def test_a_changed_post_keeps_its_id(book):
    """A new text, a new title and a new day of publication are still the same post."""
    book.tell(reading("a.md", "x", id_="urn:given"))
    book.now += DAY
    assert book.tell(reading("a.md", "y", published=NOW - DAY)) == [("changed", "a.md")]
    listing = book.listings()["a.md"]
    assert (listing.id, listing.published, listing.updated) == ("urn:given", NOW, NOW + DAY)


def test_a_renamed_post_keeps_its_id_and_address(book):
    """A document that says just what a gone one said is that one."""
    book.tell(reading("a.md", "x"))
    before = book.listings()["a.md"]
    assert book.tell(reading("b.md", "x"), gone=["a.md"]) == []
    after = book.listings()["b.md"]
    assert (after.id, after.url, after.published) == (before.id, before.url, before.published)


def test_a_renamed_and_copied_post_is_one_old_and_one_new(book):
    """Of two documents that say what a gone one said, the first is that one."""
    book.tell(reading("a.md", "x"))
    assert book.tell(reading("b.md", "x"), reading("c.md", "x"), gone=["a.md"]) == [("new", "c.md")]
    assert book.ids() == {"b.md": "urn:a.md", "c.md": "urn:c.md"}
    assert problems(book) == []


def test_two_equal_posts_renamed_keep_both_ids(book):
    """Posts that say the same are still two."""
    book.tell(reading("a.md", "x"), reading("b.md", "x"))
    assert book.tell(reading("c.md", "x"), reading("d.md", "x"), gone=["a.md", "b.md"]) == []
    assert book.ids() == {"c.md": "urn:a.md", "d.md": "urn:b.md"}


def test_a_new_post_in_the_place_of_a_renamed_one_has_its_own_id(book):
    """The old one took its id along; the newcomer gets another, the same in every ledger."""
    book.tell(reading("a.md", "x"))
    book.tell(reading("b.md", "x"), gone=["a.md"])
    assert book.tell(reading("a.md", "y")) == [("new", "a.md")]
    assert book.ids() == {"a.md": "urn:uuid:b417b6d0-7fc4-575f-b244-0f589685f786", "b.md": "urn:a.md"}
    assert [problem.field for problem in quick_check.problems(book.ledger.store)] == ["slug"]


def test_a_post_may_move_with_its_claimed_id(book):
    """A document that claims the id of a gone one is that one, whatever it says now."""
    book.tell(reading("a.md", "x", id_="urn:given"))
    assert book.tell(reading("b.md", "y", id_="urn:given"), gone=["a.md"]) == [("changed", "b.md")]
    assert book.ids() == {"b.md": "urn:given"}


def test_an_id_claimed_twice_stays_with_the_first(book):
    """The second is refused with a problem that names the first."""
    book.tell(reading("a.md", "x", id_="urn:given"))
    assert book.tell(reading("b.md", "y", id_="urn:given")) == []
    assert book.listings()["a.md"].title == "x"
    (problem,) = quick_check.problems(book.ledger.store)
    assert (problem.file, problem.field, problem.severity) == ("b.md", "id", "error")
    assert "a.md" in problem.found


def test_an_id_claimed_twice_at_once_stays_with_the_first(book):
    """Within one run the first in the order of names has it."""
    assert book.tell(reading("a.md", "x", id_="urn:given"), reading("b.md", "y", id_="urn:given")) == [
        ("new", "a.md")
    ]
    assert len(problems(book)) == 1


def test_a_refused_copy_does_not_take_the_entry_when_it_is_edited(book):
    """Refused once, it is refused for as long as the first is there."""
    book.tell(reading("a.md", "x", id_="urn:given"), reading("b.md", "y", id_="urn:given"))
    assert book.tell(reading("b.md", "z", id_="urn:given")) == []
    assert book.ids() == {"a.md": "urn:given"}


def test_a_refused_copy_is_asked_again(book):
    """Its stamp never matches, so that it is read again, and published, once the first is gone."""
    book.tell(reading("a.md", "x", id_="urn:given"), reading("b.md", "y", id_="urn:given"))
    kept = book.ledger.store.stamp("local", "b.md")
    assert (kept.mtime, kept.fingerprint, kept.entry) == (0, "", "")
    assert book.tell(reading("b.md", "y", id_="urn:given"), gone=["a.md"]) == [("changed", "b.md")]


def test_a_slug_that_is_taken_is_never_shared(book):
    """The second post gets another address, made of its day, and a note says so."""
    book.tell(reading("a.md", "x", slug="same"), reading("b.md", "y", slug="same", day=NOW.date()))
    assert [listing.url for listing in book.listings().values()] == [
        "https://posts.example.org/posts/2026/same/",
        "https://posts.example.org/posts/2026/same-2026-03-10/",
    ]
    (problem,) = quick_check.problems(book.ledger.store)
    assert (problem.file, problem.field, problem.found) == ("b.md", "slug", "'same', which belongs to a.md")
    assert problem.severity == "note"
    assert "same-2026-03-10" in problem.remedy


def test_posts_without_a_date_that_want_one_slug_are_numbered(book):
    """Where there is no date, or the date is taken too, a number tells them apart."""
    book.tell(*(reading(f"{name}.md", name, slug="same") for name in "abc"))
    assert {problem.severity for problem in quick_check.problems(book.ledger.store)} == {"warning"}
    assert [listing.path.split("/")[2] for listing in book.listings().values()] == [
        "same",
        "same-2",
        "same-3",
    ]


def test_a_slug_once_given_stays(book):
    """Neither another name of the file nor the end of the other post moves an address."""
    book.tell(reading("a.md", "x", slug="same"), reading("b.md", "y", slug="same"))
    book.tell(reading("b.md", "z", slug="other"), gone=["a.md"])
    assert book.listings()["b.md"].path == "posts/2026/same-2/index.html"


def test_a_slug_that_its_author_asks_for_moves_the_address(book):
    """An author may choose a new address, if nobody has it."""
    book.tell(reading("a.md", "x"), reading("b.md", "y"))
    book.tell(reading("a.md", "x2", requested_slug="better"), reading("b.md", "y2", requested_slug="better"))
    assert [listing.path for listing in book.listings().values()] == [
        "posts/2026/better/index.html",
        "posts/2026/better-2/index.html",
    ]
    book.tell(reading("b.md", "y3", requested_slug="better"))
    assert book.listings()["b.md"].path == "posts/2026/better-2/index.html"


def test_a_refused_document_keeps_its_entry_as_it_was(book):
    """What was published stays published when its document cannot be read any more."""
    book.tell(reading("a.md", "x"))
    before = book.listings()
    trouble = Problem("a.md", "a post", "noise", severity="error")
    assert book.tell(ParsedDocument("a.md", stamp("?"), (trouble,))) == []
    assert book.listings() == before
    assert quick_check.problems(book.ledger.store) == (trouble,)
    assert book.tell(gone=["a.md"]) == [("removed", "a.md")]


def test_a_document_refused_at_first_becomes_a_post_when_it_is_mended(book):
    """Nothing of the refusal is left."""
    book.tell(ParsedDocument("a.md", stamp("?"), (Problem("a.md", "a post", "noise"),)))
    assert book.tell(reading("a.md", "x")) == [("new", "a.md")]
    assert problems(book) == []


def test_a_document_refused_from_beginning_to_end_leaves_nothing(book):
    """One that never became a post is gone without a word."""
    book.tell(ParsedDocument("a.md", stamp("?"), (Problem("a.md", "a post", "noise"),)))
    assert book.tell(gone=["a.md"]) == []
    assert book.listings() == {}
    assert problems(book) == []


def test_a_document_that_only_looks_touched_is_restamped(book):
    """Its new time is kept, so that it need not be read next time; all else stays."""
    book.tell(reading("a.md", "x"))
    later = stamp("x")
    touched = type(later)(later.size, 99, 98, "")
    assert book.tell(ParsedDocument("a.md", touched, unchanged=True)) == []
    kept = book.ledger.store.stamp("local", "a.md")
    assert (kept.mtime, kept.inode, kept.fingerprint, kept.entry) == (
        99,
        98,
        later.fingerprint,
        "urn:a.md",
    )


def test_a_gone_document_is_a_removed_post_and_may_come_back(book):
    """It returns as the same post: same id, same address, same day of publication."""
    book.tell(reading("a.md", "x"))
    before = book.listings()["a.md"]
    book.now += DAY
    assert book.tell(gone=["a.md"]) == [("removed", "a.md")]
    removed = book.listings()["a.md"]
    assert (removed.state, removed.closed) == ("removed", NOW + DAY)
    book.now += DAY
    assert book.tell(reading("a.md", "x")) == [("reopened", "a.md")]
    after = book.listings()["a.md"]
    assert (after.id, after.url, after.published) == (before.id, before.url, NOW)
    assert (after.state, after.closed, after.updated) == ("open", None, NOW + 2 * DAY)


def test_a_draft_that_is_gone_was_never_there(book):
    """Nobody saw it, so nothing tells of its removal."""
    book.tell(reading("a.md", "x", stated=Stated(draft=True)))
    assert book.tell(gone=["a.md"]) == []
    assert book.listings() == {}


def test_a_source_whose_documents_are_all_gone_takes_its_posts_along(book):
    """All its posts are removed, and those of other sources stay."""
    book.tell(reading("a.md", "x"), reading("b.md", "y"))
    book.tell(reading("c.md", "z"), source="other")
    assert book.tell(gone=["a.md", "b.md"]) == [("removed", "a.md"), ("removed", "b.md")]
    assert book.ledger.store.sources() == ["other"]
    assert book.listings()["c.md"].state == "open"


def test_a_dry_transaction_keeps_nothing(book):
    """What was worked out can be seen inside, and is gone afterwards."""
    with book.ledger.store.transaction() as work:
        assert list(book.ledger.recorder({}, NOW).record("local", [reading("a.md", "x")]))
        assert book.listings()
        work.keep = False
    assert book.listings() == {}
    assert book.ledger.store.stamps("local") == {}


def test_a_transaction_that_fails_keeps_nothing(book):
    """An error in the midst of a run leaves the ledger as it was before it."""

    def readings():
        yield reading("a.md", "x")
        raise KeyError("lost")

    with pytest.raises(KeyError):
        book.tell(*readings())
    with pytest.raises(KeyError), book.ledger.store.transaction():
        list(book.ledger.recorder({}, NOW).record("local", readings()))
    assert book.listings() == {}


def test_the_clock_opens_and_closes(book):
    """At its own moments a post enters and leaves, without anyone editing a file."""
    says = Stated(opens=Moment(NOW + DAY), closes=Moment(NOW + 3 * DAY))
    assert book.tell(reading("a.md", "x", stated=says)) == []
    assert book.apply_clock() == []
    assert not quick_check.is_due(book.ledger.store, NOW + DAY - timedelta(seconds=1))
    book.now = NOW + DAY
    assert quick_check.is_due(book.ledger.store, book.now)
    assert book.apply_clock() == [("new", "a.md")]
    assert not quick_check.is_due(book.ledger.store, book.now)
    book.now = NOW + 9 * DAY
    assert quick_check.is_due(book.ledger.store, book.now)
    assert book.apply_clock() == [("closed", "a.md")]
    listing = book.listings()["a.md"]
    assert (listing.published, listing.closed, listing.reason) == (
        NOW + DAY,
        NOW + 3 * DAY,
        "it closed on 2026-03-13T12:00:00Z",
    )
    assert quick_check.is_due(book.ledger.store, NOW + (3 + 30) * DAY)  # its deletion is told no longer


def test_the_clock_closes_what_is_refused_today(book):
    """A document that cannot be read any more still closes at the day it had stated."""
    book.tell(reading("a.md", "x", stated=Stated(closes=Moment(NOW + DAY))))
    book.tell(ParsedDocument("a.md", stamp("?"), (Problem("a.md", "a post", "noise"),)))
    book.now += DAY
    assert book.apply_clock() == [("closed", "a.md")]


def test_a_clock_set_back_is_asked_of_everything_again(book):
    """What closed at a moment that has not come yet is open again."""
    book.tell(reading("a.md", "x", stated=Stated(closes=Moment(NOW + DAY))), reading("b.md", "y"))
    book.now = NOW + 2 * DAY
    assert book.apply_clock() == [("closed", "a.md")]
    book.now = NOW
    assert quick_check.is_due(book.ledger.store, NOW)
    assert book.apply_clock() == [("reopened", "a.md")]
    assert book.apply_clock() == []
    book.now = NOW + DAY
    assert book.apply_clock() == [("closed", "a.md")]


def test_a_ledger_that_never_ran_is_not_due(book):
    """Without a last time and without a next one there is nothing to do."""
    assert not quick_check.is_due(book.ledger.store, NOW)


def test_problems_of_reference_files_come_first(book):
    """They are kept beside those of the documents."""
    trouble = Problem("orgs/x.md", "a name", "nothing")
    book.ledger.store.set_meta("reference_problems", codec.encode_problems([trouble]))
    book.tell(ParsedDocument("a.md", stamp("?"), (Problem("a.md", "a post", "noise"),)))
    assert [problem.file for problem in quick_check.problems(book.ledger.store)] == ["orgs/x.md", "a.md"]


def test_entries_come_with_their_posts_in_the_order_asked(book):
    """A listing finds its text again."""
    book.tell(reading("a.md", "x"), reading("b.md", "y"))
    listings = sorted(book.ledger.listings(), key=lambda listing: listing.locator, reverse=True)
    assert [entry.post.content_html for entry in book.ledger.entries(listings)] == ["<p>y</p>", "<p>x</p>"]


def test_a_permalink_is_filled_with_local_days(book):
    """The parts of an address are those of the site's own calendar."""
    book.tell(reading("a.md", "x", published=datetime(2025, 12, 31, 23, 30, tzinfo=UTC)))
    paris = replace(SITE, timezone="Europe/Paris", permalink="{source}/{year}/{month}/{day}/{slug}.html")
    (listing,) = Ledger(book.ledger.store, paris, Policy()).listings()
    assert listing.path == "local/2026/01/01/a.html"
    assert listing.url == "https://posts.example.org/local/2026/01/01/a.html"


def test_a_revision_changes_with_all_that_shows(book):
    """The text, the state and the address are part of it; another look at the same is not."""
    book.tell(reading("a.md", "x"))
    revisions = [book.listings()["a.md"].revision]
    for change in (
        reading("a.md", "y"),
        reading("a.md", "y", requested_slug="b"),
        reading("a.md", "y", stated=Stated(filled=True)),
    ):
        book.tell(change)
        revisions.append(book.listings()["a.md"].revision)
    assert len(set(revisions)) == 4
    book.tell(change)
    assert book.listings()["a.md"].revision == revisions[-1]
