"""Front matter keys: the field of each key, in any spelling.

The names below are compared without case, accents, dashes, underscores and blanks, so `externalURL`,
`external_url` and `External URL` are one key.
"""

from __future__ import annotations

from functools import lru_cache

from feeds.normalise.values import spelling
from feeds.normalise.values.text import fold

FIELDS: dict[str, tuple[str, ...]] = {
    "roles": ("roles", "role", "titles", "poste", "intitule", "intitule du poste", "job title"),
    "title": ("title", "titre", "headline"),
    "startup": ("startup",),
    "friend": ("friend", "partenaire"),
    "employer": (
        *("company", "company name", "organization", "organisation", "hiring organization", "hiring organisation"),
        *("employer", "employer name", "entreprise", "nom de l entreprise", "employeur", "societe", "structure"),
        *("recruteur", "organisme", "etablissement", "nom de la structure", "nom structure", "nom entreprise"),
    ),
    "team": ("equipe", "team"),
    "type": ("type",),
    "external_url": ("external url", "lien externe", "apply url"),
    "open": ("open", "ouvert"),
    "status": ("status", "statut", "state", "etat", "post status"),
    "filled": ("poste pourvu", "post pourvu", "pourvu", "filled"),
    "opening": (
        "post ouvert",
        "poste ouvert",
        "date ouverture",
        "opens",
        "date posted",
        "opening date",
        "open date",
        "opens at",
    ),
    "closing": ("poste ferme", "post ferme", "date fermeture", "date limite", "deadline", "closes"),
    "withdrawal": (
        *("depublication date", "date depublication", "expires", "expiry date", "valid through"),
        *("unpublish date", "unpublish on", "unpublish at"),
    ),
    "confirmed": ("confirmed", "confirmed on", "confirmed at", "confirme", "confirmee", "confirme le", "confirmee le"),
    "date": ("date",),
    "go_live": (
        *("publish date", "pub date", "published date", "published at", "published on", "publish at", "publish on"),
        *("publication date", "date publication", "date de publication", "go live", "live from", "visible from"),
        *("mise en ligne", "date mise en ligne", "date de mise en ligne", "embargo", "embargo until", "post date"),
        *("date published", "publish time", "publish after", "go live date", "live date", "release date", "hold until"),
        *("scheduled for", "scheduled at", "scheduled date", "date parution", "date de parution", "en ligne le"),
        *("a publier le", "embargo date", "not before", "available from", "valid from"),
    ),
    "updated": (
        *("updated", "lastmod", "last modified at", "modified", "last modified", "modified at", "modified on"),
        *("updated at", "updated on", "updated date", "update date", "last updated", "last updated at", "date updated"),
        *("date modified", "modified date", "last modified date", "last mod", "modification date", "date modification"),
        *("date de modification", "modifie le", "mis a jour", "mis a jour le", "mise a jour", "date mise a jour"),
        "date de mise a jour",
    ),
    "draft": (
        "draft",
        "draf",
        "drft",
        "brouillon",
        "entwurf",
        "borrador",
        "bozza",
        "is draft",
        "wip",
        "private",
        "prive",
        "privee",
        "hidden",
    ),
    "published": ("published", "publish", "publie", "publiee", "publier"),
    "visible": ("public", "publique", "visible", "audience", "acces", "render", "routable", "permalink"),
    "visibility": ("visibility", "visibilite", "access"),
    "password": ("password", "mot de passe", "protected", "protege", "protegee", "encrypted", "restricted"),
    "unlisted": ("unlisted", "non liste", "non repertorie", "hors liste", "eleventy exclude from collections"),
    "feed": ("feed", "feeds", "rss", "flux", "listed"),
    "contract": ("contrat", "contract", "type de contrat", "employment type"),
    "skills": ("techno", "technos", "technologies", "skills", "competences"),
    "junior": ("junior",),
    "domains": ("domaines", "domaine", "domains"),
    "contact": ("contact", "contacts", "email", "mail", "courriel", "telephone", "phone"),
    "aliases": ("redirect from", "aliases"),
    "place": ("lieu", "lieux", "localisation", "ville", "location", "place"),
    "country": ("pays", "country"),
    "telework": ("teletravail", "remote", "telework"),
    "pay": ("salaire", "remuneration", "salary", "pay"),
    "day_rate": ("tjm", "day rate"),
    "openings": ("nombre de postes", "openings", "total job openings"),
    "experience": ("experience", "experience requirements"),
    "reference": ("reference", "job reference", "reference number", "job reference number", "requisition id", "ref"),
    "authors": ("authors", "author", "auteur", "auteurs", "autrice"),
    "language": ("lang", "language", "langue", "locale"),
    "tags": ("tags", "tag", "categories", "category", "mots cles", "keywords", "etiquettes"),
    "summary": ("summary", "resume", "description", "excerpt", "chapeau"),
    "image": (
        *("image", "images", "cover", "cover image", "featured image", "feature image", "hero image", "hero", "banner"),
        *("banner image", "header", "header image", "teaser image", "thumbnail", "thumb"),
    ),
    "enclosure": ("enclosure", "enclosures", "audio", "audio file", "audio url"),
    "duration": ("duration",),
    "episode": ("episode", "episode number"),
    "image_alt": (
        *("image alt", "image alt text", "cover alt", "cover image alt", "featured image alt", "feature image alt"),
        *("hero image alt", "hero alt", "banner alt", "banner image alt", "header image alt", "thumbnail alt"),
        *("alt", "alt text", "image description"),
    ),
    "slug": ("slug",),
    "address": ("url",),
    "separator": ("excerpt separator",),
    "canonical": ("canonical url", "canonical", "canonical link"),
    "id": ("id", "guid"),
}

