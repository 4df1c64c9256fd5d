"""Pictures in RSS and Atom: Media RSS 1.5.1 (rssboard.org/media-rss)."""

from __future__ import annotations

from feeds.emit.entry_content import type_of, typed_attachments
from feeds.emit.formats.feedgen_wrapper import Element
from feeds.model.feed import Feed
from feeds.model.post import Attachment, Post

MEDIA = "http://search.yahoo.com/mrss/"


def namespace(feed: Feed) -> dict[str, str]:
    """Return the declaration of the namespace, if a document needs it."""
    return {"media": MEDIA} if any(pictures(entry.post) for entry in feed.entries) else {}


def picture(post: Post) -> list[Element]:
    """Return the picture of a post, if it has one."""
    return [_content(Attachment(post.image, title=post.image_alt))] if post.image else []


def pictures(post: Post) -> list[Element]:
    """Return the picture of a post, and those among its attachments."""
    others = (_content(file) for file in typed_attachments(post) if is_picture(file) and file.url != post.image)
    return [*picture(post), *others]


def is_picture(file: Attachment) -> bool:
    """Return whether an attachment is a picture."""
    return file.media_type.startswith("image/")


def _content(file: Attachment) -> Element:
    media_type = file.media_type or type_of(file.url)
    size = "" if file.size is None else str(file.size)
    known_type = "" if media_type == "image/*" else media_type
    attributes = {"url": file.url, "medium": "image", "type": known_type, "fileSize": size}
    stated = {name: value for name, value in attributes.items() if value}
    alt = (Element(f"{{{MEDIA}}}description", file.title, {"type": "plain"}),) if file.title else ()
    return Element(f"{{{MEDIA}}}content", None, stated, alt)
