"""Where the relative links of posts lead: to files, to other posts, or below the base URL of their source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlsplit

from feeds.collect import linked_file
from feeds.collect.folder import Folder
from feeds.collect.post_files import POST_ENDINGS
from feeds.ledger.store import codec
from feeds.ledger.store.files import LinkedFileRow, LinkRow
from feeds.model.hashing import digest
from feeds.model.problem import Message, Phrase, Problem
from feeds.pipeline.run import Run
from feeds.pipeline.sources import linked_files, linked_posts
from feeds.pipeline.sources.linked_files import LinkedFiles
from feeds.pipeline.sources.linked_posts import LinkedPosts
from feeds.pipeline.sources.scan import SourceChanges
from feeds.pipeline.sources.site_addresses import SiteAddresses

_TEMPLATE = re.compile(r"\{.*\}")  # the markup of a template, which no address has
_ENDING = re.compile(r"(?<=[^/])\.[A-Za-z0-9]{1,10}$")


def bind(run: Run, changes: SourceChanges) -> bool:
    """Find where links lead that are new, or whose targets changed; return whether any leads elsewhere now."""
    binder = _Binder(run)
    rows = {row[:2]: row for row in binder.affected(changes)}
    for row in rows.values():
        binder.store.save_target(binder.bound(row))
    if rows:
        binder.forget_files()
    entries = dict.fromkeys(row.entry for row in rows.values())
    return sum(map(binder.is_moved, entries)) > 0


class _Binder:
    def __init__(self, run: Run) -> None:
        self.store, self.site_url = run.store, run.project.config.site.url
        self.site = SiteAddresses(self.site_url, run.project.config.feeds)
        self.files, self.posts = LinkedFiles(run), LinkedPosts(run)
        self.folders = {folder.name: folder for folder in run.project.config.folders}
        self._places: dict[str, tuple[Folder | None, str]] = {}

    def affected(self, changes: SourceChanges) -> Iterator[LinkRow]:
        """Yield the links that are new, those whose target changed, and those whose target may exist now."""
        yield from self.store.links_without_target()
        files = [locator for locator in changes.linked_files if self.is_changed(locator)]
        for locator in files:
            yield from self.store.links_to(locator)
        posts = {found.locator for folder in changes.folders for found in folder.files}
        stems = {linked_posts.stem(locator) for locator in posts}
        for row in self.store.links_to_nothing() if files or stems else ():
            if files or linked_posts.stem(row.path) in stems:
                yield row
        moved = {
            id_
            for id_, url in self.store.linked_entries()
            if url.partition("#")[0] != self.posts.address(id_) or self.posts.locator(id_) in posts
        }
        for id_ in sorted(moved):
            yield from self.store.links_to(id_)

    def is_changed(self, locator: str) -> bool:
        """Read a file again, and return whether something else is to be published."""
        before, after = self.store.linked_file(locator), self.files.refresh(locator)
        return before is None or (before.output, before.problem) != (after.output, after.problem)

    def bound(self, row: LinkRow) -> LinkRow:
        """Return a link with where it leads."""
        folder, locator = self._place(row.entry)
        nowhere = row._replace(target="", url=row.fallback, problem="")
        if folder is None:
            return nowhere
        if linked_posts.is_post(row.path) and (id_ := self.posts.find(folder, locator, row.path)):
            return self._to_post(nowhere, locator, id_)
        path = linked_posts.file_path(row.path)
        if row.fallback in self.site:
            return nowhere
        if _is_file(path) and not linked_posts.is_surely_post(path):
            return self._to_file(nowhere, folder, locator, path)
        is_lost_post = linked_posts.is_surely_post(row.path) and not (folder.base_url and row.fallback)
        if is_lost_post or _TEMPLATE.search(path):
            correct = Message("correct the link; until then its text is shown without it")
            expected = Message("a post that exists") if is_lost_post else Message("a post or file that exists")
            return nowhere._replace(url="", problem=_problem(row, locator, expected, correct))
        if folder.base_url or path.startswith("/"):
            return nowhere
        remedy = Message("it was taken for the address %(url)s", url=row.fallback)
        problem = _problem(row, locator, Message("a post or file that exists"), remedy, is_note=True)
        return nowhere._replace(problem=problem)

    def _to_post(self, row: LinkRow, locator: str, id_: str) -> LinkRow:
        address = self.posts.address(id_)
        if address:
            return row._replace(target=id_, url=address + _fragment(row.suffix))
        remedy = Message("publish it, or remove the link; until then its text is shown without it")
        return row._replace(
            target=id_, url="", problem=_problem(row, locator, Message("a post that is published"), remedy)
        )

    def _to_file(self, row: LinkRow, folder: Folder, locator: str, path: str) -> LinkRow:
        places = self.files.candidates(folder, locator, path)
        found = [self.files.file(place) for place in places]
        file = next((one for one in found if one.problem != "missing"), None)
        if file and file.output:
            url = self.site_url + quote(file.output) + _fragment(row.suffix)
            return row._replace(target=file.locator, url=url, problem=self._of_file(row, folder, locator, file))
        target = file.locator if file else ""
        file = file or LinkedFileRow(path, *linked_file.MISSING, problem="missing" if places else "outside")
        dead = not folder.base_url and not self._is_address(file)
        url = "" if dead else row.url
        return row._replace(target=target, url=url, problem=self._of_file(row, folder, locator, file))

    def _is_address(self, file: LinkedFileRow) -> bool:
        """Return whether a link that begins with a slash may lead to a file that another program publishes."""
        return file.problem == "missing" and file.locator.startswith("/") and not self.files.static

    def _of_file(self, row: LinkRow, folder: Folder, locator: str, file: LinkedFileRow) -> str:
        if not file.problem or (file.problem in ("missing", "outside") and file.size < 0 and folder.base_url):
            return ""
        limit = self.files.limits.get(self.files.top(file.locator), 0)
        found = replace(linked_files.problem(file, limit), file=locator, line=row.line or None)
        if self._is_address(file):
            remedy = Message("it was taken for an address of the site: %(url)s", url=row.fallback)
            found = replace(found, severity="note", remedy=remedy)
        return codec.encode_problems((found,))

    def _place(self, entry: str) -> tuple[Folder | None, str]:
        """Return the source and the file of an entry."""
        if entry not in self._places:
            found = self.store.entry(entry)
            self._places[entry] = (self.folders.get(found.source), found.locator) if found else (None, "")
        return self._places[entry]

    def forget_files(self) -> None:
        """Forget the files that no post links to, and those that are missing and not awaited."""
        awaited = set[str]()
        for row in self.store.links_to_nothing():
            folder, locator = self._place(row.entry)
            path = linked_posts.file_path(row.path)
            if folder and _is_file(path):
                awaited.update(self.files.candidates(folder, locator, path))
        self.store.forget_linked_files(awaited)

    def is_moved(self, entry: str) -> bool:
        """Save the digest of where the links of an entry lead, and return whether it is another one."""
        now = digest(*self.store.targets_of(entry).items())
        found = self.store.entry(entry)
        if found is None or found.links_digest == now:
            return False
        self.store.save_links_digest(entry, now)
        return True


def _problem(row: LinkRow, locator: str, expected: Message, remedy: Phrase, *, is_note: bool = False) -> str:
    written = Message("%(shown)s", shown=f"{linked_posts.shown(row.path)!r}")
    problem = Problem(locator, expected, written, remedy, line=row.line or None)
    return codec.encode_problems((replace(problem, severity="note") if is_note else problem,))


def _is_file(path: str) -> bool:
    """Return whether a link is to a file that is no post, from its name."""
    ending = _ENDING.search(path)
    return ending is not None and ending[0].lower() not in POST_ENDINGS


def _fragment(suffix: str) -> str:
    fragment = urlsplit(suffix).fragment
    return f"#{fragment}" if fragment else ""
