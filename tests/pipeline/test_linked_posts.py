"""A link to the file of another post is a link to its page, and follows it."""

import pytest

SITE = "https://jobs.example.org/"
DATE = {"date": "2026-01-05"}


def page(home, name: str) -> str:
    """Return the page of a post."""
    return home.text(f"posts/{name}/index.html")


def link_of(home, name: str) -> str:
    """Return the address of the only link in the text of a post, or "" if it shows no link."""
    (item,) = [item for item in home.json("news.json")["items"] if item["url"].endswith(f"/{name}/")]
    return item["content_html"].partition('href="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("locator", "target", "link"),
    [
        ("a.md", "autre.md", "autre.md"),
        ("a.md", "autre.md", "./autre.md"),
        ("a.md", "autre.md", "autre"),
        ("a.md", "autre.md", "./autre/"),
        ("a.md", "autre.md", "../autre/"),
        ("a.md", "autre.md", "autre.html"),
        ("a.md", "autre.markdown", "autre.markdown"),
        ("a.md", "autre/index.md", "autre/index.md"),
        ("a.md", "autre/index.md", "autre/"),
        ("a.md", "autre/index.md", "./autre"),
        ("a/index.md", "autre/index.md", "../autre/index.md"),
        ("a/index.md", "autre/index.md", "../autre/"),
        ("a/index.md", "autre.md", "../autre.md"),
        ("a/index.md", "2026/autre.md", "/2026/autre.md"),
        ("a.md", "l'été 2026/autre.md", "l%27%C3%A9t%C3%A9%202026/autre.md"),
        ("a.md", "autre.md", '{{< ref "autre.md" >}}'),
        ("a.md", "autre.md", '{{< relref "autre" >}}'),
        ("a.md", "autre.md", '{{% ref "/autre.md" %}}'),
        ("a.md", "autre.md", '{{< ref "sources/autre.md" >}}'),
        ("a.md", "2026/autre.md", '{{< ref "autre.md" >}}'),
        ("a.md", "autre/index.md", '{{< ref path="/autre" >}}'),
        ("a.md", "autre/index.md", "{{<ref autre>}}"),
        ("a.md", "_posts/2026-01-02-autre.md", "{% post_url 2026-01-02-autre %}"),
        ("_posts/2026-01-01-a.md", "_posts/2026-01-02-autre.md", "{{ site.baseurl }}{% post_url 2026-01-02-autre %}"),
        ("a.md", "_posts/2026-01-02-autre.md", "{% link sources/_posts/2026-01-02-autre.md %}"),
        ("a.md", "_posts/2026-01-02-autre.md", "{{ site.url }}{% link _posts/2026-01-02-autre.md %}"),
    ],
)
def test_a_link_to_a_file_is_a_link_to_its_page(home, locator, target, link):
    """With its fragment, in the page and in feeds."""
    home.post(target, "Autre.", title="Autre", slug="un-autre", **DATE)
    home.post(locator, f"Voir [l'autre]({link}).", title="A", slug="a", **DATE)
    assert home.publish().problems == []
    assert link_of(home, "a") == f"{SITE}posts/un-autre/"
    assert 'href="../un-autre/index.html"' in page(home, "a")


@pytest.mark.parametrize("link", ["autre.md#suite", "./autre/#suite", '{{< ref "autre.md#suite" >}}'])
def test_the_fragment_stays(home, link):
    """It leads to a heading of the other page."""
    home.post("autre.md", "## Suite\n\nAutre.", title="Autre", **DATE)
    home.post("a.md", f"Voir [l'autre]({link}).", title="A", **DATE)
    home.publish()
    assert link_of(home, "a") == f"{SITE}posts/autre/#suite"


def test_a_link_follows_the_slug(home):
    """Only the pages that link to it are rendered again, and no date moves."""
    home.post("autre.md", "Autre.", title="Autre", **DATE)
    home.post("a.md", "Voir [l'autre](autre.md).", title="A", **DATE)
    home.post("b.md", "Rien.", title="B", **DATE)
    home.publish()
    before = {item["url"]: item["date_modified"] for item in home.json("news.json")["items"]}
    home.post("autre.md", "Autre.", title="Autre", slug="nouveau", **DATE)
    ran = home.publish(now="2026-03-02T09:00:00Z")
    assert link_of(home, "a") == f"{SITE}posts/nouveau/"
    assert "posts/b/index.html" not in ran.written
    after = {item["url"]: item["date_modified"] for item in home.json("news.json")["items"]}
    assert after[f"{SITE}posts/a/"] == before[f"{SITE}posts/a/"]
    assert home.publish(now="2026-03-02T10:00:00Z").written == set()


def test_two_posts_may_link_to_each_other(home):
    """Also on the first run, when neither has an address yet."""
    home.post("a.md", "[b](b.md)", title="A", **DATE)
    home.post("b.md", "[a](a.md)", title="B", **DATE)
    home.publish()
    assert (link_of(home, "a"), link_of(home, "b")) == (f"{SITE}posts/b/", f"{SITE}posts/a/")


@pytest.mark.parametrize("matter", [{"draft": True}, {"published": "2026-06-01"}])
def test_a_link_to_a_draft_shows_nothing_of_it(home, matter):
    """Its text stays; once the post is published, the link is there."""
    home.post("secret.md", "Secret.", title="Projet secret", slug="mot-cache", **matter)
    home.post("a.md", "Un.\n\nVoir [le **texte**](secret.md).", title="A", **DATE)
    (problem,) = home.publish().problems
    assert problem.startswith("sources/a.md:7: expected a post that is published, found 'secret.md'")
    html = page(home, "a")
    assert "Voir le <strong>texte</strong>." in html
    assert "secret" not in html
    assert "mot-cache" not in html
    home.post("secret.md", "Secret.", title="Projet secret", slug="mot-cache", **DATE)
    assert home.publish().problems == []
    assert link_of(home, "a") == f"{SITE}posts/mot-cache/"


