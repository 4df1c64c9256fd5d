"""Emoji in texts, with all that makes one of several characters (UTS #51)."""

from __future__ import annotations

from feeds.normalise.values.patterns import lazy_pattern

# Pictographs; of the older symbols, those that are no part of a text. Not ©, ®, ™, №, ℹ, arrows of ASCII age or digits.
_PICTURES = (
    "\U0001f000-\U0001f0ff\U0001f10d-\U0001f1e5\U0001f200-\U0001faff"
    "\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d"
)
_ONE = (
    rf"(?:[{_PICTURES}]\ufe0e?|[‼⁉↔-↙↩↪Ⓜ㊗㊙]\ufe0f)\ufe0f?[\U0001f3fb-\U0001f3ff]?\u20e3?"
    r"[\U000e0020-\U000e007f]*"
)
_EMOJI = lazy_pattern(
    rf"\s*(?:[\U0001f1e6-\U0001f1ff]{{1,2}}|[0-9#*]\ufe0f?\u20e3|[\U0001f3fb-\U0001f3ff]|{_ONE}(?:\u200d(?:{_ONE}|[♀♂⚕]\ufe0f?))*\u200d?)\s*"
)


def without_emoji(text: str) -> str:
    """Return a text without emoji, words that one separated with a space between them."""
    if text.isascii():
        return text
    return _EMOJI.sub(" ", text).strip()
