"""What is published: outputs, ids of feeds, archive numbers, pages of lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feeds.ledger.store.rows import OutputRecord, Tables, required_time, upsert
from feeds.model.feed import Cut
from feeds.model.instant import rfc3339

COLUMNS = ", ".join(OutputRecord._fields)


class OutputTables(Tables):
    """The table outputs."""

    def output_stats(self) -> Iterator[tuple[str, int, int]]:
        """Yield path, size and mtime (ns) of every published file."""
        # Not `yield from`, which would close the cursor when an error has closed the database.
        return ((path, size, mtime) for path, size, mtime in self.sql.execute("select path, size, mtime from outputs"))

    def output(self, path: str) -> OutputRecord | None:
        row = self._one(f"select {COLUMNS} from outputs where path = :path", path=path)  # noqa: S608 - a constant
        return OutputRecord(*row) if row else None

    def outputs_at(self, paths: Iterable[str]) -> dict[str, OutputRecord]:
        """Return the published files at some paths, by path."""
        rows = self._in(f"select {COLUMNS} from outputs where path in (:in)", paths)  # noqa: S608 - a constant
        return {row[0]: OutputRecord(*row) for row in rows}

    def outputs(self) -> Iterator[OutputRecord]:
        """Yield all published files."""
        return (OutputRecord(*row) for row in self.sql.execute(f"select {COLUMNS} from outputs order by path"))  # noqa: S608 - a constant

    def outputs_of(self, collection: str) -> list[OutputRecord]:
        """Return the published files that are made of a collection."""
        rows = self._all(f"select {COLUMNS} from outputs where collection = :name order by path", name=collection)  # noqa: S608 - a constant
        return [OutputRecord(*row) for row in rows]

    def output_paths(self, prefix: str) -> list[str]:
        """Return the paths of the published files that begin so."""
        rows = self._all(
            "select path from outputs where path >= :first and path < :last order by path",
            first=prefix,
            last=f"{prefix}\U0010ffff",
        )
        return [path for (path,) in rows]

    def count_outputs(self) -> int:
        (count,) = self._one("select count(*) from outputs")
        return int(count)

    def intend_outputs(self, paths: Iterable[str], collection: str) -> None:
        """Save that files of a collection are about to be written."""
        columns = f"{COLUMNS}, collection"
        row = {**OutputRecord("", "", "", 0, 0)._asdict(), "collection": collection}
        self.sql.executemany(upsert("outputs", columns, "path"), [{**row, "path": path} for path in paths])

    def save_outputs(self, outputs: Iterable[OutputRecord]) -> None:
        self.sql.executemany(upsert("outputs", COLUMNS, "path"), [one._asdict() for one in outputs])

    def forget_outputs(self, paths: Iterable[str]) -> None:
        self.sql.executemany("delete from outputs where path = :path", [{"path": path} for path in paths])


class FeedTables(Tables):
    """The tables feeds and archives."""

    def feed_ids(self) -> dict[str, str]:
        return dict(self._all("select name, id from feeds"))

    def save_feed_ids(self, ids: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(
            "insert into feeds (name, id) values (:name, :id) on conflict (name) do nothing",
            [{"name": name, "id": id_} for name, id_ in ids],
        )

    def archive_numbers(self, feed: str) -> dict[str, int]:
        """Return the number of each entry's archive document in a feed, by entry id."""
        return dict(self._all("select entry, number from archives where feed = :feed", feed=feed))

    def all_archive_numbers(self) -> dict[str, dict[str, int]]:
        """Return the same for all feeds, by feed."""
        numbers: dict[str, dict[str, int]] = {}
        for feed, entry, number in self._all("select feed, entry, number from archives"):
            numbers.setdefault(feed, {})[entry] = number
        return numbers

    def save_archive_number(self, feed: str, entry: str, number: int) -> None:
        self._run(
            "insert into archives (feed, entry, number) values (:feed, :entry, :number)",
            feed=feed,
            entry=entry,
            number=number,
        )


IN_PARTS = "/"  # before the name of a feed or file that is cut into parts; no path of a list of pages begins so


class ListTables(Tables):
    """The table list_pages."""

    def list_cuts(self, path: str) -> tuple[Cut, ...]:
        """Return where a list is cut into pages, by its path."""
        rows = self._all("select number, published, entry from list_pages where list = :path", path=path)
        return tuple(Cut(number, required_time(published), entry) for number, published, entry in rows)

    def cut_lists(self) -> list[str]:
        """Return the paths of the lists, and the names of the feeds and files after `IN_PARTS`, that are cut."""
        return [path for (path,) in self._all("select distinct list from list_pages order by list")]

    def part_cuts(self, name: str) -> tuple[Cut, ...]:
        """Return where a feed or file is cut into parts."""
        return self.list_cuts(f"{IN_PARTS}{name}")

    def save_part_cuts(self, name: str, cuts: Iterable[Cut]) -> None:
        """Save where a feed or file is cut into parts, instead of what was saved before."""
        self.save_list_cuts(f"{IN_PARTS}{name}", cuts)

    def save_list_cuts(self, path: str, cuts: Iterable[Cut]) -> None:
        """Save where a list is cut, instead of what was saved before."""
        self._run("delete from list_pages where list = :path", path=path)
        self.sql.executemany(
            "insert into list_pages (list, number, published, entry) values (:list, :number, :published, :entry)",
            [
                {"list": path, "number": cut.number, "published": rfc3339(cut.published), "entry": cut.entry}
                for cut in cuts
            ],
        )
