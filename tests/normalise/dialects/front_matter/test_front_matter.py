"""Front matter in YAML, TOML and JSON: values, lines, and what is wrong with it."""

import time
from contextlib import suppress
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support.paths import ROOT

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects import front_matter

SHARED = ROOT.parent / "shared"


def document(text):
    body = text if isinstance(text, bytes) else text.encode()
    return Document("posts", "sources/x.md", body, "")


def read(text):
    return front_matter.read(document(text))


def refused(text, reader=front_matter.read):
    with pytest.raises(PostError) as caught:
        reader(document(text))
    problem = caught.value.problem
    assert problem.severity == "error"
    return str(problem).removeprefix("sources/x.md:")


# What looks like front matter, and is a text.
ARTICLES = (
    "Attention: demain\n\nLe texte",
    "Attention: demain\nRappel: ce soir\n\nLe texte",
    "Titre: x\n\nDate: y\n\nLe texte",
    "Title: x\nDate: y\nLe texte suit.\n",
    "Date : demain\nLieu : Paris\n\nLe texte",
    "Il a dit: non\nElle a dit: oui\n---\nb",
    "***\n\nb\n\n---\n",
    "--- Bonjour ---\n\nb\n\n---\n",
    "---yaml\ntitle: x\n",
    "x = 1\n+++\n",
    "x = 1\n\nb",
    "+++ b\n",
    ";;; b\n",
    "<!-- c -->\n---\n\nb\n\n---\n",
    "<!-- c -->\n---\ntitle: x\n",
    "<!-- c -->\n# b",
    "<!-- c -->\n",
    "<!-- c",
    '<!-- c -->\n{"b": 1}',
    "# b\n\ntitle: x\ndate: y\n\nc",
)


@pytest.mark.parametrize(
    ("text", "data", "lines", "body", "line"),
    [
        ("---\na: 1\nb: [x]\n---\nbody\n", {"a": 1, "b": ["x"]}, {"a": 2, "b": 3}, "body\n", 5),
        ("\ufeff---\na: x\n---\nb", {"a": "x"}, {"a": 2}, "b", 4),
        ("\n \n---\na: x\n---\nb", {"a": "x"}, {"a": 4}, "b", 6),
        ("--- \r\na: x\r\n---\t\r\n\r\nb\r\n", {"a": "x"}, {"a": 2}, "\nb\n", 4),
        ("----\na: x\n---\n", {"a": "x"}, {"a": 2}, "", 4),
        ("---\na: x\n---", {"a": "x"}, {"a": 2}, "", 3),
        ("---\n---\nb", {}, {}, "b", 3),
        ("---\n# only this\n---\nb", {}, {}, "b", 4),
        ("---\nnull\n---\nb", {}, {}, "b", 4),
        ("b\n\n---\nc", {}, {}, "b\n\n---\nc", 1),
        ("Titre : x\n---\nb", {}, {}, "Titre : x\n---\nb", 1),
        ("a:b\nc:d\n---\n", {}, {}, "a:b\nc:d\n---\n", 1),
        ("a: b\n\nc", {}, {}, "a: b\n\nc", 1),
        ("{{ b }}", {}, {}, "{{ b }}", 1),
        *((text, {}, {}, text, 1) for text in ARTICLES),
        ('+++\na = 1\n"b c" = 2020-07-21\n[d]\ne = 07:30:00\n+++\nbody',
         {"a": 1, "b c": date(2020, 7, 21), "d": {"e": "07:30:00"}}, {"a": 2, "b c": 3, "d": 4}, "body", 7),
        ('{"a": 1, "b": {"a": [2]}}\nbody', {"a": 1, "b": {"a": [2]}}, {"a": 1, "b": 1}, "body", 2),
        ('\n{\n  "a": "{",\n  "b": null\n}\n\nbody', {"a": "{", "b": None}, {"a": 3, "b": 4}, "\nbody", 6),
        ("{}\nbody", {}, {}, "body", 2),
        ("---\na: x\n---\n\n    code\n\n\n", {"a": "x"}, {"a": 2}, "\n    code\n\n\n", 4),
        ("+++\na = 1\n+++\n\tcode  \n ", {"a": 1}, {"a": 2}, "\tcode  \n ", 4),
        ('{"a": 1}\n    code\n', {"a": 1}, {"a": 1}, "    code\n", 2),
    ],
)  # fmt: skip
def test_a_document_is_parted(text, data, lines, body, line):
    """Values, the line of each key, the text and its line are those of the document."""
    found = read(text)
    assert (dict(found.data), dict(found.lines), found.body, found.body_line) == (data, lines, body, line)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2020-07-21", date(2020, 7, 21)),
        ("2020-02-30", "2020-02-30"),
        ("2020-13-45 25:00:00", "2020-13-45 25:00:00"),
        ("!!timestamp x", "x"),
        ("01000", "01000"),
        ("18:30", "18:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1:30.5", "1:30.5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("9" * 5000, "9" * 5000),
        ("45000", 45000),
        ("-3", -3),
        ("1.5", 1.5),
        ("=", "="),
        ("no", False),
        ("oui", "oui"),
        ("!!bool x", "x"),
        ("!!str 1", "1"),
        ("~", None),
        ("<<", "<<"),
        ("!!merge x", "x"),
        ("&a [1, *a0]".replace(", *a0", ""), [1]),
    ],
)
def test_a_scalar_is_what_its_author_meant(written, value):
    """Postal codes, hours and impossible dates stay as written; numbers, days and truth are such."""
    assert read(f"---\na: {written}\n---\n").data == {"a": value}


