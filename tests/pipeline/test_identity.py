"""Files that are renamed, exchanged, copied and edited, in one run: each post keeps its id."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LATER = "2026-03-02T09:00:00Z"
AFTER = "2026-03-03T09:00:00Z"


def words(name):
    """Write a text that shares next to no word with another."""
    chance = random.Random(name)
    return " ".join("".join(chance.choices("abcdefghilmnopqrstuv", k=7)) for _ in range(80))


def ids(home):
    """Return the id of each article by its title."""
    return {item["title"]: item["id"] for item in home.json("news.json")["items"]}


def place(home, name):
    """Name the file of a post."""
    return home.root / "sources" / f"2026-01-01-{name}.md"


@pytest.fixture
def two(home):
    """Return a home with two posts, and their ids."""
    for name in ("a", "b"):
        home.post(f"2026-01-01-{name}.md", words(name), title=name.upper())
    home.publish()
    return home, ids(home)


def test_files_that_change_places_keep_their_ids(two):
    """What a file says decides, not where it lies."""
    home, before = two
    place(home, "a").rename(place(home, "x"))
    place(home, "b").rename(place(home, "a"))
    place(home, "x").rename(place(home, "b"))
    ran = home.publish(now=LATER)
    assert (ids(home), ran.report["transitions"]) == (before, [])
    assert home.publish(now=AFTER).report["written"] == []


def test_a_new_post_under_the_name_of_a_renamed_one_is_new(two):
    """The old one goes on under its new name."""
    home, before = two
    place(home, "a").rename(place(home, "z"))
    home.post("2026-01-01-a.md", words("n"), title="N")
    ran = home.publish(now=LATER)
    assert [(change["change"], change["title"]) for change in ran.report["transitions"]] == [("new", "N")]
    assert {title: id_ for title, id_ in ids(home).items() if title != "N"} == before


def test_a_post_moved_over_another_takes_its_place(two):
    """The one that lay there is gone, and says so."""
    home, before = two
    place(home, "b").replace(place(home, "a"))
    ran = home.publish(now=LATER)
    assert [(change["change"], change["title"]) for change in ran.report["transitions"]] == [("removed", "A")]
    assert ids(home) == {"B": before["B"]}


def test_a_copy_of_what_an_edited_file_said_is_a_copy(two):
    """Whoever copies a file and edits the original has edited the original."""
    home, before = two
    text = place(home, "a").read_bytes()
    home.post("2026-01-01-a.md", f"{words('a')} Et plus.", title="A")
    home.write("sources/2026-01-02-copie.md", text.replace(b"title: A", b"title: C"))
    home.write("sources/2026-01-03-copie.md", text)
    home.publish(now=LATER)
    after = [(item["title"], item["id"]) for item in home.json("news.json")["items"]]
    assert (("A", before["A"]) in after, len(after), len({id_ for _, id_ in after})) == (True, 4, 4)


@pytest.mark.parametrize("share", [1.0, 0.8])
def test_a_file_renamed_and_edited_at_once_is_the_same(two, share):
    """As long as most of its words are the same."""
    home, before = two
    place(home, "a").unlink()
    kept = words("a").split()[: int(80 * share)]
    home.post("2026-02-02-autre-nom.md", " ".join([*kept, "Et", "plus."]), title="A")
    ran = home.publish(now=LATER)
    assert ids(home) == before
    assert [change["change"] for change in ran.report["transitions"]] == ["changed"]


def test_a_file_that_says_something_else_is_another(two):
    """A third of the same words is a template, not a post."""
    home, before = two
    place(home, "a").unlink()
    home.post("2026-02-02-autre-nom.md", " ".join([*words("a").split()[:25], words("z")]), title="Z")
    home.publish(now=LATER)
    assert ids(home)["Z"] not in before.values()


def test_a_source_that_moves_or_is_renamed_keeps_its_posts(two):
    """Another folder or name in the configuration moves no id."""
    home, before = two
    home.configure(sources=[{"path": "sources", "name": "autre"}])
    assert home.publish(now=LATER).report["transitions"] == []
    (home.root / "sources").rename(home.root / "posts")
    home.configure(sources=[{"path": "posts"}])
    assert home.publish(now=AFTER).report["transitions"] == []
    assert ids(home) == before


@pytest.mark.parametrize("name", ["2026-01-01-retour", "2026-03-03-a"])
def test_a_post_that_was_deleted_may_come_back_under_another_name(two, name):
    """It is known by what it says, or by most of that and its slug."""
    home, before = two
    text = place(home, "a").read_bytes()
    place(home, "a").unlink()
    home.publish(now=LATER)
    home.write(f"sources/{name}.md", text)
    assert [change["change"] for change in home.publish(now=AFTER).report["transitions"]] == ["reopened"]
    assert ids(home) == before


def test_an_author_may_say_which_post_a_file_was(two):
    """`redirect_from` names the address of one whose file is gone."""
    home, before = two
    place(home, "a").unlink()
    home.post("2026-02-02-autre.md", words("tout autre"), title="Autre", redirect_from="/posts/a/")
    home.publish(now=LATER)
    assert ids(home)["Autre"] == before["A"]


@pytest.mark.parametrize("alias", ["/posts/a/", "https://jobs.example.org/posts/a/index.html", "posts/a/"])
def test_the_address_of_another_post_is_no_former_address(two, alias):
    """It is reported, and leads where it led."""
    home, _ = two
    home.post("2026-01-01-b.md", words("b"), title="B", redirect_from=alias)
    ran = home.publish(now=LATER)
    (problem,) = ran.problems
    assert f"b.md: redirect_from: expected a former address of this post, found '{alias}'" in problem
    assert "/posts/a/" not in home.text("_redirects")


def test_a_former_address_belongs_to_the_first_who_claims_it(home):
    """The second is reported."""
    home.post("2026-01-01-a.md", words("a"), title="A", redirect_from="/old")
    home.post("2026-01-01-b.md", words("b"), title="B", redirect_from=["/old", "/other"])
    ran = home.publish()
    assert [problem.partition(": ")[0] for problem in ran.problems] == ["sources/2026-01-01-b.md"]
    assert "/old https://jobs.example.org/posts/a/ 301" in home.text("_redirects")
    assert "/other https://jobs.example.org/posts/b/ 301" in home.text("_redirects")


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.permutations(range(6)), st.sets(st.integers(0, 5), max_size=2))
def test_whatever_files_change_places_ids_follow_the_words(homes, order, gone):
    """Any exchange of names among posts, with some deleted, is no news but the deletions."""
    home = homes()
    for number in range(6):
        home.post(f"2026-01-01-p{number}.md", words(number), title=f"T{number}")
    home.publish()
    before = ids(home)
    texts = {number: place(home, f"p{number}").read_bytes() for number in range(6)}
    for number, target in enumerate(order):
        if number in gone:
            place(home, f"p{target}").unlink()
        else:
            home.write(f"sources/2026-01-01-p{target}.md", texts[number])
    ran = home.publish(now=LATER)
    assert {(change["change"], change["title"]) for change in ran.report["transitions"]} == {
        ("removed", f"T{number}") for number in gone
    }
    assert ids(home) == {title: id_ for title, id_ in before.items() if int(title[1:]) not in gone}


def test_two_posts_may_exchange_their_slugs(two):
    """Each gets what it asks for, in one run, and no address leads in a circle."""
    home, before = two
    home.post("2026-01-01-a.md", words("a"), title="A", slug="b")
    home.post("2026-01-01-b.md", words("b"), title="B", slug="a")
    ran = home.publish(now=LATER)
    assert ran.problems == []
    urls = {item["title"]: item["url"].rstrip("/")[-1] for item in home.json("news.json")["items"]}
    assert (urls, ids(home)) == ({"A": "b", "B": "a"}, before)
    assert "/posts/" not in home.text("_redirects")
