"""Posts of an h-feed, and links to feeds in the text of a page."""

from __future__ import annotations

import pytest

from feeds.model.errors import PostError
from feeds.model.post import Author, Document
from feeds.normalise.dialects import job_posting
from feeds.normalise.dialects.item import Batch, SourceOptions

URL = "https://partner.example/blog/"
ENTRY = """<article class="h-entry" lang="fr"><h2 class="p-name"><a class="u-url" href="{0}">Billet {0}</a></h2>
 <time class="dt-published" datetime="2026-05-04T10:00:00+02:00">hier</time>
 <span class="p-author h-card"><img src="/a.png" alt="">
 <a class="p-name u-url" href="/ada">Ada</a></span>
 <p class="p-summary">En bref &amp; net</p><div class="e-content"><p>Texte <b class="p-name">{0}</b>.</p></div>
 <a class="p-category" href="/t/x">Python</a><a class="p-category">Python</a><b class="p-category">R</b>
 <div class="p-comment h-cite"><a class="u-url p-name" href="/c">Un avis</a></div></article>"""
NOTE = """<li class="h-entry"><a class="u-url" href="/n/1"><time class="dt-published">2026-05-04</time></a>
 <p class="e-content p-name">Bref.</p></li>"""


def read(body: str) -> Batch:
    raw = f"<!doctype html><html lang=fr><title>Blog</title><body>{body}".encode()
    return job_posting.read(Document("s", URL, raw, "", "text/html", ""), SourceOptions())


@pytest.mark.parametrize(
    "body",
    [f'<div class="h-feed">{ENTRY.format("un")}</div>', ENTRY.format("un") + ENTRY.format("deux"), ENTRY.format("un") + NOTE],  # noqa: E501
)  # fmt: skip
def test_an_h_feed_is_read(body: str) -> None:
    first = read(body).items[0]
    assert (first.id, first.url, first.title, first.language, first.job) == (
        f"{URL}un",
        f"{URL}un",
        "Billet un",
        "fr",
        None,
    )
    assert (first.published, first.summary_html) == ("2026-05-04T10:00:00+02:00", "En bref &amp; net")
    assert first.content_html == '<p>Texte <b class="p-name">un</b>.</p>'
    assert (first.authors, first.tags) == ((Author("Ada", "https://partner.example/ada"),), ("Python", "R"))


def test_a_note_has_no_title() -> None:
    note = read(f'<ol class="h-feed">{NOTE}</ol>').items[0]
    assert (note.title, note.content_html, note.published) == ("", "Bref.", "2026-05-04")
    implied = read('<ol class="h-feed"><li><a class="h-entry" href="/n/2">Un titre</a></ol>').items[0]
    assert (implied.title, implied.url) == ("Un titre", "https://partner.example/n/2")


def test_other_pages_are_no_h_feed() -> None:
    """A single entry, a page with a feed, and one of jobs, whose own pages have more."""
    feed = f'<div class="h-feed">{ENTRY.format("un")}</div>'
    batch = read(f'{feed}<link rel="alternate" type="application/rss+xml" href="/rss">')
    assert (batch.items, [part.url for part in batch.next]) == ((), ["https://partner.example/rss"])
    assert read(ENTRY.format("/jobs/12-juriste") + ENTRY.format("/jobs/13-juriste")).items == ()
    assert read(ENTRY.format("un")).items == ()  # its link may lead to a job
    for body in (f"<template>{feed}</template>", '<i class="h-feed h-entry"></i>'):
        with pytest.raises(PostError, match="a page without any"):
            read(body)


@pytest.mark.parametrize(
    "kind", ["application/rss+xml", "application/atom+xml; charset=utf-8", "application/feed+json"]
)
def test_a_link_of_the_text_leads_to_a_feed(kind: str) -> None:
    """One of the same site; that of jobs before that of the head."""
    link = '<a type="{}" href="{}">Fil</a>'.format
    assert [part.url for part in read(link(kind, "fil")).next] == [f"{URL}fil"]
    head = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    assert [part.url for part in read(head + link(kind, "fil")).next] == ["https://partner.example/rss"]
    assert [part.url for part in read(head + link(kind, "/jobs/fil")).next] == ["https://partner.example/jobs/fil"]
    assert [part.url for part in read(link(kind, "/comments/fil") + link(kind, "fil")).next] == [f"{URL}fil"]
    with pytest.raises(PostError, match="a page without any"):
        read(link(kind, "https://other.example/fil"))
