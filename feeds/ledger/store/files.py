"""Files beside posts as last read: reference files, and those that posts link to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from feeds.ledger.store.rows import Tables, from_columns, upsert


class ReferenceRow(NamedTuple):
    """A reference file as last read; `name` is the front matter key that refers to it.

    fingerprint: of its content as last seen; "" if it could not be read. version: of the program that parsed it.
    digest: of what it states. organization: what it stated when it was last understood, as JSON; both are empty
    if it never was. content: its text at that time, of YAML only. problems: as `codec.encode_problems` has them.
    """

    name: str
    locator: str
    size: int
    mtime: int
    inode: int
    fingerprint: str = ""
    version: str = ""
    digest: str = ""
    organization: str = ""
    content: str = ""
    problems: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return what identifies the row."""
        return self.name, self.locator


COLUMNS = ", ".join(ReferenceRow._fields)
SAVE = upsert("reference_files", COLUMNS, "name, locator")


class ReferenceTables(Tables):
    """The table reference_files."""

    def reference_files(self) -> list[ReferenceRow]:
        rows = self._all(f"select {COLUMNS} from reference_files order by name, locator")  # noqa: S608 - a constant
        return [ReferenceRow(**from_columns(COLUMNS, row)) for row in rows]

    def save_reference_file(self, row: ReferenceRow) -> None:
        self._run(SAVE, **row._asdict())

    def forget_reference_file(self, name: str, locator: str) -> None:
        self._run("delete from reference_files where name = :name and locator = :locator", name=name, locator=locator)


class LinkRow(NamedTuple):
    """A relative link of an entry (see `model.post.Link`), and where it leads.

    target: the path of a file or the id of an entry; "" if nothing is there, None if that is not known yet.
    url: what is published; "" to show no link. problem: as `codec.encode_problems` has it.
    """

    entry: str
    token: str
    path: str
    suffix: str
    fallback: str
    line: int
    target: str | None = None
    url: str = ""
    problem: str = ""


class LinkedFileRow(NamedTuple):
    """A file that posts link to, as last read; `size` is -1 where there is none.

    output: where it is published, "" if it may not be. media_type, length: of what is published.
    version: of the program that read it. problem: why it may not be published, or could not be read.
    """

    locator: str
    size: int
    mtime: int
    inode: int
    version: str = ""
    output: str = ""
    media_type: str = ""
    length: int = 0
    problem: str = ""


class Target(NamedTuple):
    """Where a link leads: a URL, "" to show none; of a file its media type and length in bytes."""

    url: str
    media_type: str = ""
    length: int | None = None


LINK_COLUMNS = ", ".join(LinkRow._fields)
FILE_COLUMNS = ", ".join(LinkedFileRow._fields)
SAVE_LINK = upsert("links", LINK_COLUMNS, "entry, token", keep="url, problem")
_SAVE_FILE = upsert("linked_files", FILE_COLUMNS, "locator")


class LinkTables(Tables):
    """The table links."""

    def save_links_digest(self, entry: str, digest: str) -> None:
        self._run("update entries set links_digest = :digest, changed = 1 where id = :id", digest=digest, id=entry)

    def links_without_target(self) -> list[LinkRow]:
        """Return the links whose target is not known yet."""
        return self._links("target is null")

    def links_to_nothing(self) -> list[LinkRow]:
        """Return the links that lead to nothing."""
        return self._links("target = ''")

    def links_to(self, target: str) -> list[LinkRow]:
        """Return the links to a file or an entry."""
        return self._links("target = :target", target=target)

    def linked_entries(self) -> list[tuple[str, str]]:
        """Return the id of each entry that others link to, and the URLs of these links."""
        return self._all(
            "select distinct target, url from links "
            "where target <> '' and target not in (select locator from linked_files) order by target, url"
        )

    def _links(self, where: str, **values: str) -> list[LinkRow]:
        rows = self._all(f"select {LINK_COLUMNS} from links where {where} order by entry, token", **values)  # noqa: S608 - constants
        return [LinkRow(*row) for row in rows]

    def save_target(self, row: LinkRow) -> None:
        """Save where a link leads."""
        self._run(
            "update links set target = :target, url = :url, problem = :problem where entry = :entry and token = :token",
            **{name: getattr(row, name) for name in ("target", "url", "problem", "entry", "token")},
        )

    def targets_of(self, entry: str) -> dict[str, Target]:
        """Return where the links of an entry lead, by token."""
        rows = self._all(
            "select token, url, media_type, length from links left join linked_files on locator = target "
            "where entry = :entry order by token",
            entry=entry,
        )
        return {
            token: Target(url, media_type or "", length if media_type else None)
            for token, url, media_type, length in rows
        }

    def link_problems(self) -> list[str]:
        rows = self._all("select distinct problem from links where problem <> '' order by problem")
        return [problem for (problem,) in rows]


class FileTables(Tables):
    """The tables linked_files and archived_files."""

    def linked_files(self) -> list[LinkedFileRow]:
        return [LinkedFileRow(*row) for row in self._all(f"select {FILE_COLUMNS} from linked_files")]  # noqa: S608 - a constant

    def linked_file(self, locator: str) -> LinkedFileRow | None:
        row = self._one(f"select {FILE_COLUMNS} from linked_files where locator = :locator", locator=locator)  # noqa: S608 - a constant
        return LinkedFileRow(*row) if row else None

    def save_linked_file(self, row: LinkedFileRow) -> None:
        self._run(_SAVE_FILE, **row._asdict())

    def forget_linked_files(self, awaited: Iterable[str]) -> None:
        """Forget the files that no post links to, and the missing ones but those that are `awaited`."""
        kept, linked = set(awaited), "(select target from links where target <> '')"
        rows = self._all(f"select locator from linked_files where locator not in {linked}")  # noqa: S608 - a constant
        self.sql.executemany(
            "delete from linked_files where locator = :locator",
            [{"locator": locator} for (locator,) in rows if locator not in kept],
        )

    def files_of_entries(self) -> list[tuple[str, str, str]]:
        """Return each entry with the path and the output of each file that it links to."""
        return self._all(
            "select entry, locator, output from links join linked_files on locator = target "
            "where output <> '' and url <> '' order by output, locator, entry"
        )

    def files_of_pages(self) -> dict[str, str]:
        """Return the outputs of the files that the pages of entries show, each with the path of the file."""
        return dict(
            self._all(
                "select output, locator from links join linked_files on locator = target "
                "join listed on listed.entry = links.entry "
                "where output <> '' and links.url <> '' and listed.path <> '' and listed.state <> 'removed' "
                "order by output, locator"
            )
        )

    def archived_files(self) -> list[tuple[str, str]]:
        """Return each entry with the files that it had when it was archived."""
        return self._all("select entry, output from archived_files")

    def archived_files_of_pages(self) -> list[str]:
        """Return the outputs of the files that entries with pages had when they were archived."""
        rows = self._all(
            "select distinct output from archived_files join listed on listed.entry = archived_files.entry "
            "where listed.path <> '' and listed.state <> 'removed'"
        )
        return [output for (output,) in rows]

    def save_archived_files(self, files: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(
            upsert("archived_files", "entry, output", "entry, output"),
            [{"entry": entry, "output": output} for entry, output in files],
        )
