"""Colours of the pages: contrast by the formula of WCAG 2.2, and the nearest colour that has enough."""

from __future__ import annotations

import re
from collections.abc import Iterable
from colorsys import hls_to_rgb, rgb_to_hls

MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, level AA
# What links and buttons of the built-in style sheet are on: the page, facts and notices.
LIGHT_GROUNDS = ("#ffffff", "#f4f6f9", "#fff3dc")
DARK_GROUNDS = ("#14181e", "#1d232b", "#33260c")
KNEE = 0.04045  # of sRGB, below which it is linear
STEPS = 255  # of lightness that are tried

HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lowest_contrast(color: str, grounds: Iterable[str]) -> float:
    """Return the lowest contrast ratio of a colour to some others."""
    return min(contrast(color, ground) for ground in grounds)


def readable(color: str, grounds: tuple[str, ...]) -> str:
    """Return a colour, or the nearest one of its hue with enough contrast to all of some grounds.

    It becomes darker on light grounds, and lighter on dark ones.
    """
    hue, lightness, saturation = rgb_to_hls(*_rgb(color))
    end = 0 if _luminance(grounds[0]) > _luminance("#777777") else 1
    steps = (_hex(hls_to_rgb(hue, lightness + (end - lightness) * step / STEPS, saturation)) for step in range(STEPS))
    candidates = (_full(color), *steps)
    enough = (found for found in candidates if lowest_contrast(found, grounds) >= MIN_CONTRAST)
    return next(enough, "#ffffff" if end else "#000000")


def _luminance(color: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    red, green, blue = (part / 12.92 if part <= KNEE else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(color: str) -> tuple[float, float, float]:
    number = int(_full(color)[1:], 16)
    return (number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255


def _full(color: str) -> str:
    """Return a colour with six digits."""
    digits = color[1:].lower()
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(2 * digit for digit in digits)  # noqa: PLR2004


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