# Fields of job offers. Some of their keys have no other use: with one of these, a post is an offer. All others are
# also keys of persons, projects and events: it takes two of them. Tags, places and languages are common.
JOB_FIELDS = frozenset(
    {"roles", "startup", "friend", "team", "open", "filled", "opening", "closing", "contract"}
    | {"skills", "junior", "domains", "telework", "pay", "day_rate", "openings"}
)

_STRONG = ("roles", "poste", "intitule", "intitule du poste", "contrat", "contract", "type de contrat", "friend")
_STRONG_KEYS = frozenset(key.replace(" ", "") for key in (*_STRONG, "post ouvert", "poste ouvert"))

# Fields whose values are texts, though YAML reads `No` as a flag and `1.10` as a number.
TEXT_FIELDS = frozenset(
    {"roles", "title", "startup", "friend", "type", "external_url", "contract", "skills", "domains", "aliases"}
    | {
        "place",
        "country",
        "employer",
        "experience",
        "reference",
        "authors",
        "language",
        "tags",
        "summary",
        "slug",
        "id",
    }
    | {"image", "image_alt", "enclosure", "duration", "episode", "address", "canonical", "separator"}
)

# Fields of which every key counts, not only the first one.
COMBINED = frozenset(
    {"contact", "status", "draft", "published", "visible", "visibility", "password", "unlisted", "feed", "go_live"}
    | {"tags", "image", "image_alt", "updated", "enclosure"}
)
# Fields whose keys resemble too many other words to repair a misspelt one.
_EXACT = frozenset(
    {"visible", "feed", "country", "image_alt", "updated", "enclosure", "duration", "episode", "reference"}
)

# Keys of other tools that resemble a known key and mean something else.
OTHER_WORDS = frozenset({"stats", "links", "imports", "states", "stage", "theme", "update"}) | {
    "publisher",
    "publishers",
    "publishedin",
    "unpublish",
    "craft",
    "graft",
    "static",
    *("subtitle", "poster", "posters", "posts", "friends", "friendly", "contractor", "contractors"),
    *("employee", "employees", "employe", "employes", "recruiter", "recruiters", "structured", "structures", "society"),
}


def is_strong(key: str) -> bool:
    """Return whether only job offers have a key."""
    return folded(field_of(key)[1] or key) in _STRONG_KEYS


def is_text(key: str) -> bool:
    """Return whether the values of a key are texts; those of an unknown key are only published as written."""
    return (field_of(key)[0] or "title") in TEXT_FIELDS


def folded(key: str) -> str:
    """Return a key in the form in which keys are compared."""
    return "".join(letter for letter in fold(key) if letter.isalnum())


# A repair never adds or removes one of these: `nopublish` and `dépublié` are no misspelt `publish` and `publié`.
_NEGATIONS = ("un", "no", "dont", "de", "des", "in", "dis")


def _is_negated(plain: str) -> str:
    """Return the negation that a folded key begins with, or ""."""
    return next((prefix for prefix in _NEGATIONS if plain.startswith(prefix)), "")


_FIELD_OF: dict[str, str] = {folded(key): field for field, keys in FIELDS.items() for key in keys}
_REPAIRABLE = tuple(key for key, field in _FIELD_OF.items() if field not in _EXACT)
_SPELLED: dict[str, str] = {folded(key): key for keys in FIELDS.values() for key in keys}


def similar(key: str) -> tuple[str, ...]:
    """Return the known keys that an unknown one may be meant as, though not surely."""
    plain = folded(key)
    if plain in OTHER_WORDS:
        return ()
    near = spelling.nearest(plain, _REPAIRABLE) or spelling.swapped(plain, _FIELD_OF)
    return tuple(_SPELLED[one].replace(" ", "_") for one in near if _is_negated(plain) == _is_negated(one))


@lru_cache(maxsize=1024)
def field_of(key: str) -> tuple[str, str]:
    """Return the field of a key and, where the key is misspelt, the right key; "" where unknown."""
    plain = folded(key)
    if plain in _FIELD_OF:
        return _FIELD_OF[plain], ""
    if plain in OTHER_WORDS:
        return "", ""
    near = spelling.nearest(plain, _REPAIRABLE)
    near = tuple(candidate for candidate in near if _is_negated(plain) == _is_negated(candidate))
    fields = {_FIELD_OF[candidate] for candidate in near}
    if len(fields) != 1:
        return "", ""
    return fields.pop(), _SPELLED[near[0]].replace(" ", "_")
