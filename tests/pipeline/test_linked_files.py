"""Pictures and documents that posts refer to relatively are delivered with their pages."""

import os
import re
import zlib
from pathlib import Path
from urllib.parse import unquote

import pytest

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(200))
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
SITE = "https://jobs.example.org/"


def png(text: str) -> bytes:
    """Return a picture that differs from others."""
    return PNG + zlib.compress(text.encode())


def files(home) -> dict[str, bytes]:
    """Return the delivered files, by their paths in the output."""
    return {path: body for path, body in home.tree().items() if path.startswith("files/")}


def page(home, name: str) -> str:
    """Return the page of a post."""
    return home.text(f"posts/{name}/index.html")


def shown(home, name: str) -> list[str]:
    """Return the addresses of this site's files on a page, as paths in the output."""
    found = re.findall(rf'(?:src|href|content)="(?:{SITE}|(?:\.\./)+)(files/[^"#]+)', page(home, name))
    return [unquote(path) for path in found]


@pytest.mark.parametrize(
    ("place", "markup"),
    [
        ("photo.png", "![Une photo](photo.png)"),
        ("photo.png", "![Une photo](./photo.png)"),
        ("images/photo.png", "![Une photo](images/photo.png 'titre')"),
        ("images/ma photo été.png", "![Une photo](<images/ma photo été.png>)"),
        ("images/ma photo été.png", "![Une photo](images/ma%20photo%20%C3%A9t%C3%A9.png)"),
        ("images/ma photo.png", '<img src="images/ma photo.png" alt="Une photo">'),
        ("images/PHOTO.PNG", "![Une photo](images/PHOTO.PNG)"),
        ("photo.png", "![Une photo](photo.png?v=2)"),
        ("photo.png", "![Une photo][p]\n\n[p]: photo.png"),
        ("photo.png", '<div><img src="photo.png" alt="Une photo"></div>'),
        ("photo@2x.png", "![Une photo](photo@2x.png)"),
        ("e\u0301quipe.png", "![Une photo](\u00e9quipe.png)"),
        ("\u00e9quipe.png", "![Une photo](e\u0301quipe.png)"),
        ("100%.png", "![Une photo](100%.png)"),
        ("a&b.png", "![Une photo](a&b.png)"),
        ("../sources/photo.png", "![Une photo](../sources/photo.png)"),
        ("photo.png", "[Un lien](photo.png)"),
    ],
)
def test_a_picture_beside_a_post_is_delivered(home, place, markup):
    """Its address is made of its bytes, and the page and all feeds show it there."""
    home.write(f"sources/{place}", PNG)
    home.post("2026-01-05-a.md", f"Voici.\n\n{markup}\n", title="A", date="2026-01-05")
    ran = home.publish()
    assert (ran.status, ran.problems) == (0, [])
    ((path, body),) = files(home).items()
    assert body == PNG
    assert re.fullmatch(r"files/[0-9a-f]{24}/[^/]+", path)
    assert shown(home, "a") == [path]
    for feed in ("news.json", "news.atom", "news.rss"):
        assert path.rpartition("/")[0] in home.text(feed)
        assert "link.invalid" not in home.text(feed)


def test_the_files_of_a_bundle_are_delivered(home):
    """A folder with index.md and its files is one post."""
    home.write("sources/mon-article/plan.png", png("plan"))
    home.write("sources/mon-article/docs/Fiche de poste.PDF", PDF)
    home.post(
        "mon-article/index.md",
        "![Plan](plan.png)\n\n[Fiche](docs/Fiche%20de%20poste.PDF#page=2)",
        title="A",
        date="2026-01-05",
    )
    assert home.publish().problems == []
    assert sorted(files(home).values()) == sorted([png("plan"), PDF])
    assert "Fiche%20de%20poste.PDF#page=2" in page(home, "mon-article")


