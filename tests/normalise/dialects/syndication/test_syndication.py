"""Feeds that others wrote: what lasts of them is read to the letter, and what is no feed is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from feeds.model.entry import PreviousEntry
from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects import syndication
from feeds.normalise.dialects.syndication import PreviousFeed, instant, previous_feed

NAMES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
FILE = "old/feed.xml"


def read(body: str | bytes, locator: str = FILE) -> PreviousFeed:
    return previous_feed(Document("old", locator, body if isinstance(body, bytes) else body.encode(), ""))


def rss(*items: str, head: str = "<link>https://old.example/</link>") -> str:
    return f'<rss version="2.0" {NAMES}><channel><title>Old</title>{head}{"".join(items)}</channel></rss>'


def atom(*entries: str, head: str = "", more: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {more}><id>urn:feed</id>{head}{"".join(entries)}</feed>'


def json_feed(*items: object, **head: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Old", **head, "items": items})


def only(body: str | bytes, locator: str = FILE) -> PreviousEntry:
    feed = read(body, locator)
    assert feed.problems == ()
    (entry,) = feed.entries
    return entry


def refused(body: str | bytes) -> str:
    with pytest.raises(PostError) as caught:
        read(body)
    assert caught.value.problem.severity == "error"
    return str(caught.value)


# Every format


def test_rss_2() -> None:
    """Id, page, title, date and the full text, which stands before the description."""
    entry = only(
        rss(
            "<item><title>A &amp;amp; B</title><link>https://old.example/a</link><guid>https://old.example/?p=1</guid>"
            "<pubDate>Tue, 21 Jul 2020 11:30:00 +0200</pubDate><description>Short</description>"
            "<content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded></item>"
        )
    )
    assert entry == PreviousEntry(
        "https://old.example/?p=1",
        "https://old.example/a",
        "A & B",
        "<p>Long</p>",
        datetime(2020, 7, 21, 9, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("version", ["0.91", "0.92", "0.93", "0.94", "2.0", "2.0.1"])
def test_every_version_of_rss(version: str) -> None:
    """Items of old versions have no guid: readers knew them by their links."""
    entry = only(
        f'<rss version="{version}"><channel><item><title>A</title><link>http://old.example/a#1</link>'
        "<description>Text</description></item></channel></rss>"
    )
    assert entry == PreviousEntry("http://old.example/a#1", "http://old.example/a#1", "A", "Text")


def test_rss_0_91_has_the_entities_of_html() -> None:
    """They stand in a DTD that is never fetched."""
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    item = "<item><title>Caf&eacute;&nothing;</title><link>http://old.example/</link></item>"
    assert only(f'{doctype}<rss version="0.91"><channel>{item}</channel></rss>').title == "Café&nothing;"


@pytest.mark.parametrize("namespace", ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"])
def test_rss_of_rdf(namespace: str) -> None:
    """The id is what RDF speaks about; the date is Dublin Core's."""
    entry = only(
        f'<rdf:RDF xmlns="{namespace}" {NAMES} xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        "<channel><title>Old</title></channel>"
        '<item rdf:about="http://old.example/about"><title>A</title><link>http://old.example/a</link>'
        "<dc:date>2004-05-06T07:08+01:00</dc:date></item></rdf:RDF>"
    )
    at = datetime(2004, 5, 6, 6, 8, tzinfo=UTC)
    assert entry == PreviousEntry("http://old.example/about", "http://old.example/a", "A", "", at)


