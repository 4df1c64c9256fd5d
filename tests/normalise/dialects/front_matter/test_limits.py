"""Limits of front matter: what is too much is refused at its line, whatever its format, and soon."""

import json
import time

import pytest
from support.paths import ROOT

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects import front_matter

WIDE = [str(index) for index in range(1_000)]


def read(text, reader=front_matter.read):
    return reader(Document("posts", "sources/x.md", text.encode(), ""))


def refused(text, reader=front_matter.read):
    """Return the problem of a refused text without its file.

    What is not counted first took minutes; what is counted takes half a second of CPU, four with coverage.
    """
    before = time.process_time()
    with pytest.raises(PostError) as caught:
        read(text, reader)
    assert time.process_time() - before < 20
    return str(caught.value.problem).removeprefix("sources/x.md:")


def as_yaml(data):
    # JSON is YAML too; one key a line.
    return "---\n" + "".join(f"{json.dumps(key)}: {json.dumps(value)}\n" for key, value in data.items()) + "---\nbody\n"


def as_toml(data):
    return "+++\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in data.items()) + "+++\nbody\n"


def as_json(data):
    rows = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
    return f"{{\n{rows}\n}}\nbody\n"


@pytest.mark.parametrize("write", [as_yaml, as_toml, as_json])
@pytest.mark.parametrize(
    "data",
    [
        {f"k{name}": 1 for name in WIDE},
        {"redirect_from": [f"/a/{name}" for name in WIDE]},
        {f"k{number}": WIDE[:900] for number in range(20)},
        {"a": "x" * 900_000},
        {"a": "# { [ = : , ] }\\\"'\n", "b": ["]", "}"], "c": 1.5},
    ],
    ids=["keys", "a list", "lists", "text", "signs in texts"],
)
def test_what_people_write_is_within_the_limits(write, data):
    """A thousand keys, a thousand values in a list, and a megabyte of text are read."""
    assert read(write(data)).data == data


@pytest.mark.parametrize("write", [as_yaml, as_toml, as_json])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({f"k{number}": 1 for number in range(1_001)}, "1002: expected at most 1,000 keys, found more"),
        ({f"k{number}": 1 for number in range(40_000)}, "1002: expected at most 1,000 keys, found more"),
        ({"a": 1, "redirect_from": [*WIDE, "/"]}, "3: expected at most 1,000 values in a list, found more"),
        ({"a": 1, "b": {"c": [[], [*WIDE, 1]]}}, "3: expected at most 1,000 values in a list, found more"),
        ({f"k{number}": WIDE for number in range(50)}, "expected at most 20,000 values"),
        ({"a": 1, "b": "x" * 1_000_000}, "expected at most 1,000,000 bytes of front matter"),
        ({"a": "é" * 500_000}, "expected at most 1,000,000 bytes of front matter"),
    ],
)
def test_more_is_refused_at_its_line(write, data, expected):
    """Keys, values of a list, values in all and bytes are counted alike in each format."""
    if write is as_toml and isinstance(data.get("b"), dict):
        data = {"a": 1, "b.c": data["b"]["c"]}
    assert expected in refused(write(data))