@pytest.mark.parametrize("place", ["static/img/x.png", "assets/img/x.png"])
def test_a_folder_of_static_files(home, place):
    """`/img/x.png` is `img/x.png` in `static`; `/assets/img/x.png` is also found in `static: assets`."""
    top = place.partition("/")[0]
    home.configure(static=top)
    home.write(place, PNG)
    home.post("a.md", "![x](/img/x.png)", title="A", date="2026-01-05")
    home.post("b.md", f"![x](/{place})" if top == "assets" else "![x](/img/x.png)", title="B", date="2026-01-05")
    assert home.publish().problems == []
    assert shown(home, "a") == shown(home, "b") == list(files(home))


def test_srcset_and_front_matter(home):
    """Each address in a list of them is one file, and so is the picture of the post."""
    for name in ("a", "a@2x", "cover", "more"):
        home.write(f"sources/{name}.png", png(name))
    home.post(
        "a.md",
        '<img src="a.png" srcset="a.png 1x, a@2x.png 2x" alt="">',
        title="A",
        date="2026-01-05",
        images=["cover.png", "more.png"],
    )
    assert home.publish().problems == []
    assert sorted(files(home).values()) == sorted(map(png, ("a", "a@2x", "cover", "more")))
    (item,) = home.json("news.json")["items"]
    assert item["image"].startswith(SITE + "files/")
    assert item["attachments"] == [
        {"url": item["attachments"][0]["url"], "mime_type": "image/png", "size_in_bytes": len(png("more"))}
    ]
    assert "link.invalid" not in "".join(body.decode(errors="replace") for body in home.tree().values())


def test_one_file_of_several_posts_is_one_output(home):
    """It goes with the last page that needs it."""
    home.write("sources/x.png", PNG)
    home.post("a.md", "![x](x.png)", title="A", date="2026-01-05")
    second = home.post("b.md", "![x](x.png)", title="B", date="2026-01-05")
    home.publish()
    (path,) = files(home)
    assert shown(home, "a") == shown(home, "b") == [path]
    home.post("a.md", "Sans image.", title="A", date="2026-01-05")
    home.publish()
    assert list(files(home)) == [path]
    second.unlink()
    home.publish()
    assert files(home) == {}


def test_a_replaced_picture_has_another_address_and_moves_no_date(home):
    """Only what shows it is rendered again; nothing else is touched, and no reader sees an update."""
    home.write("sources/x.png", png("one"))
    home.post("a.md", "![x](x.png)", title="A", date="2026-01-05")
    home.post("b.md", "Sans image.", title="B", date="2026-01-06")
    home.publish()
    before, items = files(home), home.json("news.json")["items"]
    home.write("sources/x.png", png("two"))
    ran = home.publish(now="2026-03-02T09:00:00Z")
    assert list(files(home).values()) == [png("two")]
    assert not before.keys() & files(home).keys()
    assert shown(home, "a") == list(files(home))
    assert "posts/b/index.html" not in ran.written
    assert [item["date_modified"] for item in home.json("news.json")["items"]] == [
        item["date_modified"] for item in items
    ]
    assert home.publish(now="2026-03-02T10:00:00Z").written == set()


def test_a_touched_picture_changes_nothing(home):
    """Its bytes decide, and they are read only if the file was touched."""
    home.write("sources/x.png", PNG)
    home.post("a.md", "![x](x.png)", title="A", date="2026-01-05")
    home.publish()
    before = home.times()
    home.write("sources/x.png", PNG)
    assert home.publish().written == set()
    after = home.times()
    assert {path for path in after if after[path] != before[path]} == {"sources/x.png"}


