"""A thousand publishers of our own invention, and the server of them all.

Every text is made of the sentences below, chosen by the number of its source and entry alone: the same
numbers give the same bytes on any machine. About one text in eight has less common elements (a picture with
a caption, a table, a quotation, a bare address), as those of real publishers do.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import NamedTuple

NEWEST = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
BEGAN = NEWEST.timestamp()  # when every document last changed
TRIES, MAX_CHECKS = 5, 100  # ports that are tried, and how often a server is looked for (every 50 ms)

SENTENCES = """
The new workshop opens its doors in spring, with room for forty people and a garden behind it.
Whoever wants to see the machines at work is welcome on the first Saturday of the month.
Our team has grown by three: two engineers from Lyon and a designer who used to build boats.
L’atelier reste ouvert pendant les travaux, et l’accueil se fait par la cour, à gauche du porche.
We moved the archive to the second floor, where it is dry &amp; bright, and finally has a table.
Depuis janvier, les trains du matin s’arrêtent de nouveau à la petite gare près de l’usine.
The report counts 1,204 repairs in a year – fewer than before, and each of them better documented.
Nobody had connection for it, yet it turned out to be what most visitors mention when they leave.
Les résultats de l’enquête seront présentés jeudi à 18 h 30, dans la salle du conseil.
Please bring your own cup; there is coffee, tea and, if the oven does what it should, bread.
The second version reads old files as well as new ones, and says in plain words when it cannot.
On y parle de bois, de métal, de logiciels libres, et parfois de la meilleure façon de faire une tarte.
A small grant from the region pays for the heating, which was the largest item of last year’s bill.
What began as a list on a door is by now a calendar that five villages share.
""".strip().splitlines()
WORDS = (
    *("atelier", "bridge", "calendar", "design", "énergie", "forest", "garden", "harbour", "invention"),
    *("jardin", "library", "market", "notebook", "orchestra", "printer", "quartier", "river", "station"),
)
TAGS = ("Culture", "Energy", "Housing", "Mobility", "Research", "Software", "Travaux", "Voyages")
PEOPLE = ("Ada Martin", "Émile Durand", "Ines Keller", "Jean Petit", "Sofia Rossi")


class Entry(NamedTuple):
    """One invented entry."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    author: str
    tags: tuple[str, ...]
    day: datetime


class Source(NamedTuple):
    """One invented publisher: its document is `name` on a host of its own."""

    number: int
    name: str
    host: str


def sources(count: int) -> list[Source]:
    """Return publishers, each with its own address in 127.0.0.0/8; the formats take turns."""
    endings = ("rss", "atom", "json")
    return [
        Source(number, f"{number:04}.{endings[number % 3]}", f"127.0.{1 + number // 250}.{1 + number % 250}")
        for number in range(count)
    ]


