"""One feed for each tag or organisation."""

import pytest
from support.listings import JOBS, feeds_of, listed

from feeds.assemble.facets import FacetWords
from feeds.model.job import Job
from feeds.model.settings import FeedSpec, Organization, Place, Selection


def test_a_feed_without_a_facet_stays_one():
    """It is handed on as it is, with or without entries."""
    assert feeds_of([JOBS], [listed(1)]) == {JOBS: [1]}
    assert feeds_of([JOBS], []) == {JOBS: []}


def test_a_facet_gives_one_feed_for_each_value():
    """Spellings that share an address are one feed, under the most frequent of them."""
    spec = FeedSpec("tags/{tag}", "Jobs: {tag}", "About {tag}", each=("tag",))
    listings = [
        listed(1, tags=("Python", "Données")),
        listed(2, tags=("python",)),
        listed(3, tags=("python", "…")),
    ]
    feeds = feeds_of([spec], listings)
    assert [(feed.name, feed.title, feed.description, feed.each, feed.values) for feed in feeds] == [
        ("tags/donnees", "Jobs: Données", "About Données", (), ("Données",)),
        ("tags/python", "Jobs: python", "About python", (), ("python",)),
    ]
    assert list(feeds.values()) == [[1], [3, 2, 1]]


@pytest.mark.parametrize("first", [0, 1])
def test_spellings_of_equal_number_are_chosen_by_alphabet(first):
    """Nothing depends on which post comes first."""
    spec = FeedSpec("tags/{tag}", "{tag}", each=("tag",))
    listings = [listed(first, tags=("python",)), listed(1 - first, tags=("Python",))]
    assert [feed.title for feed in feeds_of([spec], listings)] == ["Python"]


def test_organizations_have_their_own_feeds():
    """Within what the feed selects; a post without an organisation is in none."""
    spec = FeedSpec("at/{organization}", "At {organization}", select=Selection(("job",)), each=("organization",))
    listings = [
        listed(1, organization="Nord"),
        listed(2),
        listed(3, kind="article", organization="Sud"),
    ]
    ((feed, numbers),) = feeds_of([spec], listings).items()
    assert (feed.name, feed.title, feed.select) == ("at/nord", "At Nord", spec.select)
    assert numbers == [1]


def test_a_feed_for_each_tag_keeps_to_its_own_tags():
    """Where a feed for each tag is held to one tag already, both must be there."""
    spec = FeedSpec("tags/{tag}", "{tag}", select=Selection(tag=("remote",)), each=("tag",))
    listings = [listed(1, tags=("remote", "python")), listed(2, tags=("python",))]
    chosen = {feed.name: numbers for feed, numbers in feeds_of([spec], listings).items()}
    assert chosen == {"tags/python": [1], "tags/remote": [1]}


def test_a_facet_outlives_its_last_open_post():
    """Subscribers of an empty feed are not told that it is gone; a draft founds none."""
    spec = FeedSpec("tags/{tag}", "{tag}", each=("tag",))
    listings = [
        listed(1, state="filled", tags=("gone",)),
        listed(2, state="draft", tags=("secret",)),
        listed(3, state="scheduled", tags=("soon",)),
    ]
    ((feed, numbers),) = feeds_of([spec], listings).items()
    assert (feed.name, numbers) == ("tags/gone", [])


def test_combinations_with_posts_have_a_feed_each():
    """Each under all its placeholders, in any order; combinations without posts have none."""
    spec = FeedSpec("{tag}/at/{organization}", "{organization}: {tag}", each=("organization", "tag"))
    listings = [
        listed(1, organization="Nord", tags=("python", "Python", "data")),
        listed(2, organization="Sud", tags=("python",)),
        listed(3, organization="Sud"),
        listed(4, organization="{tag}", tags=("data",)),
    ]
    found = [(feed.name, feed.title, feed.group, numbers) for feed, numbers in feeds_of([spec], listings).items()]
    assert found == [
        ("data/at/nord", "Nord: data", spec.name, [1]),
        ("python/at/nord", "Nord: python", spec.name, [1]),
        ("python/at/sud", "Sud: python", spec.name, [2]),
        ("data/at/tag", "{tag}: data", spec.name, [4]),
    ]


def test_feeds_of_several_facets_are_not_mixed():
    """Each feed with `each` has its own values, also where both have the same."""
    specs = [FeedSpec(f"{facet}/{{{facet}}}", f"{{{facet}}}", each=(facet,)) for facet in ("organization", "tag")]
    specs.append(FeedSpec("{tag}/at/{organization}", "{tag} {organization}", each=("tag", "organization")))
    listings = [listed(1, organization="Nord", tags=("NORD", "data")), listed(2, organization="Nord")]
    found = {feed.name: (feed.title, numbers) for feed, numbers in feeds_of([JOBS, *specs], listings).items()}
    assert found == {
        "jobs": ("Jobs", [2, 1]),
        "organization/nord": ("Nord", [2, 1]),
        "tag/data": ("data", [1]),
        "tag/nord": ("NORD", [1]),
        "data/at/nord": ("data Nord", [1]),
        "nord/at/nord": ("NORD Nord", [1]),
    }


def test_facts_of_jobs_are_facets():
    """Under the labels of the site's language; an article and an unknown fact have none."""
    words = FacetWords({"permanent": "CDI", "temporary": "CDD"}, {"full": "Télétravail"})
    nord = Organization("Nord")
    both = Job("", nord, contract_kinds=("temporary", "permanent"), job_location=(Place(locality="Brest"), Place()))
    web = Job("", nord, contract_kinds=("permanent",), remote="full", occupational_category=("Web",))
    region = Job("", nord, remote="unknown", job_location=(Place(region="Bretagne"), Place(region="Bretagne")))
    listings = [
        listed(1, job=both),
        listed(2, job=web),
        listed(3, job=region),
        listed(4, kind="article", authors=("Zoé",)),
    ]

    def found(facet):
        spec = FeedSpec(f"{{{facet}}}", f"{{{facet}}}", each=(facet,))
        return {feed.title: numbers for feed, numbers in feeds_of([spec], listings, words).items()}

    assert found("contract") == {"CDD": [1], "CDI": [2, 1]}
    assert found("telework") == {"Télétravail": [2]}
    assert found("place") == {"Brest": [1], "Bretagne": [3]}
    assert found("domain") == {"Web": [2]}
    assert found("author") == {"Zoé": [4]}
    assert found("language") == {"fr": [4, 3, 2, 1]}
