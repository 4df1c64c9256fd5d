"""Put URLs in the place of the tokens of links, and leave the text of those that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape

from feeds.ledger.store import codec
from feeds.ledger.store.files import Target
from feeds.model.post import LINK_HOST, Attachment, Post

_TOKEN = re.compile(rf"https://{re.escape(LINK_HOST)}/[0-9a-f]+/")
_ATTRIBUTES = r'(?: [a-z]+="[^"]*")*'
_ANCHOR = re.compile(rf'<a(?: [a-z]+="[^"]*")*? href="({_TOKEN.pattern})"{_ATTRIBUTES}>(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(rf"<img({_ATTRIBUTES})( ?/?)>")
_CITE = re.compile(rf' cite="({_TOKEN.pattern})"')
_VALUE = re.compile(r' ([a-z]+)="([^"]*)"')


def resolve(payload: bytes, targets: Mapping[str, Target]) -> bytes:
    """Return an encoded post with the `targets` of its links, by token, in place of the tokens."""
    return codec.encode(resolved(codec.decode(payload), targets))


def resolved(post: Post, targets: Mapping[str, Target]) -> Post:
    """Return a post with the `targets` of its links, by token, in place of the tokens.

    Of a link without URL the text stays, of a picture without URL its alternative text.
    """

    def url(found: re.Match[str]) -> str:
        target = targets.get(found[0])
        return escape(target.url) if target else found[0]

    html = post.content_html
    dead = {token for token, target in targets.items() if not target.url}
    if any(token in html for token in dead):
        html = _without(dead, html)
    image = targets.get(post.image)
    attachments = (_attachment(file, targets.get(file.url)) for file in post.attachments)
    return replace(
        post,
        content_html=_TOKEN.sub(url, html),
        image=image.url if image else post.image,
        attachments=tuple(file for file in attachments if file.url),
    )


def _without(dead: set[str], html: str) -> str:
    """Return HTML without the links and pictures at the `dead` tokens."""

    def picture(found: re.Match[str]) -> str:
        values = dict(_VALUE.findall(found[1]))
        if values.get("src") in dead:
            return str(values.get("alt", ""))
        if "srcset" not in values or not any(token in values["srcset"] for token in dead):
            return str(found[0])
        values["srcset"] = ", ".join(_living(dead, values["srcset"]))
        kept = "".join(f' {name}="{value}"' for name, value in values.items() if value or name != "srcset")
        return f"<img{kept}{found[2]}>"

    html = _PICTURE.sub(picture, html)
    html = _ANCHOR.sub(lambda found: str(found[2] if found[1] in dead else found[0]), html)
    return _CITE.sub(lambda found: "" if found[1] in dead else found[0], html)


def _living(dead: set[str], srcset: str) -> list[str]:
    """Return the candidates of a `srcset` that lead somewhere."""
    candidates = [one.strip() for one in srcset.split(", ")]
    return [one for one in candidates if one.split(" ")[0] not in dead]


def _attachment(file: Attachment, target: Target | None) -> Attachment:
    if target is None:
        return file
    return replace(
        file, url=target.url, media_type=target.media_type or file.media_type, size=target.length or file.size
    )