def test_atom_1() -> None:
    """Both dates, and the title as text, whatever type it has."""
    feed = read(
        atom(
            "<entry><id>tag:old.example,2020:a</id>"
            '<title type="html">A &amp;amp; &lt;i&gt;B&lt;/i&gt;</title>'
            '<link href="https://old.example/a"/><published>2020-07-21T09:30:00.75Z</published>'
            "<updated>2020-07-22T01:00:00+02:00</updated><summary>Short</summary>"
            '<content type="html">&lt;p&gt;Long&lt;/p&gt;</content></entry>'
        )
    )
    assert feed.id == "urn:feed"
    assert feed.entries == (
        PreviousEntry(
            "tag:old.example,2020:a",
            "https://old.example/a",
            "A & B",
            "<p>Long</p>",
            datetime(2020, 7, 21, 9, 30, tzinfo=UTC),
            datetime(2020, 7, 21, 23, 0, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize("born", ["issued", "created"])
def test_atom_0_3(born: str) -> None:
    """Its names for dates and its `mode` are its own."""
    entry = only(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>tag:a</id>'
        '<title mode="escaped" type="text/html">A &amp;amp; B</title>'
        '<link rel="alternate" type="text/html" href="http://old.example/a"/>'
        f"<{born}>2003-12-13T08:29:29-04:00</{born}><modified>2003-12-13T18:30:02Z</modified>"
        '<content type="text/html" mode="escaped">&lt;p&gt;x&lt;/p&gt;</content></entry></feed>'
    )
    published, updated = (
        datetime(2003, 12, 13, 12, 29, 29, tzinfo=UTC),
        datetime(2003, 12, 13, 18, 30, 2, tzinfo=UTC),
    )
    assert entry == PreviousEntry("tag:a", "http://old.example/a", "A & B", "<p>x</p>", published, updated)


@pytest.mark.parametrize("version", ["1", "1.1"])
def test_json_feed(version: str) -> None:
    """Numbers are ids too, in the letters they are written in."""
    feed = read(
        f'{{"version": "https://jsonfeed.org/version/{version}", "title": "Old", "items": [{{"id": 1.50, '
        '"url": "https://old.example/a", "title": "A", "content_html": "<p>x</p>", "summary": "Short", '
        '"date_published": "2020-07-21T09:30:00.5+02:00", "date_modified": "2020-07-22T00:00:00Z"}]}'
    )
    dates = datetime(2020, 7, 21, 7, 30, tzinfo=UTC), datetime(2020, 7, 22, tzinfo=UTC)
    assert feed == PreviousFeed((PreviousEntry("1.50", "https://old.example/a", "A", "<p>x</p>", *dates),))


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()) == read(json_feed()) == PreviousFeed(())
    assert read(atom()) == PreviousFeed((), id="urn:feed")


# Ids


@pytest.mark.parametrize(
    "written",
    ["HTTP://Old.Example/#", "http://old.example/a/../b?", "urn:UUID:1", "a b", "17", "./a", "Ã©", "e\u0301"],
)
def test_an_id_keeps_every_letter(written: str) -> None:
    """Readers compare letter by letter, so nothing is resolved, mended or composed."""
    base = 'xml:base="http://old.example/x/"'
    assert only(atom(f"<entry><id>{written}</id></entry>", more=base)).id == written
    assert only(json_feed({"id": written})).id == written
    for permanent in ("", ' isPermaLink="true"', ' isPermaLink="false"'):
        assert only(rss(f"<item><guid{permanent}>{written}</guid></item>")).id == written


def test_blanks_around_an_id_are_none_of_it() -> None:
    """They come from how the XML is laid out."""
    assert only(rss("<item><guid>\n  a\n</guid></item>")).id == "a"
    assert only(json_feed({"id": " a "})).id == "a"


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_without_an_id_the_link_is_one(form: str) -> None:
    """As it is written, but for a relative one."""
    for link, name in (("HTTPS://old.example/É", "HTTPS://old.example/É"), ("/a", "https://old.example/a")):
        body = {
            "rss": rss(f"<item><link>{link}</link></item>"),
            "atom": atom(f'<entry><link href="{link}"/></entry>'),
            "json": json_feed({"url": link}),
        }[form]
        assert only(body, "https://old.example/feed").id == name


def test_an_entry_with_neither_is_left_out() -> None:
    """It is reported by its place, and its title if it has one."""
    feed = read(json_feed({"title": "Lost"}, 5, {"id": "a"}, {"id": None, "url": "mailto:a@old.example"}))
    assert [entry.id for entry in feed.entries] == ["a"]
    assert [str(problem) for problem in feed.problems] == [
        "old/feed.xml: entry 1: expected an id or a link, found neither in 'Lost' (it was left out)",
        "old/feed.xml: entry 2: expected an id or a link, found neither (it was left out)",
        "old/feed.xml: entry 4: expected an id or a link, found neither (it was left out)",
    ]


def test_an_id_that_no_feed_could_hold_is_left_out() -> None:
    """JSON can write letters that XML forbids."""
    feed = read(json_feed({"id": "a\ud800"}, {"id": "b\u000bc"}))
    assert feed.entries == ()
    assert [str(problem.found) for problem in feed.problems] == [
        "the character U+D800 in 'a'",
        "the character U+000B in 'bc'",
    ]


def test_of_two_entries_with_one_id_the_first_counts() -> None:
    """RFC 4287 §4.1.1 lets a feed hold both; one of them is what is followed up."""
    feed = read(rss("<item><guid>a</guid><title>1</title></item>", "<item><guid>a</guid></item>"))
    assert [entry.title for entry in feed.entries] == ["1"]
    (problem,) = feed.problems
    assert str(problem) == (
        "old/feed.xml: entry 2: expected an id of its own, found 'a', as entry 1 "
        "(it was left out: the first one is used)"
    )


# Addresses


def test_a_link_is_relative_to_the_feed() -> None:
    """To its own address, else to the one it gives, else to its site; without any it is unknown."""
    item = "<item><guid>1</guid><link>a b?x=é&amp;y=1</link></item>"
    itself = '<atom:link rel="self" href="https://self.example/dir/feed"/>'
    assert only(rss(item), "https://place.example/x/feed").url == "https://place.example/x/a%20b?x=%C3%A9&y=1"
    assert only(rss(item, head=f"{itself}<link>https://home.example/</link>")).url.startswith(
        "https://self.example/dir/a%20b"
    )
    assert only(rss(item)).url.startswith("https://old.example/a%20b")
    assert only(rss(item, head="")).url == ""
    assert only(json_feed({"id": "1", "url": "a"}, home_page_url="https://home.example/")).url == (
        "https://home.example/a"
    )


def test_xml_base_counts() -> None:
    """RFC 4287 §2; it may itself be relative to the document."""
    entry = '<entry xml:base="sub/"><id>1</id><link href="a"/></entry>'
    assert only(atom(entry), "https://old.example/x/feed").url == "https://old.example/x/sub/a"
    assert only(atom(entry, more='xml:base="https://base.example/"')).url == "https://base.example/sub/a"


def test_the_page_is_the_alternate_in_html() -> None:
    """Of several alternates it is the one that people read; others are not asked."""
    links = (
        '<link rel="enclosure" href="https://old.example/a.mp3"/>',
        '<link rel="alternate" type="application/json" href="https://old.example/a.json"/>',
        '<link rel="http://www.iana.org/assignments/relation/alternate" href="https://old.example/a"/>',
    )
    assert only(atom(f"<entry><id>1</id>{''.join(links)}</entry>")).url == "https://old.example/a"
    assert only(atom(f"<entry><id>1</id>{''.join(links[:2])}</entry>")).url == "https://old.example/a.json"
    assert only(atom("<entry><id>https://old.example/id</id><link/></entry>")).url == ""


def test_a_permanent_guid_is_the_page() -> None:
    """Unless it is none on the web, or there is a link."""
    link, guid = "<link>https://old.example/a</link>", "<guid>https://old.example/?p=1</guid>"
    assert only(rss(f"<item>{guid}</item>")).url == "https://old.example/?p=1"
    assert only(rss(f"<item>{guid}{link}</item>")).url == "https://old.example/a"
    assert only(rss("<item><guid>a</guid></item>")).url == ""
    assert only(rss('<item><guid isPermaLink="false">https://old.example/?p=1</guid></item>')).url == ""


def test_where_older_entries_are() -> None:
    """The archive before this document (RFC 5005 §4), else the next page (§3), else nowhere."""
    page, archive = '<link rel="next" href="?page=2"/>', '<link rel="prev-archive" href="/2019"/>'
    where = "https://old.example/feed"
    assert read(atom(head=page + archive), where).older == "https://old.example/2019"
    assert read(atom(head=page), where).older == "https://old.example/feed?page=2"
    assert read(rss(head=page.replace("<link", "<atom:link")), where).older == "https://old.example/feed?page=2"
    assert read(json_feed(next_url="?page=2"), where).older == "https://old.example/feed?page=2"
    assert read(json_feed(next_url=where), where).older == ""


# Texts


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<content>a &lt; b\n\nc</content>", "<p>a &lt; b</p><p>c</p>"),
        ("<summary>a &lt;b&gt;</summary>", "<p>a &lt;b&gt;</p>"),
        ('<summary type="html">&lt;b&gt;a&lt;/b&gt;</summary>', "<b>a</b>"),
        ('<summary type="html">short</summary><content type="text">long</content>', "<p>long</p>"),
        ('<content type="image/png">iVBORw0KGgo=</content><summary>a</summary>', "<p>a</p>"),
        ('<content src="https://old.example/a" type="text/html"/><summary>a</summary>', "<p>a</p>"),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a &lt; b<br/>c</div></content>',
            "a &lt; b<br>c",
        ),
        ('<content type="html">&lt;script&gt;x&lt;/script&gt;</content>', "<script>x</script>"),
        ('<content type="html">&lt;a href="/b"&gt;Ã©&lt;/a&gt;</content>', '<a href="/b">Ã©</a>'),
    ],
)
def test_a_text_of_atom_is_what_its_type_says(text: str, html: str) -> None:
    """Plain text is escaped, XHTML made HTML, HTML left as it is; other types are no text."""
    assert only(atom(f"<entry><id>1</id>{text}</entry>")).content_html == html