@pytest.mark.parametrize(
    "link", ["absent.md", "../absent/index.md", '{{< ref "absent" >}}', "{% post_url 2020-01-01-x %}"]
)
def test_a_dead_link_is_reported(home, link):
    """Its text stays, and it is a link once the post is there."""
    home.post("a.md", f"Voir [le texte]({link}).", title="A", **DATE)
    (problem,) = home.publish().problems
    assert problem.startswith("sources/a.md:5: expected a post that exists, found ")
    assert link_of(home, "a") == ""
    assert "Voir le texte." in page(home, "a")
    home.post("absent/index.md", "Là.", title="Absent", **DATE)
    home.publish()
    expected = {"absent.md": "", '{{< ref "absent" >}}': f"{SITE}posts/absent/"}.get(link)
    assert expected is None or link_of(home, "a") == expected


def test_a_post_that_was_removed_is_a_dead_link(home):
    """As soon as its file is gone."""
    other = home.post("autre.md", "Autre.", title="Autre", **DATE)
    home.post("a.md", "Voir [l'autre](autre.md).", title="A", **DATE)
    assert home.publish().problems == []
    other.unlink()
    assert len(home.publish().problems) == 1
    assert link_of(home, "a") == ""


def test_references_in_code_are_code(home):
    """What shows how to write one is shown as written."""
    text = 'Écrire `{{< ref "x.md" >}}` ou\n\n    {% post_url 2020-01-01-x %}\n\n```\n{% link a.md %}\n```\n'
    home.post("a.md", text, title="A", **DATE)
    assert home.publish().problems == []
    html = page(home, "a")
    assert '<code>{{&lt; ref "x.md" &gt;}}</code>' in html
    assert "{% post_url 2020-01-01-x %}" in html
    assert "{% link a.md %}" in html
    assert "link.invalid" not in html + home.text("news.json")


@pytest.mark.parametrize("link", ["{{ '/img/x.png' | relative_url }}", "{{ site.baseurl }}/img/x.png", "/img/x.png"])
def test_addresses_below_the_site(home, link):
    """Jekyll's filters are what they stand for."""
    picture = b"\x89PNG\r\n\x1a\n" + bytes(9)
    home.configure(static="static")
    home.write("static/img/x.png", picture)
    home.post("a.md", f"![x]({link})", title="A", **DATE)
    assert home.publish().problems == []
    assert [body for path, body in home.tree().items() if path.startswith("files/")] == [picture]


def test_with_a_base_url_a_file_that_does_not_lie_here_is_elsewhere(home):
    """As before; a draft here is still no link."""
    home.configure(sources=[{"path": "sources", "base_url": "https://www.example.org/blog/"}])
    home.post("secret.md", "Secret.", title="Secret", draft=True)
    home.post("a.md", "[x](ailleurs.md)", title="A", **DATE)
    home.post("b.md", "[x](secret.md)", title="B", **DATE)
    assert len(home.publish().problems) == 1
    assert link_of(home, "a") == "https://www.example.org/blog/ailleurs.md"
    assert link_of(home, "b") == ""


@pytest.mark.parametrize(
    ("link", "heading"),
    [("#la-suite", "## La suite"), ("#%C3%A9t%C3%A9", "## Été"), ("#la-suite", "Un.\n\n### La `suite`\n\n## Deux")],
)
def test_a_link_to_a_heading_stays_in_the_page(home, link, heading):
    """In a feed, which has the texts of many pages, it leads to the page."""
    home.post("a.md", f"Voir [plus bas]({link}).\n\n{heading}\n\nTexte.", title="A", **DATE)
    assert home.publish().problems == []
    inside = page(home, "a").partition('<a href="#')[2].partition('<a href="#')[2] or page(home, "a")
    assert f'href="{SITE}posts/a/#' not in page(home, "a")
    assert 'href="#' in inside
    assert link_of(home, "a").startswith(f"{SITE}posts/a/#")
    for feed in ("news.rss", "news.atom"):
        assert 'href="#' not in home.text(feed).replace("&quot;", '"')
        assert f"{SITE}posts/a/#" in home.text(feed)


@pytest.mark.parametrize("path", ["{index}", "{tag}x", "{filename}/b.md", "{static}/img/a.png", "a/{x}/"])
def test_a_path_with_a_placeholder_is_no_address(home, path):
    """It is reported, and its text stays."""
    home.post("a.md", f"Voir [le lien]({path}).", title="A", date="2026-01-05")
    (problem,) = home.publish().problems
    assert problem.startswith("sources/a.md:5: ")
    html = home.text("posts/a/index.html")
    assert "<p>Voir le lien.</p>" in html
    assert "%7B" not in html


def test_a_reference_alone_is_a_link(home):
    """Its markup is no text."""
    home.post("b.md", "Un texte.", title="B", date="2026-01-05")
    home.post(
        "a.md",
        'Voir {{< ref "b.md" >}} et {{< relref "nope.md" >}}, `{{< ref "b.md" >}}`.',
        title="A",
        date="2026-01-05",
    )
    home.publish()
    html = home.text("posts/a/index.html")
    assert '<a href="../b/index.html">b.md</a> et nope.md, <code>{{&lt; ref' in html
