"""Which posts are drafts, unlisted or held back, by front matter of any form and by their paths."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.post import Document, Stated
from feeds.model.settings import Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS
from feeds.normalise.dialects.job_markdown.key_senses import DRAFTS

SITE = Site("S", "https://s.example/")
CONTEXT = Context(SITE, folder="sources")


def stated(front: dict[str, Any] | str, path: str = "sources/x.md", context: Context = CONTEXT) -> Stated:
    """Return what a post with some front matter states."""
    matter = front if isinstance(front, str) else f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n"
    post, _ = DIALECTS["job_markdown"](Document("s", path, f"{matter}\nUn texte.\n".encode(), "f"), context)
    assert post
    return post.stated


def errors(front: dict[str, Any]) -> list[str]:
    body = f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False)}---\n\nUn texte.\n".encode()
    _, problems = DIALECTS["job_markdown"](Document("s", "sources/x.md", body, "f"), CONTEXT)
    return [str(problem) for problem in problems if problem.severity == "error"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("status", word) for word in ("draft", "Private", "hidden", "PENDING", "brouillon", "wip", "à relire")),
        *(("statut", word) for word in ("Brouillon", "privé", "masquée", "en attente", "non publié", "privé·e")),
        *(("state", word) for word in ("draft", "work-in-progress", "to_review", "unpublished", "🚧 WIP")),
        *(("état", word) for word in ("en cours de rédaction", "À valider", "ne pas publier")),
        *(("post_status", word) for word in ("auto-draft", "trash", "private")),
        *(("draft", value) for value in (True, "true", "Yes", 1, "oui", "wip", [True], "vrai")),
        *(("brouillon", value) for value in ("oui", True, "O")),
        *(("publish", value) for value in (False, "no", "non", "never", "jamais", 0)),
        *(("published", value) for value in (False, "false", "Non", "pas publié")),
        *(("publié", value) for value in ("non", False)),
        ("private", True),
        ("privé", "oui"),
        ("hidden", "yes"),
        ("isDraft", True),
        ("is_draft", "true"),
        ("draft_post", "yes"),
        ("dg-publish", False),
        ("caché", True),
        ("à relire", "oui"),
        ("in review", True),
        ("interne", True),
        *(("visibility", word) for word in ("private", "members", "paid", "hidden", "Membres", False, "none")),
        *(("access", word) for word in ("restricted", "private", "members-only", "subscribers", ["admin"])),
        *(("password", value) for value in ("sesame", 1234, True, ["a"], {"hash": "x"})),
        *(("mot de passe", value) for value in ("sésame", "0000")),
        ("wp:post_password", "sesame"),
        *(("protected", value) for value in (True, "yes", "maybe", {"by": "password"})),
        *(("encrypted", value) for value in (True, "AES")),
        ("public", False),
        ("visible", "non"),
        ("routable", False),
        ("render", False),
        ("permalink", False),
        ("headless", True),
        ("type", "draft"),
        ("params", {"draft": True}),
        ("extra", {"status": "brouillon"}),
        ("build", {"render": "never"}),
        ("brouilon", True),
    ],
)
def test_a_draft_says_that_it_is_one(key: str, value: Any) -> None:
    assert stated({"title": "T", key: value}).draft


@pytest.mark.parametrize(
    "matter",
    [
        '+++\ntitle = "T"\ndraft = true\n+++\n',
        '+++\ntitle = "T"\n[params]\nprivate = "yes"\n+++\n',
        '{"title": "T", "status": "draft"}\n',
        '{"title": "T", "isDraft": true}\n',
        json.dumps({"title": "T", "visibility": "private"}) + "\n",
        "---\ntitle: T\nDRAFT: TRUE\n---\n",
        "---\ntitle: T\nStatus: [Draft, v2]\n---\n",
        "---\ntitle: T\nstatus: publish\nbrouillon: oui\n---\n",
        "---\ntitle: T\ndraft: false\nstatut: brouillon\n---\n",
    ],
)
def test_front_matter_of_any_form_is_read(matter: str) -> None:
    assert stated(matter).draft


@given(st.sampled_from(sorted(DRAFTS)), st.sampled_from(["status", "Statut", "STATE", "État", "visibility"]), st.data())
def test_drafts_are_recognised_in_any_spelling(word: str, key: str, data: st.DataObject) -> None:
    """Upper and lower case, dashes and underscores for blanks, and marks around the word do not matter."""
    form = data.draw(st.sampled_from([str.upper, str.title, str.capitalize, str.lower]))
    blank = data.draw(st.sampled_from(["-", "_", " ", "  "]))
    mark = data.draw(st.sampled_from(["", " ", "!", "…", " 🚧"]))
    assert stated({key: form(word).replace(" ", blank) + mark}).draft


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("draft", "maybe"),
        ("draft", "luonnos"),
        ("brouillon", "presque"),
        ("draft", {"since": 2026}),
        ("private", "see with Ana"),
        ("published", "soon"),
        ("publish", "après relecture"),
        ("status", "luonnos"),
        ("statut", "à voir avec Zoé"),
        ("state", ["open", "?"]),
        ("etat", False),
        ("status", "scheduled"),
        ("visibility", "level 3"),
        ("access", {"site.login": True}),
        ("unlisted", "perhaps"),
        ("feed", "peut-être"),
        ("open", "bientôt"),
        ("poste_pourvu", "en partie"),
        ("tags", ["news", "wip"]),
        ("workflow", "draft"),
        ("étape", "à relire"),
        ("reviewed", False),
        ("relu", "non"),
    ],
)
def test_what_is_not_understood_holds_a_post_back(key: str, value: Any) -> None:
    front = {"title": "T", key: value}
    assert (stated(front).draft, stated(front).unclear) == (False, "state")
    (error,) = errors(front)
    assert error.startswith("sources/x.md:3: ")
    assert "a new post is not published" in error


@pytest.mark.parametrize(
    "front",
    [
        {},
        {"draft": False},
        {"draft": "non"},
        {"brouillon": None},
        {"published": True},
        {"publish": "yes"},
        {"published": "2026-01-05"},
        {"status": "published"},
        {"status": "publish"},
        {"statut": "Publiée"},
        {"status": "archived"},
        {"status": True},
        {"status": "scheduled", "date": "2026-01-05"},
        {"private": False},
        {"hidden": "no"},
        {"visibility": "public"},
        {"visibility": "tout le monde"},
        {"access": "open"},
        {"acces": "métro Ledru-Rollin"},
        {"public": "étudiants"},
        {"audience": "développeurs"},
        {"password": ""},
        {"password": False},
        {"protected": "no"},
        {"cache": True},
        {"feed": True},
        {"feed": {"excerpt_only": True}},
        {"unlisted": False},
        {"permalink": "/x/"},
        {"state": "CA"},
        {"state": "Texas"},
        {"state": "Bavaria", "city": "Munich"},
        {"public_transport": False},
        {"secteur privé": True},
        {"publisher": "Atelier"},
        {"marque": "Atelier"},
        {"reviewed": False, "draft": False},
        {"reviewed": "2026-01-05"},
        {"tags": ["private"]},
        {"hide": ["navigation", "toc"]},
    ],
)
def test_other_posts_are_public(front: dict[str, Any]) -> None:
    read = stated({"title": "T", **front})
    assert (read.draft, read.unlisted, read.unclear) == (False, False, "")


@pytest.mark.parametrize(
    "front",
    [
        {"unlisted": True},
        {"unlisted": "oui"},
        {"feed": False},
        {"flux": "non"},
        {"rss": "never"},
        {"listed": False},
        {"status": "unlisted"},
        {"statut": "non répertorié"},
        {"visibility": "unlisted"},
        {"non listé": True},
        {"eleventyExcludeFromCollections": True},
        {"build": {"list": "never"}},
    ],
)
def test_a_post_may_be_unlisted(front: dict[str, Any]) -> None:
    read = stated({"title": "T", **front})
    assert (read.draft, read.unlisted, read.unclear) == (False, True, "")


@pytest.mark.parametrize(
    "path",
    [
        "_drafts/x.md",
        "drafts/x.md",
        "2026/Drafts/x.md",
        "brouillons/x.md",
        "_brouillon/2026/x.md",
        "À relire/x.md",
        "_x.md",
        "2026/_x.markdown",
    ],
)
def test_folders_and_names_of_drafts(path: str) -> None:
    assert stated({"title": "T", "draft": False}, f"sources/{path}").draft


@pytest.mark.parametrize("path", ["_posts/x.md", "_articles/x.md", "draft.md", "drafts.md", "overdrafts/x.md", "x_.md"])
def test_other_folders_and_names(path: str) -> None:
    assert not stated({"title": "T"}, f"sources/{path}").draft


@pytest.mark.parametrize(
    ("folder", "include", "path"),
    [
        ("site/_drafts", (), "site/_drafts/x.md"),
        ("drafts", (), "drafts/2026/x.md"),
        ("sources", ("_drafts/",), "sources/_drafts/x.md"),
        ("sources", ("*.md", "drafts/**/*.md"), "sources/drafts/a/x.md"),
        ("sources", ("_*.md",), "sources/_x.md"),
        ("sources", ("2026/_x.md",), "sources/2026/_x.md"),
    ],
)
def test_a_source_may_mean_such_a_folder(folder: str, include: tuple[str, ...], path: str) -> None:
    assert not stated({"title": "T"}, path, Context(SITE, folder=folder, include=include)).draft


@pytest.mark.parametrize("include", [("*.md",), ("**",), ("**/*.md",), ("sources/**",)])
def test_a_pattern_for_all_files_means_no_draft(include: tuple[str, ...]) -> None:
    context = Context(SITE, folder="sources", include=include)
    assert stated({"title": "T"}, "sources/_drafts/x.md", context).draft
    assert stated({"title": "T"}, "sources/_x.md", context).draft


def test_words_of_the_publisher_are_states() -> None:
    vocabulary = (("state", (("draft", ("entwurf",)), ("unlisted", ("versteckt",)))),)
    context = Context(SITE, folder="sources", vocabulary=vocabulary)
    assert stated({"status": "Entwurf"}, context=context).draft
    assert stated({"status": "versteckt"}, context=context).unlisted