def test_the_html_of_an_rss_item_counts() -> None:
    """A plain summary for another program does not push it aside."""
    text = "<description>&lt;p&gt;a&lt;/p&gt;</description><itunes:summary>a</itunes:summary>"
    assert only(rss(f"<item><guid>1</guid>{text}</item>")).content_html == "<p>a</p>"


def test_the_text_of_a_json_feed() -> None:
    """HTML, else plain text, else the summary; what is of another type says nothing."""
    assert only(json_feed({"id": "1", "content_html": "<p>a", "content_text": "b"})).content_html == "<p>a"
    assert only(json_feed({"id": "1", "content_text": "a<b", "summary": "c"})).content_html == "<p>a&lt;b</p>"
    assert only(json_feed({"id": "1", "content_html": ["a"], "summary": "c"})).content_html == "<p>c</p>"


def test_a_title_is_one_line() -> None:
    """However the XML is laid out."""
    assert only(rss("<item><guid>1</guid><title>\n  a\n  b</title></item>")).title == "a b"


# Dates


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Tue, 21 Jul 2020 09:30:00 GMT", "2020-07-21T09:30:00Z"),
        ("Wed, 21 Jul 20 09:30 EST", "2020-07-21T14:30:00Z"),
        ("21 Jul 2020 09:30:00 +02:00", "2020-07-21T07:30:00Z"),
        ("21 Jul 2020 09:30:00 CEST", "2020-07-21T07:30:00Z"),
        ("21 Jul 2020 09:30:00 cet", "2020-07-21T08:30:00Z"),
        ("21 Jul 2020 09:30:00", "2020-07-21T09:30:00Z"),
        ("21 Jul 2020 09:30:00 -0000", "2020-07-21T09:30:00Z"),
        ("21 Jul 2020", "2020-07-21T00:00:00Z"),
        ("mar., 21 juil. 2020 09:30:00 +0200", "2020-07-21T07:30:00Z"),
        ("mardi 21 juillet 2020 09:30:00 +0200", "2020-07-21T07:30:00Z"),
        ("2020-07-21", "2020-07-21T00:00:00Z"),
        ("2020-07-21t09:30:00.999z", "2020-07-21T09:30:00Z"),
        ("2020-07-21T09:30-01:00", "2020-07-21T10:30:00Z"),
        ("21 Jul 2020 09:30:00 IST", None),
        ("21 Jul 2020 09:30:00 HERE", None),
        ("Mon, 01 Jan 0001 00:00:00 +0000", None),
        ("0001-01-01T00:00:00Z", None),
        ("Fri, 31 Dec 9999 23:59:59 -0500", None),
        ("Tue, 31 Feb 2020 09:30:00 GMT", None),
        ("2020-07", None),
        ("2020", None),
        ("05/06", None),
        ("yesterday", None),
        ("12", None),
        ("", None),
    ],
)
def test_a_date_is_read_or_unknown(written: str, at: str | None) -> None:
    """Nothing is guessed."""
    assert instant(written) == (datetime.fromisoformat(at) if at else None)


