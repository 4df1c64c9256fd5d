"""What partners say in feeds, as Items: every format, every field, to the letter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from feeds.model.entry import Removal
from feeds.model.errors import PostError
from feeds.model.post import Attachment, Author, Document
from feeds.model.source_state import FollowUp
from feeds.normalise.dialects import syndication
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.syndication import feed_fields

WHERE = "https://partner.example/dir/feed"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
NAMES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:fh="http://purl.org/syndication/history/1.0" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def read(body: str | bytes, url: str = WHERE, given: str = "") -> Batch:
    data = body if isinstance(body, bytes) else body.encode()
    return syndication.read(Document("partner", url, data, ""), SourceOptions(given))


def rss(item: str, head: str = "", more: str = "") -> str:
    channel = f"<channel><title>Offers</title><link>https://partner.example/</link>{head}{item}</channel>"
    return f'<rss version="2.0" {NAMES} {more}>{channel}</rss>'


def atom(entry: str, head: str = "", more: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMES} {more}><id>f</id>{head}{entry}</feed>'


def json_feed(*items: object, **head: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Offers", **head, "items": items})


def in_rss(said: str, **more: str) -> Item:
    (item,) = read(rss(f"<item>{said}</item>", **more)).items
    return item


def in_atom(said: str, **more: str) -> Item:
    (item,) = read(atom(f"<entry>{said}</entry>", **more)).items
    return item


def in_json(**said: Any) -> Item:
    (item,) = read(json_feed(said)).items
    return item


# Whole entries


def test_an_rss_item_with_everything() -> None:
    batch = read(
        rss(
            '<item><title>A &amp; B</title><link>/a</link><guid isPermaLink="false">17</guid>'
            "<description>Short</description><content:encoded><![CDATA[<p>Long</p>]]></content:encoded>"
            "<pubDate>Tue, 21 Jul 2020 11:30:00 +0200</pubDate><dc:date>2020-07-22</dc:date>"
            "<author>jane@partner.example (Jane Doe)</author><dc:creator>John Roe</dc:creator>"
            '<category domain="x">One</category><category>Two</category><dc:subject>One</dc:subject>'
            '<enclosure url="/a.pdf" length="12" type="application/pdf"/>'
            '<media:thumbnail url="/a.png"/><atom:link rel="related" href="https://else.example/a"/>'
            "</item>",
            "<language>fr</language><ttl>90</ttl>",
        )
    )
    assert batch == Batch(
        (
            Item(
                id="17",
                url="/a",
                base=WHERE,
                title="A & B",
                content_html="<p>Long</p>",
                summary_html="Short",
                published="Tue, 21 Jul 2020 11:30:00 +0200",
                updated="2020-07-22",
                language="fr",
                authors=(Author("Jane Doe"), Author("John Roe")),
                tags=("One", "Two"),
                image="/a.png",
                related="https://else.example/a",
                attachments=(Attachment("/a.pdf", "application/pdf", 12),),
            ),
        ),
        min_interval=5_400,
        title="Offers",
        home="https://partner.example/",
        language="fr",
    )


def test_an_atom_entry_with_everything() -> None:
    batch = read(
        atom(
            '<entry xml:lang="de"><id>tag:a</id><title type="html">A &amp;amp; B</title>'
            '<link href="/a"/><link rel="related" href="https://else.example/a"/>'
            '<link rel="enclosure" href="/a.pdf" length="12" type="application/pdf" title="Form"/>'
            "<published>2020-07-21T09:30:00Z</published><updated>2020-07-22T09:30:00Z</updated>"
            "<author><name>Jane Doe</name><uri>https://partner.example/jane</uri></author>"
            '<category term="one" label="One"/><category term="two"/>'
            '<summary>a &lt; b</summary><content type="html">&lt;p&gt;Long&lt;/p&gt;</content></entry>',
            '<title>Offers</title><link href="https://partner.example/"/><author><name>All</name></author>',
            'xml:lang="fr"',
        )
    )
    assert batch == Batch(
        (
            Item(
                id="tag:a",
                url="/a",
                base=WHERE,
                title="A & B",
                content_html="<p>Long</p>",
                summary_html="<p>a &lt; b</p>",
                published="2020-07-21T09:30:00Z",
                updated="2020-07-22T09:30:00Z",
                language="de",
                authors=(Author("Jane Doe", "https://partner.example/jane"),),
                tags=("One", "two"),
                related="https://else.example/a",
                atom_id="tag:a",
                attachments=(Attachment("/a.pdf", "application/pdf", 12, "Form"),),
            ),
        ),
        title="Offers",
        home="https://partner.example/",
        language="fr",
    )


def test_a_json_feed_item_with_everything() -> None:
    batch = read(
        json_feed(
            {
                "id": "17",
                "url": "/a",
                "external_url": "https://else.example/a",
                "title": "A & B",
                "content_html": "<p>Long</p>",
                "summary": "a < b",
                "date_published": "2020-07-21T09:30:00Z",
                "date_modified": "2020-07-22T09:30:00Z",
                "language": "de",
                "authors": [{"name": "Jane Doe", "url": "https://partner.example/jane"}, {"avatar": "x"}],
                "tags": ["One", "Two", "One", 3],
                "image": "/a.png",
                "banner_image": "/b.png",
                "attachments": [
                    {"url": "/a.pdf", "mime_type": "application/pdf", "size_in_bytes": 12, "title": "Form"},
                    {"mime_type": "nothing"},
                ],
                "_job": {"state": "filled"},
                "_jobposting": {"@type": "JobPosting", "identifier": {"value": 7}, "x": 1.5},
                "_feeds": {"kind": "job", "n": 1},
            },
            home_page_url="https://partner.example/",
            language="fr",
        )
    )
    assert batch == Batch(
        (
            Item(
                id="17",
                url="/a",
                base=WHERE,
                title="A & B",
                content_html="<p>Long</p>",
                summary_html="<p>a &lt; b</p>",
                published="2020-07-21T09:30:00Z",
                updated="2020-07-22T09:30:00Z",
                language="de",
                authors=(Author("Jane Doe", "https://partner.example/jane"),),
                tags=("One", "Two"),
                image="/a.png",
                external_url="https://else.example/a",
                attachments=(Attachment("/a.pdf", "application/pdf", 12, "Form"),),
                state="filled",
                job={"@type": "JobPosting", "identifier": {"value": 7}, "x": 1.5},
                extension={"kind": "job", "n": 1},
            ),
        ),
        title="Offers",
        home="https://partner.example/",
        language="fr",
    )


@pytest.mark.parametrize(
    "root",
    [
        '<rss version="0.91"><channel>{}</channel></rss>',
        '<rss version="0.92"><channel>{}</channel></rss>',
        '<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel>{}</channel></rss>',
        '<RSS VERSION="2.0"><Channel>{}</Channel></RSS>',
        f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/>{{}}</rdf:RDF>',
        f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/"><channel/>{{}}</rdf:RDF>',
        '<rss version="2.0">{}</rss>',
    ],
)
def test_every_rss(root: str) -> None:
    """Its items stand in the channel, or beside it."""
    body = root.format("<item><title>A</title><link>https://partner.example/a</link></item>")
    assert read(body).items == (Item(url="https://partner.example/a", base=WHERE, title="A"),)
    assert syndication.recognises(body.encode())


def test_atom_0_3() -> None:
    body = (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>a</id><title>A</title>'
        "<author><name>Jane</name><url>https://partner.example/</url></author>"
        '<content type="text/html" mode="base64">PGI+YTwvYj4=</content>'
        "<issued>2003-12-13</issued><modified>2003-12-14</modified></entry></feed>"
    )
    (item,) = read(body).items
    assert (item.content_html, item.published, item.updated) == ("<b>a</b>", "2003-12-13", "2003-12-14")
    assert item.authors == (Author("Jane", "https://partner.example/"),)
    assert syndication.recognises(body.encode())
    for wrong in ("PGI+YTwvYj4", "é"):
        assert read(body.replace("PGI+YTwvYj4=", wrong)).items[0].content_html == ""


# Texts


def test_the_text_of_an_rss_item() -> None:
    """The full text, and the summary only where it is another one."""
    full, short = "<content:encoded>&lt;p&gt;a&lt;/p&gt;</content:encoded>", "<description>b</description>"
    for said, texts in (
        (full + short, ("<p>a</p>", "b")),
        (short, ("b", "")),
        (full, ("<p>a</p>", "")),
        ("<description>a &amp;lt; b</description>", ("a &lt; b", "")),
        ("<description>a\n\nb &amp; c</description>", ("<p>a</p><p>b &amp; c</p>", "")),
        ("<description>a\n\n&lt;b&gt;c&lt;/b&gt;</description>", ("a\n\n<b>c</b>", "")),
        ("<description><p>a<br/>b</p></description>", ("<p>a<br>b</p>", "")),
        ("<itunes:summary>a &lt; b</itunes:summary>", ("<p>a &lt; b</p>", "")),
        ('<body xmlns="http://www.w3.org/1999/xhtml"><p>a</p></body>' + short, ("<p>a</p>", "b")),
        ("<description/>", ("", "")),
    ):
        item = in_rss(said)
        assert (item.content_html, item.summary_html) == texts, said


def test_a_title_with_elements_is_their_text() -> None:
    """As a publisher's page template leaves them; what is escaped is what the title is about."""
    assert in_rss('<title><a href="/a">The <b>A</b></a></title>').title == "The A"
    assert in_rss("<title>The &lt;b&gt; and &amp;nbsp;</title>").title == "The <b> and &nbsp;"
    assert in_atom("<title type='html'>The &lt;b&gt;A&lt;/b&gt;</title>").title == "The A"
    xhtml = "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>The <b>A</b></div></title>"
    assert in_atom(xhtml).title == "The A"


