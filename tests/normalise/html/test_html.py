"""Markdown made safe and valid HTML."""

import os
import re
import subprocess
import sys
import threading
import time

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from support.paths import ROOT

from feeds.normalise import html
from feeds.normalise.html import excerpts, sanitize

BASE = "https://site.example/posts/one/"
SHARED = ROOT.parent / "shared"


def shown(text, title=""):
    return html.render_markdown(text, BASE, title).html


def flat(text):
    return re.sub(r">\n+<", "><", shown(text)).replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On cherche :\n- a\n- b", "<p>On cherche :</p><ul><li>a</li><li>b</li></ul>"),
        ("Étapes :\n1) a\n2) b", "<p>Étapes :</p><ol><li>a</li><li>b</li></ol>"),
        ("Créé en\n2020. Voilà", "<p>Créé en 2020. Voilà</p>"),
        ("* a\n  * b\n   * c\n* d", "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"),
        ("1. a\n   - b\n     - c\n2. d",
         "<ol><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ol>"),
        ("- a\n  - b\n    - c\n  - d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li></ul>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("- a\n\n  more\n- b", "<ul><li><p>a</p><p>more</p></li><li><p>b</p></li></ul>"),
        ("- a\nlazy\n\nafter", "<ul><li>a lazy</li></ul><p>after</p>"),
        ("- a\n  - b\n\n  of a\n\nafter",
         "<ul><li><p>a</p><ul><li>b</li></ul><p>of a</p></li></ul><p>after</p>"),
        ("- a\n\n      code", "<ul><li><p>a</p><pre><code>code </code></pre></li></ul>"),
        ("- a\n\n      - code", "<ul><li><p>a</p><pre><code>- code </code></pre></li></ul>"),
        ("- a\n## B\nc", "<ul><li>a</li></ul><h2>B</h2><p>c</p>"),
        ("a\n\n    - code", "<p>a</p><pre><code>- code </code></pre>"),
        ("## A\n2. b", '<h2>A</h2><ol start="2"><li>b</li></ol>'),
        ("> a\n> - b\n\nc", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote><p>c</p>"),
        ("- a\n> b", "<ul><li>a</li></ul><blockquote><p>b</p></blockquote>"),
        ("- a\n\n---\n\nb", "<ul><li>a</li></ul><hr><p>b</p>"),
        ("A\n---\nb", "<h2>A</h2><p>b</p>"),
        ("Voici :\nx | y\n--|--\n1 | 2",
         ('<p>Voici :</p><table><thead><tr><th scope="col">x</th><th scope="col">y</th></tr></thead>'
         "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>")),
        ("##Missions\na\n ## Profil", "<h2>Missions</h2><p>a</p><h2>Profil</h2>"),
        ("#recrutement ici", "<p>#recrutement ici</p>"),
        ("**un•e dev·e** *l’un⋅e*s **É.e**",
         "<p><strong>un•e dev·e</strong> <em>l’un⋅e</em>s <strong>É.e</strong></p>"),
        ("~~fini~~ 5 ~ 6", "<p><del>fini</del> 5 ~ 6</p>"),
        ("[a] (https://x.example)", '<p>[a] (<a href="https://x.example">https://x.example</a>)</p>'),
        ("a{: .b}\n\n{:toc}", "<p>a</p>"),
        ("a[^1]\n\n[^1]: note", "<p>a<sup>1</sup></p><div><hr><ol><li><p>note</p></li></ol></div>"),
        ("mot\n: sens", "<dl><dt>mot</dt><dd>sens</dd></dl>"),
        ("```py\n- a\n## b\n```", "<pre><code>- a ## b </code></pre>"),
        ("un &lt;b&gt; <b>c</b>", "<p>un &lt;b&gt; <b>c</b></p>"),
    ],
)  # fmt: skip
def test_markdown_is_read_as_its_authors_mean_it(text, expected):
    """What GitHub and kramdown show as structure is structure."""
    assert flat(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>a", "<p>a</p>"),
        ("<p onclick=x style=y id=z class=k align=left>a</p>", "<p>a</p>"),
        ("[a](javascript:alert(1)) b", "<p>a b</p>"),
        ("![a](data:image/png;base64,AAAA) b", "<p>a b</p>"),
        ("<a href='https://x.example' target=_blank rel=x>a</a>", '<p><a href="https://x.example">a</a></p>'),
        (
            "<iframe src='https://x.example'>a</iframe>b<svg><title>c</title></svg>",
            '<a href="https://x.example">https://x.example</a> b',
        ),
        ("<!-- a -->b", "<p>b</p>"),
        ("a <font color=red>b</font>", "<p>a b</p>"),
        ("<section>a</section><section>b</section>", "<div>a</div><div>b</div>"),
        ("a &#1;b&#xFFFE;", "<p>a b</p>"),
        ("<b>&#824;a</b>", "<p><b>a</b></p>"),
    ],
)
def test_what_is_not_text_is_taken_out(text, expected):
    """No script, handler, style, name or frame is left, and no character that XML forbids."""
    assert flat(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](../x y)", f'<p><a href="{BASE[:-4]}x%20y">a</a></p>'),
        ("[a](#x) [](https://x.example)", "<p>a</p>"),
        ("<a href='/a'>b<a href='/c'>d</a></a>",
         '<p><a href="https://site.example/a">b</a><a href="https://site.example/c">d</a></p>'),
        ("![](a.png 'un  titre')", f'<p><img alt="" src="{BASE}a.png" title="un titre"></p>'),
        ("<img src=a.png width=50% height=10>", f'<p><img src="{BASE}a.png" height="10" alt=""></p>'),
        ("<img srcset='a.png 2x' alt=b>", f'<p><img srcset="{BASE}a.png 2x" alt="b" src="{BASE}a.png"></p>'),
        ("<pre><img src=a.png alt=b></pre>", "<pre>b</pre>"),
        ("<blockquote cite=/a>b</blockquote>", '<blockquote cite="https://site.example/a">b</blockquote>'),
        ("<q cite=#a>b</q>", "<p><q>b</q></p>"),
        ("Voir https://x.example/a_b_(c)). Et www.y.example, `https://z.example`",
         ('<p>Voir <a href="https://x.example/a_b_(c)">https://x.example/a_b_(c)</a>). Et '
         '<a href="https://www.y.example">www.y.example</a>, <code>https://z.example</code></p>')),
        ("*a* https://x.example *b*",
         '<p><em>a</em> <a href="https://x.example">https://x.example</a> <em>b</em></p>'),
        ("http://localhost https://user:x@y.example", "<p>http://localhost https://user:x@y.example</p>"),
        ("[https://x.example](https://y.example)", '<p><a href="https://y.example">https://x.example</a></p>'),
    ],
)  # fmt: skip
def test_links_are_absolute_or_no_links(text, expected):
    """A reader can follow each link from anywhere; what cannot be followed stays as text."""
    assert flat(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\n### B\n\n## C\n\n### D", ["h2 A", "h3 B", "h3 C", "h4 D"]),
        ("### A\n\n## B\n\n<h6>C</h6>", ["h2 A", "h2 B", "h3 C"]),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6", ["h2 1", "h3 2", "h4 3", "h5 4", "h6 5", "h6 6"]),
        ("##\n\n## A", ["h2 A"]),
        ("<table><tr><th><h2>A</h2></th></tr></table>", []),
        ("<h2><img src=a.png></h2>", []),
    ],
)  # fmt: skip
def test_headings_start_at_two_and_skip_nothing(text, expected):
    """The page has its own heading of level 1; below it, each level follows the one above."""
    root = lxml_html.fragment_fromstring(shown(text), create_parent=True)
    found = [f"{heading.tag} {heading.text}" for heading in root.xpath("//*[starts-with(name(), 'h')]")]
    assert [heading for heading in found if heading[1].isdigit()] == expected


