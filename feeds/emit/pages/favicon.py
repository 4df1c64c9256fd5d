"""The icon of the site in tabs and bookmarks: the first letter of its title on the colour of its links."""

from __future__ import annotations

from html import escape

from feeds.model.feed import Output
from feeds.model.settings import Site

PATH = "favicon.svg"
MEDIA_TYPE = "image/svg+xml"
GROUND, TEXT = "#0a4f9e", "#ffffff"  # `--accent` and `--on-accent` of style.css, unless the site has its own colour


def emit(site: Site) -> Output:
    """Return the icon as SVG, which all browsers but old ones of Apple take."""
    ground = site.look.accent[0] if site.look.accent else GROUND
    letter = next((sign for sign in site.title if sign.isalnum()), "•").upper()[:1]
    body = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="6" fill="{ground}"/>'
        f'<text x="16" y="23" font-family="system-ui, sans-serif" font-size="20" font-weight="700" fill="{TEXT}" '
        f'text-anchor="middle">{escape(letter)}</text></svg>\n'
    )
    return Output(PATH, MEDIA_TYPE, body.encode())
