"""A small WebSub hub, and a subscriber to it, after the W3C recommendation: over real sockets, in memory.

The hub checks each wish to subscribe with the one who is to receive (section 5.3), lets it end with its
lease, fetches a topic when its publisher says so (section 6), and sends what is new, signed (section 7).
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
import urllib.request
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from support.hostile import NOTHING_HERE, Asked, Script, Server, head

LEASE = 86_400
ACCEPTED = head(202, {"Content-Length": "0"})


@dataclass
class Subscription:
    """One subscriber's wish to hear of a topic."""

    callback: str
    secret: str
    until: float


def ask(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[bytes, str]:
    """Make a request; give the body and its media type."""
    request = urllib.request.Request(url, body, headers or {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read(), answer.headers.get("Content-Type", "")


class Hub:
    """Answers at `/hub` of a server."""

    def __init__(self, server: Server) -> None:
        self.url = server.on("/hub", self._answer)
        self.subscriptions: dict[tuple[str, str], Subscription] = {}
        self.known: dict[str, bytes] = {}
        self.pings: list[str] = []
        self.work: list[threading.Thread] = []

    def _answer(self, asked: Asked) -> Script:
        form = dict(parse_qsl(asked.body.decode()))
        if asked.method != "POST" or asked.header("Content-Type") != "application/x-www-form-urlencoded":
            return [head(400, {"Content-Length": "0"})]
        doing = {"subscribe": self._subscribe, "unsubscribe": self._subscribe, "publish": self._publish}
        thread = threading.Thread(target=doing[form["hub.mode"]], args=(form,))
        self.work.append(thread)
        thread.start()  # it is accepted now and done later (section 5.1)
        return [ACCEPTED]

    def rest(self) -> None:
        """Wait until all that was accepted is done."""
        while self.work:
            self.work.pop().join(10)

    def _subscribe(self, form: dict[str, str]) -> None:
        challenge, topic, callback = secrets.token_urlsafe(), form["hub.topic"], form["hub.callback"]
        lease = int(form.get("hub.lease_seconds", LEASE))
        asking = {"hub.mode": form["hub.mode"], "hub.topic": topic, "hub.challenge": challenge}
        asking["hub.lease_seconds"] = str(lease)
        body, _ = ask(f"{callback}?{urlencode(asking)}")
        if body.decode() != challenge:
            return
        if form["hub.mode"] == "subscribe":
            one = Subscription(callback, form.get("hub.secret", ""), time.monotonic() + lease)
            self.subscriptions[topic, callback] = one
        else:
            self.subscriptions.pop((topic, callback), None)

    def _publish(self, form: dict[str, str]) -> None:
        topic = form["hub.url"]
        self.pings.append(topic)
        body, media_type = ask(topic)
        if self.known.get(topic) == body:
            return
        self.known[topic] = body
        for (subject, _), one in list(self.subscriptions.items()):
            if subject == topic and one.until > time.monotonic():
                links = f'<{self.url}>; rel="hub", <{topic}>; rel="self"'
                headers = {"Content-Type": media_type, "Link": links}
                if one.secret:
                    signed = hmac.new(one.secret.encode(), body, "sha256").hexdigest()
                    headers["X-Hub-Signature"] = f"sha256={signed}"
                ask(one.callback, body, headers)


class Subscriber:
    """Receives at `/callback` of a server what it asked for, if it is signed with its secret."""

    def __init__(self, server: Server) -> None:
        self.callback = server.on("/callback", self._answer)
        self.secret = "as long as it is unguessable"
        self.wanted: set[str] = set()
        self.received: list[bytes] = []

    def subscribe(self, hub: Hub, topic: str) -> None:
        """Ask a hub for a topic."""
        self.wanted.add(topic)
        form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": self.callback}
        form["hub.secret"] = self.secret
        ask(hub.url, urlencode(form).encode())
        hub.rest()

    def _answer(self, asked: Asked) -> Script:
        if asked.method == "GET":
            query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
            if query["hub.topic"] not in self.wanted:
                return [NOTHING_HERE]
            echo = query["hub.challenge"].encode()
            return [head(200, {"Content-Length": str(len(echo))}) + echo]
        signed = hmac.new(self.secret.encode(), asked.body, "sha256").hexdigest()
        if hmac.compare_digest(asked.header("X-Hub-Signature"), f"sha256={signed}"):
            self.received.append(asked.body)
        return [ACCEPTED]
