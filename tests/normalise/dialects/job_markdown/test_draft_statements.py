"""Statements of drafts under any key, at any depth and in names, and ordinary statements that are none."""

from __future__ import annotations

import pytest

from feeds.model.post import Document, Stated
from feeds.model.settings import Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS
from feeds.normalise.dialects.job_markdown import key_names

SITE = Site("S", "https://s.example/")


def stated(line: str, path: str = "x.md", include: tuple[str, ...] = ()) -> Stated:
    """Return what a post states whose front matter has a line, and a title."""
    title = "" if line.startswith("title:") else "title: T\n"
    body = f"---\n{title}{line}\n---\n\nUn texte.\n".encode()
    context = Context(SITE, folder="sources", include=include)
    post, _ = DIALECTS["job_markdown"](Document("s", f"sources/{path}", body, "f"), context)
    assert post
    return post.stated


def is_public(read: Stated) -> bool:
    return not (read.draft or read.unlisted or read.unclear)


DRAFTS = [
    "dépublié: oui",
    "no_publish: true",
    "nopublish: true",
    "noPublish: true",
    "depublie: true",
    "unprotected: false",
    "unencrypted: false",
    "unrestricted: no",
    "unhidden: false",
    "unprivate: false",
    "workflow_state: pending_review",
    "access_level: private",
    "accessLevel: members",
    "privacy: private",
    "confidentialité: privé",
    "diffusion: interne",
    "password_hash: x",
    "protégé par mot de passe: oui",
    "disabled: true",
    "masquer: oui",
    "encrypt: true",
    "members_only: true",
    "membersOnly: true",
    "passwd: x",
    "publication: non",
    "diffusion: non",
    "enligne: non",
    "en ligne: non",
    "show: false",
    "display: false",
    "dont_publish: true",
    "don't publish: yes",
    "output: false",
    'Public: "❌"',
    "wp: {status: draft}",
    "ghost: {status: draft}",
    "data: {draft: true}",
    "frontmatter: {draft: true}",
    "cascade: {draft: true}",
    "cascade: [{draft: true}]",
    "taxonomies: {status: [draft]}",
    "params: {hugo: {draft: true}}",
    "draft: true\ndraft: false",
    "draft: false\ndraft: true\ndraft: false",
    "params: {draft: true, draft: false}",
    "draf: true",
    'title: "[DRAFT] Hello"',
    'title: "DRAFT: hello"',
    "title: Hello (brouillon)",
    'title: "WIP - x"',
    "title: Hello [wip]",
    'title: "Hello - DRAFT"',
    'roles: "[DRAFT] Dev"',
    "not_public: true",
    "online: 0",
    "veroffentlicht: nein",
    "a: {b: {c: {draft: true}}}",
    "creativeWorkStatus: Draft",
    "is_published: ❌",
    "draft: ✅",
    "visibility: 🔒",
    "entwurf: ja",
    "bozza: true",
    "publicado: no",
    "publié: ❌",
    "nonpublié: oui",
    "not-for-publication: true",
    "login_required: true",
    "status: Entwurf",
    "estado: borrador",
    "stato: bozza",
]
UNCLEAR = [
    "is_approved: false",
    "is_ready: false",
    "is_live: false",
    "isActive: false",
    "review: pending",
    "layout: private",
    "classification: confidential",
    "scope: private",
    "protection: password",
    "archived: true",
    "released: false",
    "finished: false",
    "complete: false",
    "unready: true",
    "params: {workflow: draft}",
    "params: {tags: [draft]}",
    "categories: [drafts]",
    "category: Brouillons",
    "category: private",
    "tag: status/draft",
    "tags: status/wip",
    'title: "Brouillon : bonjour"',
    'title: "Entwurf: Text"',
    "title: DRAFT Hello",
    "x: [{status: draft}]",
    "offline: true",
    "stage: Draft",
]
HARMLESS = [
    "cache: true",
    "toc: false",
    "comments: false",
    "comments: {enabled: false}",
    "sitemap: false",
    "sitemap: {disable: true}",
    "layout: post",
    "layout: review",
    "layout: page",
    "featured: false",
    "complete: true",
    "archived: false",
    "internal_id: 5",
    "remote: false",
    "status: published",
    "status: publish",
    "type: page",
    "type: review",
    "share: false",
    "math: false",
    "show_toc: false",
    "showtoc: false",
    "ShowToc: false",
    "hidden_author: Ana",
    "hide_author: true",
    "display_date: false",
    "showDate: false",
    "hideMeta: true",
    "show_meta: false",
    "hiddenInHomeList: true",
    "open: false",
    "tags: [draft beer, private sector, confidentialité]",
    "tags: [review, todo-list]",
    "tags: private",
    "categories: [Private sector]",
    "category: review",
    "categories: confidentialité",
    "title: Drafting a law",
    'title: "Draft beer: a guide"',
    'title: "NBA draft: the picks"',
    "title: The first draft of history",
    'title: "Review: Dune"',
    'title: "À relire : dix livres"',
    "title: Private banking advisor",
    'title: "Wipro: hiring"',
    "title: Développeur (confidentiel)",
    'title: "Public : les écoles"',
    'title: "[Paris] Développeur"',
    "title: Chargé de publication",
    "review: true",
    "review: 4/5",
    "reviewer: Ana",
    "reviewed: 2026-01-05",
    "cover: {hidden: true}",
    "cover: {image: x.png, hidden: false}",
    "hide: [toc]",
    "hide: {title: true}",
    "nav_exclude: true",
    "robots: noindex",
    "robots: noindex, nofollow",
    "noindex: true",
    "private_key: x",
    "public_key: x",
    "password_reset: true",
    "password_manager: Bitwarden",
    "published_in: Nature",
    "publisher: O'Reilly",
    "publication: Nature",
    "publications: []",
    "active: true",
    "enabled: true",
    "ready: true",
    "released: true",
    "release: 1.2",
    "release: 2026.1",
    "version: draft-07",
    "standard: draft-ietf-x",
    "stage: 2",
    "stage: seed",
    "phase: 1",
    "step: 3",
    "level: senior",
    "niveau: confirmé",
    "scope: national",
    "access: public",
    "access_level: public",
    "privacy: public",
    "privacy_policy: /privacy",
    "protection: none",
    "protection sociale: oui",
    "classification: A+",
    "workflow: published",
    "state: CA",
    "render_with_liquid: false",
    "render: true",
    "output: true",
    "output: html_document",
    "output: {html_document: {toc: false}}",
    "display: block",
    "display_in_menu: false",
    "show_sidebar: false",
    "show_in_menu: false",
    "show: true",
    "header: {show: false}",
    "author: {name: Jo, private: true}",
    "repository: {private: true}",
    "company: {status: private}",
    "project: {status: in progress}",
    "ads: {display: false}",
    "toc: {show: false}",
    "image: {hidden: true}",
    "menu: {main: {weight: 5}}",
    "resources: [{src: a.jpg, title: x}]",
    "build: {render: always, list: always}",
    "secteur privé: oui",
    "marque: X",
    "masque: FFP2",
    "secret_santa: true",
    "public_transport: false",
    "members: 12",
    "team: interne",
    "online_only: true",
    "en ligne: oui",
    "livestream: false",
    "live_demo: false",
    "lock_file: false",
    "disable_comments: true",
    "disableShare: true",
    "disable_toc: true",
    "comments_disabled: true",
    "no_toc: true",
    "nocomment: true",
    "noTitle: true",
    "archive: true",
    "archives: 2024",
    "pin: true",
    "pinned: false",
    "sticky: false",
    "draft: false",
    "publish: true",
    "published: true",
    "private: false",
    "hidden: false",
    "unlisted: false",
    "unpublished: false",
    "depublie: non",
    "nodraft: true",
    "not_draft: true",
    "unprotected: true",
    "unencrypted: true",
    "unfilled: true",
    "inactive: false",
    "disabled: false",
    "offline: false",
    "expired: false",
    "done: true",
    "final: true",
    "completed: 2026-01-05",
    "interne: non",
    "confidentiel: non",
    "contrat: interne",
    "diffusion: nationale",
    "show_reading_time: false",
    "searchHidden: true",
    "disableHLJS: true",
    "hideSummary: true",
    "params: {toc: false, math: true, comments: false}",
    "extra: {cover: {hidden: true}}",
    "extra: {featured: false}",
    "metadata: {audience: developers}",
    "page: {layout: post}",
    "wp: {id: 5, status: publish}",
    "data: {rows: 5, public: true}",
    "audience: public",
    "experimental: false",
    "todo_list: true",
    "indraft: x",
    "junior: false",
    "teletravail: non",
    "poste_pourvu: false",
    "startup: Private Equity",
    "friend: Public Sénat",
    "summary: draft beer",
    "description: A draft of a text",
]


