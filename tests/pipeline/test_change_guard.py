"""Runs that would close or change much at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ledger.ledger import Transition
from feeds.model.settings import Policy
from feeds.pipeline.change_guard import Held, check

LATER = "2026-03-02T09:00:00Z"
AFTER = "2026-03-03T09:00:00Z"


def fill(home, count):
    """Write open jobs."""
    for number in range(count):
        home.job(f"2026-01-05-p{number:02}.md", title=f"Offre {number:02}")
    assert home.publish().status == 0


def close(home, count):
    """Close the first of them."""
    for number in range(count):
        home.job(f"2026-01-05-p{number:02}.md", title=f"Offre {number:02}", open=False)


def test_a_run_that_would_close_much_is_held_back(home):
    """It says so, ends with 4, and leaves everything as it was, until somebody accepts it."""
    fill(home, 30)
    times = {path: at for path, at in home.times().items() if path.startswith("output")}
    close(home, 12)
    for _ in range(2):
        ran = home.publish(now=LATER)
        assert ran.status == 4
        assert "close 12 and change 0 of 30 published posts" in ran.report["stopped"]
        assert "feeds accept sources" in ran.report["stopped"]
        assert (len(ran.report["held"]), ran.report["transitions"]) == (12, [])
        assert times.items() <= home.times().items()
        assert len(home.ids("jobs.json")) == 30
    rehearsed = home.run("publish", "--dry-run", "--now", LATER)
    assert rehearsed.status == 4
    assert rehearsed.out.count("closed    Offre") == 12
    assert "more than 30% of them" in rehearsed.out
    ran = home.run("accept", "--json", "--now", LATER)
    assert (ran.status, ran.report["stopped"]) == (0, "")
    assert len(home.ids("jobs.json")) == 18
    assert {item["when"] for item in home.json("closed.json")["closed"]} == {LATER}
    assert home.publish(now=AFTER).report["written"] == []


def test_what_is_held_back_keeps_its_address(home):
    """Though its file wants another one, and the other sources are published."""
    home.configure(sources=[{"path": "sources"}, {"path": "more"}])
    home.write("more/2026-01-05-other.md", "---\nroles: Autre\n---\nUn texte.\n")
    fill(home, 15)
    pages = {path for path in home.tree() if path.startswith("posts/")}
    for number in range(15):
        home.job(f"2026-01-05-p{number:02}.md", title=f"Titre {number:02}", slug=f"slug-{number}")
    home.write("more/2026-01-06-new.md", "---\nroles: Nouvelle\n---\nUn texte.\n")
    ran = home.publish(now=LATER)
    assert (ran.status, len(ran.report["held"])) == (1, 15)
    assert {path for path in home.tree() if path.startswith("posts/")} == pages | {"posts/new/index.html"}
    assert home.run("accept", "--now", AFTER).status == 0
    assert (home.output / "posts/slug-3/index.html").exists()


def test_a_clock_that_runs_away_is_held_back(home):
    """A machine that believes it is 2099 closes nothing."""
    for number in range(20):
        home.job(f"2026-01-05-p{number:02}.md", poste_ferme="2027-01-01")
    home.publish()
    assert home.publish(now="2099-01-01").status == 4
    assert len(home.ids("jobs.json")) == 20
    assert home.publish(now=LATER).report["written"] == []


def test_many_jobs_may_end_on_one_day(home):
    """Their own dates close them, however many they are: nobody needs to be asked."""
    for number in range(20):
        home.job(f"2026-01-05-p{number:02}.md", poste_ferme="2026-04-01")
    home.publish()
    assert home.publish(now="2026-04-05").status == 0
    assert home.ids("jobs.json") == []


def test_a_folder_of_which_most_is_gone_is_held_back(home):
    """Half a checkout looks like half the jobs withdrawn."""
    fill(home, 30)
    for number in range(15):
        (home.root / f"sources/2026-01-05-p{number:02}.md").unlink()
    ran = home.publish(now=LATER)
    assert (ran.status, len(home.ids("jobs.json"))) == (4, 30)


def test_the_share_is_the_publishers_to_choose(home):
    """A bolder one lets through what the usual one would not."""
    fill(home, 30)
    home.configure(policy={"closed_entry_days": 0, "max_change_ratio": 0.5})
    close(home, 12)
    assert home.publish(now=LATER).status == 0


def test_few_posts_may_always_close(home):
    """Of a handful of jobs all may end on one day."""
    fill(home, 9)
    close(home, 9)
    assert home.publish(now=LATER).status == 0
    assert home.ids("jobs.json") == []


def test_any_number_may_be_new(home):
    """The guard is about what subscribers have."""
    fill(home, 3)
    for number in range(50):
        home.job(f"2026-02-05-n{number:02}.md")
    assert home.publish(now=LATER).status == 0


@pytest.mark.parametrize(("change", "counts"), [("closed", 1), ("removed", 1), ("changed", 1), ("new", 0)])
def test_what_counts(change, counts):
    """What leaves or changes counts; what comes or comes back does not."""
    transitions = [Transition(change, "urn:a", "A", "a.md", source="s")] * 20
    assert bool(check(transitions, {"s": 20}, {"s"}, Policy()).sources) == bool(counts)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0, 1), st.integers(0, 30))
def test_less_is_never_held_back_where_more_is_not(affected, live, share, least):
    """The guard has one threshold: beyond it everything is held back, below it nothing."""
    policy = Policy(max_change_ratio=share, min_changes=least)
    for source in ("s", "dropped"):
        one = Transition("closed", "urn:a", "A", "a.md", source=source)
        if check([one] * (affected + 1), {"s": live}, {"s"}, policy) == Held():
            assert check([one] * affected, {"s": live}, {"s"}, policy) == Held()
    assert check([], {"s": live}, {"s"}, Policy(min_changes=1)) == Held()
