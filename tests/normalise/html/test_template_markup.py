"""Template markup, frames and addresses that lead nowhere: what no reader can use is reported, and not published."""

import re
import time

import pytest

from feeds.model.post import Document
from feeds.model.settings import Site
from feeds.normalise import html
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS

ENGINES = ["python", "gfm"]
# Jekyll, Hugo, Nunjucks, Handlebars, Twig, ERB, MDX.
MARKUP = [
    "{{ site.title }}",
    "{{page.url | absolute_url}}",
    "{{- $x := .Params.y -}}",
    "{{ .Site.Title }}",
    "{% include figure.html src='a.png' %}",
    "{%- if secret -%}",
    "{% assign secret = 'x' %}",
    "{{< youtube secret >}}",
    '{{< figure src="secret.png"\n  title="secret" >}}',
    "{{% notice secret %}}",
    "{% set secret = 'x' %}",
    "{{ secret | safe }}",
    "{{#if secret}}",
    "{{{secret}}}",
    "{{> secret}}",
    "<%= secret %>",
]
PLACES = ["{}", "avant {} après", "- un\n- {} deux\n", "> {}\n", "# Titre {}\n\ntexte", "[{}x](https://x.example)"]
ADDRESSES = ["[a]({}/b)", "![a]({}/b.png)", "[a](https://x.example/{}/b)", '<a href="{}">a</a>', "[a][b]\n\n[b]: {}"]
CODES = ["`{}`", "```\n{}\n```", "    {}", "- a\n\n      {}\n", "<pre>{}</pre>", "> ```\n> {}\n> ```"]


def render(text, engine="python"):
    """Return a text as rendered."""
    return html.render_markdown(text, "https://site.example/", "", engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("markup", MARKUP)
def test_template_markup_is_no_text(markup, place, engine):
    """It is reported with its row, and the text around it stays."""
    markup = markup.replace("\n", " ")
    rendered = render("début\n\n" + place.replace("{}", markup), engine)
    assert not {"{{", "{%", "&lt;%", "secret", "\ufdd4"} & {sign for sign in ("{{", "{%", "&lt;%", "secret", "\ufdd4")
                                                          if sign in rendered.html}  # fmt: skip
    assert [(one.row, one.kind) for one in rendered.left_out] == [(3 + place.count("\n-"), "template")]
    for word in ("avant", "après", "deux", "Titre"):
        assert (word in rendered.html) == (word in place)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("place", ADDRESSES)
@pytest.mark.parametrize(
    "markup", ["{{ site.baseurl }}", "{{site.url}}", "{% url 'x' %}", "{{< param x >}}", "<%= x %>"]
)
def test_template_markup_is_no_address(markup, place, engine):
    """What is linked stays as text."""
    if markup.startswith(("{%", "<%")) and "<a" in place:
        markup = "{{ x }}"
    rendered = render(place.replace("{}", markup), engine)
    assert "%7B" not in rendered.html
    assert rendered.html == "<p>a</p>"
    assert len(rendered.left_out) == 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("markup", ["{{ x }}", "{% if x %}", "{{< y z >}}", "{{#each a}}", "{{ x | y: 'z' }}"])
def test_template_markup_in_code_is_text(markup, code, engine):
    """It is what the post is about, and nothing is reported."""
    rendered = render(code.replace("{}", markup), engine)
    if not code.startswith("<pre>"):
        assert html.plain_text(rendered.html).removeprefix("a ") == markup
    assert markup.replace("<", "&lt;").replace(">", "&gt;") in rendered.html
    assert rendered.left_out == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`{{` ouvre, `}}` ferme", "<p><code>{{</code> ouvre, <code>}}</code> ferme</p>"),
        ("`{% if` et `%}`", "<p><code>{% if</code> et <code>%}</code></p>"),
        ("$x_{{2}}$, {{1}}, {a}, {{}}", "<p>$x_{{2}}$, {{1}}, {a}, {{}}</p>"),
        ("a {x} 5 % {y}", "<p>a {x} 5 % {y}</p>"),
        ("{% raw %}{{ x }}{% endraw %}", "<p>{{ x }}</p>"),
        ("{% highlight ruby linenos %}\nputs {{ x }} *b*\n{% endhighlight %}",
         "<pre><code>puts {{ x }} *b*\n</code></pre>"),
        ("{{< highlight go >}}\n{{ .x }}\n{{< /highlight >}}", "<pre><code>{{ .x }}\n</code></pre>"),
        ("import ceci de cela\n\nexport vers", "<p>import ceci de cela</p>\n<p>export vers</p>"),
        ("```js\nimport a from 'b'\n\nexport const c = 1\n```",
         "<pre><code>import a from 'b'\n\nexport const c = 1\n</code></pre>"),
    ],
)  # fmt: skip
def test_what_only_resembles_template_markup_stays(text, expected):
    """So does what a block `raw` or `highlight` contains."""
    rendered = render(text)
    assert rendered.html == expected
    assert rendered.left_out == ()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "module",
    [
        "import A from './a.js'",
        'import { A, B } from "../b";\nimport "./c.css"',
        "export const meta = {\n  a: 1,\n}",
        "export default ({children}) => <A>{children}</A>",
    ],
)
def test_modules_of_mdx_are_no_text(module, engine):
    """At the start of the text, or between blank lines."""
    for before in ("", "avant\n\n"):
        rendered = render(f"{before}{module}\n\n# T\n", engine)
        assert rendered.html == ("<p>avant</p>\n" if before else "") + "<h2>T</h2>"
        assert [(one.row, one.kind) for one in rendered.left_out] == [(1 + before.count("\n"), "template")]