@pytest.mark.parametrize(
    ("text", "title", "heading", "expected"),
    [
        ("# Un poste\n\na", None, "Un poste", "<p>a</p>"),
        ("# Un  POSTE\n\na", "un poste", "Un POSTE", "<p>a</p>"),
        ("# Autre\n\na", "Un poste", "Autre", "<h2>Autre</h2>\n<p>a</p>"),
        ("a\n\n# B", None, "", "<p>a</p>\n<h2>B</h2>"),
        ("## A", None, "", "<h2>A</h2>"),
        ("a", None, "", "<p>a</p>"),
        ("", None, "", ""),
    ],
)
def test_a_first_heading_is_a_title(text, title, heading, expected):
    """It is given back, and does not stand in the text when the page shows it anyway."""
    assert html.render_markdown(text, BASE, title) == html.Rendered(
        expected, html.plain_text(expected)[:0] or _text(text), heading
    )


def _text(text):
    return next((line for line in text.split("\n") if line and "#" not in line), "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un *début*.\n\n## T\n\n- a\n\n<!-- more -->\n\nSuite", "Un début. a"),
        ("Un <!--MORE--> deux", "Un"),
        ("<!--more-->\n\nSuite", "Suite"),
        ("a\n\n`<!--more-->` b", "a <!--more--> b"),
        ("- a\n- b", "a b"),
        ("mot " * 100, "mot " * 74 + "mot…"),
        ("a" * 149 + "\n\nb\n\nc", "a" * 149 + " b"),
        ("mot " * 200 + "\n\n<!--more-->", "mot " * 199 + "mot"),
    ],
)
def test_the_excerpt_is_what_stands_first(text, expected):
    """Up to the marker, or about a paragraph, without headings; without a marker never more than its limit."""
    rendered = html.render_markdown(text, BASE, None)
    assert rendered.excerpt == expected
    assert "\ue0ff" not in rendered.html


