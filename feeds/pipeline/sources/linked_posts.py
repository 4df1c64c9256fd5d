"""The posts that other posts link to: by the paths of their files, or as Hugo and Jekyll name them."""

from __future__ import annotations

import os.path
import re
import unicodedata
from collections.abc import Iterator

from feeds.collect.folder import Folder
from feeds.collect.post_files import POST_ENDINGS
from feeds.ledger.public import retention
from feeds.ledger.public.listings import listings
from feeds.model.entry import HIDDEN
from feeds.pipeline.run import Run

_MARKDOWN = tuple(sorted(POST_ENDINGS - {""}))
_KIND = re.compile(r"(ref|post_url|link):(.*)", re.DOTALL)
_HTML = re.compile(r"(?:/index)?\.html?$", re.IGNORECASE)


class LinkedPosts:
    """Finds the entries that links of posts lead to."""

    def __init__(self, run: Run) -> None:
        self.run, self.store, self.site = run, run.store, run.project.config.site
        self.folders = run.project.config.folders
        self._stems: dict[str, dict[str, list[str]]] = {}

    def find(self, folder: Folder, locator: str, path: str) -> str:
        """Return the id of the entry that a link leads to, or "".

        Args:
            folder: the source of the post with the link.
            locator: the file of that post.
            path: the link, decoded (see `LinkRow.path`); with a kind before a colon, it is a reference.
        """
        kind, name = _parts(path)
        for place in _places(folder, locator, kind, name):
            for form in dict.fromkeys((place, *(unicodedata.normalize(form, place) for form in ("NFC", "NFD")))):
                if found := self._entry(form):
                    return found
        return self._by_name(folder, name) if kind in ("ref", "post_url") else ""

    def _entry(self, place: str) -> str:
        """Return the id of the entry of a file, whose path is normalised."""
        for folder in self.folders:
            top = os.path.normpath(folder.path)
            inside = place if top == "." else place.removeprefix(f"{top}/")
            if inside != place or top == ".":
                stamp = self.store.stamp(folder.name, f"{folder.path.rstrip('/')}/{inside}")
                if stamp and stamp.entry:
                    return stamp.entry
        return ""

    def _by_name(self, folder: Folder, name: str) -> str:
        """Return the id of the only entry of a source whose file has a name, with or without ending and folders."""
        if folder.name not in self._stems:
            stems = self._stems[folder.name] = {}
            for locator in self.store.stamps(folder.name):
                stems.setdefault(stem(locator), []).append(locator)
        wanted = f"/{_without_ending(name.strip('/'))}"
        found = [one for one in self._stems[folder.name].get(stem(name), []) if _page_of(one).endswith(wanted)]
        stamp = self.store.stamp(folder.name, found[0]) if len(found) == 1 else None
        return stamp.entry if stamp else ""

    def address(self, id_: str) -> str:
        """Return the URL of the page of an entry; "" if it has none, as a draft, or none any more."""
        row = self.store.raw_row(id_)
        listing = next(listings([row], self.site, self.store.payload)) if row else None
        if listing is None or listing.state in (*HIDDEN, "removed"):
            return ""
        return listing.url if retention.has_page(listing, self.run.now, self.run.project.config.policy) else ""

    def locator(self, id_: str) -> str:
        """Return the file of an entry, or ""."""
        row = self.store.entry(id_)
        return row.locator if row else ""


def is_post(path: str) -> bool:
    """Return whether a link may be to a post, from its name."""
    if _KIND.match(path):
        return True
    name = path.rpartition("/")[2]
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 - a string
    return ending in POST_ENDINGS or bool(_HTML.search(path)) or not re.fullmatch(r"\.[a-z0-9]{1,10}", ending)


def is_surely_post(path: str) -> bool:
    """Return whether a link can be to a post only."""
    return bool(_KIND.match(path)) or path.lower().endswith(_MARKDOWN)


def stem(path: str) -> str:
    """Return the name of a post without folders and ending; that of its folder for an `index` file."""
    return _page_of(_parts(path)[1]).rpartition("/")[2].lower()


def shown(path: str) -> str:
    """Return a link as its author wrote it."""
    return _parts(path)[1]


def file_path(path: str) -> str:
    """Return the path of a link to a file: that of `link:` is below the site."""
    kind, name = _parts(path)
    return f"/{name.lstrip('/')}" if kind == "link" else name


def _parts(path: str) -> tuple[str, str]:
    found = _KIND.match(path)
    return (found[1], found[2]) if found else ("", path)


def _page_of(path: str) -> str:
    page = _without_ending(path.rstrip("/"))
    return page.rpartition("/")[0] if page.rpartition("/")[2] in ("index", "_index") and "/" in page else page


def _without_ending(path: str) -> str:
    lower = path.lower()
    return next((path[: -len(ending)] for ending in _MARKDOWN if lower.endswith(ending)), _HTML.sub("", path))


def _places(folder: Folder, locator: str, kind: str, name: str) -> Iterator[str]:
    """Yield where the file of a post may be, normalised, the most likely first."""
    top, within = os.path.normpath(folder.path), os.path.dirname(locator)  # noqa: PTH120 - strings
    roots = [top]
    while roots[-1] not in ("", ".", "/", ".."):
        roots.append(os.path.dirname(roots[-1]))  # noqa: PTH120 - the same
    bases = [f"{root}/{name}".lstrip("/") if root in ("", ".") else f"{root}/{name}" for root in roots]
    if kind == "post_url":
        bases = [f"{top}/{name}", f"{top}/_posts/{name}"]
    elif kind != "link" and not name.startswith("/"):
        beside = [f"{within}/{name}"]
        page = _without_ending(locator)
        if not name.lower().endswith(_MARKDOWN) and page == _page_of(locator):
            beside.append(f"{page}/{name}")  # relative to the page, as Hugo and Jekyll publish it
        bases = [*beside, *bases] if kind == "ref" else beside
    for base in bases:
        place = os.path.normpath(base)
        if place.lower().endswith(_MARKDOWN):
            yield place
            continue
        page = _HTML.sub("", place)
        yield from (f"{page}{ending}" for ending in _MARKDOWN)
        yield from (f"{page}/{index}{ending}" for index in ("index", "_index") for ending in _MARKDOWN)
        yield place
