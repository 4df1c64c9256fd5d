"""Where a summary ends, and what is left out of it."""

from __future__ import annotations

import pytest

from feeds.model.post import Document
from feeds.model.settings import Site
from feeds.normalise import html
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS

LEAD = "Short."
REST = "The rest of the text, which is long enough to be taken for a paragraph of its own. " * 5
MARKS = [
    "<!--more-->",
    "<!-- more -->",
    "<!-- MORE -->",
    "<!--more Read the rest-->",
    "<!-- read more -->",
    "<!-- readmore -->",
    "<!-- truncate -->",
    "{/* truncate */}",
    "{/* TRUNCATE */}",
    "<!-- TEASER_END -->",
    "<!-- TEASER_END: Continue -->",
    "<!-- PELICAN_END_SUMMARY -->",
    "<!-- excerpt -->",
    "<!-- endexcerpt -->",
    "<!-- end excerpt -->",
    "<!--excerpt-end-->",
    "<!-- end-of-excerpt -->",
    "<!--break-->",
]


def excerpt(text: str, engine: str = "python") -> str:
    return html.render_markdown(text, "https://x.example/", "T", engine).excerpt


@pytest.mark.parametrize("engine", ["python", "gfm"])
@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_decides_alone(mark: str, engine: str) -> None:
    """However short or long the text before it is, alone on its line or not; it is not shown."""
    long = "Many words and no end. " * 60
    for lead in (LEAD, long.strip(), f"{LEAD}\n\n- a\n- b"):
        for text in (f"{lead}\n\n{mark}\n\n{REST}", f"{lead}\n{mark}\n{REST}"):
            expected = " ".join(lead.replace("- ", "").split())
            assert excerpt(text, engine) == expected
            shown = html.render_markdown(text, "https://x.example/", "T", engine).html
            assert "truncate" not in shown.lower()
            assert "TEASER" not in shown
            assert "\ue0ff" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "<!-- more information is needed here -->",
        "<!-- breakfast -->",
        "`<!--more-->`",
        "```\n<!-- truncate -->\n```",
        "~~~html\n<!-- TEASER_END -->\n~~~",
        "> ```\n> <!-- excerpt -->\n> ```",
    ],
)
def test_what_is_no_mark(text: str) -> None:
    assert excerpt(f"{LEAD}\n\n{text}\n\n{REST}").startswith(f"{LEAD} ")
    assert len(excerpt(f"{LEAD}\n\n{text}\n\n{REST}")) > 150


def test_code_shows_a_mark_as_written() -> None:
    shown = html.render_markdown(
        "Write `<!-- more -->` or\n\n```\n<!-- truncate -->\n```\n", "https://x.example/", "T"
    ).html
    assert "&lt;!-- more --&gt;" in shown
    assert "&lt;!-- truncate --&gt;" in shown


@pytest.mark.parametrize("engine", ["python", "gfm"])
def test_marks_of_footnotes(engine: str) -> None:
    """They are no part of a summary; an exponent is."""
    text = "A room of 20 m<sup>2</sup>[^1], and a claim[^b].\n\n[^1]: A note.\n[^b]: Another *one*.\n"
    assert excerpt(text, engine) == "A room of 20 m2, and a claim."
    assert excerpt(f"A claim[^1].\n\n<!--more-->\n\n{REST}\n\n[^1]: A note.\n", engine) == "A claim."


@pytest.mark.parametrize("engine", ["python", "gfm"])
@pytest.mark.parametrize("items", ["- one\n- two", "- one\n\n- two", "1. one\n2. two", "- one\n  - inner\n- two"])
def test_a_lead_in_goes_with_its_list(items: str, engine: str) -> None:
    """Neither is taken where there is other text; both where there is none."""
    text = f"We write software.\n\nYour tasks:\n\n{items}\n\n{'You know Python. ' * 12}"
    assert excerpt(text, engine) == f"We write software. {'You know Python. ' * 12}".strip()
    assert excerpt(f"Vos missions :\n\n{items}", engine).startswith("Vos missions : one")
    assert excerpt("Read this: it matters.\n\nNote:\n\nThe end.", engine) == "Read this: it matters. Note: The end."


SEPARATORS = {
    "<!--cut-->": "Short.\n\n<!--cut-->\n\n",
    "<!-- here -->": "Short.\n<!-- here -->\n",
    "---": "Short.\n\n---\n\n",
    "%%%": "Short.\n\n%%%\n\n",
    "[cut]": "Short. [cut] ",
    "\\n\\n": "Short.\n\n",
}


@pytest.mark.parametrize("key", ["excerpt_separator", "excerptSeparator"])
@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_separator_of_the_post(separator: str, key: str) -> None:
    body = f'---\ntitle: T\ndate: 2026-01-05\n{key}: "{separator}"\n---\n{SEPARATORS[separator]}{REST}\n'
    context = Context(Site("S", "https://s.example/"), folder="sources")
    post, problems = DIALECTS["job_markdown"](Document("s", "sources/x.md", body.encode(), "f"), context)
    assert post
    assert post.summary == "Short."
    assert "cut" not in post.content_html
    assert "%%%" not in post.content_html
    assert not problems


@pytest.mark.parametrize("matter", ["excerpt_separator: <!--cut-->", "excerpt_separator: 3", "excerpt_separator: [a]"])
def test_a_separator_that_the_text_lacks(matter: str) -> None:
    body = f"---\ntitle: T\ndate: 2026-01-05\n{matter}\n---\n{LEAD}\n\n<!--more-->\n\n{REST}\n"
    context = Context(Site("S", "https://s.example/"), folder="sources")
    post, _ = DIALECTS["job_markdown"](Document("s", "sources/x.md", body.encode(), "f"), context)
    assert post
    assert post.summary == LEAD
