"""Hostile posts: each is reported, in its place, and the good post beside it is published."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from support.organizations import build

from feeds.model.post import Document

SECRET = "raw-front-matter-word"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

# What is refused: what the file holds, and the line at which it is wrong (None: of the whole file).
REFUSED: dict[str, tuple[bytes, int | None]] = {
    "unclosed fence": (f"---\ntitle: {SECRET}\nTexte\n".encode(), 1),
    "missing fence": (f"title: {SECRET}\nroles: Dev\n---\nTexte\n".encode(), 1),
    "dashes of a word processor": (f"—\ntitle: {SECRET}\n—\nTexte\n".encode(), 1),
    "a list": (f"---\n- {SECRET}\n---\nTexte\n".encode(), 2),
    "a scalar": (f"---\n{SECRET}\n---\nTexte\n".encode(), 2),
    "broken YAML": (f"---\ntitle: {SECRET}\ntags: [a\n---\nTexte\n".encode(), 3),
    "latin-1": (f"---\ntitle: été {SECRET}\n---\nTexte\n".encode("latin-1"), 2),
    "UTF-16": (f"---\ntitle: {SECRET}\n---\nTexte\n".encode("utf-16"), 1),
    "a YAML bomb": (f"---\ntitle: {SECRET}\n{BOMB}---\nTexte\n".encode(), None),
    "a Python tag": (
        f"---\ntitle: {SECRET}\nx: !!python/object/apply:os.getcwd []\n---\nTexte\n".encode(),
        3,
    ),
    "a binary file": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), 3),
    "zero bytes": (b"---\ntitle: " + SECRET.encode() + b"\n---\n\0\0\0", 4),
    "an unfinished JSON": (f'{{"title": "{SECRET}", \n'.encode(), None),
    "an unfinished TOML": (f'+++\ntitle = "{SECRET}\n+++\nTexte\n'.encode(), 2),
    "deep YAML": (f"---\ntitle: {SECRET}\nx: {'[' * 10_000}\n---\nTexte\n".encode(), None),
    "deep JSON": (f'{{"title": "{SECRET}", "x": {"[" * 10_000}'.encode(), None),
}

# What is published for what it is, with a word on what is wrong.
UNDERSTOOD: dict[str, bytes] = {
    "a byte order mark": b"\xef\xbb\xbf---\ntitle: Avec BOM\n---\nTexte\n",
    "a repeated key": b"---\ntitle: Un\ntitle: Deux\n---\nTexte\n",
    "control characters": b"---\ntitle: Un\n---\nTexte \x0b\x01 fin\n",
    "Windows line ends": b"---\r\ntitle: Avec CRLF\r\n---\r\nTexte\r\n",
    "old line ends": b"---\rtitle: Avec CR\r---\rTexte\r",
    "no text": b"---\ntitle: Sans texte\n---\n",
    "no front matter": b"# Un titre\n\nTexte\n",
    "blank": b"\n\n \n",
    "a fence alone": b"---\n---\nTexte\n",
    "ten thousand brackets": b"---\ntitle: Crochets\n---\n" + b"[" * 10_000,
    "deep quotes": b"---\ntitle: Citations\n---\n" + b">" * 3_000 + b" x\n",
    "deep lists": b"---\ntitle: Listes\n---\n" + b"".join(b" " * 4 * depth + b"- x\n" for depth in range(200)),
    "deep HTML": b"---\ntitle: HTML\n---\n" + b"<div>" * 3_000 + b"x\n",
    "many stars": b"---\ntitle: Astres\n---\n" + b"*a_" * 5_000,
    "many backticks": b"---\ntitle: Accents\n---\n" + b"`" * 5_000 + b"a\n",
    "separators that YAML counts as line ends": ("---\ntitle: 'a\u2028\u2028\u2028b'\ntags: [a\n---\nTexte\n".encode()),
    "a long line": b"---\ntitle: Ligne\n---\n" + b"a" * 1_000_000,
}


def good(home):
    home.job("2026-01-05-bonne.md", title="La bonne offre")


def assert_good(home):
    """The good post is everywhere, and nothing of anybody's raw front matter is anywhere."""
    assert "La bonne offre" in home.titles("jobs.json")
    for path, body in home.tree().items():
        assert SECRET.encode() not in body, path
        assert b"!!python" not in body
        if path.endswith((".rss", ".atom", ".xml", ".opml")):
            etree.fromstring(body)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_post_is_refused_with_its_line(home, name):
    """Its problem names file and line; nothing of it is published, and nothing else is lost."""
    body, line = REFUSED[name]
    good(home)
    home.write("sources/2026-01-06-mauvaise.md", body)
    started = time.process_time()
    ran = home.publish()
    assert time.process_time() - started < 60
    assert ran.status == 1
    bad = [problem for problem in ran.report["problems"] if problem["file"] == "sources/2026-01-06-mauvaise.md"]
    (refusal,) = (problem for problem in bad if problem["severity"] == "error")
    assert "unexpected" not in refusal["text"], refusal["text"]
    assert "Traceback" not in ran.err
    if line is None:
        assert refusal["line"] is not None
    else:
        assert refusal["line"] == line, refusal["text"]
    assert home.titles("jobs.json") == ["La bonne offre"]
    assert home.ids("news.json") == []
    assert_good(home)


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_what_is_odd_is_published_for_what_it_is(home, name):
    """No oddity is unforeseen, and none takes longer than a moment."""
    good(home)
    home.write("sources/2026-01-06-etrange.md", UNDERSTOOD[name])
    started = time.process_time()
    ran = home.publish()
    assert time.process_time() - started < 60
    assert not any("unexpected" in problem for problem in ran.problems), ran.problems
    published = home.titles("news.json")
    refused = [problem for problem in ran.report["problems"] if problem["severity"] == "error"]
    assert len(published) + len(refused) == 1
    assert_good(home)
    for path in home.tree():
        if path.endswith(("news.rss", "news.atom")):
            home.feed(path)