def test_the_marker_is_seen_only_in_code():
    """The marker itself shows where it is explained, nowhere else."""
    assert shown("a <!--more--> b\n\n    <!--more-->") == ("<p>a  b</p>\n<pre><code>&lt;!--more--&gt;\n</code></pre>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<li>a</li>", "<div>a</div>"),
        ("<ul>a<li>b</li>c<p>d</p></ul>", "<ul><li>a</li><li>b</li><li>c</li><li><p>d</p></li></ul>"),
        ("<ol start=x><li>a</li></ol>", "<ol><li>a</li></ol>"),
        ("<dl><dd>a</dd></dl>", "<div><div>a</div></div>"),
        ("<dt>a</dt>", "<div>a</div>"),
        ("<details><summary><div>a</div></summary>b</details>", "<details><summary>a</summary>b</details>"),
        ("<details>a<summary>b</summary></details>", "<div>a<div>b</div></div>"),
        ("<summary>a</summary>", "<div>a</div>"),
        ("<figure><figcaption>a</figcaption>b<figcaption>c</figcaption></figure>",
         "<figure><figcaption>a</figcaption>b<div>c</div></figure>"),
        ("<b><div>a</div></b>", "<div><b>a</b></div>"),
        ("<span><p>a</p></span>", "<p>a</p>"),
        ("<table><tr></tr></table>", ""),
        ("<table><tr><td>a</td></tr><tr></tr><tbody></tbody><caption>b</caption></table>",
         "<div>b</div><table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<table><tfoot><tr><th>a</th></tr></tfoot><thead><tr><th>b</th></tr></thead></table>",
         ('<table><tbody><tr><th scope="col">a</th></tr></tbody>'
         '<tbody><tr><th scope="row">b</th></tr></tbody></table>')),
        ("<table><tr><td rowspan=2>a</td></tr></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<table><tr><td colspan=2>a</td></tr></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
         '<table><tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>'),
        ("<table><caption>a</caption></table>", "<div>a</div>"),
        ("<pre>\n\na</pre>", "<pre>a</pre>"),
        ("<p>&nbsp;</p><p><br></p><div></div><b></b>a", "a"),
        ("a<b> </b>b", "<p>a b</p>"),
        ("<div>a</div></div>b", "<div>a</div>b"),
    ],
)  # fmt: skip
def test_raw_html_becomes_valid(text, expected):
    """Elements stand where the HTML standard lets them, and none is empty."""
    assert shown(text).replace("\n", "") == expected


