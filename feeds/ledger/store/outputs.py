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
        yield from self.sql.execute("select path, size, mtime from outputs")

    def outputs(self) -> dict[str, OutputRecord]:
        return {row[0]: OutputRecord(*row) for row in self._all(f"select {COLUMNS} from outputs")}  # noqa: S608 - a constant

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

    def list_cuts(self) -> dict[str, tuple[Cut, ...]]:
        """Return where each list is cut into pages, by the path of the list."""
        return {path: cuts for path, cuts in self._cuts().items() if not path.startswith(IN_PARTS)}

    def part_cuts(self) -> dict[str, tuple[Cut, ...]]:
        """Return where each feed or file is cut into parts, by its name."""
        return {path.removeprefix(IN_PARTS): cuts for path, cuts in self._cuts().items() if path.startswith(IN_PARTS)}

    def _cuts(self) -> dict[str, tuple[Cut, ...]]:
        cuts: dict[str, list[Cut]] = {}
        for path, number, published, entry in self._all("select list, number, published, entry from list_pages"):
            cuts.setdefault(path, []).append(Cut(number, required_time(published), entry))
        return {path: tuple(of_list) for path, of_list in cuts.items()}

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