@pytest.mark.parametrize(
    ("kind", "written", "html"),
    [
        ("CDATA", "<![CDATA[<p>a &amp; b</p>]]>", "<p>a &amp; b</p>"),
        ("text/markdown", "a *b*\n\n- c", "<p>a <em>b</em></p>\n<ul>\n<li>c</li>\n</ul>"),
        ("text/markdown; charset=utf-8", "*é*", "<p><em>é</em></p>"),
        ("text/markdown", "", ""),
        ("image/png", "aGVsbG8=", ""),
    ],
)
def test_content_of_other_types(kind: str, written: str, html: str) -> None:
    assert in_atom(f'<content type="{kind}">{written}</content>').content_html == html


def test_xhtml_is_written_as_html() -> None:
    """With a prefix or without one, and nothing of another namespace left."""
    for start, end, br in (
        ('<div xmlns="http://www.w3.org/1999/xhtml">', "</div>", "<br></br>"),
        ('<h:div xmlns:h="http://www.w3.org/1999/xhtml">', "</h:div>", "<h:br/>"),
    ):
        content = f'<content type="xhtml">{start}a &lt; b{br}c<!-- d -->{end}</content>'
        assert in_atom(content).content_html == "a &lt; b<br>c"


def test_a_summary_is_the_text_where_there_is_no_other() -> None:
    assert in_atom("<summary>a</summary>").content_html == "<p>a</p>"
    assert in_json(id="1", summary="a").content_html == "<p>a</p>"
    assert in_atom("<summary>a</summary>").summary_html == in_json(id="1", summary="a").summary_html == ""


