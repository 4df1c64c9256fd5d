"""What a fuzz run begins with: a sample of each thing that is read, and what is put into it to do harm."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.paths import TESTS

PAYLOADS = Path(os.environ.get("FEEDS_PAYLOADS") or TESTS.parents[1] / "shared" / "payloads")


@dataclass(frozen=True)
class Seed:
    """A document, and how the configuration says that it is read."""

    name: str
    body: bytes
    preset: str = ""
    mapping: dict[str, Any] = field(default_factory=dict)


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:job="https://example.org/job" xmlns:media="http://search.yahoo.com/mrss/" xml:base="https://partner.example/">
<channel><title>Partner</title><link>https://partner.example/</link><description>x</description><ttl>60</ttl>
<item><title>Baker &amp; cook</title><link>/jobs/1</link><guid isPermaLink="false">urn:x:1</guid>
<description>&lt;p&gt;Bake &lt;a href="/bread"&gt;bread&lt;/a&gt;&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Bake bread.</p><ul><li>Every day</li></ul>
<img src="a.png" alt="x">]]></content:encoded>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate><author>a@b.example (Ann)</author><category>food</category>
<enclosure url="https://partner.example/a.mp3" length="12" type="audio/mpeg"/>
<job:jobType>CDI, temps plein</job:jobType><job:company>Bakery</job:company>
<job:location>Lyon (69)</job:location>
<job:salary>2 100 € par mois</job:salary><job:expires>2026-09-01</job:expires></item>
<item><title>Apprentice</title><link>https://partner.example/2</link><guid>2</guid>
<dc:format>12 mois</dc:format>
<dc:coverage>NICE</dc:coverage><dc:description>6</dc:description><dc:publisher>Town</dc:publisher>
<dc:date>2026-09-15T00:00:00+02:00</dc:date></item></channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://partner.example/blog/">
<id>urn:x:f</id><title>Partner</title><updated>2026-03-01T00:00:00Z</updated><link rel="next" href="?page=2"/>
<entry><id>urn:x:1</id><title type="html">News &amp;lt;1&amp;gt;</title>
<updated>2026-03-01T00:00:00Z</updated><link href="one"/>
<author><name>Ann</name><uri>https://a.example</uri></author><category term="a"/>
<summary type="text">Short</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Long <em>text</em><br/></p></div></content></entry>
<entry><id>urn:x:2</id><title>Two</title><updated>2026-02-30T25:00:00Z</updated>
<content type="html">&lt;p&gt;Long&lt;/p&gt;</content></entry></feed>"""

POSTING: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Baker",
    "description": "<p>Bake <strong>bread</strong>.</p>",
    "datePosted": "2026-03-02",
    "validThrough": "2026-09-02T00:00:00+02:00",
    "employmentType": ["FULL_TIME", "CDD 6 mois"],
    "hiringOrganization": {
        "@type": "Organization",
        "name": "Bakery",
        "sameAs": "https://b.example",
        "logo": None,
    },
    "jobLocation": [
        {
            "@type": "Place",
            "address": {
                "addressLocality": "Lyon, FR",
                "postalCode": "69001",
                "addressCountry": {"name": "France"},
            },
        },
        "Remote - Austin, TX",
    ],
    "jobLocationType": "TELECOMMUTE",
    "applicantLocationRequirements": {"@type": "Country", "name": "Europe"},
    "baseSalary": {
        "currency": "EUR",
        "value": {"minValue": "2 100,50", "maxValue": 2400, "unitText": "MONTH"},
    },
    "skills": ["yeast", "patience, flour"],
    "identifier": {"name": "x", "value": 17},
    "totalJobOpenings": "2",
    "experienceRequirements": {"monthsOfExperience": 12},
    "jobDuration": "P6M",
    "applicationContact": {"email": "jobs@b.example", "url": "https://b.example/apply"},
    "sameAs": "https://b.example/1",
    "image": ["https://b.example/i.png"],
}

