"""Specimens of what authors write for GitHub, kramdown and Python-Markdown, and what they mean."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.normalise import html


def shown(text):
    """Return the HTML of a text, without the line breaks between elements."""
    return re.sub(r">\n+<", "><", html.render_markdown(text, "https://site.example/posts/", "").html)


FENCES = [
    ("- a\n  ```\n  b\n  ```\n- c", "<ul><li>a<pre><code>b\n</code></pre></li><li>c</li></ul>"),
    ("1. a\n\n   ```sh\n   b\n\n     c\n   ```\n\n2. d",
     "<ol><li><p>a</p><pre><code>b\n\n  c\n</code></pre></li><li><p>d</p></li></ol>"),
    ("1. a\n\n    ```\n    b\n    ```\n", "<ol><li><p>a</p><pre><code>b\n</code></pre></li></ol>"),
    ("1. a\n  ```\n  b\n  ```\n2. c", "<ol><li>a<pre><code>b\n</code></pre></li><li>c</li></ol>"),
    ("- a\n    - b\n\n        ~~~\n        - c\n        ~~~\n",
     "<ul><li>a<ul><li><p>b</p><pre><code>- c\n</code></pre></li></ul></li></ul>"),
    ("- ```\n  a\n  ```\n- b", "<ul><li><pre><code>a\n</code></pre></li><li>b</li></ul>"),
    ("> a\n> ```\n> b\n>\n> c\n> ```\n> d",
     "<blockquote><p>a</p><pre><code>b\n\nc\n</code></pre><p>d</p></blockquote>"),
    ("> - a\n>   ```\n>   # b\n>   ```\n", "<blockquote><ul><li>a<pre><code># b\n</code></pre></li></ul></blockquote>"),
    (" ```\n a\n  b\n ```", "<pre><code>a\n b\n</code></pre>"),
    ("   ```\n   a\n   ```\nb", "<pre><code>a\n</code></pre><p>b</p>"),
    ("a\n```\nb\n```\nc", "<p>a</p><pre><code>b\n</code></pre><p>c</p>"),
    ('```js title="a.js"\nb\n```', "<pre><code>b\n</code></pre>"),
    ("```bash,cp\nb\n```", "<pre><code>b\n</code></pre>"),
    ("```{1,3}\nb\n```", "<pre><code>b\n</code></pre>"),
    ("```{.python .numberLines}\nb\n```", "<pre><code>b\n</code></pre>"),
    ("~~~ `a` b\nc\n~~~", "<pre><code>c\n</code></pre>"),
    ("````md\n```\na\n```\n````", "<pre><code>```\na\n```\n</code></pre>"),
    ("```\na\n\n# b", "<pre><code>a\n\n# b\n</code></pre>"),
    ("> ```\n> a\n\nb", "<blockquote><pre><code>a\n</code></pre></blockquote><p>b</p>"),
    ("- ```\n  a\n\nb", "<ul><li><pre><code>a\n\n</code></pre></li></ul><p>b</p>"),
    ("```a``` b", "<p><code>a</code> b</p>"),
    ("```\n&lt; <b> & &amp;\n```", "<pre><code>&amp;lt; &lt;b&gt; &amp; &amp;amp;\n</code></pre>"),
    ("```\n\ta\tb\n```", "<pre><code>    a\tb\n</code></pre>"),
]  # fmt: skip

SIGNS = [
    ("a\\\nb", "<p>a<br>\nb</p>"),
    ("- a\\\n  b", "<ul><li>a<br>\nb</li></ul>"),
    ("a  \nb\\\\\nc", "<p>a<br>\nb\\\nc</p>"),
    ("a\\", "<p>a\\</p>"),
    ("`a\\`\nb", "<p><code>a\\</code>\nb</p>"),
    ("C:\\Users\\n \\é \\1", "<p>C:\\Users\\n \\é \\1</p>"),
    (r"\!\"\#\$\%\&\'\(\)\*\+\,\-\.\/\:\;\<\=\>\?\@\[\\\]\^\_\`\{\|\}\~",
     "<p>!\"#$%&amp;'()*+,-./:;&lt;=&gt;?@[\\]^_`{|}~</p>"),
    (r"L\'équipe \: 5 \$, 10 \% \- fin", "<p>L'équipe : 5 $, 10 % - fin</p>"),
    (r"\&amp; et \&eacute;", "<p>&amp;amp; et &amp;eacute;</p>"),
    (r"`\*` et `C:\a`", r"<p><code>\*</code> et <code>C:\a</code></p>"),
    (r"1\. a", "<p>1. a</p>"),
    (r"[a\]](https://x.example/b\_c)", '<p><a href="https://x.example/b_c">a]</a></p>'),
    ("# C#", "<h2>C#</h2>"),
    ("## a ##", "<h2>a</h2>"),
    ("## a##", "<h2>a</h2>"),
    (r"## a \#", "<h2>a #</h2>"),
    ("~~a *b*~~ ~c~ ~~d ~ e~~", "<p><del>a <em>b</em></del> <del>c</del> <del>d ~ e</del></p>"),
    ("~5 et ~6, a~b~c, ~/a", "<p>~5 et ~6, a~b~c, ~/a</p>"),
]  # fmt: skip

LINKS = [
    ("[`a`]\n\n[`a`]: https://x.example", '<p><a href="https://x.example"><code>a</code></a></p>'),
    ("[b][`a c`]\n\n[`a c`]: https://x.example", '<p><a href="https://x.example">b</a></p>'),
    ("[`a` b][]\n\n[`A`  b]: https://x.example", '<p><a href="https://x.example"><code>a</code> b</a></p>'),
    ("[``a`b``][c]\n\n[c]: <https://x.example> 'd'",
     '<p><a href="https://x.example" title="d"><code>a`b</code></a></p>'),
    ("[`<T>`]\n\n[`<T>`]: https://x.example", '<p><a href="https://x.example"><code>&lt;T&gt;</code></a></p>'),
    ("![`a`][b]\n\n[b]: https://x.example/a.png", '<p><img alt="a" src="https://x.example/a.png"></p>'),
    ((r"[a\!]" "\n\n" r"[a\!]: https://x.example"), '<p><a href="https://x.example">a!</a></p>'),
    ("a [b]\n[b]: https://x.example", '<p>a <a href="https://x.example">b</a></p>'),
    ("[a]\n\n- b\n\n  [a]: https://x.example\n", '<p><a href="https://x.example">a</a></p><ul><li><p>b</p></li></ul>'),
    ("[a]: https://x.example\n[b]: https://y.example\n\n[a] [c][b]",
     '<p><a href="https://x.example">a</a> <a href="https://y.example">c</a></p>'),
    ("[a]: b c d", "<p>[a]: b c d</p>"),
]  # fmt: skip

HTML = [
    ("<details>\n<summary>a</summary>\n\n**b**\n\n- c\n\n</details>",
     "<details><summary>a</summary><p><strong>b</strong></p><ul><li>c</li></ul></details>"),
    ("<div>\n\n## a\n\n*b*\n\n</div>\n\n*c*", "<div><h2>a</h2><p><em>b</em></p></div><p><em>c</em></p>"),
    ('<div class="note">\n*a*\n</div>', "<div>\n*a*\n</div>"),
    ('<div markdown="1">\n\n*a*\n\n</div>', "<div><p><em>a</em></p></div>"),
    ("- a\n\n  <details><summary>b</summary>\n\n  ```\n  c\n  ```\n\n  </details>\n",
     "<ul><li><p>a</p><details><summary>b</summary><pre><code>c\n</code></pre></details></li></ul>"),
    ("<table>\n<tr>\n\n    <td>a</td>\n\n</tr>\n</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
    ("<pre>\n*a*\n\n*b*\n</pre>\n*c*", "<pre>*a*\n\n*b*\n</pre><p><em>c</em></p>"),
    ("<!-- a --> *b*", "<p><em>b</em></p>"),
    ("<!-- a\n\n*b* --> c", "<p>c</p>"),
    ("a <kbd>*b*</kbd> <br> c", "<p>a <kbd><em>b</em></kbd> <br> c</p>"),
    ("<a href='https://x.example'>\n![b](https://x.example/c.png)\n</a>",
     '<p><a href="https://x.example"><img alt="b" src="https://x.example/c.png"></a></p>'),
]  # fmt: skip

LISTS = [
    ("* Un\n\n  * un a\n* Deux", "<ul><li><p>Un</p><ul><li>un a</li></ul></li><li><p>Deux</p></li></ul>"),
    ("- a\n\n    - b\n    - c\n- d", "<ul><li><p>a</p><ul><li>b</li><li>c</li></ul></li><li><p>d</p></li></ul>"),
    ("1. a\n\n   - b\n2. c\n3. d",
     "<ol><li><p>a</p><ul><li>b</li></ul></li><li><p>c</p></li><li><p>d</p></li></ol>"),
    ("- a\n  - b\n\n- c", "<ul><li><p>a</p><ul><li>b</li></ul></li><li><p>c</p></li></ul>"),
    ("- a\n  - b\n\n    c\n- d", "<ul><li>a<ul><li><p>b</p><p>c</p></li></ul></li><li>d</li></ul>"),
    ("*   a\n    * b\n        * c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
    ("1. a\n  - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
    ("1. a\n\n  2. b", "<ol><li><p>a</p></li><li><p>b</p></li></ol>"),
    ("- a\n- \n- b", "<ul><li>a</li><li>b</li></ul>"),
    ("- # a\n- > b", "<ul><li><h2>a</h2></li><li><blockquote><p>b</p></blockquote></li></ul>"),
    ("- a\n\n\n- b\n\n\nc", "<ul><li><p>a</p></li><li><p>b</p></li></ul><p>c</p>"),
    ("10. a\n11. b", '<ol start="10"><li>a</li><li>b</li></ol>'),
    ("- a\n  | b | c |\n  |---|--:|\n  | 1 | 2 |\n",
     ('<ul><li>a<table><thead><tr><th scope="col">b</th><th style="text-align:right" scope="col">c</th></tr></thead>'
     '<tbody><tr><td>1</td><td style="text-align:right">2</td></tr></tbody></table></li></ul>')),
    ("- [ ] a\n- [x] b\n  - [X] c\n- [ ]d [ ] e",
     "<ul><li>☐ a</li><li>☑ b<ul><li>☑ c</li></ul></li><li>[ ]d [ ] e</li></ul>"),
    ("1. [x] a\n\n2. [ ] *b*", "<ol><li><p>☑ a</p></li><li><p>☐ <em>b</em></p></li></ol>"),
    ("- [x](https://x.example)", '<ul><li><a href="https://x.example">x</a></li></ul>'),
    ("- a\n-b", "<ul><li>a\n-b</li></ul>"),
    ("a\n: b\n: c\n\nd\n\n: e\n\n    f",
     "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl><dl><dt>d</dt><dd><p>e</p><p>f</p></dd></dl>"),
]  # fmt: skip

QUOTATIONS = [
    ("> [!NOTE]\n> a *b*", "<blockquote><p><strong>Note</strong></p><p>a <em>b</em></p></blockquote>"),
    ("> [!warning]\n>\n> - a", "<blockquote><p><strong>Warning</strong></p><ul><li>a</li></ul></blockquote>"),
    ("- a\n\n  > [!TIP]\n  > b",
     "<ul><li><p>a</p><blockquote><p><strong>Tip</strong></p><p>b</p></blockquote></li></ul>"),
    ("> [!NOTE] a", "<blockquote><p>[!NOTE] a</p></blockquote>"),
    ("> [!AUTRE]\n> a", "<blockquote><p>[!AUTRE]\na</p></blockquote>"),
    ("> a\nb\n> c\n\nd", "<blockquote><p>a\nb\nc</p></blockquote><p>d</p>"),
    ("> a\n> > b\n\n> c",
     "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><blockquote><p>c</p></blockquote>"),
]  # fmt: skip

FOOTNOTES = [
    ("a[^z] b[^y]\n\n[^y]: Y\n[^z]: Z",
     "<p>a<sup>1</sup> b<sup>2</sup></p><div><hr><ol><li><p>Z</p></li><li><p>Y</p></li></ol></div>"),
    ("- a[^1]\n\nb[^2] c[^1]\n\n[^2]: Y\n[^1]: Z",
     ("<ul><li>a<sup>1</sup></li></ul><p>b<sup>2</sup> c<sup>1</sup></p>"
     "<div><hr><ol><li><p>Z</p></li><li><p>Y</p></li></ol></div>")),
    ("a[^1]\n\n[^1]: b[^2]\n\n    - c\n\n[^2]: d\n[^3]: e",
     ("<p>a<sup>1</sup></p><div><hr><ol><li><p>b<sup>2</sup></p><ul><li>c</li></ul></li>"
     "<li><p>d</p></li><li><p>e</p></li></ol></div>")),
    ("a[^1] `[^1]`\n[^1]: b", "<p>a<sup>1</sup> <code>[^1]</code></p><div><hr><ol><li><p>b</p></li></ol></div>"),
    ("a[^x]", "<p>a[^x]</p>"),
]  # fmt: skip

TABLES = [
    ("| a | b |\n|:-:|:--|\n| `c\\|d` | **e** |\nf",
     ('<table><thead><tr><th style="text-align:center" scope="col">a</th><th style="text-align:left" scope="col">b</th>'
     '</tr></thead><tbody><tr><td style="text-align:center"><code>c|d</code></td>'
     '<td style="text-align:left"><strong>e</strong></td></tr>'
     '<tr><td style="text-align:center">f</td><td style="text-align:left"></td></tr></tbody></table>')),
    ("> | a |\n> |---|\n> | b |",
     ('<blockquote><table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>'
     "</blockquote>")),
    ("a | b\n--- | ---\n1 | 2 | 3\n\n| c",
     ('<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
     "<tbody><tr><td>1</td><td>2</td></tr></tbody></table><p>| c</p>")),
    ("a | b\n---|---|---\nc", "<p>a | b\n---|---|---\nc</p>"),
]  # fmt: skip

KINDS = {
    "fences": FENCES, "signs": SIGNS, "links": LINKS, "html": HTML, "lists": LISTS, "quotations": QUOTATIONS,
    "footnotes": FOOTNOTES, "tables": TABLES,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(*one, id=f"{kind}-{one[0]!r}") for kind in KINDS for one in KINDS[kind]]
)
def test_what_authors_write_is_what_they_mean(text, expected):
    """Each construct, in the places where authors use it."""
    assert shown(text) == expected


SIGNS = st.lists(st.sampled_from(["a", "b", ".", " ", "/", "*", "**", "***", "_", "__", "c d"]), max_size=20)


@given(SIGNS.map("".join))
@example("glob *.py and **/*.md files *.txt")
@example('5*3*2 * not * **not ** "**"')
@example("*a **b*.c*")
@example("z***_*__***__ .__***b****z")
def test_signs_of_emphasis_take_no_letter(text):
    """Whatever is paired, the letters stay."""
    written = re.sub(r"[*_\s]", "", text)
    assert re.sub(r"<[^>]+>|[*_\s]|&quot;", "", shown(f"z{text}z")).replace('"', "") == f"z{written}z".replace('"', "")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[one] [two]", ["1", "2"]),
        ("[one] [text][two] [one][]", ["1", "2", "1"]),
        ("[one]\n[two]", ["1", "2"]),
        ("[text] [two]", ["2"]),
        ("[One] [other], [two] [one]", ["1", "2", "1"]),
    ],
)
def test_two_labels_are_two_links(text, links):
    """And none of their words is lost."""
    found = shown(f"{text}\n\n[one]: https://x.example/1\n[two]: https://x.example/2\n")
    assert re.findall(r"example/([0-9])", found) == links
    for word in {"one", "text", "other"} & set(re.findall(r"\w+", text)):
        assert word in found