def test_what_is_no_date_is_told() -> None:
    """The entry stays, and its date is unknown."""
    feed = read(json_feed({"id": "a", "date_published": "soon", "date_modified": "2020-07-21"}))
    assert feed.entries == (PreviousEntry("a", updated=datetime(2020, 7, 21, tzinfo=UTC)),)
    assert [str(problem) for problem in feed.problems] == [
        "old/feed.xml: entry 1: expected a date of RFC 822 or RFC 3339, found 'soon' (it was left out)"
    ]


def test_an_rss_item_with_two_dates() -> None:
    """The second one is when it was changed."""
    entry = only(
        rss(
            "<item><guid>1</guid><pubDate>21 Jul 2020 09:30:00 GMT</pubDate>"
            "<dc:date>2020-07-22T00:00:00Z</dc:date></item>"
        )
    )
    assert (entry.published, entry.updated) == (
        datetime(2020, 7, 21, 9, 30, tzinfo=UTC),
        datetime(2020, 7, 22, tzinfo=UTC),
    )


# Encodings, and what is wrong with a document


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "shift_jis", "gb18030"]
)
def test_encodings(encoding: str) -> None:
    """XML says its own."""
    letter = "日本" if encoding in ("shift_jis", "gb18030") else "é"
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    assert only((declared + rss(f"<item><guid>{letter}</guid></item>")).encode(encoding)).id == letter


