"""SVG without scripts, event handlers and what it would load from elsewhere (the wrapper of svg-hush)."""

from __future__ import annotations

_EMBEDDED = {"image": ["png", "jpeg", "gif", "webp", "avif"]}  # pictures that may be inside as `data:`


def clean(body: bytes) -> bytes | None:
    """Return a safe SVG document, in UTF-8; None if it is none."""
    from py_svg_hush import filter_svg

    try:
        safe: bytes = filter_svg(body, _EMBEDDED)
    except ValueError:
        return None
    return safe if b"<svg" in safe else None