PIECES = st.sampled_from(
    [
        *(f"<{tag}>" for tag in sanitize.TAGS),
        *(f"</{tag}>" for tag in sanitize.TAGS),
        "<script>",
        "<svg>",
        "<math>",
        "<form>",
        "<iframe>",
        "<p title='<b>'>",
        "<a href=x>",
        "<img src=a.png>",
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "[a](",
        "](b)",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "# ",
        "> ",
        "|",
        "\n-|-\n",
        "<",
        "&",
        "&lt;",
        "&#0;",
        "&#13;",
        "̸",
        "texte",
        "https://a.example",
        "<!--more-->",
        "\x0b",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_output_is_safe_whatever_came_in(text):
    """An independent pass of nh3 over the result changes nothing, and neither does our own."""
    result = shown(text)
    schemes = set(sanitize.SCHEMES)
    again = nh3.clean(
        result, tags=set(sanitize.TAGS), attributes=sanitize.ATTRIBUTES, link_rel=None, url_schemes=schemes
    )
    assert again == result


@settings(deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_output_depends_on_input_alone(text):
    """Rendering something else in between changes nothing."""
    first = html.render_markdown(text, BASE, None)
    html.render_markdown("# x\n\n[a]: b\n\n- y", BASE, None)
    assert html.render_markdown(text, BASE, None) == first


def test_threads_do_not_meet():
    """Each thread renders as if it were alone."""
    texts = [f"# {number}\n\n[a{number}][x]\n\n[x]: /{number}\n\n" + "- b\n" * 50 for number in range(8)]
    alone = [shown(text) for text in texts]
    together = [""] * len(texts)

    def work(place):
        together[place] = shown(texts[place])

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


HOSTILE = {
    "quotes": ">" * 10_000,
    "brackets": "[" * 100_000,
    "open links": "[a](" * 20_000,
    "images": "![" * 50_000,
    "stars": "*" * 100_000,
    "open strong": "**a " * 10_000,
    "nested emphasis": "*_" * 5_000 + "x" + "_*" * 5_000,
    "lists in lists": "- + " * 2_000 + "a",
    "indented lists": "\n".join("  " * level + "- a" for level in range(300)),
    "ticks": " ".join("`" * count for count in range(300)),
    "open tags": "<a " * 30_000,
    "comments": "<!-- " * 20_000,
    "blocks in blocks": "<div>" * 20_000,
    "inline in inline": "<b>" * 20_000,
    "headings": "# a\n" * 10_000,
    "underlines": "a\n-\n" * 10_000,
    "references": "&amp;" * 60_000,
    "prose": "Une phrase **forte** et [un lien](https://x.example). " * 5_000,
    "paragraphs": "a\n\n" * 200_000,
    "one word": "a" * 2_000_000,
    "blanks": " " * 2_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.slow
def test_hostile_input_is_rendered_in_time(text):
    """Nothing explodes: neither the stack nor the clock."""
    start = time.process_time()
    shown(text)
    assert time.process_time() - start < 60


def test_markup_beyond_all_measure_stays_as_text():
    """A body that would take minutes is shown as it was written."""
    assert shown("*a* " * 60_000).startswith("<p>*a* *a*")


def test_backticks_beyond_measure_stay_in_code():
    """A sign that was put aside comes back, in code too."""
    text = " ".join("`" * count for count in range(1, 12))
    assert shown(text) == f"<p>{text}</p>"
    assert "<code>[</code>" in shown("] `[` " + "[" * 2_000)


EXHAUSTED = """
import sys
from feeds.normalise import html

def shown(text):
    return html.render_markdown(text, "https://site.example/", "").html

usual, said = sys.getrecursionlimit(), set()
for limit in range(12, 150):
    shown("imported and made before")
    try:
        sys.setrecursionlimit(limit)
        shown("- a **b *c* d**\\n" * 3)
    except (ValueError, RecursionError) as error:
        said.add(type(error).__name__)
    finally:
        sys.setrecursionlimit(usual)
assert "ValueError" in said, said
assert shown("*a*") == "<p><em>a</em></p>"
"""


@pytest.mark.slow
def test_an_exhausted_stack_is_an_error_in_words():
    """A caller with little stack left gets a ValueError, and the next text is read as usual."""
    # In a process of its own: the limit is one for all threads, and this one stands deep in the test runner.
    root = str(ROOT)
    environment = {**os.environ, "PYTHONPATH": root}
    ran = subprocess.run([sys.executable, "-c", EXHAUSTED], env=environment, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("<p>a</p><p>b&nbsp;&amp;<br>c</p>", "a b\u00a0& c"),
        ("<ul><li>a<li>b</ul><script>c</script>", "a b"),
        ("a<b>b</b><!-- c -->", "ab"),
        ("</div>a</div>b", "ab"),
        ("", ""),
    ],
)
def test_plain_is_what_a_reader_sees(fragment, expected):
    """Blocks are parted, entities read, and what is not shown is left out."""
    assert html.plain_text(fragment) == expected


@given(st.lists(st.sampled_from(["<p>", "</p>", "<br>", "a", "é ", "\n", "&nbsp;", "&amp;lt;", ">"]), max_size=12))
def test_plain_paragraphs_are_told_as_the_tree_would(parts):
    """The short way for plain paragraphs gives what the long way gives; a comment makes it take that."""
    fragment = "".join(parts)
    assert html.plain_text(fragment) == html.plain_text(f"<!-- long -->{fragment}")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Un *beau* **poste** en `C*`", "Un beau poste en C*"),
        ('[Le poste](https://x.example/a_(b) "t") ![logo](a.png)', "Le poste logo"),
        ("R&D &amp; R&amp;D &copy;", "R&D & R&D ©"),
        ("<b>Dev</b> <https://x.example> l<stage>", "Dev https://x.example l<stage>"),
        ("C* et D*, 5 * 3 * 2, a_b_c, __init__.py", "C* et D*, 5 * 3 * 2, a_b_c, __init__.py"),
        ("__a b__ _b_ ~~c~~ **d *e* f**", "a b b c d e f"),
        ("La méthode __init__ et __mon_nom__", "La méthode __init__ et __mon_nom__"),
        ("Comment utiliser <b> et <i> en HTML", "Comment utiliser <b> et <i> en HTML"),
        ("<b>un <i class='x'>deux</i></b> </b> <b></b> <b>", "un deux </b> <b></b> <b>"),
        ("un<br>deux<br/> trois, la balise <br> seule", "un deux trois, la balise <br> seule"),
        ("<b>a <i>b</b> c</i>", "a b c"),
        ("<b>" * 9 + "a" + "</b>" * 9, "<b><b><b>a</b></b></b>"),
        (r"\*a\* \[b\](c) 1\. d", "*a* [b](c) 1. d"),
        ("a < b > c \n d\x0b", "a < b > c d"),
        ("``a`b`` `", "a`b `"),
        ("\ufdd00\ufdd1", "0"),
    ],
)  # fmt: skip
def test_a_title_is_plain_text(title, expected):
    """Markup goes, and what only looks like it stays."""
    assert excerpts.from_markdown(title) == expected


@pytest.mark.parametrize("sign", ["*", "**", "_", "`", "[", "[a](", "~~", "<b ", "<b>", "<b><i>", "&", "\\"])
@pytest.mark.slow
def test_a_long_title_takes_no_time(sign):
    """100,000 characters of half a markup are read at once."""
    start = time.process_time()
    excerpts.from_markdown(sign * (100_000 // len(sign)) + "a")
    assert time.process_time() - start < 60


def test_real_posts_show_no_markup():
    """In 194 real posts no list, heading, link or emphasis is left as it was typed."""
    jobs = SHARED / "corpus" / "jobs"
    if not jobs.is_dir():
        pytest.skip("the corpus of real posts is not beside this repository")
    for path in sorted(jobs.iterdir()):
        body = re.split(r"(?m)^---\s*$", path.read_text("utf-8"), maxsplit=2)[-1]
        result = shown(body)
        seen = re.sub(r"<[^>]+>", "", re.sub(r"(?s)<a .*?</a>", "link", result))
        left = re.findall(r"\*\*|\]\(|(?m:^\s*[*+-] )|(?m:^ *#+ )|~~", seen)
        assert not left, (path.name, left)