def test_a_run_without_changes_reads_no_picture(home):
    """A file that cannot be read any more is not noticed while its stamp is the same."""
    place = home.write("sources/x.png", PNG)
    home.post("a.md", "![x](x.png)", title="A", date="2026-01-05")
    home.publish()
    stat = place.stat()
    place.write_bytes(bytes(len(PNG)))
    os.utime(place, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    ran = home.publish()
    assert (ran.status, ran.written) == (0, set())
    assert list(files(home).values()) == [PNG]


def test_a_picture_that_only_a_draft_uses_is_not_delivered(home):
    """It is once the draft is published, and is no longer when it is a draft again."""
    home.write("sources/x.png", PNG)
    home.post("a.md", "![x](x.png)", title="A", date="2026-01-05", draft=True)
    home.publish()
    assert files(home) == {}
    home.post("a.md", "![x](x.png)", title="A", date="2026-01-05")
    home.publish()
    assert list(files(home).values()) == [PNG]


def test_a_missing_file_is_reported_with_its_line(home):
    """Until it is there: then the unchanged post is rendered again."""
    home.post("a.md", "Un.\n\nDeux ![x](images/x.png).\n", title="A", date="2026-01-05", image="cover.png")
    ran = home.publish()
    assert [problem.split(" (")[0] for problem in ran.problems] == [
        "sources/a.md:4: expected a file that exists, found 'cover.png'",
        "sources/a.md:8: expected a file that exists, found 'images/x.png'",
    ]
    assert home.publish().problems == ran.problems
    home.write("sources/images/x.png", PNG)
    home.write("sources/cover.png", png("cover"))
    assert home.publish().problems == []
    assert sorted(files(home).values()) == sorted([PNG, png("cover")])


def test_a_removed_picture_is_reported_and_removed(home):
    """What is gone from the folder is not published any longer."""
    place = home.write("sources/x.png", PNG)
    home.post("a.md", "![x](x.png)", title="A", date="2026-01-05")
    home.publish()
    place.unlink()
    assert len(home.publish().problems) == 1
    assert files(home) == {}
    home.write("sources/y.png", PNG)
    home.post("a.md", "![x](y.png)", title="A", date="2026-01-05")
    assert home.publish().problems == []
    assert [Path(path).name for path in files(home)] == ["y.png"]


def test_a_folder_that_is_not_mounted_removes_no_picture(home):
    """The absence of the whole folder proves nothing."""
    home.configure(static="static")
    home.write("static/x.png", PNG)
    home.post("a.md", "![x](/x.png)", title="A", date="2026-01-05")
    home.publish()
    before = home.tree()
    (home.root / "static").rename(home.root / "elsewhere")
    ran = home.publish()
    assert len(ran.problems) == 1
    assert home.tree() == before
    (home.root / "elsewhere").rename(home.root / "static")
    assert home.publish().problems == []


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("x.html", b"<html><script>alert(1)</script></html>", "a picture"),
        ("x.js", b"alert(1)", "a picture"),
        ("x.exe", b"MZ\x90\0", "a picture"),
        ("x.css", b"a{}", "a picture"),
        ("x.zip", b"PK\x03\x04", "a picture"),
        ("x.png", b"<!doctype html><script>alert(1)</script>", "which is none"),
        ("x.jpg", b"MZ\x90\0" + bytes(60), "which is none"),
        ("x.pdf", b"alert(1)", "which is none"),
        ("x.mp3", b"\xff\xfe<\0s\0c\0r\0i\0p\0t\0", "which is none"),
        ("x.svg", b"<html><body>hi</body></html>", "which is none"),
        ("x.docx", PNG, "which is none"),
        ("x.png", b"", "which is none"),
        ("x.png", PNG + bytes(2_000_000), "at most 2,000,000 bytes"),
    ],
)
def test_other_files_are_not_delivered(home, name, body, expected):
    """Neither by their names nor under the name of a picture, nor if they are too large."""
    home.write(f"sources/{name}", body)
    home.post("a.md", f"[x]({name})", title="A", date="2026-01-05")
    (problem,) = home.publish().problems
    assert problem.startswith("sources/a.md:5: expected ")
    assert expected in problem
    assert files(home) == {}
    assert home.publish().problems == [problem]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("x.jpeg", JPEG),
        ("x.png", JPEG),
        ("x.gif", b"GIF89a" + bytes(20)),
        ("x.webp", b"RIFF\0\0\0\0WEBPVP8 "),
        ("x.avif", b"\0\0\0\x1cftypavif\0\0\0\0"),
        ("x.mp3", b"ID3\4\0\0\0\0\0\0"),
        ("x.mp3", b"\xff\xfb\x90\0" + bytes(40)),
        ("x.m4b", b"\0\0\0\x1cftypM4B \0\0\0\0"),
        ("x.ogg", b"OggS\0\2"),
        ("x.mp4", b"\0\0\0\x1cftypiso5\0\0\0\0"),
        ("x.webm", b"\x1aE\xdf\xa3\x01\0\0"),
        ("x.docx", b"PK\x03\x04\x14\0\6\0"),
        ("x.odt", b"PK\x03\x04\x14\0\0\x08\0\0mimetype"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20)),
    ],
)
def test_kinds_of_files(home, name, body):
    """Pictures, audio, video and office documents are delivered byte for byte."""
    home.write(f"sources/{name}", body)
    home.post("a.md", f"[x]({name})", title="A", date="2026-01-05")
    assert home.publish().problems == []
    assert list(files(home).values()) == [body]