@pytest.mark.parametrize("line", DRAFTS)
def test_any_key_may_state_a_draft(line: str) -> None:
    assert stated(line).draft
    assert stated(f"{line}\nlayout: post").draft


@pytest.mark.parametrize("line", UNCLEAR)
def test_what_most_often_means_a_draft_holds_a_post_back(line: str) -> None:
    read = stated(line)
    assert (read.draft, read.unclear) == (False, "state")


@pytest.mark.parametrize("line", [line for line in UNCLEAR if "draft" not in line])
def test_a_statement_overrides_a_guess(line: str) -> None:
    assert is_public(stated(f"{line}\ndraft: false"))


@pytest.mark.parametrize("line", HARMLESS)
def test_an_ordinary_statement_is_public(line: str) -> None:
    assert is_public(stated(line))


@pytest.mark.parametrize(
    "key",
    [
        *("nopublish", "unpublish", "dépublié", "depublie", "nonpublié", "dontpublish", "unfilled", "dépourvu"),
        *("unprotected", "unencrypted", "unrestricted", "unhidden", "unprivate", "invisible", "disdraft", "noopen"),
    ],
)
def test_no_repair_removes_a_negation(key: str) -> None:
    assert key_names.field_of(key) == ("", "")


@pytest.mark.parametrize(
    "front",
    [
        '{"title": "T", "draft": true, "draft": false}',
        '{"title": "T", "params": {"status": "draft", "status": "publish"}}',
        "---\ntitle: T\ndraft: false\ndraft: true\ndraft: false\n---",
        "---\ntitle: T\nisDraft: yes\nisDraft: no\n---",
        "---\ntitle: T\nstatut: brouillon\nstatut: publié\n---",
    ],
)
def test_the_strictest_value_of_a_repeated_key_counts(front: str) -> None:
    document = Document("s", "sources/x.md", f"{front}\n\nUn texte.\n".encode(), "f")
    post, _ = DIALECTS["job_markdown"](document, Context(SITE, folder="sources"))
    assert post
    assert post.stated.draft