NESTED = "".join(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 9))
# A document of each kind that made one second of CPU or more, and where it is refused.
BOMBS = {
    "aliases of a long text": (
        "---\na: &a " + "x" * 100_000 + "\nb: [" + "*a, " * 900 + "]\n---\n",
        "3: expected at most 1,000,000 bytes",
    ),
    "aliases of aliases": ("---\na0: &a0 x\n" + NESTED + "---\n", "7: expected at most 20,000 values"),
    "aliases as keys": (
        "---\nb: &b " + "k" * 20 + "\n" + "".join(f"c{n}: {{*b : 1}}\n" for n in range(900)) + "---\n",
        "502: expected at most 1,000 keys",
    ),
    "an alias of a wide mapping": (
        "---\na: &a {" + ", ".join(f"k{name}: 1" for name in WIDE[:600]) + "}\nb: *a\n---\n",
        "3: expected at most 1,000 keys",
    ),
    "merged mappings": (
        "---\na: &a {" + ", ".join(f"k{name}: 1" for name in WIDE[:400]) + "}\nb: {<<: [*a, *a, *a]}\n---\n",
        "3: expected at most 1,000 keys",
    ),
    "anchors": ("---\na: [" + ", ".join(f"&x{n} {n}" for n in range(14_000)) + "]\n---\n", "2: expected at most 1,000"),
    "the same key": ("---\n" + "a: 1\n" * 20_000 + "---\n", "1002: expected at most 1,000 keys"),
    "tags": ("---\na: [" + "!x 1," * 20_000 + "]\n---\n", "2: expected at most 1,000 values in a list"),
    "directives": ("---\n" + "".join(f"%TAG !a{n}! x\n" for n in range(40_000)) + "--- {a: 1}\n---\n", "1: expected"),
    "a key of many parts": ("+++\n" + ".".join("a" * 20_000) + " = 1\n+++\n", "2: expected at most 60 parts of a key"),
    "a quoted key of many parts": ("+++\na = 1\n" + ' . "a"' * 20_000 + " = 1\n+++\n", "3: expected at most 60 parts"),
    "an inline key of many parts": ("+++\na = {b" + ".b" * 20_000 + " = 1}\n+++\n", "2: expected at most 60 parts"),
    "tables": ("+++\n" + "".join(f"[a{n}]\n" for n in range(20_000)) + "+++\n", "1002: expected at most 1,000 keys"),
    "tables in a list": ("+++\n" + "[[a]]\n" * 20_000 + "+++\n", "1002: expected at most 1,000 keys"),
    "the same key in JSON": ('{"a": [' + '{"b": 1},' * 20_000 + "]}\n", "1: expected at most 1,000"),
    "a JSON object that is never closed": ('{"a": "' + '\\"' * 600_000, "1: expected at most 1,000,000 bytes"),
    "a TOML text that is never closed": ('+++\na = "' + '\\"' * 100_000 + "\n+++\n", "2:"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_short_text_cannot_take_long(name):
    """What aliases, dots and repetition would multiply is counted before it is parsed."""
    text, expected = BOMBS[name]
    assert refused(text).startswith(expected)


@pytest.mark.parametrize("name", ["aliases of a long text", "aliases of aliases", "the same key"])
def test_reference_files_have_the_same_limits(name):
    """A file that is YAML as a whole is refused where front matter is."""
    text, expected = BOMBS[name]
    line = int(expected.partition(":")[0]) - 1
    assert refused(text.removeprefix("---\n").removesuffix("---\n"), front_matter.read_yaml).startswith(f"{line}:")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"unknown{number}: v\n" for number in range(40_000)) + "---\nbody\n",
        "title: x\n" + "".join(f"unknown{number}: v\n" for number in range(40_000)),
        "".join(f"unknown{number} = 1\n" for number in range(40_000)) + "+++\nbody\n",
        "---yaml\n" + "".join(f"unknown{number}: v\n" for number in range(40_000)) + "---\nbody\n",
    ],
)
def test_front_matter_without_its_delimiter_is_found_soon(text):
    """However many keys it has."""
    assert refused(text).startswith("1: expected a line --- before the front matter")


def test_a_configuration_has_no_such_limit():
    """Thousands of sources are normal there."""
    from feeds.normalise.dialects import yaml_reader

    text = "sources:\n" + "".join(f"  - {{url: 'https://example.org/{number}'}}\n" for number in range(2_000))
    assert len(yaml_reader.load(text, "config.yaml").data["sources"]) == 2_000


def test_no_real_post_is_near_a_limit():
    """None of the real posts is refused."""
    jobs = ROOT.parent / "shared" / "corpus" / "jobs"
    if not jobs.is_dir():
        pytest.skip("the corpus of real posts is not beside this repository")
    for path in sorted(jobs.iterdir()):
        assert read(path.read_text("utf-8")).data