def test_plain_text_of_json_becomes_paragraphs() -> None:
    assert in_json(content_text="a < b\n\nc").content_html == "<p>a &lt; b</p><p>c</p>"


# People, tags, files


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("jane@partner.example (Jane Doe)", "Jane Doe"),
        ("Jane Doe &lt;jane@partner.example&gt;", "Jane Doe"),
        ("Jane Doe", "Jane Doe"),
        ("Jane  Doe\n(Press)", "Jane Doe (Press)"),
        ("L&amp;#039;Office", "L'Office"),
        ("jane@partner.example", ""),
        ("jane@partner.example - 01 02 03 04 05", ""),
        ("mailto:jane@partner.example", ""),
        ("a" * 400, ""),
        ("—", ""),
    ],
)
def test_a_mail_address_is_no_name(written: str, name: str) -> None:
    """RSS wants both in one element; only the name is for the public."""
    names = (Author(name),) if name else ()
    assert in_rss(f"<author>{written}</author>").authors == names
    assert in_rss(f"<dc:creator>{written}</dc:creator>").authors == names
    assert in_atom(f"<author><name>{written}</name></author>").authors == names


def test_who_wrote_the_feed_wrote_its_entries() -> None:
    """Atom and JSON Feed say so; an Atom entry that was copied has the authors of its source."""
    head = "<author><name>All</name></author>"
    source = "<source><author><name>Else</name></author></source>"
    assert in_atom("", head=head).authors == (Author("All"),)
    assert in_atom(source, head=head).authors == (Author("Else"),)
    (item,) = read(json_feed({"id": "1"}, author={"name": "All"})).items
    assert item.authors == (Author("All"),)