def test_every_trap_at_once(home):
    """A folder full of them is read to its end within seconds."""
    good(home)
    for number, (body, _) in enumerate(REFUSED.values()):
        home.write(f"sources/2026-01-06-r{number}.md", body)
    for number, body in enumerate(UNDERSTOOD.values()):
        home.write(f"sources/2026-01-06-u{number}.md", body)
    started = time.process_time()
    ran = home.publish()
    assert time.process_time() - started < 60
    refused = [problem for problem in ran.report["problems"] if problem["severity"] == "error"]
    assert {problem["file"] for problem in refused} >= {f"sources/2026-01-06-r{n}.md" for n in range(len(REFUSED))}
    assert_good(home)


def test_traps_among_the_organisations_stop_nobody(home):
    """A bad reference file is reported by its name, in every run, and the good ones are used."""
    home.configure(references={"startup": "startups"})
    home.write("startups/carte.md", "---\ntitle: La Carte\n---\n")
    files = set()
    for number, (body, _) in enumerate(REFUSED.values()):
        for ending in ("md", "yaml"):
            files.add(f"startups/r{number}.{ending}")
            home.write(f"startups/r{number}.{ending}", body)
    home.write("startups/end.yaml", "title: [")
    home.write("startups/lines.yaml", "title: 'a\u2028\u2028b'\nlink: [")
    (home.root / "startups" / "loop.md").symlink_to("loop.md")
    home.job("2026-01-05-bonne.md", title="La bonne offre", startup="carte")
    for _ in range(2):
        ran = home.publish()
        assert ran.status == 1
        told = {problem["file"] for problem in ran.report["problems"]}
        assert {"startups/end.yaml", "startups/lines.yaml", "startups/loop.md"} <= told
        assert files <= told
        assert not any("unexpected" in problem for problem in ran.problems), ran.problems
        assert_good(home)
        assert home.json("jobs.jsonld")["@graph"][0]["hiringOrganization"]["name"] == "La Carte"


def test_an_organisation_file_that_breaks_its_reader_is_left_out_alone():
    """What nobody foresaw is a problem of that file; the others are kept."""
    good = Document("startup", "startups/a.md", b"---\ntitle: A\n---\n", "")
    bad = good._replace(locator="startups/b.md", body=None)
    known, problems = build({"startup": [good, bad]})
    assert [entry.file for entry in known.entries] == ["startups/a.md"]
    assert [problem.file for problem in problems] == ["startups/b.md"]


# Files that are none


def test_a_file_of_a_hundred_megabytes_is_not_read(home):
    """It is refused by its size alone."""
    good(home)
    with (home.root / "sources" / "2026-01-06-grosse.md").open("wb") as file:
        file.truncate(100_000_000)
    started = time.process_time()
    ran = home.publish()
    assert time.process_time() - started < 60
    (problem,) = ran.problems
    assert problem.startswith("sources/2026-01-06-grosse.md: expected at most 2,000,000 bytes, found 100,000,000 (")
    assert_good(home)


