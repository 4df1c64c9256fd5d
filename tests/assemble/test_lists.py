"""Lists of open jobs: their paths, and the filters that lead from one to another."""

from dataclasses import replace

import pytest
from support.listings import JOBS

from feeds.assemble.lists import LEAST_JOBS, Paths, filters, in_order, wider
from feeds.model.feed import Value
from feeds.model.settings import Selection

OPEN_JOBS = replace(JOBS, select=Selection(kind=("job",)))
CDI, STAGE = Value("contract", "cdi", "CDI"), Value("contract", "stage", "Stage")
LILLE, BREST = Value("place", "lille", "Lille"), Value("place", "brest", "Brest")
NORD = Value("organization", "nord", "Nord")


def each(name, *facets, **values):
    """Return a feed of the open jobs for each value of facets."""
    return replace(OPEN_JOBS, name=name, each=facets, **values)


@pytest.mark.parametrize(
    ("specs", "path"),
    [
        ([], "jobs"),
        ([JOBS], "open-jobs"),
        ([OPEN_JOBS], "jobs"),
        ([JOBS, replace(OPEN_JOBS, name="offers")], "offers"),
        ([each("at/{organization}", "organization")], "jobs"),
    ],
    ids=["no feed", "a feed of other entries", "the feed of open jobs", "under another name", "feeds of their values"],
)
def test_the_list_of_open_jobs_is_at_the_address_of_their_feed(specs, path):
    """A site without a feed of just these has their list all the same, at an address that no feed has."""
    paths = Paths(specs, {spec.name for spec in specs})
    assert (paths.main, paths.of(()), paths.of((NORD,))) == (path, path, f"{path}/organization/nord")
    assert paths.feed == (path if path in {spec.name for spec in specs} else "")


def test_the_page_of_a_feed_is_that_of_the_facet():
    """Where a feed has just the open jobs of a value or pair, its page serves; feeds without entries are none."""
    specs = [OPEN_JOBS, each("at/{organization}", "organization"), each("{place}/as/{contract}", "place", "contract")]
    paths = Paths(specs, {"jobs", "at/nord", "lille/as/cdi"})
    assert paths.of((NORD,)) == "at/nord"
    assert paths.of((NORD._replace(name="sud"),)) == "jobs/organization/sud"
    assert paths.of((CDI, LILLE)) == "lille/as/cdi"
    assert paths.of((CDI, BREST)) == "jobs/contract/cdi/place/brest"
    assert paths.of((CDI,)) == "jobs/contract/cdi"
    assert paths.of((LILLE, NORD)) == "jobs/place/lille/organization/nord"


def test_other_feeds_serve_as_no_list():
    """Those of other entries, of values by which no list is made, or of more than a pair."""
    specs = [
        each("at/{organization}", "organization", select=Selection(kind=("job",), tag=("python",))),
        each("tags/{tag}", "tag"),
        each("{place}/{contract}/{organization}", "place", "contract", "organization"),
    ]
    paths = Paths(specs, {"at/nord", "tags/python", "lille/cdi/nord"})
    assert (paths.served, paths.of((NORD,))) == ({}, "jobs/organization/nord")


def test_the_values_of_feeds_that_serve_as_lists_are_known():
    """By their names, and not those of other feeds."""
    specs = [each("at/{organization}", "organization"), each("{place}/as/{contract}", "place", "contract")]
    slugs = {"at/nord": ("nord",), "lille/as/cdi": ("lille", "cdi"), "tags/nord": ("nord",)}
    assert dict(Paths(specs, slugs).values_of(slugs)) == {
        "at/nord": [("organization", "nord")],
        "lille/as/cdi": [("place", "lille"), ("contract", "cdi")],
    }


def test_filters_lead_to_narrower_lists():
    """The most frequent values first, of equal ones by their labels; a pair has a list if it has enough jobs."""
    paths = Paths([OPEN_JOBS], {"jobs"})
    jobs = {NORD: 5, BREST: 1, STAGE: 2, CDI: 4, LILLE: 4, LILLE._replace(name="arras", label="Arras"): 1}
    found = [(one.value.facet, one.value.label, one.path, one.jobs) for one in filters((), jobs, paths)]
    assert found == [
        ("contract", "CDI", "jobs/contract/cdi", 4),
        ("contract", "Stage", "jobs/contract/stage", 2),
        ("place", "Lille", "jobs/place/lille", 4),
        ("place", "Arras", "jobs/place/arras", 1),
        ("place", "Brest", "jobs/place/brest", 1),
        ("organization", "Nord", "jobs/organization/nord", 5),
    ]
    of_place = filters((LILLE,), {CDI: LEAST_JOBS, STAGE: LEAST_JOBS - 1, BREST: LEAST_JOBS, NORD: 4}, paths)
    assert [(one.value, one.path, one.jobs) for one in of_place] == [
        (CDI, "jobs/contract/cdi/place/lille", LEAST_JOBS),
        (NORD, "jobs/place/lille/organization/nord", 4),
    ]


def test_a_pair_has_one_list_that_leads_back():
    """Its path does not depend on the value that was chosen first."""
    paths = Paths([OPEN_JOBS], {"jobs"})
    pair = in_order((LILLE, CDI))
    assert pair == in_order((CDI, LILLE)) == (CDI, LILLE)
    assert wider(pair, paths) == ((CDI, "jobs/place/lille"), (LILLE, "jobs/contract/cdi"))
    assert wider((CDI,), paths) == ((CDI, "jobs"),)
    assert wider((), paths) == ()
