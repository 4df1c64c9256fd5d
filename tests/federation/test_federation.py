"""One `feeds` collects what another publishes, and a third from that one: nothing of a post is lost."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.federation import (
    NOON,
    SITES,
    arrived,
    here,
    posts,
    publish,
    read_json_feed,
    understood,
)

from feeds.model import federation
from feeds.model.instant import Moment
from feeds.model.post import Author, Post, Stated, Via
from feeds.normalise.dialects.item import Item
from feeds.normalise.dialects.syndication.json_feed_extension import is_own, overlay

CHANGES = st.sampled_from([(), ("place", "pay")])


def collect(site, post, changes=()):
    """Publish on a site and read again: the entry there, and the item."""
    entry, body = publish(site, post, changes)
    (item,) = read_json_feed(body)
    return entry, item


def but_for_the_site(post):
    """Return a post without what is each site's own: where it was read, and where its values came from."""
    return replace(post, source="", locator="", origins=())


@settings(max_examples=400, deadline=None)
@given(post=posts(), changes=CHANGES)
def test_nothing_is_lost(post, changes):
    """What an item states and what the extension adds make the post, to the letter."""
    site = SITES[0]
    entry, item = collect(site, post, changes)
    got = overlay(understood(item), item, here(site))
    assert but_for_the_site(got) == but_for_the_site(arrived(site, entry))


@settings(max_examples=100, deadline=None)
@given(post=posts(), hops=st.integers(2, 6))
def test_any_number_of_hops(post, hops):
    """The last copy is as the first, and names all sites on its way."""
    copies = []
    for hop in range(hops):
        site = SITES[hop % 2]
        _, item = collect(site, post)
        post = overlay(understood(item), item, here(site))
        copies.append(but_for_the_site(post))
    assert {replace(copy, via=()) for copy in copies} == {replace(copies[0], via=())}
    assert [len(copy.via) for copy in copies] == list(range(1, len(copies) + 1))


@settings(max_examples=30, deadline=None)
@given(post=posts())
def test_loops_are_recognised(post):
    """What comes back to where it was before is known there, and nowhere else."""
    first, second, third = SITES
    _, item = collect(first, post)
    copy = overlay(understood(item), item, here(first))
    _, again = collect(second, copy)
    assert is_own(again, first.url)
    assert is_own(again, first.url.rstrip("/"))
    assert not is_own(again, third.url)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["none", "<p>x", "2026-03-01"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        *(
            "title",
            "language",
            "summary",
            "authors",
            "tags",
            "external_url",
            "image",
            "attachments",
            "stated",
        ),
        *("job", "kind", "update_note", "empty", "via", "id", "published", "updated", "posted", "opens"),
        *("through", "closes", "content_html", "slug", "source"),
    ]
)
DAMAGE = st.dictionaries(KEYS, VALUES, max_size=8)


@settings(max_examples=300, deadline=None)
@given(
    post=posts(),
    damage=DAMAGE,
    inside=st.dictionaries(
        st.sampled_from(
            [
                "title",
                "hiring_organization",
                "base_salary",
                "job_location",
                "extra",
                "apply_url",
                "same_as",
                "employment_type",
                "direct_apply",
                "total_job_openings",
                "skills",
            ]
        ),
        VALUES,
        max_size=5,
    ),
)
def test_nothing_hostile_gets_in(post, damage, inside):
    """Whatever stands there, a post of the right types comes of it: no HTML, no address but the web's."""
    _, item = collect(SITES[0], post)
    job = item.extension.get("job")
    damaged = {**item.extension, **({"job": {**job, **inside}} if isinstance(job, dict) else {}), **damage}
    base = understood(item)
    got = overlay(base, replace(item, extension=damaged))
    assert got.content_html in base.content_html
    assert (got.source, got.slug, got.aliases, got.stated.draft) == (base.source, "", (), False)
    check(got)
    is_own(replace(item, extension=damaged), SITES[0].url)


def check(post):
    """See that a post is fit for the store and for publishing."""
    from feeds.emit.formats import FORMATS
    from feeds.ledger.store import codec

    assert codec.decode(codec.encode(post)) == post
    for address in (
        post.external_url,
        post.image,
        *(file.url for file in post.attachments),
        *(v.url for v in post.via),
    ):
        assert not address or address.startswith(("http://", "https://"))
    for form in FORMATS:
        publish(SITES[1], post, form=form)


def test_what_is_not_ours_changes_nothing():
    """An item of another program stays as it was understood."""
    post = Post("s", "l", "article", "T", "<p>x</p>", "fr")
    item = Item(id="1", title="U")
    assert overlay(post, item) is post
    assert not is_own(item, "https://a.example.org/")


def test_deep_values_are_refused():
    """Values inside values without end do not exhaust the stack."""
    above = {"name": "x"}
    for _ in range(500):
        above = {"name": "x", "parent": above}
    item = Item(title="T", extension={"job": {"title": "J", "hiring_organization": above}})
    got = overlay(Post("s", "l", "article", "T", "", "fr"), item)
    assert got.kind == "job"


def test_what_was_said_of_an_update_is_taken_out():
    """The line on what changed belongs to the site that wrote it."""
    site = SITES[0]
    post = Post("s", "l", "article", "T", "<p><em>Mine</em></p>\n<p>x</p>", "fr", published=Moment(NOON))
    _, item = collect(site, post, ("text",))
    assert item.content_html.startswith("<p><em>Mis à jour")
    assert overlay(understood(item), item).content_html == post.content_html


def test_little_is_added():
    """An item that states all of a post is no longer for it; what it states too much is null (RFC 7396)."""
    at = Moment(NOON)
    post = Post("s", "l", "article", "T", "<p>x</p>", "fr", published=at, stated=Stated(opens=at))
    _, body = publish(SITES[0], post)
    assert json.loads(body)["items"][0][federation.KEY] == {"authors": None}
    _, body = publish(SITES[0], replace(post, authors=(Author("A"),)))
    assert federation.KEY not in json.loads(body)["items"][0]
    assert json.loads(body)[federation.KEY] == {
        "site": SITES[0].url,
        "complete": True,
        "closed": f"{SITES[0].url}closed.json",
    }


def test_the_last_sites_of_a_long_chain_are_named():
    """The first site and the last ones are kept."""
    chain = tuple(Via(f"https://{number}.example.org/") for number in range(100))
    post = Post("s", "l", "article", "T", "<p>x</p>", "fr", via=chain)
    _, item = collect(SITES[0], post)
    assert [one["url"] for one in item.extension["via"]] == [chain[0].url, *(one.url for one in chain[37:])]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-01T12:00:00Z", Moment(NOON)),
        ("2026-03-01T13:00:00+01:00 2026-03-01", Moment(NOON, NOON.date())),
        ("2026-03-02", Moment(NOON, date(2026, 3, 2))),
        ("none", None),
        *((wrong, Moment(NOON)) for wrong in ("", " ", "2026-02-31", "2026-04-01", "0001-01-01T00:00:00+02:00", 3)),
    ],
)
def test_dates_are_read_as_they_are_written(text, meant):
    """A day is that of the expected instant, and what is no date, or no day of it, is the expected one."""
    assert federation.parse_date(text, Moment(NOON)) == meant


def test_a_day_alone_is_no_date():
    """It decides the day of an instant, not its time zone offset."""
    assert federation.parse_date("2026-03-01", None) is None


def test_a_fraction_of_a_second_is_kept():
    """What is not written to the second comes back as it was."""
    at = Moment(NOON.replace(microsecond=5))
    assert federation.parse_date(federation.date_text(at, Moment(NOON)), None) == at
