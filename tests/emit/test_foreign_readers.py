"""What readers that others wrote see in the shipped site."""

import json
import warnings
from datetime import UTC, datetime

import pytest
from support.paths import ROOT

from feeds.cli import run

pytestmark = pytest.mark.slow
FEEDS = ("jobs", "news", "tags/python")


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """Publish the shipped configuration, at a time at which some of its jobs are open."""
    home = tmp_path_factory.mktemp("shipped")
    for name in ("config.yaml", "sources", "references"):
        (home / name).symlink_to(ROOT / name)
    (home / "config.yaml").unlink()
    (home / "config.yaml").write_bytes((ROOT / "config.yaml").read_bytes())
    assert run(["publish", "--config", str(home / "config.yaml"), "--now", "2026-04-10"]) == 0
    return home / "output"


def written(output, feed):
    """Return id, title, address and time of each entry as the JSON Feed has them."""
    items = json.loads((output / f"{feed}.json").read_bytes())["items"]
    return [(item["id"], item["title"], item["url"], datetime.fromisoformat(item["date_published"])) for item in items]


def by_feedparser(data):
    import feedparser

    parsed = feedparser.parse(data)
    assert not parsed.bozo, parsed.bozo_exception
    for entry in parsed.entries:
        assert entry.content[0].value
        when = datetime(*entry.published_parsed[:6], tzinfo=UTC)
        yield entry.id, entry.title, entry.link, when


def by_atoma(data):
    import atoma

    if b"<rss" in data[:200]:
        for item in atoma.parse_rss_bytes(data).items:
            assert item.content_encoded
            yield item.guid, item.title, item.link, item.pub_date
        return
    for entry in atoma.parse_atom_bytes(data).entries:
        assert entry.content.value
        address = next(link.href for link in entry.links if link.rel == "alternate")
        yield entry.id_, entry.title.value, address, entry.published


def by_fastfeedparser(data):
    import fastfeedparser

    for entry in fastfeedparser.parse(data).entries:
        assert entry["content"][0]["value"]
        yield entry["id"], entry["title"], entry["link"], datetime.fromisoformat(entry["published"])


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("ending", ["rss", "atom"])
@pytest.mark.parametrize("read", [by_feedparser, by_atoma, by_fastfeedparser])
def test_every_reader_sees_the_same_entries(output, feed, ending, read):
    """Ids, titles, addresses and times are those of the JSON Feed, in the same order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what these libraries do is not ours to mend
        seen = list(read((output / f"{feed}.{ending}").read_bytes()))
    assert seen == written(output, feed)


@pytest.mark.parametrize("ending", ["rss", "atom", "json"])
def test_a_reader_with_a_database_sees_each_entry_once(output, ending):
    """Two updates in a row, and nothing is new the second time."""
    from reader import make_reader

    with make_reader(":memory:", feed_root=str(output)) as reader:
        reader.add_feed(f"jobs.{ending}")
        assert reader.update_feed(f"jobs.{ending}").new == len(written(output, "jobs"))
        again = reader.update_feed(f"jobs.{ending}")
        assert again is None or (again.new, again.modified) == (0, 0)
        seen = {(entry.id, entry.title, entry.link, entry.published) for entry in reader.get_entries()}
    assert seen == set(written(output, "jobs"))


def test_a_list_of_subscriptions_is_read_whole(output):
    """Each feed once, with its title."""
    import listparser

    parsed = listparser.parse((output / "feeds.opml").read_bytes())
    assert not parsed.bozo
    assert {feed.url.rpartition(".org/")[2] for feed in parsed.feeds} >= {f"{feed}.rss" for feed in FEEDS}
    assert all(feed.title for feed in parsed.feeds)


def test_every_page_is_valid_html(output):
    """A strict parser of HTML finds nothing to mend."""
    import html5lib

    pages = sorted(output.rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(page.read_bytes(), transport_encoding="utf-8")