def test_authors_of_other_modules() -> None:
    """Atom's within RSS, and the one of podcasts where there is no other."""
    person = "<atom:author><atom:name>Jane</atom:name><atom:uri>/jane</atom:uri></atom:author>"
    podcast = "<itunes:author>Show</itunes:author>"
    assert in_rss(person + podcast).authors == (Author("Jane", "/jane"),)
    assert in_rss(podcast).authors == (Author("Show"),)


def test_an_address_where_rss_does_not_have_it() -> None:
    """Written as Atom would."""
    assert in_rss('<link href="/a"/>').url == in_rss('<atom:link href="/a"/>').url == "/a"


def test_a_name_said_twice_is_one_author() -> None:
    assert in_rss("<author>Jane</author><dc:creator>Jane</dc:creator>").authors == (Author("Jane"),)


def test_files_and_pictures() -> None:
    """Wherever Media RSS lets them stand; each once."""
    item = in_rss(
        '<enclosure url="/a.mp3" length="0" type="audio/mpeg"/><media:group>'
        '<media:content url="/a.mp3"/><media:content url="/b.mp4" type="video/mp4" fileSize="9">'
        '<media:title>B</media:title><media:thumbnail url="/b.png"/></media:content></media:group>'
    )
    assert item.attachments == (
        Attachment("/a.mp3", "audio/mpeg"),
        Attachment("/b.mp4", "video/mp4", 9, "B"),
    )
    assert item.image == "/b.png"
    assert in_rss('<itunes:image href="/c.png"/>').image == "/c.png"
    assert in_json(banner_image="/d.png").image == "/d.png"


# Addresses and languages


def test_the_base_of_relative_addresses() -> None:
    """RFC 4287 §2: each `xml:base` is relative to the one around it, the first to the document."""
    base = 'xml:base="sub/"'
    (item,) = read(f"<rss {base}><channel {base}><item {base}><link>a</link></item></channel></rss>").items
    assert (item.url, item.base) == ("a", "https://partner.example/dir/sub/sub/sub/")
    assert in_atom("", more='xml:base="https://base.example/"').base == "https://base.example/"
    assert in_atom("", more='xml:base="http://[x"').base == WHERE


def test_a_base_of_the_text_alone() -> None:
    """The link of the entry is not relative to it."""
    item = in_atom('<link href="a"/><content xml:base="/text/" type="html">&lt;a href="b"&gt;</content>')
    assert (item.url, item.base) == ("https://partner.example/dir/a", "https://partner.example/text/")


def test_what_a_document_without_an_address_is_relative_to() -> None:
    """The source's own address, else what the feed says of itself."""
    body = json_feed({"url": "a"}, feed_url="https://self.example/feed")
    assert read(body, "file.json", "https://given.example/").items[0].base == "https://given.example/"
    assert read(body, "file.json").items[0].base == "https://self.example/feed"


def test_the_language_of_an_entry() -> None:
    """Its own, else that of the feed."""
    head, own = {"head": "<language>fr</language>"}, "<dc:language>de</dc:language>"
    assert in_rss("", **head).language == "fr"
    assert in_rss(own, **head).language == "de"
    assert in_rss("", more='xml:lang="nl"').language == "nl"
    assert in_atom('<content xml:lang="it">a</content>', more='xml:lang="nl"').language == "it"


# The whole


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>60</ttl>", 3_600),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>999999999</ttl>", feed_fields.MAX_INTERVAL),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
        ("<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 86_400),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", feed_fields.MAX_INTERVAL),
        ("<sy:updatePeriod>never</sy:updatePeriod>", None),
    ],
)
def test_the_poll_interval_that_a_feed_wants(head: str, seconds: int | None) -> None:
    assert read(rss("", head)).min_interval == seconds


@pytest.mark.parametrize(
    ("head", "complete", "further"),
    [
        ("", None, ()),
        ("<fh:complete/>", True, ()),
        ("<fh:archive/>", False, ()),
        ('<atom:link rel="next" href="?page=2"/>', False, (FollowUp(f"{WHERE}?page=2"),)),
        ('<fh:complete/><atom:link rel="next" href="?page=2"/>', False, (FollowUp(f"{WHERE}?page=2"),)),
        ('<atom:link rel="next" href="feed"/>', False, ()),
        ('<atom:link rel="next" href="mailto:a@b.example"/>', False, ()),
        ('<atom:link rel="prev-archive" href="1"/><atom:link rel="next" href="2"/>', False, ()),
    ],
)
def test_whether_all_is_there_and_where_more_is(head: str, complete: bool | None, further: tuple[FollowUp]) -> None:
    """RFC 5005: what is paged goes on, what is archived does not, and neither is complete."""
    for body in (rss("", head), atom("", head)):
        batch = read(body)
        assert (batch.complete, batch.next) == (complete, further)


