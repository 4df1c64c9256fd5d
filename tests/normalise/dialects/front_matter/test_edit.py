"""Values set in front matter: every other byte stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects import front_matter
from feeds.normalise.dialects.front_matter.edit import with_values

CLOSED = {"open": False, "filled": True}


def edit(text, values=CLOSED):
    return with_values(Document("s", "a.md", text.encode(), ""), values).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\nopen: true # now\n---\nA\n", "---\nopen: false # now\nfilled: true\n---\nA\n"),
        ("---\r\nopen:   yes\r\n---\r\nA", "---\r\nopen:   false\r\nfilled: true\r\n---\r\nA"),
        ("\ufeff---\nfilled: 'no'\nopen: \"true\"\n---", "\ufeff---\nfilled: true\nopen: false\n---"),
        ("\n\n---\n'open': true\nx: |\n  a\n---\nA", "\n\n---\n'open': false\nx: |\n  a\nfilled: true\n---\nA"),
        ("---\n  title: T\n  open:\n---\nA\n", "---\n  title: T\n  open: false\n  filled: true\n---\nA\n"),
        ("+++\nopen = true # now\n+++\nA\n", "+++\nopen = false # now\nfilled = true\n+++\nA\n"),
        ("+++\r\na = 1\r\n[b]\r\n+++\r\n", "+++\r\na = 1\r\nopen = false\r\nfilled = true\r\n[b]\r\n+++\r\n"),
        ("---\rtitle: T\r---\rA", "---\rtitle: T\ropen: false\rfilled: true\r---\rA"),
    ],
)  # fmt: skip
def test_only_the_keys_are_edited(before, after):
    assert edit(before) == after


def test_words_and_dates_keep_their_quotes():
    values = {"status": "closed", "poste_ferme": "2026-02-28"}
    assert edit('---\nstatus: "open"\n---\n', values) == '---\nstatus: "closed"\nposte_ferme: 2026-02-28\n---\n'
    assert edit("+++\nstatus = 'open'\n+++\n", values) == "+++\nstatus = 'closed'\nposte_ferme = 2026-02-28\n+++\n"
    assert edit("+++\ntitle = 'x'\n+++\n", values).split("\n")[2] == 'status = "closed"'


@pytest.mark.parametrize(
    "text",
    [
        "A text.\n",
        '{"open": true}\nA\n',
        "---\n{open: true}\n---\nA\n",
        "---\nopen: [true]\n---\nA\n",
        "---\nopen: |\n  true\n---\nA\n",
        "---\nopen:\n  now: true\n---\nA\n",
        "---\nopen: true\nopen: maybe\nfilled: [\n---\nA\n",
        "---\nopen: &x true\nalso: *x\n---\nA\n",
        "---\nopen: true\n",
        "+++\nopen = '''true\n'''\n+++\nA\n",
    ],
)
def test_what_is_not_one_line_is_refused(text):
    with pytest.raises(PostError):
        edit(text)


TEXTS = st.text(alphabet="aé :#'\"-+[]{}|>\\\u2028", max_size=8)
ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def documents(draw):
    """Return a document in YAML or TOML whose keys may be there, with comments and other keys."""
    ending, is_yaml = draw(ENDINGS), draw(st.booleans())
    mark, sign = ("---", ": ") if is_yaml else ("+++", " = ")
    comment = draw(st.sampled_from(["", " # c", "  # 'é'"]))
    lines = [f"# {draw(TEXTS)}".replace("\u2028", ""), f"title{sign}'T'"]
    values = st.sampled_from(["true", "false", '"x"'])
    keys = [key for key in ("open", "filled") if draw(st.booleans())]
    lines += [f"{key}{sign}{draw(values)}{comment}" for key in keys]
    lines = draw(st.permutations(lines))
    tables = [] if is_yaml or draw(st.booleans()) else ["[other]", "open = true"]
    text = ending.join([mark, *lines, *tables, mark, draw(TEXTS), ""])
    return draw(st.sampled_from(["", "\ufeff", ending])) + text


@given(documents())
def test_all_other_bytes_stay(text):
    """Reading the result finds the values; all other lines are the same, in the same order."""
    try:
        before = front_matter.read(Document("s", "a.md", text.encode(), ""))
        after = edit(text)
    except PostError:
        return
    read = front_matter.read(Document("s", "a.md", after.encode(), ""))
    assert {**before.data, **CLOSED} == read.data
    assert read.body == before.body
    kept = [line for line in after.splitlines(keepends=True) if not line.lstrip().startswith(("open", "filled"))]
    was = [line for line in text.splitlines(keepends=True) if not line.lstrip().startswith(("open", "filled"))]
    assert kept == was
    assert edit(after) == after
