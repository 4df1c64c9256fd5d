"""Which collections an entry belongs to, in each of its states."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.listings import JOBS, NOON, SITE, listed

from feeds.assemble.facets import NO_WORDS, FacetWords
from feeds.assemble.memberships import Rules, memberships
from feeds.model.entry import CLOSED
from feeds.model.instant import Moment
from feeds.model.job import Job
from feeds.model.settings import FeedSpec, Organization, Place, Selection

WORDS = FacetWords({"permanent": "CDI"}, {"full": "À distance"})
OPEN_JOBS = replace(JOBS, select=Selection(kind=("job",)))
TAGS = FeedSpec("tags/{tag}", "{tag}", each=("tag",))
FACTS = Job(
    "",
    Organization("Nord"),
    contract_kinds=("permanent",),
    job_location=(Place(locality="Lille"), Place(locality="LILLE"), Place(locality="…")),
    valid_through=Moment(NOON, NOON.date()),
)
JOB = listed(1, job=FACTS, organization="Nord", tags=("Été",), shown=True)
ARTICLE = listed(2, kind="article", organization="Nord", tags=("Été",))


def found(listing, *specs, words=WORDS):
    """Return the collections of an entry, each with whether it is included and the label; it is in each once."""
    of_entry = list(memberships(listing, Rules(specs or (OPEN_JOBS, TAGS), SITE, NO_WORDS, words)))
    assert len({one.collection for one in of_entry}) == len(of_entry)
    return {collection: (included, label) for collection, included, label in of_entry}


def included(listing, *specs):
    """Return the collections that include an entry."""
    return {name for name, (is_included, _) in found(listing, *specs).items() if is_included}


def test_an_open_job_is_in_feeds_and_lists():
    """Under the labels of its values; spellings of one address are one value, and others without address are none."""
    assert found(JOB) == {
        "feed/jobs": (True, ""),
        "label/tags/{tag}/tag/ete": (True, "Été"),
        "feed/tags/ete": (True, "ete"),
        "jobs": (True, ""),
        "value/contract/cdi": (True, "CDI"),
        "value/place/lille": (True, "Lille"),
        "value/organization/nord": (True, "Nord"),
        "deadlines": (True, ""),
        "organization/nord": (True, ""),
        "sitemap/2026-03": (True, ""),
        "month/2026-03": (True, ""),
    }
    assert found(JOB._replace(state="stale")) == found(JOB)


def test_a_job_without_facts_is_in_the_list_of_all():
    """What was never published is in no recovery data; a name that makes no address is no organisation."""
    unknown = Job("", Organization("…"), contract_kinds=("unknown",), remote="unknown")
    for listing in (listed(1), listed(1, job=unknown, organization="…")):
        assert set(found(listing)) == {"feed/jobs", "jobs", "sitemap/2026-03"}


def test_the_words_of_lists_are_not_those_of_feeds():
    """Without a feed that needs them, the words of feeds are empty, and lists have theirs all the same."""
    spec = FeedSpec("as/{contract}", "{contract}", each=("contract",))
    assert "value/contract/cdi" in found(JOB, spec)
    assert not [name for name in found(JOB, spec) if name.startswith("feed/")]


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_a_closed_job_stays_in_what_lists_closed_entries(state):
    """Its feeds and its organisation keep it, but do not include it; with and without its page."""
    closed = JOB._replace(state=state, closed=NOON, ended=NOON)
    kept = {"feed/jobs", "feed/tags/ete", "organization/nord"}
    for listing in (closed, closed._replace(path=""), closed._replace(closed=None, shown=False)):
        assert set(found(listing)) == {*kept, "label/tags/{tag}/tag/ete", "month/2026-03", "closed"}
        assert included(listing) == set(found(listing)) - kept
    filled = replace(OPEN_JOBS, select=Selection(state=("filled",)))
    assert ("feed/jobs" in included(closed, filled)) == (state == "filled")


def test_an_article_is_news():
    """It is in no list of jobs, and its organisation hires no one by it; a closed one is no news."""
    assert included(ARTICLE) == set(found(ARTICLE))
    assert set(found(ARTICLE)) == {"label/tags/{tag}/tag/ete", "feed/tags/ete", "news", "sitemap/2026-03"}
    closed = ARTICLE._replace(state="removed", closed=NOON)
    assert included(closed) == {"label/tags/{tag}/tag/ete", "month/2026-03", "closed"}


@pytest.mark.parametrize("state", ["draft", "scheduled", "unlisted"])
@pytest.mark.parametrize("listing", [JOB, ARTICLE], ids=["job", "article"])
def test_what_is_not_public_is_nowhere(state, listing):
    """Nor are its tags and its organisation."""
    assert found(listing._replace(state=state, shown=False)) == {}


def test_what_is_hidden_again_is_a_closed_entry():
    """Of an unlisted one, neither the list of closed entries nor the recovery data say anything."""
    hidden = JOB._replace(state="draft", path="", closed=NOON, ended=NOON)
    kept = {"feed/jobs", "feed/tags/ete", "organization/nord"}
    assert set(found(hidden)) == {*kept, "label/tags/{tag}/tag/ete", "month/2026-03", "closed"}
    assert included(hidden) == set(found(hidden)) - kept
    unlisted = hidden._replace(state="unlisted", path="1.html")
    assert set(found(unlisted)) == {*kept, "label/tags/{tag}/tag/ete"}
    assert included(unlisted) == {"label/tags/{tag}/tag/ete"}


def test_an_open_entry_without_a_page_is_in_no_list():
    """There is nothing to link to; its feeds stay."""
    assert not {"jobs", "deadlines", "feed/jobs", "feed/tags/ete", "organization/nord"} & included(
        JOB._replace(path="")
    )
    assert not [name for name in found(JOB._replace(path="")) if name.startswith("value/")]
    assert "news" not in found(ARTICLE._replace(path=""))


def test_months_are_those_of_the_site():
    """A month begins at midnight in the time zone of the site; its year has four digits."""
    for published, month in (
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), "2026-03"),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), "2026-04"),
        (datetime(21, 6, 1, tzinfo=UTC), "0021-06"),
    ):
        assert {f"sitemap/{month}", f"month/{month}"} <= set(found(JOB._replace(published=published)))


def test_a_feed_has_what_matches_alone():
    """A feed for each of several values has the combinations that an entry has, each under the slugs of its values."""
    spec = FeedSpec("{tag}/at/{organization}", "", select=Selection(kind=("job",)), each=("organization", "tag"))
    two = JOB._replace(tags=("Été", "b c"))
    assert {name: label for name, (_, label) in found(two, spec).items() if name.startswith("feed/")} == {
        "feed/ete/at/nord": "nord/ete",
        "feed/b-c/at/nord": "nord/b-c",
    }
    for other in (ARTICLE, JOB._replace(organization=""), JOB._replace(tags=())):
        assert not [name for name in found(other, spec) if name.startswith("feed/")]
