"""Comments of template engines and editors are no text, unless they are shown as code."""

import time
from datetime import date
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise import html
from feeds.normalise.html import comments

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
    "<!-- secret\n\n- secret -->",
    "<!--secret--!>",
    "{% Comment %}secret{% EndComment %}",
    "{%~ comment ~%}secret{%~ endcomment ~%}",
    "{% comment %}secret{% comment %}secret{% endcomment %}secret{% endcomment %}",
    "{{< comment >}}secret{{< /comment >}}",
    "{{% comment %}}\nsecret\n\n{{% /comment %}}",
    "{{! secret }}",
    "{{~! secret }}",
    "{{-- secret --}}",
    "<%# secret %>",
    "<%-- secret\nsecret --%>",
    "{--secret--}",
    "{-- secret\n\nsecret --}",
    "{~~secret~>~~}",
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
    "> ```\n> {}\n\nAprès",
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


@pytest.mark.parametrize("comment", ["{# shown #}", "<!-- shown -->", "%% shown %%", "{{/* shown */}}"])
def test_a_comment_below_a_fence_that_does_not_end_is_code(comment):
    """Up to the end of the text, of the quotation or of the list item that the fence is in."""
    assert "shown" in render(f"{{# secret #}}\n\n```\n\n{comment}\n\nfin")
    for text in (f"> ```\n> {comment}\n\nAprès {{# secret #}}", f"- a\n  ```\n  {comment}\n\nAprès {{# secret #}}"):
        assert "shown" in render(text)
        assert "secret" not in render(text)


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
        "En LaTeX, %% commence un commentaire.",
        "for (;;) {--i;} et {--j;}",
        "Angular {{ !actif }} et {{ i-- }}",
        "Un set {~~x~~}, une flèche ~> et ~~}",
        "a <- b <!> c <!-->",
    ],
)
def test_what_only_resembles_a_comment_stays(text):
    """Percentages, ids of headings and signs without an end are text."""
    assert comments.mark(text) == (text, [])


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Dev {# à relire #}", "Dev"),
        ("Dev%%secret%% web", "Dev%%secret%% web"),
        ("Dev {~~web~>mobile~~}", "Dev mobile"),
        ("{% comment %}x{% endcomment %}Dev", "Dev"),
        ("Écrire `{# x #}`", "Écrire `{# x #}`"),
        ("R&D 50 %%", "R&D 50 %%"),
        ("Dev <!-- secret -->", "Dev"),
        ("Dev {>> secret", "Dev {>> secret"),
    ],
)
def test_titles_have_no_comments(title, shown):
    """Nor have other values of the front matter."""
    assert comments.strip(title) == (shown, True)


@pytest.mark.parametrize("title", ["Dev <!-- secret", "Dev {% comment %}secret", "Dev {::comment}secret"])
def test_a_comment_in_a_title_that_does_not_end_hides_the_rest(title):
    """That is what the program that its author uses does."""
    assert comments.strip(title) == ("Dev", False)


def test_comments_deep_in_values():
    """Lists and mappings have texts, too."""
    value = {"a": ["x {# secret #}", {"b": "%%secret%% y"}], "c": 3, "d": date(2026, 1, 5)}
    assert comments.strip_values(value) == ({"a": ["x", {"b": "y"}], "c": 3, "d": date(2026, 1, 5)}, True)
    assert comments.strip_values(["x", ["y {{!-- secret"]]) == (["x", ["y"]], False)


REFERENCES = ["[//]: # (secret)", "[//]: # secret", "[comment]: <> (secret)", "[comment]: # secret (secret) secret"]


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_reference_that_is_a_comment_is_no_text(reference):
    """Its line alone."""
    assert render(f"Avant\n\n{reference}\n\naprès") == "<p>Avant</p>\n<p>après</p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("un {~~deux~>trois~~} quatre", "<p>un trois quatre</p>"),
        ("un {~~deux~>**trois**~~}{--quatre--}{>>cinq<<}", "<p>un <strong>trois</strong></p>"),
        ("`{~~deux~>trois~~}`", "<p><code>{~~deux~&gt;trois~~}</code></p>"),
        ("un {~~deux~~} trois ~> quatre", "<p>un {<del>deux</del>} trois ~&gt; quatre</p>"),
    ],
)
def test_what_an_author_replaced_is_no_text(text, shown):
    """Of a substitution, the new text stays."""
    assert render(text) == shown