@pytest.mark.parametrize(
    "danger",
    [
        b"<script>alert(1)</script>",
        b'<path d="M0 0" onclick="alert(1)"/>',
        b'<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        b"<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='https://evil.example/'/></foreignObject>",
        b'<image href="https://evil.example/x.png"/>',
        b"<style>@import url(https://evil.example/x.css);</style>",
    ],
)
def test_svg_is_sanitised(home, danger):
    """The drawing stays; what runs or loads is gone, and the address is that of the bytes that are published."""
    home.write("sources/x.svg", SVG.replace(b"</svg>", danger + b"</svg>"))
    home.post("a.md", "![x](x.svg)", title="A", date="2026-01-05")
    assert home.publish().problems == []
    (body,) = files(home).values()
    assert b"M0 0h1v1z" in body
    for trace in (b"script", b"onclick", b"iframe", b"@import", b"url(", b'"https:'):
        assert trace not in body.replace(b'"http://www.w3.org/2000/svg"', b"")


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("Voir [le code](x.js) ici.", "<p>Voir le code ici.</p>"),
        ("Voir [le **plan**](x.png 'titre').", "<p>Voir le <strong>plan</strong>.</p>"),
        ("Voir [la fiche](../../private/x.pdf).", "<p>Voir la fiche.</p>"),
        ("Voir [la fiche](nulle-part.pdf#page=2).", "<p>Voir la fiche.</p>"),
        ("Voir ![Un plan](x.png) ici.", "<p>Voir Un plan ici.</p>"),
        ("[![Un plan](x.png)](https://www.example.com/)", '<p><a href="https://www.example.com/">Un plan</a></p>'),
        ("[![Un plan](good.png)](x.zip)", 'alt="Un plan"'),
        ('<img src="x.png" alt="Un &quot;plan&quot; &amp; &lt;b&gt;">', "<p>Un &quot;plan&quot; &amp; &lt;b&gt;</p>"),
        ('<img src="good.png" srcset="good.png 1x, x.png 2x" alt="Un">', 'good.png 1x"'),
        ('<blockquote cite="x.js">Un</blockquote>', "<blockquote>Un</blockquote>"),
    ],
)
def test_a_link_to_what_may_not_be_published_leaves_its_text(home, markup, kept):
    """No reader follows a link to nowhere; with the file, the same post has the link."""
    home.write("sources/x.js", b"alert(1)")
    home.write("sources/x.zip", b"PK")
    home.write("sources/x.png", b"<html>")
    home.write("sources/good.png", PNG)
    home.post("a.md", f"Un texte.\n\n{markup}\n", title="A", date="2026-01-05")
    assert home.publish().problems
    (item,) = home.json("news.json")["items"]
    assert re.sub(r'[^" ]+/good', "good", item["content_html"]).replace("&#34;", "&quot;").count(kept) == 1
    for path, body in home.tree().items():
        assert not re.search(rb"/(x\.(js|zip|png)|x\.pdf|nulle-part\.pdf)|link\.invalid", body), path