def test_blanks_before_the_declaration_do_no_harm() -> None:
    assert only(f'\n <?xml version="1.0"?>{rss("<item><guid>a</guid></item>")}').id == "a"
    assert only(f"\ufeff\n{json_feed({'id': 'a'})}".replace("\n", "")).id == "a"


def test_what_is_nearly_xml_is_read_and_told() -> None:
    """All entries, and a word on what may be wrong with them."""
    feed = read(rss("<item><guid>1</guid>\n<title>Caf&eacute; & co</title></item>", "<item><guid>2</guid></item>"))
    assert [(entry.id, entry.title) for entry in feed.entries] == [("1", "Café & co"), ("2", "")]
    (problem,) = feed.problems
    assert str(problem) == (
        "old/feed.xml:2: expected well-formed XML, found undefined entity "
        "(it was read as far as possible: check that all entries are there)"
    )


def test_letters_in_the_wrong_encoding_are_told() -> None:
    """They may be wrong in an id."""
    feed = read(rss("<item><guid>é</guid></item>").encode("latin-1"))
    assert [entry.id for entry in feed.entries] == ["é"]
    assert len(feed.problems) == 1


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("", "found an empty document (use the URL or the file of the feed itself)"),
        ("\ufeff \n", "found an empty document"),
        ("Not here", "found neither XML nor JSON"),
        ("/etc/hostname", "found neither XML nor JSON"),
        ("\x1f\x8b\x08", "found neither XML nor JSON"),
        (
            "<!DOCTYPE html><title>Home</title>",
            "found an HTML page (open it and use the URL of the feed",
        ),
        (
            '<?xml version="1.0"?>\n<!-- a -->\n<html xmlns="http://www.w3.org/1999/xhtml"/>',
            "found an HTML page",
        ),
        ('<opml version="2.0" xmlns:a="http://www.w3.org/2005/Atom"/>', "found XML of another kind: <opml>"),
        ('<entry xmlns="http://www.w3.org/2005/Atom"/>', "found XML of another kind: <entry>"),
        ('<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "found XML of another kind: <rdf>"),
        ("<a>& </feed>", "found invalid XML: not well-formed (invalid token)"),
        ("<a>& </a>", "found invalid XML without the end of a feed"),
        (
            '<rss version="2.0">\n<channel>',
            "feed.xml:2: expected a feed (RSS, Atom or JSON Feed), found incomplete XML",
        ),
        ('<rss version="2.0"><channel><item><tit', "found incomplete XML"),
        ('<rss version="2.0"><channel><item><![CDATA[', "found incomplete XML"),
        ('<rss version="2.0"><channel>&eacute;<item>', "found invalid XML without the end of a feed"),
        ("<feed>" * 300, "found XML nested deeper than 256 elements"),
        ('{"items": [{"id": "1"}]}', "found JSON of another kind"),
        ('{"version": "https://jsonfeed.org/version/2", "items": []}', "found JSON of another kind"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "found JSON of another kind"),
        ("[1]", "found JSON of another kind"),
        (
            '{\n"a',
            "feed.xml:2: expected a feed (RSS, Atom or JSON Feed), found JSON that is invalid or incomplete",
        ),
        ("[" * 100_000, "found JSON nested too deeply"),
        (b'{"a": "\xe9"}', "found JSON in another encoding than UTF-8 (save it as UTF-8)"),
    ],
)
def test_what_is_no_feed_is_refused(body: str | bytes, found: str) -> None:
    """The message names the file, what was found, and what to do."""
    message = refused(body)
    assert message.startswith("old/feed.xml:")
    assert found in message


def test_a_feed_cut_anywhere_is_refused() -> None:
    """Half a feed would hide that the other half was ever published."""
    for whole in (
        rss("<item><guid>1</guid></item>"),
        atom("<entry><id>1</id></entry>"),
        json_feed({"id": "1"}),
    ):
        for end in range(len(whole)):
            refused(whole[:end])


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syndication, "MAX_BYTES", 1_000_000)
    assert refused("<" * 1_200_000) == (
        "old/feed.xml: expected a feed of at most 1 MB, found 1.2 MB (split it into several documents)"
    )


def test_entity_bombs_do_no_harm() -> None:
    """A thousand million laughs take no time."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>{rss("<item><guid>1</guid><title>&l9;</title></item>")}'
    assert len(read(bomb).entries[0].title) < 1_000


def test_nothing_else_is_opened() -> None:
    """Neither an entity that names a file, nor a body that is the name of one."""
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{__file__}">]>'
    assert "opened" not in str(read(entity + rss("<item><guid>1</guid><title>&x;</title></item>")).entries)
    refused(__file__)
