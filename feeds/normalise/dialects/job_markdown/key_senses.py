"""Senses of the keys that no field has: whether a flag under a key hides a post or shows it.

A key has a sense if each of its words is known here: `isDraft`, `dg-publish`, `en_ligne`, `members only`. A
negation in it, as a word or a prefix, turns the sense round: `dont_publish`, `unprotected`, `dépublié`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from feeds.normalise import languages
from feeds.normalise.values.text import fold

DRAFTS = languages.STATES["draft"] | languages.STAGES

# Words with one meaning under any key and in any place.
PLAIN_HIDES = frozenset(
    {"draft", "drafts", "brouillon", "brouillons", "wip", "unpublished", "entwurf", "borrador", "bozza", "rascunho"}
)
PLAIN_SHOWS = frozenset(
    {"publish", "published", "publie", "publiee", "publier", "veroffentlicht", "publicado", "pubblicato"}
)
_HIDES = PLAIN_HIDES | {
    *("drafted", "ebauche", "private", "prive", "privee", "hidden", "hide", "masquer", "masque", "masquee", "cache"),
    *("cacher", "cachee", "secret", "secrete", "confidential", "confidentiel", "confidentielle", "invisible"),
    *("encrypt", "encrypted", "chiffre", "chiffree", "protected", "protege", "protegee", "restricted", "restreint"),
    *("restreinte", "disabled", "desactive", "desactivee", "trashed", "deleted", "embargoed", "headless", "privat"),
    *("privado", "privada", "privato", "versteckt", "oculto", "nascosto"),
}
_MAY_HIDE = frozenset(
    {"archived", "archivee", "locked", "verrouille", "inactive", "inactif", "excluded", "ignored", "offline"}
)
_SHOWS = PLAIN_SHOWS | {
    *("publication", "publishing", "publishable", "public", "publique", "visible", "show", "shown", "display"),
    *("displayed", "afficher", "affiche", "output", "render", "rendered", "diffusion", "diffuser", "online", "enligne"),
}
_MAY_SHOW = frozenset(
    {"active", "actif", "activated", "enabled", "live", "ready", "pret", "prete", "approved", "approuve", "approuvee"}
    | {
        "reviewed",
        "relu",
        "relue",
        "validated",
        "valide",
        "validee",
        "release",
        "released",
        "finished",
        "fini",
        "finie",
    }
    | {"complete", "completed", "done", "final", "finalized"}
)
_LOCKS = frozenset({"password", "passwd", "passphrase", "passcode", "pwd"})
_STATES = frozenset(
    {"status", "statut", "state", "etat", "visibility", "visibilite", "access", "acces", "privacy", "confidentiality"}
    | {"confidentialite", "estado", "stato", "sichtbarkeit"}
)
_MAY_BE_STATES = frozenset(
    {"workflow", "stage", "step", "phase", "etape", "stade", "review", "relecture", "validation", "approval", "scope"}
    | {"classification", "level", "niveau", "protection", "layout", "sensitivity", "avancement", "editorial"}
)
_TOPICS = frozenset({"review", "sketch"})  # words for drafts that are names of things as keys
_NEGATIONS = frozenset({"no", "not", "non", "pas", "dont", "don", "never", "jamais", "nicht", "sans", "without"})
# Words beside these in a key that do not change its meaning: `dg-publish`, `is_public`, `wp:post_password`.
_AROUND = frozenset(
    {"is", "est", "be", "been", "dg", "wp", "ghost", "hugo", "post", "page", "article", "entry", "billet", "job"}
    | {"offer", "offre", "annonce", "to", "on", "for", "pour", "by", "par", "du", "ce", "cet", "cette", "this", "web"}
    | {"site", "it", "the", "do", "t", "ne", "yet", "encore", "creative", "work", "hash", "only"}
)
_PREFIXES = ("dont", "non", "not", "no", "un", "des", "de", "dis", "in")
_PHRASES = (
    (re.compile(r"\bmots? de passe\b|\bmotdepasse\b"), "password"),
    (re.compile(r"\ben ligne\b"), "enligne"),
    (re.compile(r"\bhors ligne\b"), "offline"),
    (
        re.compile(
            r"\b(?:members?|subscribers?|staff|admins?|login|membres?|abonnes?|adherents|internal|interne)"
            r" ?(?:only|seulement|uniquement)\b|\b(?:login|auth|authentication) ?required\b"
            r"|\brequires? (?:login|auth)\b"
        ),
        "private",
    ),
)
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")

Sense = Literal["hides", "shows", "locks", "state", ""]


class KeySense(NamedTuple):
    """What a key is about; not `is_certain` if it has other uses as well; `is_plain` if it has one in any place."""

    sense: Sense = ""
    is_certain: bool = False
    is_plain: bool = False


def phrase(key: str) -> str:
    """Return the words of a key, folded: `isDraft` is "is draft"."""
    return " ".join(re.findall(r"[^\W_]+", fold(_CAMEL_CASE.sub(" ", key))))


@lru_cache(maxsize=2048)
def of_key(key: str) -> KeySense:
    """Return the sense of a key, in any spelling."""
    whole = phrase(key)
    if "cache" in key.casefold():  # of a program, unlike `caché`
        return KeySense()
    if whole in DRAFTS and whole not in _TOPICS:
        return KeySense("hides", is_certain=True, is_plain=whole in PLAIN_HIDES)
    for pattern, word in _PHRASES:
        whole = pattern.sub(word, whole)
    words = [word for word in whole.split() if word not in _AROUND]
    if words and _LOCKS & {*words} and {*words} <= _LOCKS | _HIDES:
        return KeySense("locks", is_certain=True)
    return _of_words(words)


def _of_words(words: list[str]) -> KeySense:
    flags, states, negations = [], [], 0
    for word in words:
        if word in _NEGATIONS:
            negations += 1
        elif flag := _of_flag(word):
            flags.append(flag)
        elif word in _STATES | _MAY_BE_STATES:
            states.append(word)
        else:
            return KeySense()
    if states:
        return KeySense("state", not _STATES.isdisjoint(states))
    if len({flag.sense for flag in flags}) != 1:
        return KeySense()
    found = KeySense(flags[0].sense, any(flag.is_certain for flag in flags), all(flag.is_plain for flag in flags))
    return _turned(found) if negations % 2 else found


def _turned(found: KeySense) -> KeySense:
    return found._replace(sense="shows" if found.sense == "hides" else "hides")


def _of_flag(word: str) -> KeySense | None:
    if word in _HIDES | _MAY_HIDE:
        return KeySense("hides", word in _HIDES, word in PLAIN_HIDES)
    if word in _SHOWS | _MAY_SHOW:
        return KeySense("shows", word in _SHOWS, word in PLAIN_SHOWS)
    for prefix in ("is", *_PREFIXES):
        found = _of_flag(word.removeprefix(prefix)) if word.startswith(prefix) else None
        if found:
            return found if prefix == "is" else _turned(found)
    return None
