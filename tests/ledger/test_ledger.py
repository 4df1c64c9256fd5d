"""Identities, dates and states between runs."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.ledger.ledger import Ledger
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import Stamp
from feeds.ledger.unchanged import quick_check
from feeds.model.instant import Moment
from feeds.model.post import Post, Stated
from feeds.model.problem import Problem
from feeds.model.settings import Policy, Site

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SITE = Site("Posts", "https://posts.example.org/", permalink="posts/{year}/{slug}/")
DAY = timedelta(days=1)


@dataclass
class LedgerRun:
    """Records documents of one source, by their names."""

    ledger: Ledger
    now: datetime = NOW
    source: str = "local"

    def record(self, *documents, gone=(), source="", proof="deleted"):
        """Record documents and return what subscribers notice, as pairs of change and locator."""
        with self.ledger.store.transaction():
            missing = {source or self.source: dict.fromkeys(gone, proof)}
            recorder = self.ledger.recorder(missing, self.now)
            transitions = [*recorder.record(source or self.source, documents), *recorder.finish()]
        return [(transition.change, transition.locator) for transition in transitions]

    def apply_clock(self):
        """Let the clock work, and return what subscribers notice."""
        with self.ledger.store.transaction():
            transitions = [(transition.change, transition.locator) for transition in self.ledger.apply_clock(self.now)]
            self.ledger.upcoming_changes(self.ledger.listings(), self.now)
        return transitions

    def listings(self):
        """Return the listings by locator."""
        return {listing.locator: listing for listing in self.ledger.listings()}

    def ids(self):
        """Return the ids by locator."""
        return {locator: listing.id for locator, listing in self.listings().items()}


def parsed(locator, text="", *, id_="", slug="", requested_slug="", published=None, day=None, stated=None, **values):
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
def run():
    """Return a ledger in memory that knows nothing yet."""
    store = Store(None)
    yield LedgerRun(Ledger(store, SITE, Policy()))
    store.close()


def problems(run):
    """Return what is wrong, as text."""
    return [str(problem) for problem in quick_check.problems(run.ledger.store)]


def test_a_new_post_is_new_once(run):
    """The first run announces it, the second has nothing to say."""
    assert run.record(parsed("a.md", "x")) == [("new", "a.md")]
    assert run.record(parsed("a.md", "x")) == []


def test_a_changed_post_keeps_its_id(run):
    """A new text, a new title and a new day of publication are still the same post."""
    run.record(parsed("a.md", "x", id_="urn:given"))
    run.now += DAY
    assert run.record(parsed("a.md", "y", published=NOW - DAY)) == [("changed", "a.md")]
    listing = run.listings()["a.md"]
    assert (listing.id, listing.published, listing.updated) == ("urn:given", NOW, NOW + DAY)


def test_a_renamed_post_keeps_its_id_and_address(run):
    """A document that says just what a gone one said is that one."""
    run.record(parsed("a.md", "x"))
    before = run.listings()["a.md"]
    assert run.record(parsed("b.md", "x"), gone=["a.md"]) == []
    after = run.listings()["b.md"]
    assert (after.id, after.url, after.published) == (before.id, before.url, before.published)


def test_a_renamed_and_copied_post_is_one_old_and_one_new(run):
    """Of two documents that say what a gone one said, the first is that one."""
    run.record(parsed("a.md", "x"))
    assert run.record(parsed("b.md", "x"), parsed("c.md", "x"), gone=["a.md"]) == [("new", "c.md")]
    assert run.ids() == {"b.md": "urn:a.md", "c.md": "urn:c.md"}
    assert problems(run) == []


def test_two_equal_posts_renamed_keep_both_ids(run):
    """Posts that say the same are still two."""
    run.record(parsed("a.md", "x"), parsed("b.md", "x"))
    assert run.record(parsed("c.md", "x"), parsed("d.md", "x"), gone=["a.md", "b.md"]) == []
    assert run.ids() == {"c.md": "urn:a.md", "d.md": "urn:b.md"}


def test_a_new_post_in_the_place_of_a_renamed_one_has_its_own_id(run):
    """The old one took its id along; the newcomer gets another, the same in every ledger."""
    run.record(parsed("a.md", "x"))
    run.record(parsed("b.md", "x"), gone=["a.md"])
    assert run.record(parsed("a.md", "y")) == [("new", "a.md")]
    assert run.ids() == {"a.md": "urn:uuid:b417b6d0-7fc4-575f-b244-0f589685f786", "b.md": "urn:a.md"}
    assert [problem.field for problem in quick_check.problems(run.ledger.store)] == ["slug"]


def test_a_post_may_move_with_its_claimed_id(run):
    """A document that claims the id of a gone one is that one, whatever it says now."""
    run.record(parsed("a.md", "x", id_="urn:given"))
    assert run.record(parsed("b.md", "y", id_="urn:given"), gone=["a.md"]) == [("changed", "b.md")]
    assert run.ids() == {"b.md": "urn:given"}


def test_an_id_claimed_twice_stays_with_the_first(run):
    """The second is refused with a problem that names the first."""
    run.record(parsed("a.md", "x", id_="urn:given"))
    assert run.record(parsed("b.md", "y", id_="urn:given")) == []
    assert run.listings()["a.md"].title == "x"
    (problem,) = quick_check.problems(run.ledger.store)
    assert (problem.file, problem.field, problem.severity) == ("b.md", "id", "error")
    assert "a.md" in str(problem.found)


def test_an_id_claimed_twice_at_once_stays_with_the_first(run):
    """Within one run the first in the order of names has it."""
    assert run.record(parsed("a.md", "x", id_="urn:given"), parsed("b.md", "y", id_="urn:given")) == [("new", "a.md")]
    assert len(problems(run)) == 1


def test_a_refused_copy_does_not_take_the_entry_when_it_is_edited(run):
    """Refused once, it is refused for as long as the first is there."""
    run.record(parsed("a.md", "x", id_="urn:given"), parsed("b.md", "y", id_="urn:given"))
    assert run.record(parsed("b.md", "z", id_="urn:given")) == []
    assert run.ids() == {"a.md": "urn:given"}


def test_a_refused_copy_is_asked_again(run):
    """Its stamp never matches, so that it is read again, and published, once the first is gone."""
    run.record(parsed("a.md", "x", id_="urn:given"), parsed("b.md", "y", id_="urn:given"))
    kept = run.ledger.store.stamp("local", "b.md")
    assert (kept.mtime, kept.fingerprint, kept.entry) == (0, "", "")
    assert run.record(parsed("b.md", "y", id_="urn:given"), gone=["a.md"]) == [("changed", "b.md")]


def test_a_slug_that_is_taken_is_never_shared(run):
    """The second post gets another address, made of its day, and a note says so."""
    run.record(parsed("a.md", "x", slug="same"), parsed("b.md", "y", slug="same", day=NOW.date()))
    assert [listing.url for listing in run.listings().values()] == [
        "https://posts.example.org/posts/2026/same/",
        "https://posts.example.org/posts/2026/same-2026-03-10/",
    ]
    (problem,) = quick_check.problems(run.ledger.store)
    assert (problem.file, problem.field) == ("b.md", "slug")
    assert str(problem.found) == "'same', which belongs to a.md"
    assert problem.severity == "note"
    assert "same-2026-03-10" in str(problem.remedy)


def test_posts_without_a_date_that_want_one_slug_are_numbered(run):
    """Where there is no date, or the date is taken too, a number tells them apart."""
    run.record(*(parsed(f"{name}.md", name, slug="same") for name in "abc"))
    assert {problem.severity for problem in quick_check.problems(run.ledger.store)} == {"warning"}
    assert [listing.path.split("/")[2] for listing in run.listings().values()] == [
        "same",
        "same-2",
        "same-3",
    ]


def test_a_slug_once_given_stays(run):
    """Neither another name of the file nor the end of the other post moves an address."""
    run.record(parsed("a.md", "x", slug="same"), parsed("b.md", "y", slug="same"))
    run.record(parsed("b.md", "z", slug="other"), gone=["a.md"])
    assert run.listings()["b.md"].path == "posts/2026/same-2/index.html"


def test_a_slug_that_its_author_asks_for_moves_the_address(run):
    """An author may choose a new address, if it is free."""
    run.record(parsed("a.md", "x"), parsed("b.md", "y"))
    run.record(parsed("a.md", "x2", requested_slug="better"), parsed("b.md", "y2", requested_slug="better"))
    assert [listing.path for listing in run.listings().values()] == [
        "posts/2026/better/index.html",
        "posts/2026/better-2/index.html",
    ]
    run.record(parsed("b.md", "y3", requested_slug="better"))
    assert run.listings()["b.md"].path == "posts/2026/better-2/index.html"


def test_a_refused_document_keeps_its_entry_as_it_was(run):
    """What was published stays published when its document cannot be read any more."""
    run.record(parsed("a.md", "x"))
    before = run.listings()
    problem = Problem("a.md", "a post", "noise", severity="error")
    assert run.record(ParsedDocument("a.md", stamp("?"), (problem,))) == []
    assert run.listings() == before
    assert quick_check.problems(run.ledger.store) == (problem,)
    assert run.record(gone=["a.md"]) == [("removed", "a.md")]


def test_a_document_refused_at_first_becomes_a_post_when_it_is_mended(run):
    """Nothing of the refusal is left."""
    run.record(ParsedDocument("a.md", stamp("?"), (Problem("a.md", "a post", "noise"),)))
    assert run.record(parsed("a.md", "x")) == [("new", "a.md")]
    assert problems(run) == []


def test_a_document_refused_from_beginning_to_end_leaves_nothing(run):
    """One that never became a post is gone without a word."""
    run.record(ParsedDocument("a.md", stamp("?"), (Problem("a.md", "a post", "noise"),)))
    assert run.record(gone=["a.md"]) == []
    assert run.listings() == {}
    assert problems(run) == []


def test_a_document_that_only_looks_touched_is_restamped(run):
    """Its new time is kept, so that it need not be read next time; all else stays."""
    run.record(parsed("a.md", "x"))
    later = stamp("x")
    touched = type(later)(later.size, 99, 98, "")
    assert run.record(ParsedDocument("a.md", touched, unchanged=True)) == []
    kept = run.ledger.store.stamp("local", "a.md")
    assert (kept.mtime, kept.inode, kept.fingerprint, kept.entry) == (
        99,
        98,
        later.fingerprint,
        "urn:a.md",
    )


def test_a_gone_document_is_a_removed_post_and_may_come_back(run):
    """It returns as the same post: same id, same address, same day of publication."""
    run.record(parsed("a.md", "x"))
    before = run.listings()["a.md"]
    run.now += DAY
    assert run.record(gone=["a.md"]) == [("removed", "a.md")]
    removed = run.listings()["a.md"]
    assert (removed.state, removed.closed) == ("removed", NOW + DAY)
    run.now += DAY
    assert run.record(parsed("a.md", "x")) == [("reopened", "a.md")]
    after = run.listings()["a.md"]
    assert (after.id, after.url, after.published) == (before.id, before.url, NOW)
    assert (after.state, after.closed, after.updated) == ("open", None, NOW + 2 * DAY)


def test_a_draft_that_is_gone_was_never_there(run):
    """Nobody saw it, so nothing reports its removal."""
    run.record(parsed("a.md", "x", stated=Stated(draft=True)))
    assert run.record(gone=["a.md"]) == []
    assert run.listings() == {}


def test_a_source_whose_documents_are_all_gone_takes_its_posts_along(run):
    """All its posts are removed, and those of other sources stay."""
    run.record(parsed("a.md", "x"), parsed("b.md", "y"))
    run.record(parsed("c.md", "z"), source="other")
    assert run.record(gone=["a.md", "b.md"]) == [("removed", "a.md"), ("removed", "b.md")]
    assert run.ledger.store.sources() == ["other"]
    assert run.listings()["c.md"].state == "open"


def test_a_dry_transaction_keeps_nothing(run):
    """What was worked out can be seen inside, and is gone afterwards."""
    with run.ledger.store.transaction() as work:
        assert list(run.ledger.recorder({}, NOW).record("local", [parsed("a.md", "x")]))
        assert run.listings()
        work.keep = False
    assert run.listings() == {}
    assert run.ledger.store.stamps("local") == {}


def test_a_transaction_that_fails_keeps_nothing(run):
    """An error in the midst of a run leaves the ledger as it was before it."""

    def documents():
        yield parsed("a.md", "x")
        raise KeyError("lost")

    with pytest.raises(KeyError):
        run.record(*documents())
    with pytest.raises(KeyError), run.ledger.store.transaction():
        list(run.ledger.recorder({}, NOW).record("local", documents()))
    assert run.listings() == {}


def test_the_clock_opens_and_closes(run):
    """At its own moments a post enters and leaves, without anyone editing a file."""
    says = Stated(opens=Moment(NOW + DAY), closes=Moment(NOW + 3 * DAY))
    assert run.record(parsed("a.md", "x", stated=says)) == []
    assert run.apply_clock() == []
    assert not quick_check.is_due(run.ledger.store, NOW + DAY - timedelta(seconds=1))
    run.now = NOW + DAY
    assert quick_check.is_due(run.ledger.store, run.now)
    assert run.apply_clock() == [("new", "a.md")]
    assert not quick_check.is_due(run.ledger.store, run.now)
    run.now = NOW + 9 * DAY
    assert quick_check.is_due(run.ledger.store, run.now)
    assert run.apply_clock() == [("closed", "a.md")]
    listing = run.listings()["a.md"]
    assert (listing.published, listing.closed, listing.reason) == (
        NOW + DAY,
        NOW + 3 * DAY,
        "it closed on 2026-03-13T12:00:00Z",
    )
    assert quick_check.is_due(run.ledger.store, NOW + (3 + 30) * DAY)  # its deletion is told no longer


def test_the_clock_closes_what_is_refused_today(run):
    """A document that cannot be read any more still closes at the day it had stated."""
    run.record(parsed("a.md", "x", stated=Stated(closes=Moment(NOW + DAY))))
    run.record(ParsedDocument("a.md", stamp("?"), (Problem("a.md", "a post", "noise"),)))
    run.now += DAY
    assert run.apply_clock() == [("closed", "a.md")]


def test_a_clock_set_back_is_asked_of_everything_again(run):
    """What closed at a moment that has not come yet is open again."""
    run.record(parsed("a.md", "x", stated=Stated(closes=Moment(NOW + DAY))), parsed("b.md", "y"))
    run.now = NOW + 2 * DAY
    assert run.apply_clock() == [("closed", "a.md")]
    run.now = NOW
    assert quick_check.is_due(run.ledger.store, NOW)
    assert run.apply_clock() == [("reopened", "a.md")]
    assert run.apply_clock() == []
    run.now = NOW + DAY
    assert run.apply_clock() == [("closed", "a.md")]


def test_a_ledger_that_never_ran_is_not_due(run):
    """Without a last time and without a next one there is nothing to do."""
    assert not quick_check.is_due(run.ledger.store, NOW)


def test_problems_of_reference_files_come_first(run):
    """They are kept beside those of the documents."""
    problem = Problem("orgs/x.md", "a name", "nothing")
    run.ledger.store.set_meta("reference_problems", codec.encode_problems([problem]))
    run.record(ParsedDocument("a.md", stamp("?"), (Problem("a.md", "a post", "noise"),)))
    assert [problem.file for problem in quick_check.problems(run.ledger.store)] == ["orgs/x.md", "a.md"]


def test_entries_come_with_their_posts_in_the_order_asked(run):
    """A listing finds its text again."""
    run.record(parsed("a.md", "x"), parsed("b.md", "y"))
    listings = sorted(run.ledger.listings(), key=lambda listing: listing.locator, reverse=True)
    assert [entry.post.content_html for entry in run.ledger.entries(listings)] == ["<p>y</p>", "<p>x</p>"]


def test_a_permalink_is_filled_with_local_days(run):
    """The parts of an address are those of the site's own calendar."""
    run.record(parsed("a.md", "x", published=datetime(2025, 12, 31, 23, 30, tzinfo=UTC)))
    paris = replace(SITE, timezone="Europe/Paris", permalink="{source}/{year}/{month}/{day}/{slug}.html")
    (listing,) = Ledger(run.ledger.store, paris, Policy()).listings()
    assert listing.path == "local/2026/01/01/a.html"
    assert listing.url == "https://posts.example.org/local/2026/01/01/a.html"


def test_a_revision_changes_with_all_that_shows(run):
    """The text, the state and the address are part of it; another look at the same is not."""
    run.record(parsed("a.md", "x"))
    revisions = [run.listings()["a.md"].revision]
    moved = parsed("a.md", "y", requested_slug="b")
    moved = moved._replace(stamp=moved.stamp._replace(fingerprint="y, and another slug"))
    for change in (
        parsed("a.md", "y"),
        moved,
        parsed("a.md", "y", stated=Stated(filled=True)),
    ):
        run.record(change)
        revisions.append(run.listings()["a.md"].revision)
    assert len(set(revisions)) == 4
    run.record(change)
    assert run.listings()["a.md"].revision == revisions[-1]