@pytest.mark.parametrize(
    "path",
    [
        "brouillons 2026/x.md",
        "drafts-2026/x.md",
        "0-drafts/x.md",
        "hidden/x.md",
        "secret/x.md",
        "confidentiel/x.md",
        "internal/x.md",
        "interne/x.md",
        "x.draft.md",
        "x.brouillon.md",
        "DRAFT - x.md",
        "x (draft).md",
        "x [wip].md",
        "x.privé.md",
        "x.draft.en.md",
        "Entwürfe/x.md",
        "2026/_wip/x.md",
        "my drafts/x.md",
        "WIP/x.md",
    ],
)
def test_names_that_state_a_draft(path: str) -> None:
    assert stated("draft: false", path).draft
    assert is_public(stated("draft: false", path, include=(path.replace("[", "[[]"),)))


@pytest.mark.parametrize(
    "path",
    [
        "draft-x.md",
        "wip-x.md",
        "x-draft-2.md",
        "2026-01-05-brouillon-x.md",
        "À relire - x.md",
        "Draft_x.md",
        "draft x.md",
    ],
)
def test_names_that_most_often_mean_a_draft(path: str) -> None:
    read = stated("", path)
    assert (read.draft, read.unclear) == (False, "state")
    assert is_public(stated("draft: false", path))


@pytest.mark.parametrize(
    "path",
    [
        "privacy/x.md",
        "overdrafts/x.md",
        "draft.md",
        "private-sector/x.md",
        "review/x.md",
        "cache/x.md",
        "public/x.md",
        "published/x.md",
        "drafting-a-law.md",
        "draft-beer.md",
        "draft-law-2026.md",
        "2026-01-05-private-banker.md",
        "internal-medicine/x.md",
        "x.en.md",
        "x.v2.md",
        "2026-01-05-wipro.md",
        "embargo/x.md",
        "redraft-x.md",
        "x (Paris).md",
        "aircraft-x.md",
        "secretaire.md",
        "interne-en-pharmacie.md",
        "offre-interne.md",
        "work.md",
        "brouillonner.md",
        "_posts/x.md",
        "content/posts/2026/x.md",
        "to-do-list.md",
        "note-de-cadrage.md",
        "jobs/a-la-une.md",
        "internship/x.md",
    ],
)
def test_ordinary_names(path: str) -> None:
    assert is_public(stated("", path))


@pytest.mark.parametrize("heading", ["[DRAFT] Hello", "Bonjour (brouillon)", "WIP: hello"])
def test_a_heading_may_state_a_draft(heading: str) -> None:
    document = Document("s", "sources/x.md", f"# {heading}\n\nUn texte.\n".encode(), "f")
    post, _ = DIALECTS["job_markdown"](document, Context(SITE, folder="sources"))
    assert post
    assert post.stated.draft
