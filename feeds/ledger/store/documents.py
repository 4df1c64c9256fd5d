"""Documents as last parsed, and the keys by which one offer is recognised in several documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feeds.ledger.recovered.locators import RECOVERED
from feeds.ledger.store.rows import READ, Stamp, Tables, upsert

SAVE = upsert("documents", "source, locator, size, mtime, inode, fingerprint, entry, problems", "source, locator")


class DocumentTables(Tables):
    """The tables documents and offer_keys."""

    def stamps(self, source: str) -> dict[str, tuple[int, int, int]]:
        """Return size, mtime (ns) and inode of each document of a source, by locator."""
        rows = self._all("select locator, size, mtime, inode from documents where source = :source", source=source)
        return {row[0]: row[1:] for row in rows}

    def count_documents(self, source: str) -> int:
        """Return the number of documents of a source, without files that only contain others."""
        (count,) = self._one(
            "select count(*) from documents where source = :source and fingerprint not like :read",
            source=source,
            read=f"{READ}%",
        )
        return int(count)

    def fingerprint(self, source: str, locator: str) -> str:
        stamp = self.stamp(source, locator)
        return stamp.fingerprint if stamp else ""

    def fingerprints(self, source: str) -> dict[str, str]:
        """Return the fingerprint of each document of a source, by locator."""
        return dict(self._all("select locator, fingerprint from documents where source = :source", source=source))

    def stamp(self, source: str, locator: str) -> Stamp | None:
        row = self._one(
            "select size, mtime, inode, fingerprint, entry from documents "
            "where source = :source and locator = :locator",
            source=source,
            locator=locator,
        )
        return Stamp(*row) if row else None

    def sources(self) -> list[str]:
        return [name for (name,) in self._all("select distinct source from documents order by source")]

    def save_document(self, source: str, locator: str, stamp: Stamp, problems: str) -> None:
        self._run(SAVE, source=source, locator=locator, problems=problems, **stamp._asdict())

    def update_stamp(self, source: str, locator: str, stamp: Stamp) -> None:
        self._run(
            "update documents set size = :size, mtime = :mtime, inode = :inode "
            "where source = :source and locator = :locator",
            size=stamp.size,
            mtime=stamp.mtime,
            inode=stamp.inode,
            source=source,
            locator=locator,
        )

    def forget_document(self, source: str, locator: str) -> None:
        self._run("delete from documents where source = :source and locator = :locator", source=source, locator=locator)
        self.save_keys(source, locator, ())

    def problems(self) -> Iterator[str]:
        rows = self._all("select problems from documents where problems <> '' order by source, locator")
        return (str(problems) for (problems,) in rows)

    def save_keys(self, source: str, locator: str, keys: Iterable[tuple[str, int]]) -> None:
        """Replace the keys of a document, each with its rank."""
        values = {"source": source, "locator": locator}
        self._run("delete from offer_keys where source = :source and locator = :locator", **values)
        self.sql.executemany(
            "insert into offer_keys (source, locator, key, rank) values (:source, :locator, :key, :rank)",
            [{**values, "key": key, "rank": rank} for key, rank in dict(keys).items()],
        )

    def documents_with_key(self, key: str) -> list[tuple[str, str, int]]:
        """Return source, locator and rank of each document that has a key, the highest rank first."""
        return self._all(
            "select source, locator, rank from offer_keys where key = :key order by rank desc, source, locator", key=key
        )

    def recovered_locators(self, source: str) -> list[str]:
        """Return the locators of the recovered documents of a source (see `locators.RECOVERED`)."""
        rows = self._all(
            "select locator from documents where source = :source and locator >= :first and locator < :last",
            source=source,
            first=RECOVERED,
            last=f"{RECOVERED}~",
        )
        return [locator for (locator,) in rows]

    def has_unidentified(self, source: str) -> bool:
        """Return whether a source has a document that was refused, and whose entry is not known."""
        return bool(
            self._one(
                "select 1 from documents where source = :source and entry = '' and fingerprint <> '' "
                "and fingerprint not like :read limit 1",
                source=source,
                read=f"{READ}%",
            )
        )

    def documents_of(self, entry: str) -> list[tuple[str, str]]:
        """Return source and locator of each document of an entry."""
        return self._all(
            "select source, locator from documents where entry = :entry order by source, locator", entry=entry
        )

    def ranks_of(self, entry: str) -> list[tuple[str, str, int]]:
        """Return source, locator and rank of each document of an entry, for the keys that several of them have."""
        return self._all(
            "with keys as (select k.source, k.locator, k.key, k.rank from documents d join offer_keys k "
            "on k.source = d.source and k.locator = d.locator where d.entry = :entry), "
            "shared as (select key from keys group by key having count(*) > 1) "
            "select d.source, d.locator, coalesce(max(k.rank), 0) from documents d left join keys k "
            "on k.source = d.source and k.locator = d.locator and k.key in (select key from shared) "
            "where d.entry = :entry group by d.source, d.locator order by d.source, d.locator",
            entry=entry,
        )

    def entries_of_several_sources(self) -> list[tuple[str, str, str]]:
        """Return each entry with documents of several sources, and source and locator of its primary one."""
        return self._all(
            "select e.id, e.source, e.locator from entries e join documents d on d.entry = e.id "
            "group by e.id, e.source, e.locator having count(distinct d.source) > 1 order by e.id"
        )

    def moving_texts(self, source: str) -> dict[str, str]:
        """Return what is known of texts that move (`ledger.moving_text`), by locator."""
        return dict(
            self._all(
                "select locator, moving_text from documents where source = :source and moving_text <> ''",
                source=source,
            )
        )

    def save_moving_text(self, source: str, locator: str, text: str) -> None:
        self._run(
            "update documents set moving_text = :text where source = :source and locator = :locator",
            source=source,
            locator=locator,
            text=text,
        )

    def sources_with_moving_texts(self) -> list[str]:
        rows = self._all("select distinct source from documents where moving_text <> '' order by source")
        return [name for (name,) in rows]

    def sources_with_missing(self) -> list[str]:
        """Return the sources that left out an entry which is still open or stale."""
        rows = self._all(
            "select distinct d.source from documents d join entries e on e.id = d.entry "
            "where e.times_missed > 0 and e.state in ('open', 'stale') order by d.source"
        )
        return [name for (name,) in rows]

    def has_open_offers(self, source: str) -> bool:
        """Return whether a source has documents of offers that are open or stale."""
        return bool(
            self._one(
                "select 1 from documents d join entries e on e.id = d.entry "
                "where d.source = :source and e.kind = 'job' and e.state in ('open', 'stale') limit 1",
                source=source,
            )
        )

    def known_documents(self, source: str) -> list[tuple[str, str, str, str, int]]:
        """Return locator, fingerprint, kind, state and times missed of each document with an entry."""
        return self._all(
            "select d.locator, d.fingerprint, e.kind, e.state, e.times_missed from documents d "
            "join entries e on e.id = d.entry where d.source = :source order by d.locator",
            source=source,
        )

    def document_titles(self, source: str) -> list[tuple[str, str]]:
        """Return locator and title of each document of a source with an entry."""
        return self._all(
            "select d.locator, e.title from documents d join entries e on e.id = d.entry "
            "where d.source = :source order by d.locator",
            source=source,
        )