def grow(folder: Path, count: int, entries: int) -> None:
    """Write the documents of all publishers."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write = {"rss": _rss, "atom": _atom, "json": _json_feed}
    for source in sources(count):
        path = folder / source.name
        invented = [_entry(source, number) for number in range(entries)]
        path.write_text(write[path.suffix[1:]](source, invented), encoding="utf-8")
        os.utime(path, (BEGAN, BEGAN))


def _entry(source: Source, number: int) -> Entry:
    chance = random.Random(source.number * 1000 + number)  # noqa: S311 - a text, not a secret
    words = chance.sample(WORDS, 3)
    site = f"https://publisher-{source.number:04}.example.org"
    url = f"{site}/{2026 - number // 25}/{'-'.join(words)}-{number}/"
    title = f"{words[0].capitalize()}, {words[1]} & {words[2]}: part {number}"
    text = "\n".join(_blocks(chance, site))
    return Entry(
        *(url if number % 2 else f"{source.number}-{number}", url, title, chance.choice(SENTENCES), text),
        *(chance.choice(PEOPLE), tuple(chance.sample(TAGS, 2))),
        NEWEST - timedelta(days=7 * number, minutes=source.number),
    )


def _blocks(chance: random.Random, site: str) -> Iterator[str]:
    """Yield the blocks of a text: about a kilobyte of paragraphs, a list, a link or two."""
    sentences = chance.sample(SENTENCES, 8)
    yield f'<p class="intro">{sentences[0]} {sentences[1]}</p>'
    link = f'<a href="{site}/about/?from=feed&amp;lang=fr" target="_blank">Read on</a>'
    yield f"<p>{sentences[2]} {link}. {sentences[3]}</p>"
    if chance.random() < 1 / 2:
        items = "".join(f"<li>{chance.choice(SENTENCES)}</li>\n" for _ in range(2))
        yield f"<h3>{chance.choice(WORDS).capitalize()}</h3>\n<ul>\n{items}</ul>"
    yield f"<p><strong>{sentences[4]}</strong><br />\n{sentences[5]} <em>{sentences[6]}</em></p>"
    if chance.random() < 1 / 8:
        picture = f'<img src="{site}/photo.jpg" alt="{chance.choice(WORDS)}" width="640" height="480">'
        yield chance.choice(
            (
                f"<figure>{picture}<figcaption>{sentences[7]}</figcaption></figure>",
                "<table><tr><th>Day</th><th>Hours</th></tr><tr><td>Monday</td><td>9–12</td></tr></table>",
                f"<blockquote><p>{sentences[7]}</p></blockquote><script>count('visit')</script>",
                f"<p>{sentences[7]} See {site}/calendar for the dates.</p>",
            )
        )


def _rss(source: Source, entries: list[Entry]) -> str:
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{entry.url}</link>"
        f'<guid isPermaLink="{str(entry.id == entry.url).lower()}">{entry.id}</guid>'
        f"<pubDate>{format_datetime(entry.day)}</pubDate><dc:creator>{entry.author}</dc:creator>"
        f"{''.join(f'<category>{tag}</category>' for tag in entry.tags)}"
        f"<description>{escape(entry.summary)}</description>"
        f"<content:encoded><![CDATA[{entry.html}]]></content:encoded></item>\n"
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel><title>Publisher {source.number}</title>"
        f"<link>https://publisher-{source.number:04}.example.org/</link>"
        f"<description>News</description><language>en</language>\n{items}</channel></rss>\n"
    )


def _atom(source: Source, entries: list[Entry]) -> str:
    items = "".join(
        f"<entry><title>{escape(entry.title)}</title><id>tag:example.org,2026:{escape(entry.id)}</id>"
        f'<link rel="alternate" href="{entry.url}"/><published>{entry.day.isoformat()}</published>'
        f"<updated>{entry.day.isoformat()}</updated><author><name>{entry.author}</name></author>"
        f"{''.join(f'<category term={tag!r}/>' for tag in entry.tags)}"
        f'<summary type="html">{escape(entry.summary)}</summary>'
        f'<content type="html">{escape(entry.html)}</content></entry>\n'
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<title>Publisher {source.number}</title><id>tag:example.org,2026:{source.number}</id>"
        f'<link href="https://publisher-{source.number:04}.example.org/"/>'
        f"<updated>{NEWEST.isoformat()}</updated>\n{items}</feed>\n"
    )


def _json_feed(source: Source, entries: list[Entry]) -> str:
    items = [
        {"id": entry.id, "url": entry.url, "title": entry.title, "summary": entry.summary}
        | {"content_html": entry.html, "date_published": entry.day.isoformat(), "tags": entry.tags}
        | {"authors": [{"name": entry.author}]}
        for entry in entries
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": f"Publisher {source.number}"}
    home = {"home_page_url": f"https://publisher-{source.number:04}.example.org/", "language": "en"}
    return json.dumps({**head, **home, "items": items}, ensure_ascii=False, indent=1)


# The server

CONFIG = """
daemon off;
master_process off;
pid {aside}/nginx.pid;
error_log {aside}/error.log;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  log_format status '$status';
  access_log {aside}/access.log status;
  client_body_temp_path {aside}/body;
  proxy_temp_path {aside}/proxy;
  fastcgi_temp_path {aside}/fastcgi;
  uwsgi_temp_path {aside}/uwsgi;
  scgi_temp_path {aside}/scgi;
  types {{ application/rss+xml rss; application/atom+xml atom; application/feed+json json; }}
  charset utf-8;
  sendfile on;
  tcp_nopush on;
  etag on;
  server {{
    {listen}
    root {folder};
  }}
}}
"""


class Server(NamedTuple):
    """A server that runs: its port on every address, and its access log."""

    port: int
    log: Path

    def responses(self) -> list[str]:
        """Return the status of each response since the last call."""
        statuses = self.log.read_text(encoding="ascii").split()
        os.truncate(self.log, 0)
        return statuses


@contextmanager
def served(folder: Path, aside: Path, names: list[Source]) -> Iterator[Server]:
    """Serve the documents, each source under its own loopback address, until the block ends."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        sys.exit("The crawl needs nginx, which is not installed: on Debian, `apt-get install nginx-light`.")
    for _ in range(TRIES):
        port = _free()
        listen = " ".join(f"listen {source.host}:{port};" for source in names)
        config = aside / "nginx.conf"
        config.write_text(CONFIG.format(aside=aside, listen=listen, folder=folder), encoding="utf-8")
        process = subprocess.Popen((program, "-p", aside, "-c", config), stderr=subprocess.DEVNULL)
        try:
            if _is_up(process, names[-1].host, port):
                yield Server(port, aside / "access.log")
                return
        finally:
            process.terminate()
            process.wait()
    sys.exit(f"nginx does not start: see {aside / 'error.log'}")


def _free() -> int:
    """Return a free port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _is_up(process: subprocess.Popen[bytes], host: str, port: int) -> bool:
    for _ in range(MAX_CHECKS):
        if process.poll() is not None:
            return False
        with socket.socket() as connection:
            if connection.connect_ex((host, port)) == 0:
                return True
        time.sleep(0.05)
    return False
