"""What is worth telling subscribers about."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feeds.ledger.change_detection import differences
from feeds.model.instant import Moment
from feeds.model.job import Job, Pay
from feeds.model.post import Post, Stated
from feeds.model.settings import Organization, Place

JOB = Job("Data analyst", Organization("Nord"))
POST = Post("local", "a.md", "job", "We hire", "<p>Come and <em>count</em> with us.</p>", "en", job=JOB)


def of_job(**values):
    """Make the post with another job."""
    return replace(POST, job=replace(JOB, **values))


@pytest.mark.parametrize(
    ("after", "names"),
    [
        (POST, ()),
        (replace(POST, title="We hire two"), ("title",)),
        (of_job(title="Data engineer"), ("title",)),
        (of_job(contract="CDI"), ("contract",)),
        (of_job(employment_type=("INTERN",)), ("contract",)),
        (of_job(job_location=(Place(locality="Lille"),)), ("place",)),
        (of_job(remote="full"), ("place",)),
        (of_job(base_salary=Pay("EUR", "YEAR", 40_000)), ("pay",)),
        (replace(POST, stated=Stated(closes=Moment(datetime(2026, 5, 1, tzinfo=UTC)))), ("deadline",)),
        (replace(POST, content_html="<p>Come and count with us.</p>"), ()),
        (replace(POST, content_html="<p>Come and\n<strong>count</strong> with  us.</p>"), ()),
        (replace(POST, content_html=f'{POST.content_html}<img src="https://a.example/b.png" alt="">'), ()),
        (replace(POST, content_html="<p>Come &amp; count with us.</p>"), ("text",)),
        (replace(POST, content_html="<p>Come and count with me.</p>", title="I hire"), ("title", "text")),
        (replace(POST, summary="other", origins=()), ()),
        (replace(POST, tags=("new",)), ("tags",)),
    ],
)
def test_words_count_and_their_dress_does_not(after, names):
    """White space, markup and images are no news; title, contract, place, pay, deadline and words are."""
    assert differences(POST, after) == names
    assert differences(after, POST) == names


def test_a_post_that_becomes_a_job_says_so_in_its_aspects():
    """An article has none of a job's aspects."""
    assert "title" in differences(replace(POST, job=None), POST)