X = "https://x.example/a"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'<iframe src="{X}" title="Un film" allowfullscreen></iframe>', f'<a href="{X}">Un film</a>'),
        (f"<iframe width=1 src='{X}'>non</iframe>", f'<a href="{X}">{X}</a>'),
        ('<iframe src="//x.example/a"></iframe>', f'<a href="{X}">x.example/a</a>'),
        (f'texte\n\n<video controls src="{X}"></video>', f'<a href="{X}">{X}</a>'),
        (f'<video>\n<source src="{X}" type="video/mp4">\n</video>', f'<a href="{X}">{X}</a>'),
        ('<audio controls src="/a.mp3"></audio>', '<a href="https://site.example/a.mp3">/a.mp3</a>'),
        (f'<form action="{X}" method="post"><input name="q"></form>', f'<a href="{X}">{X}</a>'),
        (f'<embed src="{X}">', f'<a href="{X}">{X}</a>'),
        (f'<object data="{X}" type="application/pdf"></object>', f'<a href="{X}">{X}</a>'),
        (f'- a\n\n  <iframe src="{X}"></iframe>\n', f'<a href="{X}">{X}</a>'),
    ],
)
def test_a_link_stays_of_what_cannot_be_shown(text, expected, engine):
    """To what a frame or player shows, or a form sends to; its title is the text."""
    assert expected in render(text, engine).html


@pytest.mark.parametrize(
    "text", ["`<iframe src='x'>`", "<iframe src='javascript:x'></iframe>a", "<form><b>a</b></form>"]
)
def test_no_link_is_made_of_code_and_scripts(text):
    """Nor of a form without an address."""
    assert "<a " not in render(text).html


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "address", ["https://https://x.example/a", "http://https://x.example", "https://http//x.example"]
)
def test_an_address_with_two_schemes_is_reported(address, engine):
    """It is text wherever it is visible, and a link nowhere."""
    for text in (f"[a]({address})", f"a {address} b", f"<{address}>", f'<a href="{address}">a</a>'):
        rendered = render(f"\n{text}", engine)
        assert "<a " not in rendered.html
        assert [tuple(one) for one in rendered.left_out] == [(2, "address", address)]
    assert render(f"`{address}`", engine).left_out == ()
    archived = "https://web.archive.example/2020/https://x.example/"
    assert f'href="{archived}"' in render(archived, engine).html


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", ["![b]({})", '<img src="{}" alt="b">', "![b][c]\n\n[c]: {}"])
def test_a_picture_in_its_address_is_reported(text, engine):
    """Its alternative text stays."""
    data = "data:image/png;base64," + "A" * 100
    rendered = render(f"a\n\n{text.replace('{}', data)}", engine)
    assert "data:" not in rendered.html
    assert "b" in html.plain_text(rendered.html)
    assert [(one.kind, one.text) for one in rendered.left_out] == [("data", data[:60] + "…")]
    assert render(f"    {data}", engine).left_out == ()


