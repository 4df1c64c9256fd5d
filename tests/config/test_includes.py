"""Sources of other files: lists in YAML and subscription lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.paths import TESTS

from feeds import config
from feeds.config import cache
from feeds.ledger.store import Store
from feeds.model.errors import ConfigError
from feeds.pipeline import project as projects

SPECIMENS = TESTS / "config" / "included"
HEAD = 'site: {title: Ex, url: "https://example.org/"}\nsources:\n'
OPML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="2.0">
  <head><title>Partners</title></head>
  <body>
    <outline text="West">
      <outline type="rss" text="t" title="Café de l'Ouest" xmlUrl="https://west.example.org/jobs.rss"
        language="fr-FR" category="/jobs"/>
    </outline>
    <outline type="rss" text="日本" language="unknown" xmlUrl=" https://www.east.example.org/feed.xml "/>
    <outline text="Off" isComment="true"><outline text="x" xmlUrl="https://x.example.org/"/></outline>
    <outline text="A page" type="link" url="https://page.example.org/"/>
  </body>
</opml>
""".replace("日本", "&#26085;&#26412;")


def made(root: Path, items: str, **files: str | bytes) -> Path:
    """Write a configuration with items of `sources` and other files, `__` in their names for `/`, `_` for a dot."""
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (root / "config.yaml").write_text(HEAD + items, "utf-8")
    return root / "config.yaml"


def messages(path: Path) -> list[str]:
    """Return the problems of a configuration."""
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    return [str(problem) for problem in caught.value.problems]


def test_sources_stand_where_they_are_included(tmp_path: Path) -> None:
    """In the order of paths, each file once; of a name of the configuration's folder, too."""
    found = config.load(
        made(
            tmp_path,
            "- path: posts\n- include: [p/*.yaml, p/b.yaml]\n- include: all.opml\n- {url: 'https://z.example.org/'}\n",
            p__b_yaml='- url: "https://b.example.org/"\n  every: 1d\n\n- path: more\n',
            p__a_yaml="- &a {url: 'https://a.example.org/', country: FR}\n- {<<: *a, name: a2, posts: job}\n",
            all_opml=OPML.encode("latin-1"),
        )
    )
    assert [source.name for source in found.sources] == [
        *("posts", "a-example-org", "a2", "b-example-org", "more"),
        *("cafe-de-l-ouest", "east-example-org-feed", "z-example-org"),
    ]
    west, east = found.partners[3:5]
    assert (west.url, west.language, east.language) == ("https://west.example.org/jobs.rss", "fr-FR", "")
    assert found.includes == ("p/*.yaml", "p/b.yaml", "all.opml")
    assert [(one.file, one.first, one.lines) for one in found.included] == [
        *(("p/a.yaml", 1, (1, 2)), ("p/b.yaml", 3, (1, 4)), ("all.opml", 5, (6, 9))),
    ]
    assert cache.from_json(cache.to_json(found)) == found


@pytest.mark.parametrize("name", ["broken", "values"])
def test_every_mistake_names_its_file_and_line(name: str) -> None:
    """Files that cannot be read come first; else all mistakes in their values."""
    expected = (SPECIMENS / f"{name}.txt").read_text("utf-8").splitlines()
    assert messages(SPECIMENS / f"{name}.yaml") == expected


def test_a_list_may_be_read_twice_with_other_filters(tmp_path: Path) -> None:
    """The same address is no mistake if what is published from it differs."""
    url = "url: 'https://a.example.org/'"
    path = made(
        tmp_path, f"- {{{url}, keep: {{place: Lyon}}}}\n- include: b.yaml\n", b_yaml=f"- {{{url}, name: others}}"
    )
    assert len(config.load(path).sources) == 2


def test_a_changed_file_is_another_configuration(tmp_path: Path) -> None:
    """It is compared by its content, as well as the files that a pattern matches."""
    path = made(tmp_path, "- path: posts\n- include: p/*.yaml\n", p__a_yaml="- url: https://a.example.org/\n")
    store = Store(None)
    first = projects.load(path, store)
    store.set_meta("config", store.meta("config").replace('"title": "Ex"', '"title": "Kept"'))
    kept = projects.load(path, store)
    assert (kept.config.site.title, kept.key) == ("Kept", first.key)
    assert kept.places() == {"a-example-org": ("p/a.yaml", 1)}
    (tmp_path / "p" / "b.yaml").write_text("- url: https://b.example.org/\n")
    second = projects.load(path, store)
    assert [source.name for source in second.config.partners] == ["a-example-org", "b-example-org"]
    assert second.key != first.key
    (tmp_path / "p" / "a.yaml").unlink()
    assert projects.load(path, store).places() == {"b-example-org": ("p/b.yaml", 1)}
    store.close()


def test_a_problem_of_a_run_names_the_file_of_the_source(home: Any) -> None:
    """A partner that cannot be reached, and a folder that is not there."""
    home.configure(sources=[{"path": "sources"}, {"include": "p.yaml"}])
    home.write("p.yaml", "- url: http://127.0.0.1:1/x\n  name: away\n\n- path: nowhere\n")
    problems = home.publish().report["problems"]
    assert {(one["file"], one["line"]) for one in problems if "away" in one["field"] or "nowhere" in one["field"]} == {
        *(("p.yaml", 1), ("p.yaml", 4))
    }
