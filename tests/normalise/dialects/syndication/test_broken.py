"""Feeds that are wrong: read where it is sure what they say, refused where it is not, and never a crash."""

from __future__ import annotations

import random
import time
from contextlib import suppress

import pytest

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects import syndication
from feeds.normalise.dialects.item import Batch, SourceOptions

WHERE = "https://partner.example/feed"


def read(body: str | bytes, charset: str = "") -> Batch:
    data = body if isinstance(body, bytes) else body.encode()
    return syndication.read(Document("partner", WHERE, data, "", charset=charset), SourceOptions())


def rss(items: str, more: str = "") -> str:
    return f'<rss version="2.0"{more}><channel><title>Offers</title>{items}</channel></rss>'


def refused(body: str | bytes) -> str:
    with pytest.raises(PostError) as caught:
        read(body)
    assert caught.value.problem.severity == "error"
    return str(caught.value)


# Encodings


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{rss("<item><title>Œuvre « é »</title></item>")}'


def title(body: bytes, charset: str = "") -> tuple[str, list[str]]:
    batch = read(body, charset)
    return batch.items[0].title, [f"{problem.expected}: {problem.found}" for problem in batch.problems]


@pytest.mark.parametrize(
    ("body", "charset", "told"),
    [
        (declared("utf-8").encode(), "", []),
        (declared("utf-8").encode("utf-8-sig"), "iso-8859-1", []),
        (declared("utf-16").encode("utf-16"), "utf-8", []),
        (declared("utf-16").encode("utf-16-be"), "", []),
        (declared("utf-8").encode("utf-16-le"), "", []),
        (declared("utf-32").encode("utf-32"), "", []),
        (declared("windows-1252").encode("cp1252"), "", []),
        (declared("iso-8859-1").encode("cp1252"), "", []),
        (declared("utf-8").encode("cp1252"), "windows-1252", []),
        (declared("utf-8").encode(), "iso-8859-1", []),
        (
            declared("iso-8859-1").encode(),
            "",
            ["text in iso-8859-1: UTF-8"],
        ),
        (declared("utf-8").encode("cp1252"), "", ["text in utf-8: windows-1252"]),
        (declared("utf-8").encode("cp1252"), "utf-8", ["text in utf-8: windows-1252"]),
        (declared("nonsense").encode("cp1252"), "", ["text in nonsense: windows-1252"]),
        (declared("utf-7").encode("cp1252"), "idna", ["text in utf-7: windows-1252"]),
        (declared("utf-16").encode("cp1252"), "utf-16", ["text in utf-16: windows-1252"]),
        (
            declared("utf-8").encode("cp1252")[38:],
            "no such",
            ["text in no such: windows-1252"],
        ),
    ],
)
def test_whatever_is_said_the_letters_are_right(body: bytes, charset: str, told: list[str]) -> None:
    """A mark, the server, the document and the bytes may all say different things."""
    assert title(body, charset) == ("Œuvre « é »", told)


def test_a_text_in_two_encodings() -> None:
    """Somebody pasted it together."""
    body = rss("<item><title>é1</title></item>").encode().replace(b"1", b"\xe9\x85")
    assert title(body) == (
        "éé…",
        ["text in UTF-8: windows-1252 in places"],
    )


def test_letters_that_a_mark_does_not_make_right() -> None:
    body = rss("<item><title>A</title></item>").encode("utf-16-le").replace("A".encode("utf-16-le"), b"\x00\xd8")
    assert title(b"\xff\xfe" + body) == (
        "\ufffd",
        ["text in UTF-16-LE: invalid bytes"],
    )
    body = b"\xef\xbb\xbf" + rss("<item><title>\0</title></item>").encode().replace(b"\0", b"\xe9")
    assert title(body)[0] == "é"


def test_a_japanese_feed() -> None:
    for encoding in ("shift_jis", "euc-jp", "iso-2022-jp"):
        body = f'<?xml version="1.0" encoding="{encoding}"?>{rss("<item><title>日本</title></item>")}'
        assert title(body.encode(encoding)) == ("日本", [])


def test_json_in_another_encoding_needs_somebody_to_say_so() -> None:
    body = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "é"}]}'
    for encoding, charset in (("utf-8-sig", ""), ("utf-16", ""), ("utf-16-le", ""), ("cp1252", "iso-8859-1")):
        assert read(body.encode(encoding), charset).items[0].id == "é"


# XML that is none