def test_links_and_pipes_are_told_and_passed_over(home):
    """Links that dangle or turn in circles, a pipe: none of them hangs the run."""
    good(home)
    sources = home.root / "sources"
    (sources / "2026-01-06-pend.md").symlink_to("nulle-part.md")
    (sources / "2026-01-06-tourne.md").symlink_to("2026-01-06-tourne.md")
    (sources / "boucle").symlink_to(sources)
    os.mkfifo(sources / "2026-01-06-tube.md")
    started = time.process_time()
    ran = home.publish()
    assert time.process_time() - started < 60
    assert {problem["file"] for problem in ran.report["problems"]} == {
        "sources/2026-01-06-pend.md",
        "sources/2026-01-06-tourne.md",
        "sources/2026-01-06-tube.md",
        "sources/boucle",
    }
    assert_good(home)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(home):
    """Its permissions are what is wrong."""
    good(home)
    home.post("2026-01-06-fermee.md", title="X").chmod(0)
    ran = home.publish()
    assert any("2026-01-06-fermee.md" in problem and "permissions" in problem for problem in ran.problems)
    assert_good(home)


def test_odd_names_are_published(home):
    """Blanks, accents, no ending, no date, signs that addresses quote, and the longest name there may be."""
    names = [
        "2026-01-06-avec des blancs.md",
        "2026-01-06-été-à-l'œuvre.md",
        "2026-01-06-sans-fin",
        "sans-date.md",
        "2026-01-06-%3Cb%3E&amp;'\".md",
        "2026-01-06-日本語.md",
        "2026-01-06-🎉.md",
        "-rf.md",
        "CON.md",
        "2026-01-06-" + "x" * 240 + ".md",
        "dossier/../dossier/2026-01-06-dedans.md",
        "a\nb.md",
    ]
    good(home)
    for number, name in enumerate(names):
        home.post(name, title=f"Titre {number}")
    home.post("2026-01-06-image.png", title="Pas un article")
    home.post(".2026-01-06-cachee.md", title="Cachée")
    ran = home.publish()
    assert ran.status == 0, ran.problems
    assert sorted(home.titles("news.json")) == sorted(f"Titre {number}" for number in range(len(names)))
    for item in home.json("news.json")["items"]:
        path = item["url"].removeprefix("https://jobs.example.org/")
        assert all(letter.isascii() and (letter.isalnum() or letter in "-/") for letter in path), path
        assert (home.output / path / "index.html").exists()
    assert_good(home)


def test_a_name_that_is_not_utf_8_is_refused(home):
    """It can be printed all the same."""
    good(home)
    name = os.fsencode(home.root / "sources") + b"/2026-01-06-\xe9.md"
    Path(os.fsdecode(name)).write_bytes(b"---\ntitle: X\n---\nTexte\n")
    ran = home.publish()
    assert any("UTF-8" in problem for problem in ran.problems)
    assert_good(home)


@settings(
    max_examples=30,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(
    st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=6),
    st.sampled_from([b"---\n", b"+++\n", b"{", b"", b"---\ntitle: "]),
)
def test_no_bytes_are_unforeseen(homes, bodies, start):
    """Whatever a file holds, it is published or refused with its name, and never by accident."""
    home = homes()
    good(home)
    for number, body in enumerate(bodies):
        home.write(f"sources/2026-01-06-p{number}.md", start + body)
    ran = home.publish()
    assert not any("unexpected" in problem for problem in ran.problems), ran.problems
    refused = {problem["file"] for problem in ran.report["problems"] if problem["severity"] == "error"}
    listed = len(home.ids("news.json")) + len(home.ids("jobs.json")) - 1 + len(home.json("closed.json")["closed"])
    hidden = sum(n for name, n in ran.report["counts"].items() if name.split()[1] in ("draft", "scheduled"))
    assert len(refused) + listed + hidden == len(bodies)
    assert_good(home)


# Scripts


PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt/x>alert(1)</sCrIpT >",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "]]><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](vbscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='  javascript:alert(1)'>x</a>",
    '<a href="jav&#x0A;ascript:alert(1)">x</a>',
    "<a href='\x01javascript:alert(1)'>x</a>",
    "![x](javascript:alert(1))",
    '![x"onerror="alert(1)](https://a.example/x.png)',
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object><embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
    "<style>@import 'javascript:alert(1)';</style><p style='background:url(javascript:alert(1))'>x</p>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'>",
    "<link rel=stylesheet href='javascript:alert(1)'>",
    "<details open ontoggle=alert(1)>x</details>",
    "<p id='x' name='y' class='z' onclick='alert(1)'>x</p>",
    "<javascript:alert(1)>",
    "{{ 7191 * 7 }}{% raw %}<script>alert(1)</script>",
]
HARMFUL = {"script", "iframe", "object", "embed", "form", "style", "base", "svg", "math", "button", "input"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "srcset", "poster", "content"}