def test_what_is_left_out_is_reported_with_its_line():
    """In the file, with what to do."""
    body = b"---\ntitle: T\n---\nA {{ x }}.\n\n[b](https://https://y.example)\n![c](data:image/gif;base64,R0)\n"
    _, problems = DIALECTS["job_markdown"](Document("s", "s/2026-01-05-a.md", body, "x"), Context(Site("S", X)))
    assert [(one.line, one.expected, one.found) for one in problems] == [
        (4, "a text without template markup", "'{{ x }}'"),
        (6, "an address with one scheme", "'https://https://y.example'"),
        (7, "the address of a picture", "'data:image/gif;base64,R0'"),
    ]
    assert all(one.remedy for one in problems)


@pytest.mark.parametrize(
    "text", ["{{ ", "{% a ", "{{< a ", "<%= a ", "{{ a }}", "https://{{ a", "<iframe ", "https://https:"]
)
def test_many_signs_take_no_time(text):
    """Each one is looked at a bounded number of times."""
    start = time.process_time()
    render(text * 20_000)
    assert time.process_time() - start < 30


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "left_out", "kept"),
    [
        ("début <img src={hero} alt='Le plan'> fin", ["{hero}"], ["Le plan", "début", "fin"]),
        ("début <a href={meta.url}>le lien</a> fin", ["{meta.url}"], ["le lien", "fin"]),
        ("<Chart data={[1, { a: 2 }]} title='x' />\n\nfin", ["{[1, { a: 2 }]}"], ["fin"]),
        ("début <B onClick={() => go({ a: 1 })}>le bouton</B>", ["{() => go({ a: 1 })}"], ["le bouton"]),
        ("import {\n  a,\n  b as c,\n} from 'x'\n\nfin", ["import {…"], ["fin"]),
        ("import a from 'x'\n\nfin {a} et {b} et {props.c} et {a?.d()}", None, ["fin", "{b}"]),
        ("export const meta = {\n  x: 1,\n}\n\n# Titre {meta.x}\n\nfin", None, ["Titre", "fin"]),
    ],
)
def test_values_of_jsx(text, left_out, kept, engine):
    """A value between braces names a variable: it is neither an address nor text."""
    rendered = render(text, engine)
    for sign in ("hero", "meta", "go(", "import", "props", "{a", "%7B", "\ufdd4"):
        assert sign not in rendered.html
    for word in kept:
        assert word in rendered.html
    if left_out:
        assert [one.text for one in rendered.left_out] == left_out
    assert rendered.left_out


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "text", ["A={1,2} et {x}", "<b>x={a}</b>", "`<Chart data={x} />`", "```\nimport a from 'b'\n\n{a} <A b={a} />\n```"]
)
def test_braces_that_are_text(text, engine):
    """Sets, formulas and code stay."""
    rendered = render(text, engine)
    assert not rendered.left_out
    assert rendered.html.count("{") == text.count("{")


def test_jsx_takes_no_quadratic_time():
    """Many tags that do not end."""
    started = time.process_time()
    for part in ("<a b={", "<a b={c} ", "<a b={{", "import {a,\n", "{a.b(", "<a " + "b " * 50):
        render(part * 3000)
    assert time.process_time() - started < 20


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{% if a %}Bonjour{% else %}Bonsoir{% endif %} !", "BonjourBonsoir !"),
        ('{% quote(author="V") %}Les mots{% end %} cités', "Les mots cités"),
        ("<% if x %>vu<% end %> ici", "vu ici"),
        ("de {{ name }}s et {{ with .X }}y{{ end }}z", "de s et yz"),
        ("voir {{ site.url }}/a/b ici", "voir  ici"),
        ("voir https://x.example/{{ a }}/b?c={{ d }} ici", "voir  ici"),
        ("voir <https://x.example/{{ a }}> ici", "voir  ici"),
    ],
)
def test_words_beside_markup_stay(text, shown, engine):
    """Only what is a part of an address goes with it."""
    assert re.sub("<[^>]+>", "", render(text, engine).html).strip() == shown


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[embed]https://x.example/v[/embed]", "https://x.example/v"),
        ("[url]https://x.example/v?a=1[/url] fin", "https://x.example/v?a=1"),
        ("voir https://x.example/?a[]=1 fin", "https://x.example/?a%5B%5D=1"),
    ],
)
def test_an_address_ends_before_a_closing_shortcode(text, address, engine):
    """Brackets within an address are a part of it."""
    assert f'<a href="{address}">' in render(text, engine).html