def test_a_json_feed_goes_on_but_never_to_itself() -> None:
    batch = read(json_feed(next_url="?page=2"))
    assert (batch.complete, batch.next) == (False, (FollowUp(f"{WHERE}?page=2"),))
    assert read(json_feed(next_url=WHERE)).next == ()


def test_how_many_there_are_in_all() -> None:
    assert read(rss("", "<opensearch:totalResults>120</opensearch:totalResults>")).total == 120
    assert read(rss("")).total is None


# The extension of JSON Feed, and the JSON Feeds that others name


def test_the_extension_of_a_feed_is_of_all_its_items() -> None:
    """It marks the feed as that of another `feeds`; an item may need no more than that."""
    items = ({"id": "1"}, {"id": "2", "_feeds": {"kind": "job"}}, {"id": "3", "_feeds": 3})
    batch = read(json_feed(*items, _feeds={"complete": True, "deleted": ["4", 5, "", "4"]}))
    assert [item.extension for item in batch.items] == [{}, {"kind": "job"}, None]
    assert (batch.extended, batch.complete, batch.deleted) == (True, True, (Removal("4"),))
    assert read(json_feed(*items, _feeds={"complete": True}, next_url="/2")).complete is False


@pytest.mark.parametrize("wrong", [None, 1, True, [], "", [{}]])
def test_an_extension_of_another_kind_is_none_of_ours(wrong: object) -> None:
    batch = read(json_feed({"id": "1"}, _feeds=wrong))
    assert (batch.extended, batch.complete, batch.deleted) == (False, None, ())
    assert batch.items[0].extension is None
    wrong_values = read(json_feed(_feeds={"complete": wrong, "deleted": wrong}))
    assert (wrong_values.complete, wrong_values.deleted) == (wrong if wrong is True else None, ())


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('rel="alternate" type="application/feed+json" href="feed.json"', True),
        ('type="application/feed+json" href="feed.json"', True),
        ('rel="alternate" type="application/json" href="feed.json"', False),
        ('rel="self" type="application/feed+json" href="feed.json"', False),
        ('rel="alternate" type="application/feed+json" href="mailto:a@b.example"', False),
    ],
)
def test_the_json_feed_of_a_feed(link: str, found: bool) -> None:
    alternates = (FollowUp("https://partner.example/dir/feed.json"),) if found else ()
    assert read(atom("", f"<link {link}/>")).alternates == alternates
    assert read(rss("", f"<atom:link {link}/>")).alternates == alternates


def test_json_of_other_kinds_says_nothing() -> None:
    """Whatever stands where."""
    for wrong in (None, 1, True, [], {}, [1], {"a": 1}, "", [[]], 1.5):
        fields = (
            "id url external_url title content_html content_text summary image banner_image date_published "
            "date_modified authors author tags language attachments _job _jobposting _feeds"
        )
        assert in_json(**dict.fromkeys(fields.split(), wrong)).title == ""


def test_numbers_beyond_all_bounds_stay_texts() -> None:
    body = json_feed({"id": "1", "_jobposting": {"x": "N"}}).replace('"N"', "1e999")
    assert read(body).items[0].job == {"x": "1e999"}


# What is left out, and refused


def test_an_id_that_no_feed_could_hold_is_left_out() -> None:
    batch = read(json_feed({"id": "a\u000bc"}, {"id": "b"}))
    assert [item.id for item in batch.items] == ["b"]
    assert [(problem.field, str(problem.found)) for problem in batch.problems] == [
        ("entry 1", "the character U+000B in 'ac'")
    ]


def test_entries_without_ids_and_with_the_same_are_given_as_they_stand() -> None:
    """What they are is not for a dialect to decide."""
    assert len(read(rss("<item><title>A</title></item><item/>" + "<item><guid>1</guid></item>" * 2)).items) == 4


