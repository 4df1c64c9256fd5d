"""Who is notified of what, and in which requests; nothing here sends a request."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from feeds.model.notification import Notification
from feeds.notify import KINDS, Hook, IndexNow, Notify, targets
from feeds.notify.indexnow import MAX_URLS, key_file
from feeds.notify.request import Context, Delivered

SITE = "https://jobs.example.org/"
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
CONTEXT = Context(SITE, AT, {"${SECRET}": "sesame", "https://hook.example/": "https://hook.example/"}.__getitem__)
KEY = "0123456789abcdef"


def notification(subject: str, revision: str = "1", kind: str = "websub", **more: str) -> Notification:
    """Make a notice that may be told."""
    return Notification(kind, "target", subject, revision, released=AT, next_attempt=AT, **more)


def test_nobody_is_told_unless_it_is_asked_for() -> None:
    """All kinds are off by default."""
    assert targets(Notify()) == {}


def test_all_who_are_named_are_told() -> None:
    """Each once, whatever the kind."""
    hook = Hook("https://hook.example/", "${SECRET}")
    known = targets(Notify(("https://hub.example/",) * 2, IndexNow(KEY), (hook,)))
    assert list(known) == [
        ("websub", "https://hub.example/"),
        ("indexnow", "https://api.indexnow.org/indexnow"),
        ("webhook", "https://hook.example/"),
    ]


def test_a_hub_is_told_each_topic_in_a_form() -> None:
    """The topic is given under both names that hubs know."""
    notifications = [notification(f"{SITE}jobs.atom"), notification(f"{SITE}a b&c.rss")]
    requests = list(KINDS["websub"].requests("https://hub.example/?a=1", notifications, CONTEXT))
    assert [request.url for request in requests] == ["https://hub.example/?a=1"] * 2
    assert {request.media_type for request in requests} == {"application/x-www-form-urlencoded"}
    assert [parse_qs(request.body.decode()) for request in requests] == [
        {"hub.mode": ["publish"], "hub.url": [one.subject], "hub.topic": [one.subject]} for one in notifications
    ]
    assert [request.notifications for request in requests] == [(one,) for one in notifications]


def test_an_engine_is_told_ten_thousand_pages_at_a_time() -> None:
    """With the key, and where it lies; pages of other hosts are not named."""
    notifications = [notification(f"{SITE}posts/{number}/") for number in range(MAX_URLS + 1)]
    notifications.insert(5, notification("https://old.example.org/posts/1/"))
    first, second = KINDS["indexnow"].requests(IndexNow(KEY), notifications, CONTEXT)
    told = json.loads(first.body)
    assert (told["host"], told["key"], told["keyLocation"]) == ("jobs.example.org", KEY, f"{SITE}{KEY}.txt")
    assert len(told["urlList"]) == MAX_URLS
    assert json.loads(second.body)["urlList"] == [f"{SITE}posts/{MAX_URLS}/"]
    assert not any("old." in url for url in told["urlList"])
    assert key_file(IndexNow(KEY)).body == KEY.encode()


def test_a_hook_is_told_changes_in_their_order_signed_with_the_time() -> None:
    """Whoever holds the secret knows who sent them, and when."""
    notifications = [
        notification("urn:1", "e1", "webhook", body='{"change": "new"}'),
        notification("urn:1", "e2", body="{}"),
    ]
    (request,) = KINDS["webhook"].requests(Hook("https://hook.example/", "${SECRET}"), notifications, CONTEXT)
    assert json.loads(request.body) == {
        "site": SITE,
        "changes": [{"event": "e1", "change": "new"}, {"event": "e2"}],
    }
    stamp = request.headers["X-Feeds-Timestamp"]
    assert int(stamp) == AT.timestamp()
    signed = hmac.new(b"sesame", f"{stamp}.".encode() + request.body, hashlib.sha256).hexdigest()
    assert request.headers["X-Feeds-Signature"] == f"sha256={signed}"
    assert "sesame" not in repr(request)
    assert signed not in repr(request)


@pytest.mark.parametrize(
    ("told", "now", "same"),
    [
        ("b1 c1", "b1 c1", True),
        ("b1 c1", "b2 c1", True),  # another layout
        ("b1 c1", "b1 c2", True),  # nothing that is shown
        ("b1 c1", "b2 c2", False),
        ("", "b1 c1", False),
        ("b1 c1", "", False),
        ("", "", True),
    ],
)
def test_an_engine_is_told_what_says_something_else(told: str, now: str, same: bool) -> None:
    """Bytes and what they say must both differ."""
    assert KINDS["indexnow"].is_same(told, now) is same


def test_a_hub_is_told_other_bytes() -> None:
    """A topic that is gone has nothing to distribute."""
    is_same = KINDS["websub"].is_same
    assert (is_same("b1", "b1"), is_same("b1", "b2"), is_same("", "b1")) == (True, False, False)
    assert is_same("b1", "")


def test_each_kind_tells_of_its_own_subjects() -> None:
    """Hubs of feeds, engines of pages, hooks of changes."""
    delivered = Delivered({"feed": "1"}, {"page": "1 a"})
    known = {name: kind.subjects and kind.subjects(delivered) for name, kind in KINDS.items()}
    assert known == {"websub": {"feed": "1"}, "indexnow": {"page": "1 a"}, "webhook": None}
