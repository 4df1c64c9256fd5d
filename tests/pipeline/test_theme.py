"""Templates of the publisher: what they change, and that a broken one takes nothing off the site."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from conftest import CONFIG

from feeds.ledger.store import Store
from feeds.pipeline.project import load

SITE = CONFIG["site"]
LATER = "2026-03-02T09:00:00Z"
FOOTER = "theme/partials/footer.html"


@pytest.fixture
def themed(home: Any) -> Any:
    """Return a published project with a theme, an article and a job."""
    home.configure(theme="theme", notify={"websub": ["https://hub.example/"], "indexnow": {"key": "a" * 32}})
    home.write(FOOTER, "<footer>One {{ site.title }}</footer>\n")
    home.post("2026-01-05-a.md", title="A")
    home.job("2026-01-06-b.md", title="B")
    assert home.publish().status == 0
    return home


def pages(home: Any) -> dict[str, str]:
    return {path: body.decode() for path, body in home.tree().items() if path.startswith("posts/")}


def test_a_change_of_the_theme_renders_pages_alone(themed: Any) -> None:
    """No feed is written, no date moves, no one is notified; the next run writes nothing."""
    assert all("<footer>One Emplois &amp; nouvelles</footer>" in page for page in pages(themed).values())
    before = {path: body for path, body in themed.tree().items() if not path.endswith(".html")}
    themed.write(FOOTER, "<footer>Two</footer>\n")
    ran = themed.publish(now=LATER)
    every = {path for path in themed.tree() if path.endswith(".html")}
    assert (ran.status, ran.written, ran.report["transitions"]) == (0, every, [])
    assert all("<footer>Two</footer>" in page for page in pages(themed).values())
    assert {path: body for path, body in themed.tree().items() if not path.endswith(".html")} == before
    with closing(sqlite3.connect(themed.root / ".feeds/ledger.sqlite")) as ledger:
        assert ledger.execute("select count(*) from notifications").fetchone() == (0,)
    assert themed.publish(now=LATER).written == set()


def test_the_style_sheet_is_replaced_or_added_to(themed: Any) -> None:
    """No page is rendered again."""
    built_in = themed.text("style.css")
    themed.write("theme/custom.css", "h1 { color: red }\n")
    assert themed.publish().written == {"style.css"}
    assert themed.text("style.css") == f"{built_in}\nh1 {{ color: red }}\n"
    themed.write("theme/style.css", "p { color: blue }\n")
    assert themed.publish().written == {"style.css"}
    assert themed.text("style.css") == "p { color: blue }\n\nh1 { color: red }\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{{ nope }}", f"{FOOTER}:1: expected a variable that this template has, found 'nope' is undefined"),
        ("\n{% if", f"{FOOTER}:2: expected a Jinja template"),
        (
            '{% include "partials/footer.html" %}{# {{ nope #}',
            f"{FOOTER}:1: expected a template that does not need itself",
        ),
        (b"\xff", f"{FOOTER}: expected a file of a theme, found the byte 0xff"),
        ("x" * 1_000_001, f"{FOOTER}: expected a file of a theme, found more than 1,000,000 bytes"),
    ],
    ids=["variable", "syntax", "itself", "encoding", "size"],
)
def test_a_broken_template_takes_no_page_off_the_site(themed: Any, text: Any, place: str) -> None:
    """It is reported once, in each run, until it is corrected; feeds go on."""
    before = themed.tree()
    themed.write(FOOTER, text)
    themed.post("2026-01-05-a.md", "Edited.", title="A2")
    themed.post("2026-01-07-c.md", title="C")
    for _ in "ab":
        ran = themed.publish(now=LATER)
        assert ran.status == 4
        assert [problem for problem in ran.problems if problem.startswith(place)] == ran.problems
        assert len(ran.problems) == 1
    looks = (".html", ".css")
    assert {path: body for path, body in themed.tree().items() if path.endswith(looks)} == {
        path: body for path, body in before.items() if path.endswith(looks)
    }
    if "{{ nope" not in str(text):  # which only a page shows
        assert any(problem.startswith(place) for problem in themed.run("check", "--json").problems)
    themed.write(FOOTER, "<footer>Two</footer>\n")
    assert themed.publish(now=LATER).status == 0
    assert {path for path, page in pages(themed).items() if "<footer>Two</footer>" in page} == {
        "posts/a/index.html",
        "posts/b/index.html",
        "posts/c/index.html",
    }


def test_a_missing_folder_takes_no_page_off_the_site(themed: Any) -> None:
    before = themed.tree()
    (themed.root / "theme").rename(themed.root / "elsewhere")
    ran = themed.publish(now=LATER)
    assert (ran.status, ran.written) == (4, set())
    missing = "theme: expected a folder of templates, found no folder (create theme/, or remove `theme`; what is"
    assert [problem.partition("config.yaml: ")[2] for problem in ran.problems] == [f"{missing} published stays)"]
    assert themed.tree() == before
    (themed.root / "elsewhere").rename(themed.root / "theme")
    assert (themed.publish(now=LATER).status, themed.tree()) == (0, before)


def test_files_that_nothing_uses_are_reported_in_every_run(themed: Any) -> None:
    themed.write("theme/partials/fotter.html", "x")
    themed.write("theme/styles.css", "x")
    themed.write("theme/.git/config", "hidden files are none")
    for _ in "ab":
        ran = themed.publish(now=LATER)
        assert (ran.status, ran.written) == (1, set())
        assert [problem.rpartition("(")[2] for problem in ran.problems] == [
            "did you mean 'style.css'?)",
            "did you mean 'partials/footer.html'?)",
        ]


def test_a_link_out_of_the_theme_is_not_followed(themed: Any) -> None:
    themed.write("secret.html", "secret")
    (themed.root / FOOTER).unlink()
    (themed.root / FOOTER).symlink_to(themed.root / "secret.html")
    ran = themed.publish(now=LATER)
    assert (ran.status, ran.written) == (4, set())
    assert "a link out of the folder" in ran.problems[0]


def test_the_files_of_the_look_are_watched(home: Any) -> None:
    """By the worker and the preview."""
    home.configure(theme="theme", site={**SITE, "logo": "img/logo.svg"})
    with closing(Store(None)) as store:
        folders = load(home.root / "config.yaml", store, keep=False).folders()
    assert {home.root / "theme", home.root / "img/logo.svg"} <= set(folders)


def test_other_processes_have_the_theme(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.pipeline.executor.cores.count", lambda: 2)
    home.configure(theme="theme")
    home.write(FOOTER, "<footer>Ours</footer>\n")
    for number in range(160):
        home.post(f"2026-01-05-p{number:03}.md", "Bref.", title=f"P {number}")
    assert home.publish().status == 0
    assert sum("<footer>Ours</footer>" in page for page in pages(home).values()) == 160
    home.write(FOOTER, "{{ nope }}")
    ran = home.publish(now=LATER)
    assert (ran.status, ran.written, len(ran.problems)) == (4, set(), 1)


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_the_logo_is_published_as_it_is(home: Any) -> None:
    """Under a stable address; a new picture renders no page, and one that is missing leaves the published one."""
    home.configure(site={**SITE, "logo": "img/Our logo.png", "color": "#6b2fa0"})
    home.write("img/Our logo.png", PNG)
    home.post("2026-01-05-a.md", title="A")
    assert home.publish().status == 0
    assert home.tree_file("logo.png") == PNG
    home.write("img/Our logo.png", PNG + b"2")
    assert home.publish().written == {"logo.png"}
    for body, found in ((None, "No such file"), (b"GIF", "which is none"), (b"\x89PNG" + b"0" * 10**6, "1,000,000")):
        (home.root / "img/Our logo.png").unlink()
        if body:
            home.write("img/Our logo.png", body)
        else:
            (home.root / "img/other.png").touch()
        ran = home.publish()
        assert (ran.status, ran.written) == (1, set())
        assert found in ran.problems[0]
        assert home.tree_file("logo.png") == PNG + b"2"
        home.write("img/Our logo.png", "")
    home.configure()
    assert home.publish().report["removed"] == ["logo.png"]


def test_a_logo_that_was_never_published_is_not_shown(home: Any) -> None:
    """Pages have the title until the file is there, and no link to a picture that does not exist."""
    home.configure(site={**SITE, "logo": "logo.png"})
    for _ in range(2):
        assert home.publish().status == 1
        assert "logo.png" not in home.text("index.html")
    home.write("logo.png", PNG)
    assert home.publish().status == 0
    assert '<img src="logo.png"' in home.text("index.html")
    home.write("logo.png", "none")
    assert home.publish().written == set()


def test_a_colour_renders_the_style_sheet_and_the_icon_alone(home: Any) -> None:
    home.post("2026-01-05-a.md", title="A")
    home.publish()
    home.configure(site={**SITE, "color": "#6b2fa0"})
    assert home.publish().written == {"favicon.svg", "style.css"}
    links = {"footer": [{"title": "Mentions légales", "url": "posts/a/"}]}
    home.configure(site={**SITE, "color": "#6b2fa0", "links": links})
    assert home.publish().written == {path for path in home.tree() if path.endswith(".html")}


def test_fonts_and_pictures_of_a_theme_are_published(themed: Any) -> None:
    """Below `theme/`, where its style sheet finds them; other kinds of files are not."""
    themed.write("theme/static/fonts/a.woff2", b"wOF2")
    themed.write("theme/static/ground.png", PNG)
    themed.write("theme/static/tool.js", "x")
    themed.write("theme/static/page.html", "x")
    ran = themed.publish()
    assert ran.written == {"theme/fonts/a.woff2", "theme/ground.png"}
    assert [problem.partition(":")[0] for problem in ran.problems] == ["theme/static/tool.js", "theme/static/page.html"]
    assert themed.tree_file("theme/fonts/a.woff2") == b"wOF2"
    for name in ("tool.js", "page.html"):
        (themed.root / "theme/static" / name).unlink()
    (themed.root / "theme").rename(themed.root / "elsewhere")
    assert (themed.publish().status, themed.tree_file("theme/ground.png")) == (4, PNG)
    (themed.root / "elsewhere").rename(themed.root / "theme")
    (themed.output / "theme/ground.png").write_text("edited")
    assert "edit theme/static/ground.png instead" in themed.publish().problems[0]
    (themed.root / "theme/static/ground.png").unlink()
    ran = themed.publish()
    assert (ran.status, ran.report["removed"]) == (0, ["theme/ground.png"])


def test_a_post_whose_page_fails_again_stays(themed: Any) -> None:
    """Each run that cannot replace its page keeps it, and what links to it."""
    themed.write(FOOTER, "<footer>{% if headline == 'A' %}{{ 1 / 0 }}{% endif %}</footer>\n")
    before = pages(themed)["posts/a/index.html"]
    for text in ("One.", "Two.", "Three."):
        themed.job("2026-01-06-b.md", text, title="B")
        assert themed.publish(now=LATER).status == 4
        assert pages(themed)["posts/a/index.html"] == before
        assert themed.titles("news.json") == ["A"]
    themed.write(FOOTER, "<footer></footer>\n")
    assert themed.publish(now=LATER).status == 0
    assert pages(themed)["posts/a/index.html"] != before
