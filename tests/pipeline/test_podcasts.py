"""Sound in the front matter is the enclosure of the item, with its true length and media type."""

import pytest

MP3 = b"ID3\4\0\0\0\0\0\0" + bytes(range(256)) * 5
PNG = b"\x89PNG\r\n\x1a\n" + bytes(9)
SITE = "https://jobs.example.org/"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


def enclosure(home) -> dict[str, str]:
    """Return the only enclosure of the only item of the RSS feed."""
    from lxml import etree

    (found,) = etree.fromstring(home.tree_file("news.rss")).iter("enclosure")
    return dict(found.attrib)


def itunes(home, name: str) -> str | None:
    """Return the text of an element of the only item of the RSS feed."""
    from lxml import etree

    return etree.fromstring(home.tree_file("news.rss")).findtext(f"channel/item/{ITUNES}{name}")


@pytest.mark.parametrize(
    "matter",
    [
        {"enclosure": "episode 1.mp3"},
        {"audio": "./episode%201.mp3"},
        {"audio": {"src": "episode 1.mp3"}},
        {"enclosure": {"url": "episode 1.mp3", "length": 1, "type": "audio/x-other"}},
        {"enclosure": [{"file": "episode 1.mp3"}]},
        {"audio": "episode 1.mp3", "enclosure": "episode 1.mp3", "image": "cover.png"},
    ],
)
def test_a_file_has_its_true_length(home, matter):
    """Whatever the front matter states; a picture is no enclosure."""
    home.write("sources/episode 1.mp3", MP3)
    home.write("sources/cover.png", PNG)
    home.post("a.md", "Écoutez.", title="A", date="2026-01-05", duration="1:02:03", episode=7, **matter)
    assert home.publish().problems == []
    found = enclosure(home)
    assert (found["length"], found["type"]) == (str(len(MP3)), "audio/mpeg")
    assert found["url"].startswith(f"{SITE}files/")
    assert (itunes(home, "duration"), itunes(home, "episode")) == ("3723", "7")
    (item,) = home.json("news.json")["items"]
    assert item["attachments"] == [
        {"url": found["url"], "mime_type": "audio/mpeg", "size_in_bytes": len(MP3), "duration_in_seconds": 3723}
    ]
    assert item["_feeds"]["episode"] == 7
    assert not home.feed("news.rss").bozo


@pytest.mark.parametrize(
    ("matter", "expected"),
    [
        ({"enclosure": "https://x.example.org/a.mp3 12345 audio/mpeg"}, ("12345", "audio/mpeg")),
        (
            {"enclosure": {"url": "https://x.example.org/a.m4a", "length": "12345", "type": "audio/mp4"}},
            ("12345", "audio/mp4"),
        ),
        ({"audio": "https://x.example.org/a.mp3"}, ("0", "audio/mpeg")),
    ],
)
def test_a_file_elsewhere(home, matter, expected):
    """Its length is the stated one, or not known."""
    home.post("a.md", "Écoutez.", title="A", date="2026-01-05", **matter)
    assert home.publish().problems == []
    found = enclosure(home)
    assert (found["length"], found["type"]) == expected


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("62:03", "3723"), (3723, "3723"), ("PT1H2M3S", "3723"), ("00:00:09", "9"), ("01:02:03.5", "3723")],
)
def test_durations(home, written, seconds):
    """As players, programs and ISO 8601 write them."""
    home.write("sources/a.mp3", MP3)
    home.post("a.md", "Écoutez.", title="A", date="2026-01-05", audio="a.mp3", duration=written)
    assert home.publish().problems == []
    assert itunes(home, "duration") == seconds


@pytest.mark.parametrize(
    ("key", "written"), [("duration", "une heure"), ("episode", "premier"), ("duration", "1:2:3:4"), ("episode", "1.5")]
)
def test_what_is_not_understood_is_reported(home, key, written):
    """With its line; the sound is published all the same."""
    home.write("sources/a.mp3", MP3)
    home.post("a.md", "Écoutez.", title="A", date="2026-01-05", audio="a.mp3", **{key: written})
    (problem,) = home.publish().problems
    assert problem.startswith(f"sources/a.md:5: {key}: expected a ")
    assert enclosure(home)["length"] == str(len(MP3))
    assert itunes(home, key) is None


def test_without_sound_nothing_is_added(home):
    """No name space, and no element."""
    home.post("a.md", "Texte.", title="A", date="2026-01-05")
    home.publish()
    assert "itunes" not in home.text("news.rss")


def test_a_partners_podcast_keeps_duration_episode_and_author(home):
    """They are published again as `itunes:duration`, `itunes:episode` and JSON Feed's `duration_in_seconds`."""
    from support.hostile import Server, reply

    said = (
        "<title>On bees</title><guid>e1</guid><itunes:author>Ada</itunes:author><itunes:summary>Bees.</itunes:summary>"
        "<itunes:duration>1:02:03</itunes:duration><itunes:episode>7</itunes:episode>"
        '<enclosure url="https://p.example/e.mp3" length="9" type="audio/mpeg"/>'
    )
    head = '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>P</title>'
    with Server() as server:
        server.on("/feed", reply(f"{head}<item>{said}</item></channel></rss>".encode()))
        home.configure(sources=[{"url": server.url("/feed"), "name": "p"}], network={"allow": [server.address]})
        home.publish()
    assert (itunes(home, "duration"), itunes(home, "episode")) == ("3723", "7")
    (item,) = home.json("news.json")["items"]
    assert [author["name"] for author in item["authors"]] == ["Ada"]
    assert item["attachments"][0]["duration_in_seconds"] == 3723
