"""Reference files as last read."""

from __future__ import annotations

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