CONTENT = {  # read raw, since feedparser sanitises
    "rss": ".//item/{http://purl.org/rss/1.0/modules/content/}encoded",
    "atom": ".//{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}content",
}


def assert_harmless(document, place, *, page):
    """Nothing in a document runs: no script, no handler, no address but of the web and of mail."""
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        if page and element.get("src", "").rpartition("/")[2] in ("lists.js", "copy.js", "parts.js"):
            assert dict(element.attrib).keys() == {"src", "defer"}, place
        elif page and element.tag == "script":
            assert element.get("type") == "application/ld+json", place
            assert "<" not in (element.text or ""), place
        elif page and element.tag == "button":
            assert {*element.attrib} == {"type", "hidden", "data-copy", "data-done"}, place
        else:
            assert element.tag not in HARMFUL, (place, element.tag)
        if page and element.tag == "meta":
            assert element.get("http-equiv") != "refresh", place
            continue
        if not page:
            assert element.tag not in ("meta", "link"), place
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (place, name)
            assert name != "style", place
            if name in ADDRESSES:
                scheme = "".join(value.split()).lower().partition(":")[0] if ":" in value else ""
                assert scheme in ("", "https", "http", "mailto", "tel"), (place, value)


def test_nothing_that_an_author_writes_runs(home):
    """Scripts in any field reach no output but as words."""
    home.configure(
        feeds=[
            "jobs",
            "news",
            {"name": "tags/{tag}", "each": "tag"},
            {"name": "o/{organization}", "each": "organization"},
        ]
    )
    good(home)
    for number, payload in enumerate(PAYLOADS):
        fields = {
            "title": f"{payload} T{number}",
            "tags": [payload],
            "summary": payload,
            "author": {"name": payload, "url": "javascript:alert(1)"},
            "image": "javascript:alert(1)",
            "lang": payload,
            "contact": payload,
            "slug": payload,
        }
        home.post(f"2026-01-06-n{number}.md", f"{payload}\n\nAvant {payload} après\n\n- {payload}\n", **fields)
        organization = {"title": payload, "link": "javascript:alert(1)", "logo": "javascript:alert(1)"}
        home.write(f"startups/s{number}.md", f"---\n{yaml.safe_dump(organization)}---\n")
        job = {
            "roles": f"{payload} R{number}",
            **({"friend": payload} if number % 2 else {"startup": f"s{number}"}),
            "equipe": payload,
            "externalURL": "javascript:alert(1)",
            "contrat": payload,
            "lieu": payload,
            "salaire": payload,
            "techno": [payload],
            "experience": payload,
            "cle inconnue": payload,
        }
        home.post(f"2026-01-06-j{number}.md", f"Texte {payload}", **{**fields, **job})
    ran = home.publish()
    assert not any("unexpected" in problem for problem in ran.problems), ran.problems
    refused = {problem["file"] for problem in ran.report["problems"] if problem["severity"] == "error"}
    assert not refused
    tree = home.tree()
    assert sum(path.startswith("posts/") for path in tree) == 2 * len(PAYLOADS) + 1
    for path, body in tree.items():
        text = body.decode()
        assert "50337" not in text, path
        if path.endswith(".html"):
            assert_harmless(html.document_fromstring(text), path, page=True)
    for name in ("jobs", "news"):
        texts = [(item["id"], item["content_html"]) for item in home.json(f"{name}.json")["items"]]
        for ending in ("rss", "atom"):
            for entry in home.feed(f"{name}.{ending}").entries:
                assert entry.link.startswith("https://jobs.example.org/posts/")
            items = etree.fromstring(home.tree_file(f"{name}.{ending}")).iterfind(CONTENT[ending])
            texts += [(f"{ending} {number}", item.text) for number, item in enumerate(items)]
        for id_, text in texts:
            assert_harmless(html.fragment_fromstring(text, create_parent="div"), f"{name} {id_}", page=False)
    for item in home.json("jobs.json")["items"]:
        for key in ("external_url", "url", "image"):
            assert item.get(key, "https:").startswith("https:")
