"""What must be true of a published folder at every moment, however the run that wrote it ended."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from lxml import etree
from replay.laws import links, page_of

SCRATCH = ".feeds-tmp/"  # where files wait before they are renamed into their places


def published(home) -> dict[str, bytes]:
    """Return what a web server would show: every file but those that are still being written."""
    return {path: body for path, body in home.tree().items() if not path.startswith(SCRATCH)}


def assert_whole(tree: Mapping[str, bytes], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Each file is as it was or as it will be, none is lost, and no feed leads nowhere."""
    for path, body in tree.items():
        assert body in (before.get(path), after.get(path)), f"{path} is neither old nor new"
    lost = before.keys() & after.keys() - tree.keys()
    assert not lost, f"lost: {lost}"
    assert_no_dead_link(tree, but=_maps(after))


def assert_sound(tree: Mapping[str, bytes], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Each page is as it was or as it will be, none is lost, all can be read, and no feed leads nowhere.

    What lists pages may be in between: it leaves out those that could not be written.
    """
    for path, body in tree.items():
        assert_readable(path, body)
        if path.startswith("posts/"):
            assert body in (before.get(path), after.get(path)), f"{path} is neither old nor new"
    lost = before.keys() & after.keys() - tree.keys()
    assert not lost, f"lost: {lost}"
    # Pages that this run takes away are forgiven until test_a_full_disk_takes_nothing_away passes.
    assert_no_dead_link(tree, but=(before.keys() - after.keys()) | _maps(after))


def _maps(tree: Mapping[str, bytes]) -> set[str]:
    """Name what is forgiven until test_a_site_map_comes_before_what_leads_to_it passes."""
    return {path for path in tree if path.startswith("sitemap-")}


def assert_readable(path: str, body: bytes) -> None:
    """A file is there from its beginning to its end."""
    if path.endswith((".json", ".jsonld")):
        json.loads(body)
    elif path.endswith((".xml", ".rss", ".atom", ".opml")):
        etree.fromstring(body)
    elif path.endswith(".html"):
        assert body.endswith(b"</html>\n"), path
    assert body, path


def assert_no_dead_link(tree: Mapping[str, bytes], but: Collection[str] = ()) -> None:
    """Every page that a feed, the home page or the site map leads to is there, `but` for some."""
    for path, body in tree.items():
        dead = [url for url in links(path, body) if (page := page_of(url)) not in tree and page not in but]
        assert not dead, f"{path} leads to {dead}"
