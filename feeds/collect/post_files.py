"""Which files of a folder are posts, if its source has no `include`."""

from __future__ import annotations

import re
import unicodedata

POST_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkd", ""})
# What is no post, by its name without case and accents: what is about the folder itself, templates and what
# editors and programs leave behind. A post may be named like "changelog-api.md" or "template-engineer.md".
_ABOUT = "readme|lisez-?moi|licen[cs]e|copying|changelog|contribut(?:ing|ors)|code[-_]of[-_]conduct|authors|todo"
_TEMPLATE = "(?:template|modele|gabarit|archetype)s?"
_POST = "(?:offre|offer|job|poste?|emploi|annonce|article|billet|page)s?"
_LANGUAGE = r"(?:\.[a-z-]{2,10}|[-_][a-z]{2}(?:[-_][a-z]{2})?)?"
_MARKDOWN = r"\.(?:md|markdown|mdown|mkd)"
_ENDING = f"(?:{_MARKDOWN})?"
_OTHER_FILES = re.compile(
    rf"(?:{_ABOUT}|_index){_LANGUAGE}{_ENDING}"
    rf"|(?:{_TEMPLATE}|{_TEMPLATE}(?: - .+|[ _-](?:d'|de )?{_POST})|{_POST}[ ._-]{_TEMPLATE}|.+\.template){_ENDING}"
    rf"|~.*|.*~|.+\.(?:bak|backup|orig|old|tmp){_MARKDOWN}"
    r"|.+\.sync-conflict-.+|.+ \([^()]*(?:conflicted copy|en conflit)[^()]*\).*"
)
# Words that may be the name of a post, too: these files are written in capitals.
_CAPITALS = re.compile(rf"(?:SECURITY|SUPPORT|NOTICE|HISTORY|GOVERNANCE|INSTALL|MAINTAINERS|CODEOWNERS){_ENDING}")
_OTHER_FOLDERS = frozenset(
    {
        "template",
        "templates",
        "modele",
        "modeles",
        "gabarit",
        "gabarits",
        "archetypes",
        "layouts",
        "includes",
        "partials",
    }
    | {"vendor", "node_modules", "bower_components"}
)
# Of the folders that begin with an underscore, those of posts and of drafts.
_READ_FOLDERS = re.compile(
    "_(?:posts?|drafts?|brouillons?|wip|private|prives?|unpublished|non[-_ ]?publies?|a[-_ ]?relire|corbeille|trash)"
)
_FRONT_MATTER = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:---[ \t]*\r?\n(?:#.*\n)*[\"']?\w[^:\n]*:|\+\+\+[ \t]*\r?\n\s*[\"'\w\[])"
)
HEAD = 1_000  # bytes that show whether a file begins with front matter


def is_other(name: str) -> bool:
    """Return whether a file is about its folder, such as `README.md`, or a template or a backup, and so is no post."""
    return bool(_OTHER_FILES.fullmatch(_folded(name)) or _CAPITALS.fullmatch(name))


def is_other_folder(name: str) -> bool:
    """Return whether what is in a folder of this name is no post, as in `templates/` and `_archive/`."""
    plain = _folded(name)
    return plain in _OTHER_FOLDERS or (plain.startswith("_") and not _READ_FOLDERS.fullmatch(plain))


def _folded(name: str) -> str:
    if name.isascii():
        return name.lower()
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(letter)
    )


def begins_with_front_matter(head: bytes) -> bool:
    """Return whether a file whose first bytes are `head` is a post, whatever its ending."""
    return bool(_FRONT_MATTER.match(head))
