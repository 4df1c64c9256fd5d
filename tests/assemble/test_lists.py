"""Lists: one for each feed, for each value of a facet, and for pairs with enough jobs."""

from dataclasses import replace

from support.listings import JOBS, SITE, ids, listed

from feeds.assemble.facets import FacetWords
from feeds.assemble.lists import LEAST_JOBS, lists
from feeds.model.job import Job
from feeds.model.settings import FeedSpec, Organization, Place, Selection

WORDS = FacetWords({"permanent": "CDI", "intern": "Stage"}, {"full": "À distance"})
OPEN_JOBS = replace(JOBS, select=Selection(kind=("job",)))


def job(number, *, contract="permanent", town="Lille", **values):
    facts = Job("", Organization("Nord"), contract_kinds=(contract,), job_location=(Place(locality=town),))
    return listed(number, job=facts, organization="Nord", **values)


def made(listings, *specs):
    """Return all lists by path, that of the open jobs too."""
    found = lists(specs, [(spec, listings) for spec in specs if not spec.each], listings, SITE, WORDS)
    return {one.path: one for one in (found.jobs, *found.others)}


def test_each_feed_has_a_list_of_what_it_selects():
    """Open entries alone; a site without a feed of the open jobs has their list all the same."""
    news = FeedSpec("news", "News", select=Selection(kind=("article",)))
    found = made([listed(1), listed(2, state="filled"), listed(3, kind="article")], news)
    assert {path: ids(one.entries) for path, one in found.items()} == {"news": [3], "jobs": [1]}
    assert (found["news"].feed, found["jobs"].feed) == ("news", "")
    assert list(made([listed(1)], FeedSpec("jobs", "All"))) == ["open-jobs", "jobs"]


def test_values_and_pairs_have_lists():
    """A pair needs enough jobs; the filters of a list lead to narrower ones, and back."""
    jobs = [*(job(number) for number in range(LEAST_JOBS)), job(8, contract="intern"), job(9, town="Brest")]
    found = made(jobs, OPEN_JOBS)
    assert ids(found["jobs/contract/cdi"].entries) == [9, 2, 1, 0]
    assert ids(found["jobs/contract/cdi/place/lille"].entries) == [2, 1, 0]
    assert "jobs/contract/cdi/place/brest" not in found
    assert "jobs/place/lille/contract/cdi" not in found
    filters = [(one.value.facet, one.value.label, one.path, one.jobs) for one in found["jobs"].filters]
    assert filters == [
        ("contract", "CDI", "jobs/contract/cdi", 4),
        ("contract", "Stage", "jobs/contract/stage", 1),
        ("place", "Lille", "jobs/place/lille", 4),
        ("place", "Brest", "jobs/place/brest", 1),
        ("organization", "Nord", "jobs/organization/nord", 5),
    ]
    of_pair = found["jobs/contract/cdi/place/lille"]
    assert [one.path for one in found["jobs/contract/cdi"].filters if one.value.facet == "place"] == [of_pair.path]
    assert [(value.label, path) for value, path in of_pair.wider] == [
        ("CDI", "jobs/place/lille"),
        ("Lille", "jobs/contract/cdi"),
    ]
    assert not of_pair.filters


def test_the_page_of_a_feed_is_that_of_the_facet():
    """Where a feed has just the open jobs of a value, its page serves."""
    each = replace(OPEN_JOBS, name="organizations/{organization}", each=("organization",))
    nord = replace(OPEN_JOBS, name="organizations/nord", title="Nord")
    listings = [job(1), job(2)]
    found = lists((OPEN_JOBS, each), [(OPEN_JOBS, listings), (nord, listings)], listings, SITE, WORDS)
    (of_nord,) = (one for one in found.others if one.path == "organizations/nord")
    assert ([value.name for value in of_nord.chosen], of_nord.feed, of_nord.title) == (
        ["nord"],
        "organizations/nord",
        "Nord",
    )
    assert [one.path for one in found.jobs.filters if one.value.facet == "organization"] == ["organizations/nord"]


def test_unknown_facts_are_in_no_facet():
    """A job without any is in the list of all; names that make no address have no list."""
    found = made([listed(1), job(2, contract="unknown", town="…")], OPEN_JOBS)
    assert ids(found["jobs"].entries) == [2, 1]
    assert set(found) == {"jobs", "jobs/organization/nord"}