def test_merge_keys_are_merged():
    """`<<` fills in what a mapping does not say; it is no key itself."""
    found = read("---\na: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n<<: {c: 4}\n---\n")
    assert found.data == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}, "c": 4}
    assert found.lines == {"a": 2, "b": 3}


STAIRS = "---\n" + "".join(f"{' ' * level}a:\n" for level in range(70)) + "---\n"
BOMB = "---\na: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n" for before, name in ["ab", "bc", "cd", "de"]
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\na: x\n", "1: expected a line --- that closes the front matter"),
        ("\n---\na: x\n...\nb", "2: expected a line --- that closes the front matter"),
        ("+++\na = 1\n", "1: expected a line +++ that closes the front matter"),
        ("title: x\n---\nb", "1: expected a line --- before the front matter, found 'title: x'"),
        ("\nTitle: x\nOpen: y\n- z\n\n # c\n---\nb", "2: expected a line --- before the front matter"),
        ("--\ntitle: x\n---\nb", "1: expected a line --- before the front matter, found '--'"),
        ("—\ntitle: x\n---\nb", "1: expected a line --- before the front matter, found '—'"),
        ("Title: x\nMood: y\n\nb", "1: expected a line --- before the front matter, found 'Title: x' ("),
        ("\nmood: y\ntags:\n  - a\n- b\nroles: x\n", "2: expected a line --- before the front matter"),
        ("Date limite: demain\nauteur : x\n\nb", "1: expected a line --- before"),
        ("Date limite: demain\nMood: x\n---\nb", "1: expected a line --- before"),
        ("'title': x\n\"date\": y\n\nb", "1: expected a line --- before"),
        ('"title": x\n---\nb', "1: expected a line --- before the front matter, found '\"title\": x' (add a"),
        ('title = "x"\n+++\nb', "1: expected a line --- before the front matter, found 'title = \"x\"'"),
        ("a = 1\n# c\n\nb = [\n 2,\n]\n+++\nb", "1: expected a line --- before"),
        ("---yaml\nmood: x\n---\nb", "1: expected a line --- before the front matter, found '---yaml' ("),
        ("--- # c\nmood: x\n---\nb", "1: expected a line --- before the front matter, found '--- # c'"),
        ("--- x\n# c\ntitle: x\n---\nb", "1: expected a line --- before"),
        ("+++ toml\nmood = 1\n+++\nb", "1: expected a line --- before the front matter, found '+++ toml'"),
        (';;;\n{"title": "x"}\n;;;\nb', "1: expected a line --- before the front matter, found ';;;'"),
        ("<!-- c -->\n---\n\ntitle: x\n---\nb", "2: expected a line --- before the front matter, found a c"),
        ("<!-- c\n-->\n\n<!-- d -->+++\ntitle = 1\n+++\nb", "4: expected a line --- before"),
        ('<!-- c -->\n{"title": 1}\nb', "2: expected a line --- before"),
        ("<!-- c -->\ntitle: x\ndate: y\n\nb", "2: expected a line --- before"),
        ("\u200b---\ntitle: x\n---\nb", "1: expected a line --- before the front matter, found a com"),
        ("---\n- a\n---\n", "2:1: expected keys with values, found a list"),
        ("---\nhello\n---\n", "2:1: expected keys with values, found a text"),
        ("---\na: x: y\n---\n", "2:5: expected YAML, found a ': ' inside a value"),
        ("---\n\ta: x\n---\n", "2:1: expected YAML, found a tab (indent with spaces)"),
        ('---\na: "x\n---\n', "2:4: expected YAML, found a quotation mark that is never closed"),
        ("---\na: @x\n---\n", "2:4: expected YAML, found a value that starts with a special character"),
        ("---\na: *x\n---\n", "2:4: expected YAML, found an alias (*) without its anchor (&)"),
        ("---\na: [x\n---\n", "2:4: expected YAML, found a bracket that is never closed"),
        ("---\na: - x\n---\n", "2:4: expected YAML, found a list item beside its key"),
        ("---\na: !!python/object:os.system {}\n---\n", "2:4: a: expected a value without a tag"),
        ("---\na: !!python/name:os.system x\n---\n", "2:4: a: expected a value without a tag"),
        ("---\na: !x [1]\n---\n", "2:4: a: expected a value without a tag, found the tag !x"),
        ("---\na: !!binary aGk=\n---\n", "2:4: a: expected a value without a tag, found the tag !!binary"),
        ("---\n? [a]\n: b\n---\n", "2:3: expected a text as key, found a list or mapping"),
        ("---\na: &a [*a]\n---\n", "2:4: a[0]: expected an alias (*) outside its own"),
        (BOMB + "---\n", "6: expected at most 20,000 values, aliases written out"),
        ("---\na: " + "[" * 20_000 + "\n---\n", "2:63: expected at most 60 levels of nesting"),
        ("---\n" + "- " * 20_000 + "\n---\n", "2:121: expected at most 60 levels of nesting"),
        (STAIRS, "61:60: expected at most 60 levels of nesting"),
        ("---\n" + "a: [" * 70 + "\n---\n", "2:"),
        ("+++\na = \n+++\n", "2:5: expected TOML, found a syntax error: invalid value"),
        ("+++\na = [\n+++\n", "2: expected TOML, found a syntax error"),
        ("+++\na = 1\na = 1\n+++\n", "3:"),
        (f"+++\na = {'9' * 5000}\n+++\n", "1: expected TOML, found a syntax error"),
        (f"+++\na = {'[' * 20_000}\n+++\n", "2: expected at most 60 levels of nesting"),
        (f"+++\na = {'[' * 70}{']' * 70}\n+++\n", "2: expected at most 60 levels of nesting"),
        ('{"a": 1,}\n', "1:9: expected JSON, found a syntax error"),
        ('{\n"a": 1', "2:7: expected JSON, found a syntax error"),
        ('{"a": 1} b\n', "1:9: expected JSON, found a syntax error: text after"),
        (f'{{"a": {"[" * 20_000}', "1: expected at most 60 levels of nesting"),
        (b"\xff\xfea\0", "1: expected text in UTF-8, found UTF-16"),
        *((text, "1: expected a text, found an empty file") for text in ("", "\n \n", b"\0" * 9, "--", "+++\n")),
        (b"a\n\0", "2: expected text, found a binary file"),
        (b"a\nb\xe9c", "2: expected text in UTF-8, found the byte 0xE9"),
        (b"\xef\xbb\xbf\na\xe9", "2: expected text in UTF-8, found the byte 0xE9"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_line(text, said):
    """Each is an error with its place; nothing of it becomes a body."""
    assert refused(text).startswith(said)


@pytest.mark.parametrize(
    ("text", "data", "said"),
    [
        ("---\na: x\na: x\n---\n", {"a": "x"}, ["3:1: a: expected each key once, found a second one (the"]),
        ("---\na: x\nb: 1\na: y\n---\n", {"a": "y", "b": 1}, ["4:1: a: expected each"]),
        ("---\na: {b: 1, b: 2}\n---\n", {"a": {"b": 2}}, ["2:11: a.b: expected each"]),
        ('{\n"a": 1,\n"a": 2\n}\n', {"a": 2}, ["3: a: expected each key once, found a second one"]),
        ("---\na: &a [1, {b: 2}]\na: [1, {b: 2}]\n---\n", {"a": [1, {"b": 2}]}, ["3:1: a: expected each"]),
        ("---\na: &a x\nb: {c: *a, c: *a}\n---\n", {"a": "x", "b": {"c": "x"}}, ["3:12: b.c: expected each"]),
        ('{"a": 1, "a": 1}\n', {"a": 1}, ["1: a: expected each"]),
        ("---\n1: a\nnull: b\n2020-01-01: c\nno: d\n---\n",
         {"1": "a", "null": "b", "2020-01-01": "c", "no": "d"},
         ["2:1: expected a text as key, found '1'", "3:1: expected", "4:1: expected", "5:1: expected"]),
        ("---\na: x\x0by\n---\n", {"a": "xy"}, ["2: expected characters that XML allows"]),
    ],
)  # fmt: skip
def test_what_can_be_understood_is_read_with_a_warning(text, data, said):
    """The values are there, and each oddity is named at its line."""
    found = read(text)
    assert found.data == data
    assert [problem.severity for problem in found.problems] == ["warning"] * len(said)
    for problem, start in zip(found.problems, said, strict=True):
        assert str(problem).removeprefix("sources/x.md:").startswith(start)


def test_json_and_toml_numbers_are_finite():
    """NaN, endless and gigantic numbers are texts, as in YAML."""
    assert read(f'{{"a": NaN, "b": 1e999, "c": {"9" * 5000}}}\n').data == {
        "a": "NaN",
        "b": "1e999",
        "c": "9" * 5000,
    }
    assert read("+++\na = nan\nb = 1.5\nc = 0xfffffffffffffffff\n+++\n").data == {
        "a": "nan",
        "b": 1.5,
        "c": "0xfffffffffffffffff",
    }


@pytest.mark.parametrize(
    ("text", "data", "lines"),
    [
        ("a: 1\nb: x\n", {"a": 1, "b": "x"}, {"a": 1, "b": 2}),
        ("---\na: 1\n", {"a": 1}, {"a": 2}),
        ("---\na: 1\n---\n", {"a": 1}, {"a": 2}),
        ("---\na: 1\n...\n", {"a": 1}, {"a": 2}),
        ("\ufeffa: 1", {"a": 1}, {"a": 1}),
        ("", {}, {}),
    ],
)
def test_a_reference_file_is_a_mapping(text, data, lines):
    """The whole file is one mapping, with lines of its own and no text."""
    found = front_matter.read_yaml(document(text))
    assert (found.data, found.lines, found.body, found.problems) == (data, lines, "", ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", "1:1: expected keys with values, found a list"),
        ("a: 1\n---\nb: 2\n", "2:1: expected YAML, found a second document"),
        ("a: b: c\n", "1:5: expected YAML"),
    ],
)
def test_a_reference_file_that_is_none_is_refused(text, said):
    """A list, a second document or a syntax error is named at its line."""
    assert refused(text, front_matter.read_yaml).startswith(said)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(categories=["L", "N", "P", "Zs"]))
)
KEYS = st.text("abcdefé_", min_size=1)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.text("ab \n#-", max_size=20))
def test_what_is_written_is_read_back(data, body):
    """Front matter as PyYAML writes it gives back its values, their lines, and the text as it was."""
    written = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    found = read(f"---\n{written}---\n{body}")
    assert dict(found.data) == data
    rows = f"---\n{written}".split("\n")
    assert all(
        key in rows[line - 1] or yaml.safe_dump(key).strip() in rows[line - 1] for key, line in found.lines.items()
    )
    assert list(found.lines) == list(data)
    assert found.body == body