def test_a_link_leads_to_a_file_as_soon_as_it_may_be_published(home):
    """The post is rendered again, although it was not edited."""
    home.write("sources/x.png", b"<html>")
    home.post("a.md", "![Un plan](x.png) [l](x.png) [m](m.pdf)", title="A", date="2026-01-05", image="x.png")
    home.publish()
    assert "image" not in home.json("news.json")["items"][0]
    home.write("sources/x.png", PNG)
    home.write("sources/m.pdf", PDF)
    assert home.publish().problems == []
    html = home.json("news.json")["items"][0]["content_html"]
    assert html.count("x.png") == 2
    assert html.count("m.pdf") == 1


@pytest.mark.parametrize("static", [False, True])
@pytest.mark.parametrize(
    "path",
    ["/news.rss", "/news.json#x", "news.atom", "/tags/python.atom", "/feeds.opml", "/deadlines.ics", "robots.txt"],
)
def test_links_to_files_of_the_site_itself(home, static, path):
    """A feed is not beside the post, and is there all the same."""
    home.write("static/x.png", PNG)
    feeds = ["news", {"name": "tags/{tag}", "title": "{tag}", "each": "tag"}]
    home.configure(feeds=feeds, **({"static": "static"} if static else {}))
    home.post("a.md", f"[Le flux]({path}) [x](/absent.json)", title="A", date="2026-01-05", tags=["python"])
    ran = home.publish()
    assert len([one for one in ran.report["problems"] if "absent" in one["text"]]) == 1
    assert len(ran.report["problems"]) == 1
    assert f'<a href="../../{path.lstrip("/")}">Le flux</a>' in page(home, "a")


def test_a_link_to_another_folder_of_the_project(home):
    """What may be published may be published by a link to it, unless it is hidden."""
    home.configure(static="static")
    for name in ("static/x.png", "static/.hidden.png", "sources/.git/x.png"):
        home.write(name, png(name))
    (home.root / "sources/a.png").symlink_to("../static/x.png")
    (home.root / "sources/b.png").symlink_to("../static/.hidden.png")
    home.post("a.md", "![x](a.png) ![x](b.png) ![x](.git/x.png)", title="A", date="2026-01-05")
    assert len(home.publish().problems) == 2
    assert set(files(home).values()) == {png("static/x.png")}


def test_nothing_outside_of_the_folders_is_delivered(home):
    """Neither above them, nor by a link, nor a hidden file; a dangling link is a missing file."""
    outside = home.write("private/secret.png", PNG)
    home.write("sources/.hidden.png", PNG)
    for name, target in (("link.png", outside), ("dangling.png", home.root / "nowhere.png")):
        (home.root / "sources" / name).symlink_to(target)
    (home.root / "sources/folder").symlink_to(outside.parent)
    (home.root / "sources/inner.png").symlink_to(home.write("sources/real.png", JPEG))
    names = ["../private/secret.png", "link.png", "dangling.png", "folder/secret.png", ".hidden.png", "inner.png"]
    names += [str(outside), "../../../../../../../../../../../../../../../../../../etc/x.png"]
    text = "\n\n".join(f"![x]({name})" for name in names)
    home.post("a.md", text, title="A", date="2026-01-05")
    problems = home.publish().problems
    found = {problem.partition(":")[2].partition(":")[0] for problem in problems if problem.startswith("sources/a.md")}
    assert {"5", "7", "9", "11", "13"} <= found
    assert list(files(home).values()) == [JPEG]


