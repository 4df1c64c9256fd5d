"""One feed for each tag or organisation."""

from support.listings import JOBS, SITE, ids, listed

from feeds.assemble.facets import FacetWords, expand
from feeds.assemble.selection_and_order import select
from feeds.model.job import Job
from feeds.model.settings import FeedSpec, Organization, Place, Selection


def test_a_feed_without_a_facet_stays_one():
    """It is handed on as it is."""
    listings = [listed(1)]
    assert list(expand([JOBS], listings, SITE)) == [(JOBS, listings)]


def test_a_facet_gives_one_feed_for_each_value():
    """Spellings that share an address are one feed, under the most frequent of them."""
    spec = FeedSpec("tags/{tag}", "Jobs: {tag}", "About {tag}", each=("tag",))
    listings = [
        listed(1, tags=("Python", "Données")),
        listed(2, tags=("python",)),
        listed(3, tags=("python", "…")),
    ]
    feeds = list(expand([spec], listings, SITE))
    assert [(feed.name, feed.title, feed.description, feed.each) for feed, _ in feeds] == [
        ("tags/donnees", "Jobs: Données", "About Données", ()),
        ("tags/python", "Jobs: python", "About python", ()),
    ]
    assert [ids(select(feed, members, SITE)) for feed, members in feeds] == [[1], [3, 2, 1]]


def test_spellings_of_equal_number_are_chosen_by_alphabet():
    """Nothing depends on which post comes first."""
    spec = FeedSpec("tags/{tag}", "{tag}", each=("tag",))
    listings = [listed(1, tags=("python",)), listed(2, tags=("Python",))]
    titles = [feed.title for order in (listings, listings[::-1]) for feed, _ in expand([spec], order, SITE)]
    assert titles == ["Python", "Python"]


def test_organizations_have_their_own_feeds():
    """Within what the feed selects; a post without an organisation is in none."""
    spec = FeedSpec("at/{organization}", "At {organization}", select=Selection(("job",)), each=("organization",))
    listings = [
        listed(1, organization="Nord"),
        listed(2),
        listed(3, kind="article", organization="Sud"),
    ]
    ((feed, members),) = expand([spec], listings, SITE)
    assert (feed.name, feed.title, feed.select) == ("at/nord", "At Nord", spec.select)
    assert ids(select(feed, members, SITE)) == [1]


def test_a_feed_for_each_tag_keeps_to_its_own_tags():
    """Where a feed for each tag is held to one tag already, both must be there."""
    spec = FeedSpec("tags/{tag}", "{tag}", select=Selection(tag=("remote",)), each=("tag",))
    listings = [listed(1, tags=("remote", "python")), listed(2, tags=("python",))]
    chosen = {feed.name: ids(select(feed, members, SITE)) for feed, members in expand([spec], listings, SITE)}
    assert chosen == {"tags/python": [1], "tags/remote": [1]}


def test_a_facet_outlives_its_last_open_post():
    """Subscribers of an empty feed are not told that it is gone; a draft founds none."""
    spec = FeedSpec("tags/{tag}", "{tag}", each=("tag",))
    listings = [
        listed(1, state="filled", tags=("gone",)),
        listed(2, state="draft", tags=("secret",)),
        listed(3, state="scheduled", tags=("soon",)),
    ]
    ((feed, members),) = expand([spec], listings, SITE)
    assert (feed.name, select(feed, members, SITE)) == ("tags/gone", [])


def test_combinations_with_posts_have_a_feed_each():
    """Each under all its placeholders, in any order; combinations without posts have none."""
    spec = FeedSpec("{tag}/at/{organization}", "{organization}: {tag}", each=("organization", "tag"))
    listings = [
        listed(1, organization="Nord", tags=("python", "Python", "data")),
        listed(2, organization="Sud", tags=("python",)),
        listed(3, organization="Sud"),
        listed(4, organization="{tag}", tags=("data",)),
    ]
    found = [(feed.name, feed.title, feed.group, ids(members)) for feed, members in expand([spec], listings, SITE)]
    assert found == [
        ("data/at/nord", "Nord: data", spec.name, [1]),
        ("python/at/nord", "Nord: python", spec.name, [1]),
        ("python/at/sud", "Sud: python", spec.name, [2]),
        ("data/at/tag", "{tag}: data", spec.name, [4]),
    ]


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
        return {feed.title: ids(members) for feed, members in expand([spec], listings, SITE, words)}

    assert found("contract") == {"CDD": [1], "CDI": [1, 2]}
    assert found("telework") == {"Télétravail": [2]}
    assert found("place") == {"Brest": [1], "Bretagne": [3]}
    assert found("domain") == {"Web": [2]}
    assert found("author") == {"Zoé": [4]}
    assert found("language") == {"fr": [1, 2, 3, 4]}
