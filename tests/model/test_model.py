"""The data model: how its values read as text."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.errors import ConfigError, FeedsError, PostError
from feeds.model.instant import Moment, rfc3339
from feeds.model.problem import Message, Problem

NOON = datetime(2026, 3, 1, 12, 0, 0, 999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("a.md", "a date", "'soon'"), "a.md: expected a date, found 'soon'"),
        (Problem("a.md", "a date", "'soon'", line=4), "a.md:4: expected a date, found 'soon'"),
        (
            Problem("a.md", "a date", "'soon'", "write 2021-02-01", "closes", 4, 9),
            "a.md:4:9: closes: expected a date, found 'soon' (write 2021-02-01)",
        ),
    ],
)
def test_a_problem_states_where_what_and_how_to_repair_it(problem, text):
    """What is not known is left out."""
    assert str(problem) == text


def test_a_problem_keeps_templates_and_values_apart():
    """So they can be translated; equal ones are equal, and hash alike."""
    size = Message("%(count)s MB", count=21)
    problem = Problem("a.md", "a feed", size, Message("cut it (%(size)s)", size=size))
    assert str(problem) == "a.md: expected a feed, found 21 MB (cut it (21 MB))"
    again = Problem("a.md", "a feed", Message("%(count)s MB", count=21), problem.remedy)
    assert {problem, again} == {problem}
    assert problem != Problem("a.md", "a feed", Message("%(count)s MB", count=22), problem.remedy)


def test_an_instant_is_written_to_the_second():
    """In UTC, with the letter Z."""
    assert rfc3339(NOON) == "2026-03-01T12:00:00Z"


def test_a_moment_is_as_exact_as_its_author_wrote_it():
    """A day stays a day."""
    assert Moment(NOON).text() == "2026-03-01T12:00:00Z"
    assert Moment(NOON, date(2026, 3, 1)).text() == "2026-03-01"


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2, max_size=2))
def test_instants_compare_as_their_text_does(pair):
    """The ledger compares them so."""
    first, second = (at.replace(microsecond=0) for at in pair)
    assert (first < second) == (rfc3339(first) < rfc3339(second))
    assert datetime.fromisoformat(rfc3339(first)) == first


def test_an_error_reads_as_its_problems():
    """Each on its own line, and they stay at hand as data."""
    problems = (Problem("config.yaml", "a title", "nothing", line=1), Problem("config.yaml", "a url", "'x'"))
    assert str(ConfigError(problems)) == "\n".join(str(problem) for problem in problems)
    assert ConfigError(problems).problems == problems
    assert (str(PostError(problems[0])), PostError(problems[0]).problem) == (str(problems[0]), problems[0])


def test_every_error_has_an_exit_status():
    """A command that failed never ends as if it had not."""
    kinds = {FeedsError, *FeedsError.__subclasses__()}
    assert all(kind.exit_status in (1, 2, 3, 4) for kind in kinds)
