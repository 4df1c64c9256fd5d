"""A theme replaces built-in templates, and what is wrong with it is reported at its line."""

import re
from dataclasses import replace

import pytest
from support.lists import home
from support.paths import ROOT

from feeds.emit import pages
from feeds.emit.pages import error_pages, theme_check
from feeds.model.errors import ThemeError
from feeds.model.settings import Look, Theme

FOOTER = "partials/footer.html"


def themed(site, **files):
    """Return the site with a theme; keywords are names of templates with `__` for `/`."""
    templates = tuple((f"{name.replace('__', '/')}.html", text) for name, text in files.items())
    return replace(site, look=Look(theme=Theme("theme", repr(templates), templates)))


def render(site, entry):
    """Return the page of a post as text."""
    return pages.post(site, entry(title="A <b> & c"), ()).body.decode()


def test_a_template_replaces_the_built_in_one_alone(site, entry):
    page = render(themed(site, partials__footer="<footer>Ours</footer>\n"), entry)
    before = render(site, entry)
    start = before.index('<footer class="site">')
    assert page == before[:start] + "<footer>Ours</footer>\n" + before[before.index("</body>") :]


def test_a_template_extends_the_built_in_one_of_its_name(site, entry):
    """Also where built-in templates extend it, and in every page."""
    text = '{% extends "builtin/base.html" %}{% block foot %}{{ super() }}<p>More</p>{% endblock %}'
    ours = themed(site, base=text)
    for page in (home(ours, (), (), ()).body.decode(), render(ours, entry)):
        assert page.count("<p>More</p>\n</body>") == 0
        assert page.startswith("<!doctype html>")
    other = themed(
        site, index='{% extends "builtin/index.html" %}{% block main %}<p>More</p>{{ super() }}{% endblock %}'
    )
    assert "<p>More</p>" in home(other, (), (), ()).body.decode()
    assert render(other, entry) == render(site, entry)


def test_values_are_escaped_in_a_theme(site, entry):
    page = render(themed(site, partials__footer="<p>{{ headline }} {{ post.title }}</p>"), entry)
    assert "<p>A &lt;b&gt; &amp; c A &lt;b&gt; &amp; c</p>" in page


@pytest.mark.parametrize(
    ("name", "text", "line", "found"),
    [
        (FOOTER, "\n{{ nope }}", 2, "'nope' is undefined"),
        (FOOTER, "\n\n{{ site.titel }}", 3, "has no attribute 'titel'"),
        (FOOTER, "{% if x %}\n", 1, "Unexpected end of template"),
        (FOOTER, "a\n{{ 'a' | nofilter }}", 2, "No filter named 'nofilter'"),
        (FOOTER, "a\n{% include 'partials/nope.html' %}", 2, "'partials/nope.html'"),
        ("base.html", "{# #}\n{% extends 'nope.html' %}", 2, "'nope.html'"),
        (FOOTER, "{{ 1 / 0 }}", 1, "ZeroDivisionError"),
        (FOOTER, "{% macro f() %}\n{{ f() }}{% endmacro %}\n{{ f() }}", 2, "too deep"),
        (FOOTER, "{{ ''.__class__.__mro__ }}", 1, "SecurityError"),
        (FOOTER, "{{ site.__init__.__globals__ }}", 1, "SecurityError"),
        (FOOTER, "{{ look.theme.templates.append(1) }}", 1, "append"),
        (FOOTER, "{% for i in range(1000000) %}{% endfor %}", 1, "Range too big"),
        (FOOTER, "{% for i in range(99999) %}{{ 'a' * 999 }}{% endfor %}", None, "more than 20,000,000 characters"),
        ("macros.html", "\n{{ nope }}", 2, "'nope' is undefined"),
        ("macros.html", "{% set skip = 'Skip' %}", None, "announced"),
    ],
)
def test_an_error_is_reported_with_file_and_line(site, entry, name, text, line, found):
    theme = Theme("theme", repr((name, text)), ((name, text),))
    with pytest.raises(ThemeError) as error:
        render(replace(site, look=Look(theme=theme)), entry)
    problem = error.value.problem
    assert (problem.file, problem.line) == (f"theme/{name}" if line or "macros" in name else "theme", line)
    assert found.lower() in str(problem.found).lower()
    assert problem.severity == "error"


def test_names_that_nothing_uses_are_reported(site):
    """With the name that was meant; a template that another one includes is used."""
    ours = themed(
        site,
        partials__fotter="x",
        partials__sponsors="x",
        partials__footer='{% include "partials/sponsors.html" %}',
        post="{% if",
    )
    found = [(problem.file, str(problem.remedy)) for problem in theme_check.problems(ours.look.theme)]
    assert found[1:] == [("theme/partials/fotter.html", f"did you mean '{FOOTER}'?")]
    assert found[0][0] == "theme/post.html"


def test_every_name_is_a_file():
    assert {"base.html", "post.html", FOOTER, "style.css", "custom.css"} <= set(theme_check.names())
    assert not [name for name in theme_check.names() if "__pycache__" in name]


LOOK = (ROOT / "docs/how-to/look.md").read_text("utf-8")


def test_every_name_and_block_is_documented():
    assert {name for name in theme_check.names() if f"`{name}`" not in LOOK} == set()
    blocks = re.findall(r"{% block (\w+) %}", theme_check.text("base.html"))
    (row,) = re.findall(r"^\| `base\.html` .*$", LOOK, re.MULTILINE)
    assert re.findall(r"`(\w+)`", row) == blocks


def test_a_template_has_the_documented_variables(site, entry):
    """Those of a post in its page; all others in every page."""
    table = LOOK.partition("### What a template has")[2]
    rows = re.findall(r"^\| (`.*`) \| (.*) \|$", table, re.MULTILINE)
    names = {name: "post.html" in what for cell, what in rows for name in re.findall(r"`(\w+)", cell)}
    assert {"site", "look", "headline", "to", "local", "post", "formatter"} <= names.keys()
    used = "".join(f"{{% if {name} is undefined %}}{{{{ {name}.x }}}}{{% endif %}}" for name in names)
    everywhere = "".join(
        f"{{% if {name} is undefined %}}{{{{ {name}.x }}}}{{% endif %}}" for name, alone in names.items() if not alone
    )
    for part, extra in (("post", used), ("base", everywhere)):
        ours = themed(site, **{part: f'{extra}{{% extends "builtin/{part}.html" %}}'})
        for page in (render(ours, entry), error_pages.emit(ours, error_pages.GONE, ()).body.decode()):
            assert "<!doctype html>" in page


def test_what_has_no_effect_is_reported(site):
    """An empty page, and a block that no template has: a misspelt one does nothing, without a word of Jinja."""
    ours = themed(
        site,
        post="",
        index='{% extends "builtin/index.html" %}\n{% block mian %}{% block mine %}x{% endblock %}{% endblock %}',
        partials__footer="",
        own="{% block other %}{% endblock %}",
        list='{% extends "own.html" %}{% block other %}{% endblock %}{% block foot %}{% endblock %}',
    )
    found = [(one.file, one.line, str(one.found), str(one.remedy)) for one in theme_check.problems(ours.look.theme)]
    assert found == [
        ("theme/post.html", None, "an empty file", "remove the file to have the built-in template"),
        ("theme/index.html", 2, "'mian'", "did you mean 'main'?"),
    ]
