"""Comments of template engines and editors are no text, unless they are shown as code."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise import html
from feeds.normalise.html import comments, excerpts

COMMENTS = [
    "{% comment %}secret{% endcomment %}",
    "{%- comment -%}secret{%- endcomment -%}",
    "{% comment 'todo' %}secret\n\nsecret{% endcomment %}",
    "{% # secret %}",
    "{%- # secret -%}",
    "{# secret #}",
    "{#secret#}",
    "{#- secret\n\nsecret -#}",
    "{{/* secret */}}",
    "{{- /* secret\n*/ -}}",
    "{{!-- secret --}}",
    "%% secret %%",
    "%%secret%%",
    "%%\nsecret\n\n- secret\n%%",
    "{::comment}\nsecret\n{:/comment}",
    "{::comment}secret{:/}",
    "{>>secret<<}",
    "{>> secret\nsecret <<}",
    "{/* secret */}",
    "<!-- secret -->",
]
PLACES = [
    "{}",
    "Avant {} après",
    "Avant\n\n{}\n\naprès",
    "Avant\n{}\naprès",
    "# Titre {}\n\naprès",
    "- un {}\n- deux\n\n  {}\n",
    "1. un\n\n    {}\n\n    suite\n",
    "> cité {}\n",
    "| a | b |\n|---|---|\n| {} | c |\n".replace("{}", "x") + "\n{}",
    "[lien {}](https://example.org/)",
    "`code` {} `code`",
    "```\ncode\n```\n{}\n```\ncode\n```",
    "``` jamais fermé\n\n{}",
    "Un ` seul, {}",
    "Avant {} <b>gras</b>",
]


def render(text):
    return html.render_markdown(text, "https://example.org/", "x").html


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("comment", COMMENTS)
def test_a_comment_is_no_text(comment, place):
    """Wherever it is, neither its words nor its signs are published."""
    shown = render(place.replace("{}", comment))
    assert "secret" not in shown
    assert "omment" not in shown
    assert "\ufdd2" not in shown
    assert "<p></p>" not in shown


def test_the_text_around_a_comment_stays_as_it_is():
    """A list, a heading and a paragraph begin as they would without it."""
    text = "Avant\n\n- un\n- deux\n\n## Titre\n\naprès"
    commented = "{# a #}\nAvant\n\n{# b #}\n- un {>>c<<}\n- deux\n\n%% d %%\n## Titre {# e #}\n\naprès{# f #}"
    assert render(commented).replace(" <", "<") == render(text)


# Code, and what is shown of the comment in it.
CODES = [
    "`{}`",
    "``{}``",
    "```\n{}\n```",
    "~~~ liquid\n{}\n~~~",
    "```` \n```\n{}\n```\n````",
    "    {}",
    "Avant\n\n\t{}\n\naprès",
    "- un\n\n    ```\n    {}\n    ```\n",
    "- un\n\n        {}\n",
    "1. un\n    - deux\n\n            {}\n",
    "> `{}`",
    "- `{}`",
    "<pre>{}</pre>",
    "<p><code>{}</code></p>",
]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "comment",
    ["{% comment %}shown{% endcomment %}", "{# shown #}", "{{/* shown */}}", "%% shown %%", "{::comment}shown{:/}"],
)
def test_a_comment_that_is_shown_as_code_stays(code, comment):
    """It is what the post is about, and another comment in the text is left out."""
    shown = render(code.replace("{}", comment) + "\n\nTexte {# secret #}\n")
    assert comment in shown
    assert "secret" not in shown


def test_the_two_signs_of_a_comment_may_be_explained():
    """No comment begins in one piece of code and ends in another."""
    shown = render(
        "`{% comment %}` ouvre, `{% endcomment %}` ferme; `{#` ouvre, `#}` ferme.\n\n    {#\n\ntexte\n\n    #}\n"
    )
    for word in ("{% comment %}</code> ouvre", "{% endcomment %}</code> ferme", "ouvre, <code>#}", "texte"):
        assert word in shown


def test_comments_of_many_lines_in_code_keep_their_lines():
    """Their indentation is that of the code."""
    shown = render(
        "- un\n\n        {# a\n          b\n        c #}\n\n```\n{% comment %}\n  d\n{% endcomment %}\n```\n"
    )
    assert "<code>  {# a\n    b\n  c #}" in shown
    assert "{% comment %}\n  d\n{% endcomment %}" in shown


@pytest.mark.parametrize(
    "text",
    [
        "Une hausse de 5 %% puis de 10 %% en un an.",
        "## Titre {#ancre}\n\nTexte, puis ## autre {#ancre-2}",
        "Un set {1, 2} et {% if x %} ouvert {% endif %}",
        "C# et F#, {# jamais fermé",
        "100 %% sûr",
    ],
)
def test_what_only_resembles_a_comment_stays(text):
    """Percentages, ids of headings and signs without an end are text."""
    assert comments.mark(text) == (text, [])


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Dev {# à relire #}", "Dev"),
        ("Dev %%secret%% web", "Dev web"),
        ("{% comment %}x{% endcomment %}Dev", "Dev"),
        ("Écrire `{# x #}`", "Écrire {# x #}"),
        ("R&D 50 %%", "R&D 50 %%"),
    ],
)
def test_titles_have_no_comments(title, shown):
    """Nor have summaries and roles, which are read alike."""
    assert excerpts.from_markdown(title) == shown


@given(
    st.lists(st.sampled_from(["a", " ", "\n", "`", "```", "~~~", "{#", "#}", "%%", "{>>", "<<}", "    ", "- ", "\n\n"]))
)
def test_what_is_marked_is_in_the_text(parts):
    """With each mark replaced by its comment, nothing is added; without code, no comment is left."""
    text = "".join(parts)
    written, marked = comments.mark(text)
    assert len(written) <= len(text) + 8 * len(marked)
    assert all("".join(comment.split()) in "".join(text.split()) for comment in marked)
    if "`" not in text and "~" not in text:
        assert "{>>" not in comments.strip(text) or "<<}" not in comments.strip(text).partition("{>>")[2]


@pytest.mark.parametrize(
    "piece",
    ["{#", "`a`{#", "~~~x\n{#", "%% ", "`" * 3 + "\n{>>", "{% comment %}`", "{{/*`*/}} ", "` {# ", "<code>{##}"],
)
def test_many_signs_take_no_long(piece):
    """The time grows with the length of the text, not with its square."""
    before = time.process_time()
    comments.resolve(*comments.mark(piece * (400_000 // len(piece))))
    assert time.process_time() - before < 4
