"""Posts as bytes, and back."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.ledger.store import codec
from feeds.model.instant import Moment
from feeds.model.job import Job, Pay
from feeds.model.post import Author, Origin, Post, Stated
from feeds.model.problem import Message, Problem
from feeds.model.settings import Organization, Place
from feeds.normalise.values.text import quoted

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
texts = st.lists(text, max_size=2).map(tuple)
instants = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds are naive
    lambda at: at.replace(microsecond=0)
)
moments = st.builds(Moment, instants, st.none() | st.dates())
sums = st.none() | st.floats(0, 1e9)
places = st.builds(Place, text, text, text, text, text)
organizations = st.recursive(
    st.builds(Organization, text, text, text, address=st.none() | places),
    lambda inner: st.builds(Organization, text, parent=inner),
    max_leaves=3,
)
jobs = st.builds(
    Job,
    text,
    organizations,
    employment_type=texts,
    job_location=st.lists(places, max_size=2).map(tuple),
    date_posted=st.none() | moments,
    valid_through=st.none() | moments,
    base_salary=st.none() | st.builds(Pay, text, text, sums, sums, text),
    direct_apply=st.none() | st.booleans(),
    total_job_openings=st.none() | st.integers(0, 2**40),
    extra=st.lists(st.tuples(text, text), max_size=2).map(tuple),
)
posts = st.builds(
    Post,
    source=text,
    locator=text,
    kind=st.sampled_from(["job", "article"]),
    title=text,
    content_html=text,
    language=text,
    authors=st.lists(st.builds(Author, text, text), max_size=2).map(tuple),
    tags=texts,
    published=st.none() | moments,
    stated=st.builds(
        Stated, st.booleans(), st.none() | st.booleans(), opens=st.none() | moments, unlisted=st.booleans()
    ),
    job=st.none() | jobs,
    aliases=texts,
    origins=st.lists(
        st.builds(Origin, text, st.sampled_from(["key", "body", "inferred"]), text, st.none() | st.just(7)),
        max_size=2,
    ).map(tuple),
)
templates = text.map(lambda written: written.replace("%", "%%"))
plain = st.builds(Message, templates)
values = st.dictionaries(text, text | st.integers(0, 99) | plain, max_size=2)
phrases = st.just("") | plain | st.builds(lambda template, values: Message(template, **values), templates, values)
problems = st.lists(
    st.builds(
        Problem,
        text,
        phrases,
        phrases,
        line=st.none() | st.just(3),
        severity=st.sampled_from(["error", "note"]),
    ),
    max_size=3,
).map(tuple)


@settings(max_examples=200)
@given(posts)
def test_a_post_comes_back_as_it_was(post):
    """What is read is what was written, to the last field."""
    assert codec.decode(codec.encode(post)) == post


@given(posts)
def test_equal_posts_are_equal_bytes(post):
    """A post that was stored and read is written the same again."""
    assert codec.encode(codec.decode(codec.encode(post))) == codec.encode(post)


def test_a_phrase_in_a_post_is_its_text():
    """As an origin has one that quotes the author."""
    quoted = Origin("title", "body", Message("'%(value)s'", value="Bonjour"))
    post = Post("s", "a.md", "article", "x", "", "fr", origins=(quoted,))
    assert codec.decode(codec.encode(post)).origins[0].detail == "'Bonjour'"


@given(problems)
def test_problems_come_back_as_they_were(found):
    """Every part of a problem survives, and no problem costs nothing."""
    written = codec.encode_problems(found)
    assert codec.decode_problems(written) == found
    assert bool(written) == bool(found)


@given(posts, text)
def test_a_digest_names_what_subscribers_could_see(post, other):
    """Another place of the file is the same content; another title is not."""
    moved = replace(post, locator=other, source=other, origins=())
    assert codec.digest(moved) == codec.digest(post)
    assert (codec.digest(replace(post, title=other)) == codec.digest(post)) == (other == post.title)


@given(posts)
def test_a_value_goes_to_another_process_and_comes_as_it_was(post):
    """What is packed is unpacked as an equal value of the same kind."""
    assert codec.unpack(codec.pack(post), Post) == post


def test_a_phrase_in_a_post_is_stored_as_its_text():
    """A text of a message is a text: the post can be read again, and equal texts have equal digests."""
    plain = Post("s", "l", "article", "It's 5", "", "en", origins=(Origin("title", "key", "'x'"),))
    phrase = Post(
        "s", "l", "article", Message("It's %(n)s", n=5), "", "en", origins=(Origin("title", "key", quoted("x")),)
    )
    assert codec.decode(codec.encode(phrase)) == plain
    assert codec.digest(phrase) == codec.digest(plain)
