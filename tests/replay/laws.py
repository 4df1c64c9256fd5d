"""A newsroom that is published after every commit, and what must be true of each publication.

A history is a list of commits, oldest first: `{"commit", "time", "changes": [{"path", "text"}]}`; a
`text` of null deletes the file. Paths are below the folder of the posts. Any history will do.
"""

from __future__ import annotations

import gzip
import json
import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin
from zoneinfo import ZoneInfo

import feedparser
from babel import Locale
from lxml import etree, html
from replay import oracle
from replay.oracle import RefusedError, Said
from support.releases import read_differently

from feeds.normalise.dialects.syndication import facts_card

SITE = "https://jobs.example.org/"
PUBLISHER, COUNTRY = "Atelier du Nord", "FR"
ZONE = ZoneInfo("Europe/Paris")
MANY = 10  # posts: a folder that held as many and is empty now is not believed at once
GUARD_LEAST, GUARD_SHARE = 10, 0.3
RELEASES = 8  # publications between two releases
TOMB = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark"}
    | {"q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
POSTING = (
    *("title", "employmentType", "jobDuration", "jobLocation", "jobLocationType"),
    *("applicantLocationRequirements", "baseSalary", "validThrough"),
)
OF_JOB = ("contract", "remote", "telework", "pay")
PRESENCE = re.compile("jour|semaine|mois|trimestre|bureau|presence|venue|sauf|lundi|hybrid|partiel|possible|office")

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
BELIEVED = re.compile(r"the last run, (\S+), found")

Commit = Mapping[str, Any]


def load(place: Path) -> list[Commit]:
    """Read a history, packed or not."""
    opener = gzip.open if place.suffix == ".gz" else open
    with opener(place, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sample(history: Sequence[Commit], first: int, most: int) -> set[int]:
    """Choose commits to publish after: the first ones, and those around deletions, thinned out."""
    deletions = [at for at, commit in enumerate(history) if any(x["text"] is None for x in commit["changes"])]
    around = sorted({at for deletion in deletions for at in (deletion - 1, deletion)} - {-1})
    while len(around) > most:
        del around[1::3]
    return {*range(first), *around, len(history) - 1}


def configure(home: Any, **keys: Any) -> None:
    """Write the configuration of a newsroom: every format, jobs, news and a feed for each tag."""
    home.configure(
        site={
            "title": "Emplois",
            "url": SITE,
            "language": "fr",
            "timezone": ZONE.key,
            "publisher": {"name": PUBLISHER, "url": "https://nord.example.org/"},
        },
        jobs={"country": COUNTRY, "employer": "publisher"},
        feeds=[
            {"name": "jobs", "formats": ["rss", "atom", "json_feed", "job_posting"]},
            "news",
            {"name": "tags/{tag}", "each": "tag"},
        ],
        **keys,
    )


@dataclass
class Shown:
    """An entry as feeds showed it last: `told` is what is worth telling when it changes."""

    published: datetime
    updated: datetime
    told: tuple[Any, ...]
    words: tuple[str, ...]
    title: str


@dataclass
class Tree:
    """The published files as they lay there last, read again only where something was touched."""

    root: Path
    files: dict[str, tuple[tuple[int, int, int], bytes]] = field(default_factory=dict)

    def look(self) -> tuple[set[str], set[str], set[str]]:
        """Look again; name the files that were touched, whose bytes are others, and that are gone."""
        touched, changed, there = set(), set(), set()
        for place in self.root.rglob("*"):
            if not place.is_file():
                continue
            path, info = place.relative_to(self.root).as_posix(), place.stat()
            there.add(path)
            stamp = (info.st_mtime_ns, info.st_size, info.st_ino)
            before = self.files.get(path)
            if before and before[0] == stamp:
                continue
            body = place.read_bytes()
            touched.add(path)
            if not before or before[1] != body:
                changed.add(path)
            self.files[path] = (stamp, body)
        gone = self.files.keys() - there
        for path in gone:
            del self.files[path]
        return touched, changed, set(gone)

    def body(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return self.files[path][1]


def page_of(url: str) -> str:
    """Name the file that an address of this site shows."""
    path = unquote(url.removeprefix(SITE).partition("#")[0])
    assert path != url, url
    return f"{path}index.html" if path.endswith("/") or not path else path


def words(text: str) -> tuple[str, ...]:
    """Return the words that a reader of some HTML sees: blocks part words, other markup does not."""
    if not text.strip():
        return ()
    return tuple("".join(_pieces(html.fragment_fromstring(text, create_parent="div"))).split())


def _pieces(element: Any) -> Iterator[str]:
    gap = "" if element.tag in INLINE else " "
    yield gap + (element.text or "" if isinstance(element.tag, str) else "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield gap


def _countries(posting: Mapping[str, Any]) -> Iterator[str]:
    """Yield the codes of all countries that a JobPosting names."""
    for key, name in (("jobLocation", "addressCountry"), ("applicantLocationRequirements", "name")):
        yield from re.findall(rf'"{name}": "([A-Z]{{2}})"', json.dumps(posting.get(key)))


def _is_named(code: str, text: str) -> bool:
    """Return whether a text names a country in French or English."""
    return any(oracle.letters(Locale(language).territories[code]) in text for language in ("fr", "en"))


def moment(text: str) -> datetime:
    """Read a time as the outputs write it."""
    return datetime.fromisoformat(text)


@dataclass
class Newsroom:
    """A project whose posts go through a history, with all that was seen of it."""

    home: Any
    files: dict[str, str] = field(default_factory=dict)
    figures: Counter[str] = field(default_factory=Counter)

    # at the last publication
    seen: dict[str, str] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    open: dict[str, dict[str, Any]] = field(default_factory=dict)
    closed: dict[str, dict[str, Any]] = field(default_factory=dict)

    # ever since the first one
    clock: datetime = LONG_AGO
    ever_open: set[str] = field(default_factory=set)
    shown: dict[str, Shown] = field(default_factory=dict)
    was_open: dict[str, str] = field(default_factory=dict)
    first_seen: dict[str, datetime] = field(default_factory=dict)
    stated_closings: dict[str, set[datetime]] = field(default_factory=dict)
    closings: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, tuple[bytes, frozenset[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tree = Tree(self.home.output)
        references = sorted((self.home.root / "reference").rglob("*.*"))
        self.named = oracle.letters(" ".join([PUBLISHER, *(path.read_text("utf-8") for path in references)]))
        self.guarded = self.home.run("accept", "--help", config=False).status == 0

    def apply(self, commit: Commit) -> None:
        """Do to the folder of posts what a commit did."""
        changes = {change["path"]: change["text"] for change in commit["changes"]}
        sources = self.home.root / "sources"
        for path in changes:
            assert ".." not in path.split("/"), path
        for path in [path for path, text in changes.items() if text is None and path in self.files]:
            del self.files[path]
            place = sources / path
            place.unlink()
            while (place := place.parent) != sources and not any(place.iterdir()):
                place.rmdir()  # as git does: it knows no empty folders
        for path, text in changes.items():
            if text is not None:
                self.home.write(f"sources/{path}", text)
                self.files[path] = text

    def publish(self, now: datetime) -> None:
        """Publish, and hold what came of it to every law."""
        report = self._run(now)
        if doubted := BELIEVED.search(report["clock_error"]):
            now = datetime.fromisoformat(doubted[1])  # the clock decides nothing: all is as at the last run
        touched, changed, gone = self.tree.look()
        self._nothing_in_vain(report, touched, changed, gone)
        self.figures.update(f"entries {item['change']}" for item in report["transitions"])
        self.figures["files written"] += len(changed)
        self.figures["files removed"] += len(gone)
        self.figures["bytes written"] += sum(len(self.tree.body(path)) for path in changed)
        self.figures["publications"] += 1
        self._read_again()
        self._keep_ids(report, now)
        before, self.open = self.open, self._items()
        self._open_is_what_files_say(now, before)
        self._nothing_is_invented()
        self._told(report, before)
        self._dates(before, now)
        self._closed(now)
        self._feeds_agree(changed)
        self._links_lead_somewhere()
        self.seen = dict(self.files)
        self.clock = max(self.clock, now)
        if self.figures["publications"] % RELEASES == 0:
            self._release(now)

    # 8. no date is moved by a release

    def _release(self, now: datetime) -> None:
        """Publish what another release reads differently in the same files: nothing changes for subscribers."""
        shown = {id_: (item["date_published"], item["date_modified"]) for id_, item in self._items().items()}
        closed = self.tree.body("closed.json")
        read_differently(self.home.root)
        report = self.home.publish(now=now.isoformat()).report
        assert (report["transitions"], report["held"], report["stopped"]) == ([], [], "")
        self.tree.look()
        assert shown == {id_: (item["date_published"], item["date_modified"]) for id_, item in self._items().items()}
        assert self.tree.body("closed.json") == closed
        self.figures["releases"] += 1

    # 5. nothing is written in vain

    def _run(self, now: datetime) -> dict[str, Any]:
        """Publish; where the run is held back, see that it touched nothing, and let it through."""
        ran = self.home.publish(now=now.isoformat())
        report = ran.report
        doubted = report["clock_error"]
        if doubted and not report["stopped"]:
            assert ran.status == 4
            warned = any(problem["severity"] != "note" for problem in report["problems"])
            ran = replace(ran, status=int(warned))
        if doubted:  # what is accepted below is to be accepted, not the clock
            now = datetime.fromisoformat(BELIEVED.search(doubted)[1])
        assert not ran.err, ran.err
        emptied = len(self._posts(self.seen)) >= MANY and not self._posts(self.files)
        if ran.status == 4 or emptied or report["held"]:
            assert report["stopped"] or emptied or ran.status == 1, report
            if ran.status == 4 or emptied:
                assert self.tree.look() == (set(), set(), set()), "a run that is held back touches nothing"
                assert report["written"] == report["removed"] == []
            assert emptied or self._much(report["held"] or report["transitions"]), report["stopped"]
            self.figures["guard stops"] += 1
            first = {} if report["stopped"] or emptied else report
            ran = self._accept(now)
            report = ran.report
            # Between the two, a list of two values may have been long enough for a page, or too short for one.
            written, removed = ({*first.get(key, ())} for key in ("written", "removed"))
            back = (written & {*report["removed"]}) | (removed & {*report["written"]})
            for key in ("transitions", "written", "removed"):
                report[key] = [*first.get(key, ()), *report[key]]
            report["clock_error"], report["back"] = doubted, back
        elif self.guarded and self.seen:
            assert not self._much(report["transitions"]), "a source that changes so much is to be held back"
        assert ran.status in (0, 1), report
        assert not report["stopped"]
        surprises = [problem["text"] for problem in report["problems"] if "unexpected" in problem["text"]]
        assert not surprises
        assert (ran.status == 1) == any(problem["severity"] != "note" for problem in report["problems"])
        return report

    def _accept(self, now: datetime) -> Any:
        ran = self.home.run("accept", "--json", "--now", now.isoformat())
        if ran.status == 2:  # a version that has no such command: nothing but an emptied folder is held back
            ran = self.home.publish("--accept", now=now.isoformat())
        return ran

    def _much(self, transitions: Iterable[Mapping[str, Any]]) -> bool:
        counts = Counter(item["change"] for item in transitions if item["cause"] != "clock")
        much = counts["closed"] + counts["removed"] + counts["changed"]
        return much >= GUARD_LEAST and much > GUARD_SHARE * len(self.open)

    @staticmethod
    def _posts(files: Iterable[str]) -> list[str]:
        return [path for path in files if oracle.is_post(path)]

    @staticmethod
    def _nothing_in_vain(report: Mapping[str, Any], touched: set[str], changed: set[str], gone: set[str]) -> None:
        back = report.get("back", set())
        assert touched - back == changed - back, "files were written that did not change"
        assert set(report["written"]) - back == changed - back
        assert set(report["removed"]) - back == gone - back

    # 1. ids are given once

    def _read_again(self) -> None:
        """Read what changed; a file that is no post says what it said before."""
        for path in [path for path in self.said if path not in self.files]:
            del self.said[path]
        for path in self._posts(self.files):
            if self.seen.get(path) != self.files[path]:
                try:
                    self.said[path] = oracle.read(path, self.files[path], ZONE)
                except RefusedError:
                    continue

    def _keep_ids(self, report: Mapping[str, Any], now: datetime) -> None:
        """A file keeps its id, a renamed one that of its former name, and no two have the same."""
        left: dict[str, list[str]] = {}
        for path in self.ids.keys() - self.files.keys():
            left.setdefault(self.seen[path], []).append(self.ids[path])
        before = dict(self.ids)
        self.ids = {path: id_ for path, id_ in before.items() if path in self.files}
        newcomers = sorted(path for path in self.said if path not in before)
        edited = [path for path in before if path in self.files and self.seen[path] != self.files[path]]
        for path in edited:
            assert self._id(path, report, now) == before[path], f"{path} has another id than before"
        came: dict[str, list[str]] = {}
        for path in newcomers:
            id_ = self._id(path, report, now)
            if id_ is None:
                self._refused_for_its_claim(path)
                continue
            self.ids[path] = id_
            if self.said[path].claim:
                assert id_.lower() == self.said[path].claim.lower(), f"{path} has not the id that it claims"
            else:
                came.setdefault(self.files[path], []).append(id_)
        for text, ids in came.items():
            handed_on = min(len(ids), len(left.get(text, ())))
            assert len(set(ids) & set(left.get(text, ()))) == handed_on, f"renaming gave new ids: {ids}"
        twice = [id_ for id_, times in Counter(self.ids.values()).items() if times > 1]
        assert not twice, f"ids that two files have: {twice}"

    def _id(self, path: str, report: Mapping[str, Any], now: datetime) -> str | None:
        """Ask which id a file has."""
        locator = f"sources/{path}"
        told = [item["id"] for item in report["transitions"] if item["locator"] == locator]
        ran = self.home.run("explain", "--json", "--now", now.isoformat(), locator)
        if ran.status == 2:
            return None
        lines = {line["field"]: line["value"] for line in ran.report}
        assert lines["file"] == locator, lines
        assert not told or lines["id"] in told, locator
        return str(lines["id"])

    def _refused_for_its_claim(self, path: str) -> None:
        claim = self.said.pop(path).claim
        assert claim, f"{path} is not published"
        assert claim.lower() in {id_.lower() for id_ in self.ids.values()}, f"{path} was refused its id"

    # 3. the open feeds hold what the files say

    def _items(self) -> dict[str, dict[str, Any]]:
        """Return the items of jobs and news, archives and all, by id."""
        items: dict[str, dict[str, Any]] = {}
        for path in self.tree.files:
            name = path.removesuffix(".json")
            feed, archive, _ = name.partition("-archive-")
            if name == path or feed not in ("jobs", "news"):
                continue
            for item in json.loads(self.tree.body(path))["items"]:
                assert item["id"] not in items, f"{item['id']} stands in two documents"
                items[item["id"]] = {**item, "in": feed, "frozen": bool(archive)}
        return items

    def _open_is_what_files_say(self, now: datetime, before: Mapping[str, Any]) -> None:
        expected: dict[str, str] = {}
        for path, said in self.said.items():
            state = said.state(now)
            if state == "scheduled" and self.was_open.get(path) == self.files[path]:
                state = "open"  # a clock that was set back takes nothing out of the feeds
            if state == "open" and now < self.clock and self.files[path] in self.seen.values():
                state = said.state(self.clock)  # nor does it bring back what it closed
            if said.stays_open(now) and self.ids.get(path) in before:
                state = "open"  # what is open stays so when its date moves ahead
            if state == "open":
                expected[self.ids[path]] = path
                self.was_open[path] = self.files[path]
        surplus = {id_: item["title"] for id_, item in self.open.items() if id_ not in expected}
        assert not surplus, f"open, though no file says so: {surplus}"
        assert not (lacking := sorted(expected[id_] for id_ in expected.keys() - self.open.keys())), lacking
        for id_, path in expected.items():
            kind, title, item = self.said[path].kind, self.said[path].title, self.open[id_]
            assert item["in"] == ("jobs" if kind == "job" else "news"), path
            if title and all(letter.isalnum() or letter in " ,;?!'’·()-" for letter in title):
                assert item["frozen"] or item["title"] == title, path

    def _told(self, report: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """What the report tells is what subscribers see."""
        told: dict[str, list[str]] = {}
        for item in report["transitions"]:
            told.setdefault(item["change"], []).append(item["id"])
        came, went = self.open.keys() - before.keys(), before.keys() - self.open.keys()
        here = set(self.ids.values())
        assert sorted(told.get("new", []) + told.get("reopened", [])) == sorted(came)
        assert sorted(told.get("closed", [])) == sorted(id_ for id_ in went if id_ in here)
        assert sorted(told.get("removed", [])) == sorted(id_ for id_ in went if id_ not in here)
        assert not set(told.get("new", [])) & self.ever_open
        assert set(told.get("changed", [])) <= before.keys() & self.open.keys()

    # 9. no employer, no telework and no country that no one states

    def _nothing_is_invented(self) -> None:
        """An employer stands in the post, a reference or the configuration; full telework beside no presence."""
        said = {id_: self.said[path] for path, id_ in self.ids.items()}
        for id_, item in self.open.items():
            posting = item.get("_jobposting", {})
            hiring = posting.get("hiringOrganization", {})
            for name in filter(None, (hiring.get("name"), hiring.get("parentOrganization", {}).get("name"))):
                known = oracle.letters(name) in said[id_].text or oracle.letters(name) in self.named
                assert known, f"{id_}: no one states that {name} hires"
            if "jobLocationType" in posting:
                assert not PRESENCE.search(said[id_].where), f"{id_} is not fully remote: {said[id_].where}"
                self.figures["fully remote"] += 1
            for code in _countries(posting):
                known = code == COUNTRY or _is_named(code, said[id_].text + self.named)
                assert known, f"{id_}: no one states the country {code}"
                self.figures["countries"] += 1

    # 2. dates move for a reason, and forward

    def _dates(self, before: Mapping[str, Any], now: datetime) -> None:
        said = {id_: self.said[path] for path, id_ in self.ids.items()}
        for id_, item in self.open.items():
            shown = self._shown(item, said[id_])
            self._dated(id_, shown, self.shown.get(id_), now, was_open=id_ in before)
            self.shown[id_] = shown

    def _dated(self, id_: str, shown: Shown, last: Shown | None, now: datetime, *, was_open: bool) -> None:
        latest = max(self.clock, now)
        assert shown.published <= latest, f"{id_} was published in the future"
        assert shown.published <= shown.updated <= latest, f"{id_} is dated {shown.updated}"
        if not last:
            return
        assert shown.published == last.published, f"{id_}: its day of publication moved"
        assert shown.updated >= last.updated, f"{id_}: its update went back"
        if was_open:
            moved, differs = shown.updated != last.updated, shown.told != last.told
            assert not moved or differs, f"{id_}: its update moved for nothing"
            said_else = (shown.title, shown.words) != (last.title, last.words)
            assert moved or not said_else or now <= last.updated, f"{id_}: its update did not move"

    @staticmethod
    def _shown(item: Mapping[str, Any], said: Said) -> Shown:
        text = facts_card.split(item.get("content_html", "")).content_html
        text = text.removeprefix(item.get("_update", {}).get("html", ""))
        posting, job = item.get("_jobposting", {}), item.get("_job", {})
        facts = [(key, json.dumps(posting.get(key), sort_keys=True)) for key in POSTING]
        facts += [(key, json.dumps(job.get(key), sort_keys=True)) for key in OF_JOB]
        if not posting:  # the facts of a job without employer
            facts.append(("job", json.dumps(item.get("_feeds", {}).get("job"), sort_keys=True)))
        seen = words(text)
        return Shown(
            moment(item["date_published"]),
            moment(item["date_modified"]),
            (item["title"], seen, said.closes, sorted(item.get("tags", ())), *facts),
            seen,
            item["title"],
        )

    # 4. what is over is listed

    def _closed(self, now: datetime) -> None:
        self.ever_open |= self.open.keys()
        self.closed = {item["id"]: item for item in json.loads(self.tree.body("closed.json"))["closed"]}
        assert not self.closed.keys() & self.open.keys(), "listed as closed, and open"
        for path, id_ in self.ids.items():
            self.first_seen.setdefault(id_, min(now, self.clock) if self.clock > LONG_AGO else now)
            if closes := self.said[path].closes:
                self.stated_closings.setdefault(id_, set()).add(closes)
        hidden = {self.ids[path] for path, said in self.said.items() if said.state(now) in ("draft", "scheduled")}
        lacking = self.ever_open - self.open.keys() - self.closed.keys() - hidden
        assert not lacking, f"neither open nor listed as closed: {lacking}"
        for id_ in self.open:
            self.closings.pop(id_, None)
        for id_, item in self.closed.items():
            when, state = item.get("when", ""), item["state"]
            known, was = self.closings.get(id_, (when, state))
            stated = when and moment(when) in self.stated_closings.get(id_, ())
            is_first = not known and (stated or state != was)
            assert known == when or is_first, f"{id_} closed at {known}, now at {when}"
            self.closings[id_] = when, state
            if when and moment(when) not in self.stated_closings.get(id_, ()):
                self._was_seen_to_close(id_, moment(when))

    def _was_seen_to_close(self, id_: str, when: datetime) -> None:
        """A day of closing that no post states is that of a run, after one that saw it open."""
        state = self.closed[id_]["state"]
        assert id_ in self.ever_open or state in ("withdrawn", "removed"), f"{id_} was closed when first seen"
        assert when >= self.first_seen[id_], f"{id_} closed at {when}, before it was first seen"
        self.figures["closings seen"] += 1

    # 6. feeds that others can read, saying the same

    def _feeds_agree(self, changed: set[str]) -> None:
        for path in changed:
            name, _, ending = path.rpartition(".")
            if ending not in ("rss", "atom"):
                continue
            feed = feedparser.parse(self.tree.body(path), sanitize_html=False, resolve_relative_uris=False)
            assert not feed.bozo, (path, feed.get("bozo_exception"))
            items = json.loads(self.tree.body(f"{name}.json"))["items"]
            assert [entry.id for entry in feed.entries] == [item["id"] for item in items], path
            assert [entry.link for entry in feed.entries] == [item["url"] for item in items], path
            pairs = (("published_parsed", "date_published"), ("updated_parsed", "date_modified"))
            for theirs, ours in pairs if ending == "atom" else pairs[:1]:
                assert [timegm(entry[theirs]) for entry in feed.entries] == [
                    moment(item[ours]).timestamp() for item in items
                ], path
            if ending == "atom":
                self._deletions(path)
        facets = {path for path in self.tree.files if path.startswith("tags/") and path.endswith(".json")}
        tagged = {item["id"]: item for path in facets for item in json.loads(self.tree.body(path))["items"]}
        assert tagged.keys() == {id_ for id_, item in self.open.items() if item.get("tags")}
        (graph,) = (json.loads(self.tree.body("jobs.jsonld"))["@graph"],)
        assert {node["@id"] for node in graph} <= {id_ for id_, item in self.open.items() if item["in"] == "jobs"}

    def _deletions(self, path: str) -> None:
        """RFC 6721 §3: an entry that is newer than its own deletion is not deleted."""
        root = etree.fromstring(self.tree.body(path))
        updated = {
            entry.findtext(f"{ATOM}id"): moment(entry.findtext(f"{ATOM}updated")) for entry in root.iter(f"{ATOM}entry")
        }
        for tomb in root.iter(TOMB):
            id_, when = tomb.get("ref"), moment(tomb.get("when"))
            self.figures["deletions told"] += 1
            assert not (id_ in updated and when >= updated[id_]), f"{path}: {id_} is both there and deleted"
            assert id_ in self.ever_open, f"{path}: {id_} is deleted and was never there"

    # 7. no link is dead

    def _links_lead_somewhere(self) -> None:
        for path in self.tree.files:
            body = self.tree.body(path)
            if self.links.get(path, (b"",))[0] is not body:
                self.links[path] = (body, frozenset(links(path, body)))
            dead = [url for url in self.links[path][1] if page_of(url) not in self.tree.files]
            assert not dead, f"{path} links to {dead}"


def links(path: str, body: bytes) -> Iterator[str]:
    """Return the addresses of this site that a feed, a page or the site map leads to."""
    name, _, ending = path.rpartition(".")
    if name.endswith("/hiring"):
        yield from (job["url"] for job in json.loads(body)["jobs"])
    elif ending == "json" and name != "closed":
        feed = json.loads(body)
        yield from (item["url"] for item in feed["items"])
        yield from filter(None, [feed.get("next_url")])
    elif ending == "jsonld":
        yield from (node["url"] for node in json.loads(body)["@graph"] if "url" in node)
    elif ending == "atom":
        found = etree.fromstring(body).iterfind(f"{ATOM}entry/{ATOM}link[@rel='alternate']")
        yield from (link.get("href") for link in found)
    elif ending == "rss":
        yield from (link.text for link in etree.fromstring(body).iterfind("channel/item/link"))
    elif ending == "xml":
        yield from (loc.text for loc in etree.fromstring(body).iter(SITEMAP))
    elif ending == "html":
        page = html.document_fromstring(body.decode())
        for text in page.find_class("text"):  # where authors link to what they like
            text.drop_tree()
        whole = (urljoin(f"{SITE}{quote(path)}", url) for _, _, url, _ in page.iterlinks())
        yield from (url for url in whole if url.startswith(SITE))


def replay(newsroom: Newsroom, history: Sequence[Commit], chosen: Iterable[int] | None = None) -> None:
    """Live through a history, and publish after each of the chosen commits; after all, if none is named."""
    wanted = set(range(len(history))) if chosen is None else set(chosen)
    for at, commit in enumerate(history):
        newsroom.apply(commit)
        if at in wanted:
            try:
                newsroom.publish(moment(commit["time"]))
            except AssertionError as error:
                error.add_note(f"after commit {commit['commit']}, number {at}, of {commit['time']}")
                raise


def tell(figures: Mapping[str, int]) -> str:
    """Write the figures of a replay, one a line."""
    return "".join(f"\n{name:20} {figures[name]:>12,}" for name in sorted(figures))