JSON_FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Partner",
    "home_page_url": "https://partner.example/",
    "next_url": "https://partner.example/2.json",
    "items": [
        {
            "id": "https://partner.example/1",
            "url": "/1",
            "title": "Baker",
            "content_html": "<p>Bake <a href='x'>bread</a></p>",
            "summary": "Bake",
            "date_published": "2026-03-02T10:00:00+01:00",
            "authors": [{"name": "Ann", "url": "https://a.example"}],
            "tags": ["food"],
            "attachments": [{"url": "https://a.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}],
            "_jobposting": POSTING,
        },
        {"id": 2, "content_text": "Text\n\nmore <b>", "date_published": "yesterday"},
    ],
}

PAGE = f"""<!doctype html><html lang="fr"><head><title>Baker</title><base href="https://partner.example/x/">
<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="next" href="?page=2">
<script>var a = 1;</script><script type="application/ld+json">{json.dumps(POSTING, indent=1)}</script></head>
<body><h1>Baker</h1><p>Bake bread.</p><a href="/jobs/another-baker-wanted-17">more</a></body></html>"""

LIST = """<!doctype html><html><head><title>Jobs</title></head><body><ul>
<li><a href="/jobs/baker-in-lyon-17">Baker</a><li><a href="/jobs/cook-in-nice-18">Cook</a>
<li><a href="/jobs/dishwasher-in-paris-19">Dishwasher</a></ul><a rel="next" href="?page=2">next</a>
<script type="application/ld+json">
{"@type": "ItemList", "itemListElement": [{"url": "/jobs/baker-17"}]}</script></body></html>"""

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://partner.example/jobs/baker-17</loc><lastmod>2026-03-01</lastmod></url>
<url><loc>https://partner.example/about</loc></url></urlset>"""

POST = """---
roles: Développeuse ou développeur
contrat: CDD de 6 mois à temps partiel
startup: [carte]
techno: Python, SQL et Django
lieu: 12 rue Haute, 75011 Paris
teletravail: 2 jours par semaine
salaire: 35-45 k€ brut annuel
date: 2026-03-02
poste_ferme: 2026-09-01 12:30
contact: jobs@b.example
redirect_from: /old/
---
# Un métier

Vous **écrirez** du [code](https://a.example "x"), et :

- une liste
- `du code`

<div onclick="no()">Du HTML</div>

| a | b |
|---|---|
| 1 | 2 |
"""

RECORDS: dict[str, Any] = {
    "company": "Works",
    "count": 120,
    "jobs": [
        {
            "ref": "W-17",
            "slug": "baker",
            "name": "Baker (f/m)",
            "text": "Bake bread.\n\nSell <b>it</b>.",
            "since": "2026-03-02",
            "kind": "FT",
            "remote": False,
            "tags": "a, b",
            "site": {"zip": "35000", "town": "Rennes"},
            "salary": {"from": 2100, "to": 2400, "per": "month"},
        }
    ],
}
MAPPING: dict[str, Any] = {
    "items": "jobs",
    "total": "count",
    "next": {"parameter": "offset"},
    "common": {"organization": "company"},
    "detail": {"url": "/jobs/{ref}", "record": "jobs[0]", "fields": {"description": "text"}},
    "fields": {
        "id": "ref",
        "url": "https://partner.example/jobs/{slug}",
        "title": "name",
        "description": "text",
        "published": "since",
        "contract": "kind",
        "telework": "remote",
        "tags": "tags",
        "place": {"postal_code": "site.zip", "locality": "site.town", "country": "'FR'"},
        "pay": {"min": "salary.from", "max": "salary.to", "unit": "salary.per", "currency": "'EUR'"},
    },
    "values": {"contract": {"FT": "full time"}},
}
XML = """<?xml version="1.0"?><jobs><job id="1"><name>Baker</name><text><![CDATA[<p>Bake.</p>]]></text>
<place>Lyon</place><since>02/03/2026</since><kind>CDI</kind></job>
<job id="2"><name>Cook &amp; more</name></job></jobs>"""
XML_MAPPING: dict[str, Any] = {
    "items": "/jobs/job",
    "complete": True,
    "fields": {
        "id": "@id",
        "url": "https://partner.example/{@id}",
        "title": "name",
        "description": ["text"],
        "place": "place",
        "published": "since",
        "contract": "kind",
    },
}
CSV = """Réf;Intitulé;Lien;Code postal;Ville;Texte
1;Baker;https://partner.example/1;69001;Lyon;"Bake
bread"
2;Cook;https://partner.example/2;;Nice;<p>Cook</p>
"""
CSV_MAPPING: dict[str, Any] = {
    "format": "csv",
    "fields": {
        "id": "Réf",
        "title": "Intitulé",
        "url": "Lien",
        "description": "Texte",
        "place": {"postal_code": "Code postal", "locality": "Ville"},
    },
}

ATTACKS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)><animate onbegin=alert(1) attributeName=x>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java&#10;script:alert(1)">x</a>',
    '<a href="&#x6A;avascript&colon;alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>" src="https://evil.example"></iframe>',
    '<base href="https://evil.example/">',
    '<form action="https://evil.example"><input name="a" autofocus onfocus=alert(1)></form>',
    "<style>@import 'https://evil.example'</style><p style='background:url(javascript:alert(1))'>x</p>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<template><script>alert(1)</script></template><object data="x"></object><embed src="x">',
    '<link rel="stylesheet" href="//evil.example/x.css"><meta http-equiv="refresh" content="0;url=x">',
    '<table background="javascript:alert(1)"><td><video poster="javascript:1"><source onerror=alert(1)>',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp><plaintext>',
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://a.example",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "//evil.example/x",
    "https://a.example/\"onmouseover='alert(1)'",
)
ODDITIES = (
    *(
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "&a;",
        "&nbsp;",
        "&",
        "<",
        ">",
    ),
    *(
        "\x00",
        "\x08",
        "\x1b",
        "\ufffe",
        "\ufeff",
        "\u2028",
        "\u202e",
        "\u0301",
        "\\ud800",
        "\\u0000",
        "&#0;",
        "&#x110000;",
    ),
    *(
        "1e999",
        "-1",
        "0",
        "NaN",
        "Infinity",
        "9" * 40,
        "1" * 5000,
        "true",
        "null",
        "[]",
        "{}",
        '""',
        "''",
        "\\",
    ),
    *(
        "0000-00-00",
        "9999-12-31T23:59:60Z",
        "2026-13-45",
        "Thu, 99 Foo 20266 99:99:99 +9999",
        "31/02/2026",
        "-0001",
    ),
    *(
        "https://[",
        "https://a:b@c:99999/",
        "https://é.example/ü?q=☃#x",
        "http:/x",
        "?",
        "#",
        "%",
        "%zz",
        "mailto:a@b.example",
    ),
    *(
        "---\n",
        "- " * 200,
        "> " * 200,
        "[" * 200,
        "*" * 200,
        "`" * 99,
        "|" * 200,
        "\n" * 50,
        " " * 500,
        "\t",
        "\r",
        "&a " * 50,
    ),
    *(
        "&anchor [*anchor, *anchor]",
        "!!python/object:os.system x",
        "? : ?",
        "<<: *x",
        "'" * 99,
        '"' * 99,
        "{{7*7}}",
        "{0}",
        "%s",
    ),
    *(
        "Remote",
        "Paris (75)",
        "Lyon / Lille ; Nantes | Brest",
        "75001 Paris, 69001 Lyon",
        "35-45 k€ par an",
        "CDI ou CDD de 99 ans",
    ),
    *(
        "télétravail 3 jours par semaine",
        "à partir de 1 € et jusqu'à 9999999999 €",
        "(" * 99,
        "a@b.example " * 9,
        "é" * 300,
    ),
)


def own() -> Iterator[Seed]:
    """Return the samples of the project."""
    for name, text in (("rss", RSS), ("atom", ATOM), ("page", PAGE), ("list", LIST), ("sitemap", SITEMAP)):
        yield Seed(name, text.encode())
    yield Seed("post", POST.encode())
    yield Seed("json-feed", json.dumps(JSON_FEED, indent=1).encode())
    yield Seed("json-ld", json.dumps([POSTING]).encode())
    yield Seed("records", json.dumps(RECORDS).encode(), mapping=MAPPING)
    yield Seed("records-xml", XML.encode(), mapping=XML_MAPPING)
    yield Seed("records-csv", CSV.encode(), mapping=CSV_MAPPING)
    for path in sorted((TESTS / "payload_samples").glob("*.*")):
        preset = path.name.partition("-detail")[0] if "-detail" in path.name else ""
        yield Seed(path.name, path.read_bytes(), preset=preset)


def payloads() -> Iterator[Seed]:
    """Return the payloads of partners, where they are at hand."""
    for path in sorted(PAYLOADS.glob("*.*")):
        if path.name != "README.md":
            yield Seed(path.name, path.read_bytes())