@pytest.mark.parametrize(
    ("items", "titles"),
    [
        ("<item><title>A & B</title></item>", ["A & B"]),
        ("<item><title>A && B &; &C &#; D</title></item>", ["A && B &; &C &#; D"]),
        ("<item><title>A&nbsp;&eacute;&hellip;&nothing;</title></item>", ["A\u00a0é…&nothing;"]),
        ("<item><title>3 < 4 & 5</title></item>", ["3 < 4 & 5"]),
        ("<item><title>A\x0b\x00B&#11;&#x0;&#xD800;C</title></item>", ["ABC"]),
        ("<item><title><![CDATA[A & <b> &eacute;]]></title></item>&", ["A & <b> &eacute;"]),
        ("<item><title>A</title><!-- -- & --></item>", ["A"]),
        ("<item><title>A</title><dc:date>2020</dc:date></item>", ["A"]),
        ("<item><title>A<link>https://a.example/</link></item><item><title>B</title></item>", ["A", "B"]),
        ("<item><title>A</title><item><title>B</title></item>", ["A", "B"]),
        ("<item><title>A</title></b></item><item><title>B</title></item>", ["A", "B"]),
        ("<item><title>A<b>B</title></item>", ["AB"]),
        ("<item><title>A</title><description>a<br>b<p>c</description></item>", ["A"]),
        ("<item><title>A</title><enclosure url=a url='b' length></item>", ["A"]),
        ("<item a='1' a='2'><title>A</title></item>", ["A"]),
        ("<item><title>A</title></item></channel></rss><script>x & y</script>", ["A"]),
        ("<item><title>A</title></item></channel></rss></rss>\n<br>", ["A"]),
        ("<item><title>A</title></item></channel></rss><rss><channel><item/>", ["A"]),
    ],
)
def test_what_is_nearly_xml_is_read(items: str, titles: list[str]) -> None:
    """All of it, with a word on what is wrong."""
    batch = read(rss(f"\n{items}"))
    assert [item.title for item in batch.items if item.title] == titles
    (problem,) = batch.problems
    assert problem.file == WHERE
    assert problem.expected == "well-formed XML"
    assert problem.line in {2, 3}
    assert problem.severity == "warning"


@pytest.mark.parametrize(
    "junk", ["Notice: x in <b>/a.php</b> on line <b>3</b><br />\n", "junk ", "<br>\n", "\x00\x07", "}"]
)
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0"?>'])
def test_what_stands_before_the_document_is_passed_over(junk: str, declaration: str) -> None:
    """A message of the program that wrote it, as a rule."""
    batch = read(junk + declaration + rss("<item><title>A</title></item>"))
    assert [item.title for item in batch.items] == ["A"]
    assert batch.problems


def test_fields_after_an_unclosed_one_are_kept() -> None:
    """Where one field begins, the one before has ended."""
    (item,) = read(
        rss("<item><title>A<link>https://a.example/<guid>1<pubDate>2020-07-21</pubDate><description>x</item>")
    ).items
    assert (item.title, item.url, item.id) == ("A", "https://a.example/", "1")
    assert (item.published, item.content_html) == ("2020-07-21", "x")


def test_attributes_without_quotes() -> None:
    (item,) = read(rss("<item><enclosure url=/a.mp3 length=3 type='audio/mpeg'></item>")).items
    assert item.attachments[0].url == "/a.mp3"


def test_entities_that_a_document_declares_itself() -> None:
    """Short ones are read; they cost no more than they are worth."""
    head = "<!DOCTYPE rss [<!ENTITY co 'A &#38; B'><!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
    batch = read(head + rss("<item><title>&co; &x; &amp;</title></item>"))
    assert (batch.items[0].title, batch.problems) == ("A & B &x; &", ())
    own = "<!ENTITY a '" + "x" * 90 + "'>"
    large = f"<!DOCTYPE rss [{own}]>" + rss(f"<item><title>{'&a;' * 100_000}</title></item>")
    assert len(read(large).items[0].title) < 1_400_000


# What breaks off, and what is something else


WHOLE = {
    "rss": rss("<item><title>A</title><description><![CDATA[<p></rss></p>]]></description></item><!-- </rss> -->"),
    "broken": rss("<item><title>A & <![CDATA[</rss>]]></title></item><!-- </rss> --><item></item>"),
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="html"><![CDATA[</feed>]]>'
    "</content></entry></feed>",
    "json": '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}]}',
}


@pytest.mark.parametrize("form", WHOLE)
def test_half_a_feed_is_refused(form: str) -> None:
    """The other half would look closed; not even an end that stands in a text is one."""
    whole = WHOLE[form]
    read(whole)
    for end in range(len(whole)):
        refused(whole[:end])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<!doctype html><p>Sign in</p>", "found an HTML page (open it and use the URL of the feed"),
        ("\ufeff<?xml version='1.0'?><!-- a --><html/>", "found an HTML page"),
        ("Sign in", "found neither XML nor JSON"),
        ("", "found an empty document"),
        ("1 < 2", "found neither XML nor JSON"),
        ("<source><job/></source>", "found XML of another kind: <source>"),
        ("<a:jobs xmlns:a='x'/>", "found XML of another kind: <jobs>"),
        ("[]", "found JSON of another kind"),
        ("{'a': 1}", "found JSON that is invalid or incomplete"),
        (
            "<rss><channel>" + "<a>" * 300 + "</a>" * 300 + "</channel></rss>",
            "nested deeper than 256 elements",
        ),
        ("<rss><channel>&" + "<a>" * 300 + "</channel></rss>", "nested deeper than 256 elements"),
    ],
)
def test_what_is_no_feed_is_refused(body: str, found: str) -> None:
    message = refused(body)
    assert message.startswith(WHERE)
    assert found in message


