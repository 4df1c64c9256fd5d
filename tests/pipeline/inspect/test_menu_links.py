"""`feeds check` reports links of the header and the footer that lead to no post."""

from __future__ import annotations

import pytest
from conftest import CONFIG

NOW = "2026-03-01T09:00:00Z"


def reported(home):
    return [line for line in home.run("check", "--now", NOW).out.splitlines() if "site.links" in line]


@pytest.fixture
def office(home):
    home.post("2026-01-06-legal.md", "Une phrase.", title="Mentions légales", unlisted=True)
    return home


def menu(home, *urls, **more):
    links = [{"title": f"Link {number}", "url": url} for number, url in enumerate(urls)]
    home.configure(site={**CONFIG["site"], "links": {"footer": links}}, **more)


def test_a_link_to_no_post_is_a_problem(office):
    """It names the path; feeds, lists, anchors of posts and other sites are none of its business."""
    menu(office, "posts/legal/", "/posts/legal/index.html#a", "jobs/", "feeds.opml", "https://example.org/posts/x/")
    assert reported(office) == []
    menu(office, "posts/legal/", "posts/legall/")
    (line,) = reported(office)
    assert line.partition("config.yaml: ")[2].startswith(
        "problem: site.links.footer: expected the path of a page, found posts/legall/"
    )


def test_a_former_address_is_one(office):
    """It redirects to the post."""
    office.post("2026-01-07-privacy.md", title="Données", unlisted=True, aliases=["/posts/rgpd/"])
    menu(office, "posts/rgpd/")
    assert reported(office) == []


def test_posts_beside_all_else_are_not_checked(office):
    """Without a folder of their own, any path may be a feed or a list."""
    menu(office, "jobs/", "legall/", permalink="{slug}/")
    assert reported(office) == []