def test_more_entries_than_can_be_kept_in_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_fields, "MAX_ENTRIES", 2)
    for body in (rss("<item/>" * 3), atom("<entry/>" * 3), json_feed({}, {}, {})):
        with pytest.raises(PostError, match="found 3 entries, where at most 2 can be read"):
            read(body)


# To tell it from other dialects


@pytest.mark.parametrize(
    "body",
    [
        rss(""),
        atom(""),
        json_feed(),
        json_feed().replace("/", "\\/"),
        f'\n <?xml version="1.0"?>\n<?style x?><!-- <html> -->{rss("")}',
        f"Warning: something in line 3\n<?xml version='1.0'?>{atom('')}",
        f"junk {rss('')}",
        f'<!DOCTYPE rss [<!ENTITY a "b">]>{rss("")}',
        '<!DOCTYPE rss PUBLIC "-//N//D" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss>',
        f'<feed xml:lang="fr" {NAMES.replace("xmlns:atom", "xmlns")}>',
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"/>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_feed_is_recognised(body: str, encoding: str) -> None:
    """By its root, whatever stands above it."""
    assert syndication.recognises(body.encode(encoding))


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "{}",
        "[]",
        "{",
        "rss",
        "<",
        "<html><body>&lt;rss></body></html>",
        "<!DOCTYPE html><title>RSS</title><rss>",
        "<source><job><title>rss</title></job></source>",
        "<feed><entry/></feed>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><skos/></rdf:RDF>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
        '{"jobs": [], "note": "jsonfeed.org/version/1"}',
        '{"text": "\\"version\\": \\"https://jsonfeed.org/version/1\\""}',
        '{"version": "https://jsonfeed.org/version/2"}',
        "---\ntitle: rss\n---\n<rss",
        "\x00\x00\x00",
        "<?xml",
        "<!--",
    ],
)
def test_what_is_no_feed_is_not(body: str) -> None:
    assert not syndication.recognises(body.encode())


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("R&amp;amp;D Engineer", "R&D Engineer"),
        ("<![CDATA[Caf&eacute; &#8217;]]>", "Café ’"),
        ("C&amp;#233;line", "Céline"),
        ("AT&amp;T", "AT&T"),
        ("&amp;lt;b&amp;gt; in HTML", "&lt;b&gt; in HTML"),
        ("&lt;em&gt;x&lt;/em&gt; &amp;amp; y", "<em>x</em> &amp; y"),
        ("&amp;nothing; here", "&nothing; here"),
    ],
)
def test_a_title_of_rss_that_was_escaped_twice(written: str, title: str) -> None:
    """Its tags, and the references of one with tags, are left to `item_to_post`, as are those of other formats."""
    assert in_rss(f"<title>{written}</title>").title == title


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("1:02:03", 3723), ("62:03", 3723), ("3723", 3723), ("93.5", 93), (" 00:30 ", 30), ("0", None), ("1h", None)],
)
def test_the_duration_of_a_podcast(written: str, seconds: int | None) -> None:
    sound = '<enclosure url="/a.mp3" length="12" type="audio/mpeg"/>'
    said = f"<itunes:duration>{written}</itunes:duration><itunes:episode>12</itunes:episode>"
    found = in_rss(f'<enclosure url="/a.pdf" type="application/pdf"/>{sound}{said}')
    assert [file.duration for file in found.attachments] == [None, seconds]
    assert found.episode == 12


def test_media_rss_has_durations_and_a_description() -> None:
    """The description of a group is the text of an entry without one; that of a single file is not."""
    content = '<media:content url="/v.mp4" type="video/mp4" duration="93"/>'
    group = f"<media:group>{content}<media:description>A film</media:description></media:group>"
    found = in_rss(group)
    assert found.content_html == "<p>A film</p>"
    assert found.attachments == (Attachment("/v.mp4", "video/mp4", duration=93),)
    same = in_rss(f'<enclosure url="/v.mp4" type="video/mp4" length="9"/>{content}')
    assert same.attachments == (Attachment("/v.mp4", "video/mp4", 9, duration=93),)
    picture = (
        '<media:content url="/p.jpg" type="image/jpeg"><media:description>A cat</media:description></media:content>'
    )
    assert in_rss(picture).content_html == ""
    (item,) = read(json_feed({"id": "1", "attachments": [{"url": "/a", "duration_in_seconds": 61.0}]})).items
    assert item.attachments[0].duration == 61