def test_a_base_url_counts_for_what_does_not_lie_here(home):
    """As before, and nothing is reported."""
    home.configure(sources=[{"path": "sources", "base_url": "https://www.example.org/blog/"}])
    home.write("sources/x.png", PNG)
    home.post("a.md", "![x](x.png) ![y](img/y.png) ![z](/z.png?v=2&w=3) [l](../l.pdf)", title="A", date="2026-01-05")
    assert home.publish().problems == []
    html = page(home, "a")
    assert "https://www.example.org/blog/img/y.png" in html
    assert "https://www.example.org/z.png?v=2&amp;w=3" in html
    assert "https://www.example.org/l.pdf" in html
    assert len(shown(home, "a")) == 1


def test_an_archive_document_keeps_the_picture_that_it_shows(home):
    """A full one is never written again, so the old file stays beside the new one."""
    home.configure(feeds=[{"name": "news", "limit": 2}])
    home.write("sources/x.png", png("one"))
    for day in range(1, 9):
        home.post(f"2026-01-0{day}-p{day}.md", "![x](x.png)", title=f"P{day}", date=f"2026-01-0{day}")
    home.publish()
    archives = {path: body for path, body in home.tree().items() if path.startswith("news-") or "/archive" in path}
    (old,) = files(home)
    home.write("sources/x.png", png("two"))
    home.publish()
    assert set(files(home).values()) == {png("one"), png("two")}
    for path, body in home.tree().items():
        for named in re.findall(rb"files/[0-9a-f]{24}/x\.png", body):
            assert named.decode() in home.tree(), (path, old, len(archives))


def test_a_file_that_was_removed_from_the_output_is_written_again(home):
    """Its source is read again for that."""
    home.write("sources/x.png", PNG)
    home.post("a.md", "![x](x.png)", title="A", date="2026-01-05")
    home.publish()
    (path,) = files(home)
    (home.output / path).unlink()
    home.publish()
    assert files(home) == {path: PNG}


def test_a_file_goes_with_the_page_of_a_closed_post(home):
    """Not before: the page shows it until then."""
    home.write("sources/x.png", PNG)
    home.configure(policy={"closed_entry_days": 0, "closed_page_days": 10})
    home.job("2026-01-06-b.md", "![x](x.png)", title="B", depublication_date="2026-03-02")
    home.publish()
    assert len(files(home)) == 1
    home.publish(now="2026-03-05T09:00:00Z")
    assert len(files(home)) == 1
    home.publish(now="2026-03-20T09:00:00Z")
    assert files(home) == {}


@pytest.mark.parametrize(
    "matter",
    [
        {"image": "cover.png", "alt": 'Une "équipe" & son café'},
        {"cover": {"image": "./cover.png", "alt": 'Une "équipe" & son café'}},
        {"header": {"image": "cover.png", "image_description": 'Une "équipe" & son café'}},
    ],
)
def test_the_picture_of_a_post(home, matter):
    """It is on the page once, in each feed, and not an enclosure."""
    home.write("sources/cover.png", PNG)
    home.post("a.md", "Voici un texte.", title="A", date="2026-01-05", **matter)
    home.post("b.md", "Voici ![x](cover.png).", title="B", date="2026-01-04", **matter)
    assert home.publish().problems == []
    (path,) = files(home)
    url, alt = SITE + path, 'Une "équipe" & son café'
    html = page(home, "a")
    assert f'<meta property="og:image" content="{url}">' in html
    assert '<meta property="og:image:alt" content="Une &#34;équipe&#34; &amp; son café">' in html
    assert (
        f'<img class="u-photo" src="{url.replace(SITE, "../../")}" alt="Une &#34;équipe&#34; &amp; son café">' in html
    )
    assert page(home, "b").count("<img ") == 1
    items = home.json("news.json")["items"]
    assert {item["image"] for item in items} == {url}
    assert {item["_feeds"]["image_alt"] for item in items} == {alt}
    for feed in ("news.rss", "news.atom"):
        entry = home.feed(feed).entries[0]
        (content,) = entry.media_content
        assert (content["url"], content["medium"], content["type"]) == (url, "image", "image/png")
        assert alt in home.text(feed).replace("&amp;", "&")
        assert not entry.get("enclosures")