UNCLOSED = [
    *("%%\nsecret", "%% secret", "{% comment %}\nsecret", "<!--\nsecret", "{::comment}\nsecret", "{# secret"),
    *("{{< comment >}}secret", "{{/* secret", "{{!-- secret", "{{! secret", "{{-- secret", "<%# secret", "{>> secret"),
]


@pytest.mark.parametrize("place", ["{}", "Avant\n\n{}", "Avant\n\n- un\n- {}", "`a`\n\n> {}", "    code\n\n{}"])
@pytest.mark.parametrize("comment", UNCLOSED)
def test_a_comment_that_does_not_end_hides_the_rest(comment, place):
    """Its row is returned, so that it can be reported."""
    text = place.replace("{}", f"{comment}\n\n- secret\n\n# secret\n\n    secret\n")
    rendered = html.render_markdown(text, "https://example.org/", "x")
    assert "secret" not in rendered.html + rendered.excerpt
    assert ("Avant" in rendered.html) == ("Avant" in place)
    assert rendered.hidden_from == place[: place.index("{}")].count("\n") + 1


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith(("`", "~", " ", "Avant", "-", "1", ">"))])
@pytest.mark.parametrize("comment", ["{% comment %} shown", "<!-- shown", "%% shown", "{::comment} shown", "{# shown"])
def test_a_comment_that_does_not_end_is_shown_in_code(code, comment):
    """Nothing below it is hidden."""
    rendered = html.render_markdown(code.replace("{}", comment) + "\n\nFin\n", "https://example.org/", "x")
    assert escape(comment, quote=False) in rendered.html
    assert rendered.html.endswith("<p>Fin</p>")
    assert not rendered.hidden_from


def test_a_note_before_a_comment_that_does_not_end_stays():
    """Notes are at the end of the page, and so is what belongs to the hidden text."""
    text = "Avant[^1] {#id}\n\n[^1]: note\n\n    {% comment %}\n\n%%\nsecret\n"
    rendered = html.render_markdown(text, "https://example.org/", "x")
    assert "note" in rendered.html
    assert "secret" not in rendered.html


@given(
    st.lists(st.sampled_from(["a", " ", "\n", "`", "```", "~~~", "{#", "#}", "%%", "{>>", "<<}", "    ", "- ", "\n\n"]))
)
def test_what_is_marked_is_in_the_text(parts):
    """With each mark replaced by its comment, nothing is added; without code, no comment is left."""
    text = "".join(parts)
    written, marked = comments.mark(text)
    assert len(written) <= len(text) + 8 * len(marked)
    assert all("".join(comment.shown.split()) in "".join(text.split()) for comment in marked)
    if "`" not in text and "~" not in text:
        left = comments.strip(text)[0]
        assert "{>>" not in left or "<<}" not in left.partition("{>>")[2]


MANY = ["{#", "`a`{#", "~~~x\n{#", "%% ", "```\n{>>", "{% comment %}`", "{{/*`*/}} ", "` {# ", "<code>{##}", "{>>"]
MANY += ["{>>\n", "{##}", "{~~", "{~~a~>", "{::comment ", "{% comment %}", "{{< comment ", "<!--", "<!--\n\n-->", "{--"]
MANY += [
    "\n[//]: #",
    "<%",
    "{% comment %}{% comment %}{% endcomment %}",
    "`<!--`",
    "<pre><!--\n-->",
    "~~}",
    "{~~a~>b~~}",
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", MANY)
def test_many_signs_take_no_long(piece):
    """The time grows with the length of the text, not with its square."""
    before = time.process_time()
    comments.resolve(*comments.mark(piece * (400_000 // len(piece))))
    assert time.process_time() - before < 4
