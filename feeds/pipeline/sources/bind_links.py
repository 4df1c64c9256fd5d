"""Where the relative links of posts lead: to a file beside them, or below the base URL of their source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from feeds.collect import linked_file
from feeds.collect.folder import Folder
from feeds.collect.post_files import POST_ENDINGS
from feeds.ledger.store import codec
from feeds.ledger.store.files import LinkedFileRow, LinkRow
from feeds.model.hashing import digest
from feeds.model.problem import Message
from feeds.pipeline.run import Run
from feeds.pipeline.sources import linked_files
from feeds.pipeline.sources.linked_files import LinkedFiles

_ENDING = re.compile(r"(?<=[^/])\.[A-Za-z0-9]{1,10}$")


def bind(run: Run, touched: Iterable[str]) -> bool:
    """Find where links lead that are new, or whose targets were `touched`; return whether any leads elsewhere now."""
    binder = _Binder(run)
    rows = {row[:2]: row for row in binder.store.links_without_target()}
    files = [locator for locator in touched if binder.is_changed(locator)]
    for locator in files:
        rows |= {row[:2]: row for row in binder.store.links_to(locator)}
    if files:
        rows |= {row[:2]: row for row in binder.store.links_to_nothing()}
    for row in rows.values():
        binder.store.save_target(binder.bound(row))
    if rows:
        binder.forget_files()
    entries = dict.fromkeys(row.entry for row in rows.values())
    return sum(map(binder.is_moved, entries)) > 0


class _Binder:
    def __init__(self, run: Run) -> None:
        self.store, self.site_url = run.store, run.project.config.site.url
        self.files = LinkedFiles(run)
        self.folders = {folder.name: folder for folder in run.project.config.folders}
        self._places: dict[str, tuple[Folder | None, str]] = {}

    def is_changed(self, locator: str) -> bool:
        """Read a file again, and return whether something else is to be published."""
        before, after = self.store.linked_file(locator), self.files.refresh(locator)
        return before is None or (before.output, before.problem) != (after.output, after.problem)

    def bound(self, row: LinkRow) -> LinkRow:
        """Return a link with where it leads."""
        folder, locator = self._place(row.entry)
        nowhere = row._replace(target="", url=row.fallback, problem="")
        if folder is None or not _is_file(row.path):
            return nowhere
        places = self.files.candidates(folder, locator, row.path)
        found = [self.files.file(place) for place in places]
        file = next((one for one in found if one.problem != "missing"), None)
        if file and file.output:
            url = self.site_url + quote(file.output) + _fragment(row.suffix)
            return row._replace(target=file.locator, url=url, problem=self._problem(row, folder, locator, file))
        if file:
            return nowhere._replace(target=file.locator, problem=self._problem(row, folder, locator, file))
        state = "missing" if places else "outside"
        return nowhere._replace(
            problem=self._problem(row, folder, locator, LinkedFileRow(row.path, *linked_file.MISSING, problem=state))
        )

    def _problem(self, row: LinkRow, folder: Folder, locator: str, file: LinkedFileRow) -> str:
        if not file.problem or (file.problem in ("missing", "outside") and file.size < 0 and folder.base_url):
            return ""
        limit = self.files.limits.get(self.files.top(file.locator), 0)
        found = replace(linked_files.problem(file, limit), file=locator, line=row.line or None)
        if file.problem == "missing" and row.path.startswith("/") and not self.files.static:
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
            if folder and _is_file(row.path):
                awaited.update(self.files.candidates(folder, locator, row.path))
        self.store.forget_linked_files(awaited)

    def is_moved(self, entry: str) -> bool:
        """Save the digest of where the links of an entry lead, and return whether it is another one."""
        now = digest(*self.store.targets_of(entry).items())
        found = self.store.entry(entry)
        if found is None or found.links_digest == now:
            return False
        self.store.save_links_digest(entry, now)
        return True


def _is_file(path: str) -> bool:
    """Return whether a link is to a file that is no post, from its name."""
    ending = _ENDING.search(path)
    return ending is not None and ending[0].lower() not in POST_ENDINGS


def _fragment(suffix: str) -> str:
    fragment = urlsplit(suffix).fragment
    return f"#{fragment}" if fragment else ""