@given(st.binary(max_size=60) | st.text("-+{}[]&*!: \n\t\"'ab#.|>", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(body):
    """Whatever stands in a file, the answer is front matter or an error with a line."""
    lines = set()
    for start in (b"", b"---\n", b"+++\n", b"{"):
        try:
            found = read(start + body)
        except PostError as error:
            lines.add(error.problem.line)
        else:
            assert all(isinstance(key, str) for key in found.data)
    assert None not in lines


def test_real_posts_are_read():
    """None of 194 real posts is refused."""
    jobs = SHARED / "corpus" / "jobs"
    if not jobs.is_dir():
        pytest.skip("the corpus of real posts is not beside this repository")
    for path in sorted(jobs.iterdir()):
        assert front_matter.read(document(path.read_bytes())).data


FIRST = {"YAML": "---\na: 1\n---\n", "TOML": "+++\na = 1\n+++\n", "JSON": '{"a": 1}\n', "empty": "---\n---\n"}
SECOND = (
    "---\ntitle: x\n---\nbody",
    "\n\n---\ndraft: true\nnote: interne\n---\n",
    "---\n\ntitle: x\n\n---\n",
    "---\nunknown: x\n---\nbody",
    "----\nunknown: [x]\n---\nbody",
    "+++\ntitle = 'x'\n+++\nbody",
    '{"title": "x"}\nbody',
    "<!-- c -->\n---\ntitle: x\n---\n",
    "\u200b\n---\ntitle: x\n---\n",
    "---\ntitle: a: b\n---\nbody",
    '{"token": "x"}',
    '\n\n{"token": "x",}\n\nbody',
    '{\n  token: "x"\n}\n',
    "{'token': 'x'}\n",
    "%% n %%\n---\ntoken: x\n---\nbody",
    "{# n #}\n\n{% comment %}\nn\n{% endcomment %}\n+++\ntoken = 1\n+++\nbody",
    "---\ntoken: x\n...\nbody",
    "---yaml\ntoken: x\n---\nbody",
    "--- # n\ntoken: x\n---\nbody",
    "+++ toml\ntoken = 1\n+++\n",
    "  ---\n  token: x\n  ---\nbody",
    "\n   ---\ntoken: x\n---\nbody",
    "---\n\ntoken: x\n\n---\nbody",
    "---\n\n\nstatus_of: x\ntoken: y\n---\nbody",
    "---\ncandidat: x: y [\n---\nbody",
    '---\nnote: "x\n---\nbody',
    "---\ntoken: [x\n\nnote: y\n---\nbody",
    "+++\ntoken = x\n+++\nbody",
    "+++\n[a.b]\ntoken = x\n+++\n",
    ';;;\n"token": "x"\n;;;\nbody',
    "—\ntoken: x\n—\nbody",
)
RULES = (
    "---\n\nbody\n\n---\n\nmore",
    "---\nbody\n---\n",
    "---\n\nAttention: demain\n\n---\n",
    "---\n- a\n- b\n---\n",
    "---\n---\n---\n",
    "---\nbody: this is never closed",
    "body\n\n---\ntitle: x\n---\n",
    "***\ntitle: x\n***\n",
    "{{ title }}\n",
    "# Title\n---\ntitle: x\n---\n",
    '```json\n{"token": "x"}\n```\n',
    "~~~yaml\n---\ntoken: x\n---\n~~~\n",
    "    ---\n    token: x\n    ---\n",
    '    {"token": "x"}\n',
    "Title\n---\n\nbody",
    "a | b\n---|---\n1 | 2\n",
    "---|---\n1 | 2\n",
    "--- | ---\nnote: x\n---\n",
    "| a | b |\n|---|---|\n",
    "---\n\nps: one line\nand another\n\n---\n",
    "---\nnb: a text\n\nmore: [text](x\n\nbody\n\n---\n".replace("more: ", "more "),
    "---\n\nDate : demain\n\n---\n",
    "—\nbody: x\n\nmore",
    "{.class}\n",
    '{"quoted"} text',
    "+++ one +++\n",
    "...\nnote: x\n---\n",
)


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("second", SECOND)
def test_a_second_front_matter_is_refused(first, second):
    """Its keys are not for readers, and the first front matter may not be all that the author meant."""
    found = refused(FIRST[first] + second)
    assert "expected one front matter, found a second one (put all keys" in found
    line = int(found.partition(":")[0])
    assert (FIRST[first] + second).split("\n")[line - 1].strip("\u200b ")[:1] in "-+{<;—"


@pytest.mark.parametrize(
    "comment", ["%% n %%", "<!-- n\n\nn -->", "{# n #}", "{% comment %}n{% endcomment %}", "[//]: # (n)"]
)
@pytest.mark.parametrize(
    "block", ["---\ntoken: x\n---\n", "+++\ntoken = x\n+++\n", "---\nnote: [\n...\n", '{"title": "x"}\n']
)
def test_front_matter_below_a_comment_is_refused(comment, block):
    """The comment is removed, so the keys would be the beginning of the text."""
    found = refused(f"{comment}\n\n{block}body\n")
    row = f"{comment}\n\n".count("\n") + 1
    assert found == (
        f"{row}: expected a line --- before the front matter, "
        "found a comment or an invisible character before it (put the front matter first)"
    )


@pytest.mark.parametrize("piece", ["{# n #}\n", "<!-- -->", "a: x\n", "\n", "{--x--} ", "---\n", "  ", "{% comment %}"])
def test_a_long_text_takes_no_long(piece):
    """The time grows with the length of the text, not with its square."""
    before = time.process_time()
    for first in ("", FIRST["YAML"] + "---\n", FIRST["YAML"]):
        with suppress(PostError):
            read(first + piece * (400_000 // len(piece)) + "end\n")
    assert time.process_time() - before < 6


@pytest.mark.parametrize("first", ["YAML", "TOML", "JSON"])
@pytest.mark.parametrize("body", RULES)
def test_a_rule_stays_a_rule(first, body):
    """A line --- above or between texts is Markdown."""
    assert read(FIRST[first] + body).body == body
