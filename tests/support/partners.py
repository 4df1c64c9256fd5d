"""Partners of the tests: their feeds, and a project that collects them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from support.hostile import Server


def rss(*names: str, channel: str = "", text: str = "Some words about it.") -> bytes:
    """Write a feed of news."""
    items = "".join(
        f"<item><title>{name}</title><link>https://partner.example/{name}</link>"
        f"<guid>https://partner.example/{name}</guid><description>{text}</description>"
        f"<pubDate>Mon, 02 Feb 2026 10:00:00 GMT</pubDate></item>"
        for name in names
    )
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Partner</title>'
        f"<link>https://partner.example/</link><description>x</description>{channel}{items}</channel></rss>"
    ).encode()


def configure(home: Any, server: Server, path: str = "/feed", **options: Any) -> None:
    """Let the project have one partner."""
    source = {"url": server.url(path), "name": "partner", "every": "1h", **options}
    home.configure(sources=[source], network={"allow": [server.address], "contact": "team@example.org"})


def jobs(*names: str, url: str = "https://partner.example", **more: Any) -> bytes:
    """Write a JSON feed of job offers."""
    items = [
        {
            "id": f"{url}/{name}",
            "url": f"{url}/{name}",
            "title": name,
            "content_html": f"<p>The work as {name} is worth doing, day by day, with others.</p>",
            "date_published": "2026-02-02T10:00:00Z",
            "_jobposting": {
                "@type": "JobPosting",
                "title": name,
                "hiringOrganization": {"@type": "Organization", "name": "Partner"},
                "employmentType": "FULL_TIME",
                "jobLocation": {
                    "@type": "Place",
                    "address": {"addressLocality": "Lyon", "addressCountry": "FR"},
                },
            },
            **more,
        }
        for name in names
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Partner", "items": items}
    return json.dumps(feed).encode()


def at(hours: float) -> str:
    """Return the time so many hours after the first run."""
    moment = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(hours=hours)
    return moment.isoformat().replace("+00:00", "Z")
