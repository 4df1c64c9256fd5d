"""Anchors of headings, and the links of a text to its own headings."""

import pytest

from feeds.model import urls
from feeds.normalise import html


@pytest.mark.parametrize(
    ("headings", "ids"),
    [
        (["Vos missions"], ["vos-missions"]),
        (["L&#39;équipe &amp; <em>vous</em> !"], ["léquipe--vous-"]),
        (["A", "a", "A", "a-1"], ["a", "a-1", "a-2", "a-1-1"]),
        (["page-main", "!?"], ["section-page-main", "section-"]),
        (["<code>C++</code> 2.0"], ["c-20"]),
    ],
)
def test_ids_of_headings_are_those_of_github(headings, ids):
    """No two are the same, and none is that of a part of the page."""
    text = "".join(f"<h2>{heading}</h2><p>x</p>" for heading in headings)
    expected = (f'<h2 id="{name}">{words}</h2><p>x</p>' for name, words in zip(ids, headings, strict=True))
    assert urls.with_anchors(text) == "".join(expected)


def test_a_text_without_headings_stays():
    """It is returned as it is."""
    assert urls.with_anchors("<p>a &lt;h2&gt;</p>") == "<p>a &lt;h2&gt;</p>"


@pytest.mark.parametrize("engine", ["python", "gfm"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](#ma-section)\n\n## Ma section", '<p><a href="#ma-section">a</a></p>\n<h2>Ma section</h2>'),
        ("[a](#Ma-Section)\n\n## Ma section", '<p><a href="#ma-section">a</a></p>\n<h2>Ma section</h2>'),
        ("[a](#été)\n\n## Été", '<p><a href="#%C3%A9t%C3%A9">a</a></p>\n<h2>Été</h2>'),
        ("[a](#b)\n\n## Autre titre {#b}", '<p><a href="#autre-titre">a</a></p>\n<h2>Autre titre</h2>'),
        ('[a](#b)\n\n<h2 id="b">Titre</h2>', '<p><a href="#titre">a</a></p>\n<h2>Titre</h2>'),
        ("[a](#x)\n\n## Titre", "<p>a</p>\n<h2>Titre</h2>"),
        ("## Titre `{#b}`", "<h2>Titre <code>{#b}</code></h2>"),
        ("[a](#t-1)\n\n## T\n\n## T", '<p><a href="#t-1">a</a></p>\n<h2>T</h2>\n<h2>T</h2>'),
    ],
)
def test_a_link_to_a_heading_stays_within_the_page(text, expected, engine):
    """One to what is no heading is text, as it leads nowhere."""
    assert html.render_markdown(text, "https://site.example/", "", engine).html.replace("\n\n", "\n") == expected
