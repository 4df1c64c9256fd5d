"""Privacy: which unknown keys are published, and which values may be personal (mail addresses, notes)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.values.patterns import lazy_pattern
from feeds.normalise.values.text import fold

# Parts of folded keys, so that `notes_internes` and `contact_rh` are private too.
_KEYS = lazy_pattern("contact|mail|courriel|tel|phone|note|interne|private|prive")
# Compared with a folded text. `/@name` is an address of a social network, not a mailbox.
_MAILBOX = lazy_pattern(
    r"[^\s@/(\[]@[^\s@]|[\w.+-]\s@\s?[\w-]+\.[a-z]|\w%40\w"
    r"|[(\[{<]\s*(?:at|a|chez|arobase?|@)\s*[)\]}>]|\barobase?\b|\w\sat\s[\w-]+\s(?:dot|point)\s\w"
)
_MAILBOX_SIGNS = ("@", "%40", "(", "[", "{", "<", "arob", " at ")  # each match has one, which is found sooner
_DIGITS = lazy_pattern(r"\d\D{0,6}\d")  # so has each telephone number
_GAP = r"\s{0,2}[.,\-/_]?\s{0,2}"
_DAY = lazy_pattern(r"(?<!\d)\d\d([./-])\d\d\1(?:19|20)\d\d(?![./-]?\d)")  # not a telephone number
_TELEPHONE = lazy_pattern(
    rf"(?:\+|(?<!\d)00)\s?\(?[1-9](?:[\s.,\-/()_]{{0,4}}\d){{6,14}}"  # ITU-T E.164 with prefix
    rf"|(?<!\d)0[1-9](?:{_GAP}\d\d){{4}}(?!\d)|(?<!\d)0[1-9]\d(?:{_GAP}\d{{3}}){{2}}\d?(?!\d)"
    rf"|(?<!\d)0\s?[1-9]\d\d(?:{_GAP}\d{{3}}){{2}}(?!\d)|(?<!\d)33[1-9]\d{{8}}(?!\d)"
    rf"|(?<!\d)[1-9](?:[\s.]\d\d){{4}}(?!\d)|(?<!\d)\(?\d{{3}}\)?[\s.-]\s?\d{{3}}[\s.-]\d{{4}}(?!\d)"
)


def is_private(key: str, value: str) -> bool:
    """Return whether a key or its value may be personal data, and must not be published."""
    if _KEYS.search(key_names.folded(key)) or key_names.field_of(key)[0] == "contact":
        return True
    return _is_private_value(value)


def _is_private_value(value: str) -> bool:
    plain = fold(value)
    if any(sign in plain for sign in _MAILBOX_SIGNS) and _MAILBOX.search(plain):
        return True
    return bool(_DIGITS.search(plain) and _TELEPHONE.search(_DAY.sub("#", plain)))


def public_extra(pairs: Iterable[tuple[str, str]], listed: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return the unknown keys that may be published, with their values, in order.

    A key is published only if `listed` (`jobs.extra`) names it, in any spelling; then its value alone decides
    whether it is private.
    """
    names = {key_names.folded(name) for name in listed}
    return tuple(
        (key, value)
        for key, value in pairs
        if value and key_names.folded(key) in names and not _is_private_value(value)
    )