# What costs


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHING = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>'
COSTLY = {
    "entities": LAUGHING + rss("<item><title>&l9;</title></item>"),
    "entities in an attribute": LAUGHING + rss("", ' a="&l9;"'),
    "a large entity": f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]>{rss("&a;" * 100_000)}',
    "depth": rss("<a>" * 400_000),
    "marks": rss("<a/>" * 2_100_000),
    "a long text": rss(f"<title>{'x' * 11_000_000}</title>"),
    "ends": rss("&" + "</a>" * 300_000),
    "starts": rss("&" + "<a>" * 300_000 + "</b>" * 300_000),
    "open quotes": rss("&" + '<a "' * 300_000),
    "open comments": rss("&" + "<!--" * 300_000),
    "open sections": rss("&" + "<![CDATA[" * 300_000),
    "instructions": "<?a?>" * 300_000,
    "comments": "<!-- -->" * 300_000 + "<htm",
    "declarations": "<?xml a " * 300_000,
    "names": rss(f"<item><author>{'a' * 1_000_000}@</author><dc:creator>{'a@' * 500_000}</dc:creator></item>"),
    "places": rss("<item>" + "".join(f"<city>{n}</city>" for n in range(50_000)) + "<salary>1</salary></item>"),
    "lists": '{"version": "https://jsonfeed.org/version/1", "items": [' + "[" * 1_000_000,
    "digits": '{"version": "https://jsonfeed.org/version/1", "items": [' + "1" * 1_000_000 + "]}",
    "versions": "{" + '"version" ' * 1_000_000,
    "wrong bytes": (rss("é").encode() + b"a\xe9" * 1_000_000 + b"</rss>"),
}


@pytest.mark.parametrize("name", COSTLY)
@pytest.mark.slow
def test_nothing_costs_more_than_it_weighs(name: str) -> None:
    """In seconds, whatever is tried; sixty are for slow machines."""
    body = COSTLY[name]
    began = time.process_time()
    with suppress(PostError):
        read(body)
    syndication.recognises(body if isinstance(body, bytes) else body.encode())
    assert time.process_time() - began < 60


def test_nothing_outside_the_document_is_opened() -> None:
    entity = f'<!DOCTYPE rss SYSTEM "file://{__file__}" [<!ENTITY x SYSTEM "file://{__file__}">%x;]>'
    assert "opened" not in str(read(entity + rss("<item><title>&x;</title></item>")))


# Anything at all

PIECES = (
    *"<>&;\"'=/![]-?{}:,\x00\x0b\ufeff\ud800é\n ",
    "<item>", "</item>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&eacute;", "&#1;", "<rss>", "</rss>",
    "<b x=", "xml:base='http://['", "xmlns:a='b'", "<a:b>", "</channel>", "<br>", "null", "1e999", "[",
    '"id"', "\\ud800",
)  # fmt: skip


def mutated(body: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            body = body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]
        elif kind == 1:
            body = body[:at] + chance.choice(PIECES).encode("utf-8", "surrogatepass") + body[at:]
        elif kind == 2:
            body = body[:at] + body[at + chance.randint(1, 20) :]
        else:
            other = chance.randrange(len(body) + 1)
            body = body[:at] + body[min(at, other) : max(at, other)] + body[at:]
    return body


def samples() -> list[bytes]:
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    item = (
        "<item><title>A &amp; é</title><guid>1</guid><link>/a</link><dc:creator>a@b.example (C)</dc:creator>"
        "<description>&lt;p&gt;a&lt;/p&gt;</description><media:group><media:content url='/x'/></media:group>"
        "<pubDate>Tue, 21 Jul 2020 11:30:00 +0200</pubDate><jobtype>A</jobtype><location>B</location></item>"
    )
    entry = (
        "<entry xml:base='x/'><id>a</id><title type='html'>a &lt;b&gt;</title><link href='/a'/>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a<br/>b</div></content></entry>"
    )
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom' {names}>{entry * 2}</feed>"
    doctype = '<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE rss [<!ENTITY x "y">]>'
    json_feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1.5, "content_text": "a", '
        '"authors": [{"name": "b"}], "attachments": [{"url": "c"}], "_jobposting": {"a": [1]}, '
        '"tags": ["é"]}]}'
    )
    texts = (rss(item * 2, f" {names}"), doctype + rss(item, f" {names}"), atom, json_feed)
    return [*(text.encode() for text in texts), texts[0].encode("utf-16"), texts[1].encode("latin-1")]


def stumble(rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    bodies = samples()
    for _ in range(rounds):
        body = mutated(chance.choice(bodies), chance)
        document = Document("p", WHERE, body, "", charset=chance.choice(("", "utf-8", "utf-16", "é", "latin-1")))
        syndication.recognises(body)
        with suppress(PostError):
            syndication.read(document, SourceOptions())
        with suppress(PostError):
            syndication.previous_feed(document)


@pytest.mark.slow
def test_no_document_makes_it_stumble() -> None:
    """It is read or refused."""
    stumble(1_500, 1)


@pytest.mark.full
@pytest.mark.timeout(300)
def test_none_of_very_many_makes_it_stumble() -> None:
    stumble(40_000, 2)
