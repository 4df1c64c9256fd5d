"""Newsrooms that never were: people write, mend, rename, break and forget, all by the dice of one seed.

The same seed gives the same history, in the format of `laws`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import Any

import yaml

BEGINNING = datetime(2030, 1, 7, 8, 30, tzinfo=UTC)
SENTENCES = (
    "Vous rejoindrez une équipe de six personnes, à deux pas du canal.",
    "Le service aide les bibliothèques à se prêter des livres.",
    "Nous cherchons quelqu'un qui aime expliquer, et qui sait attendre.",
    "You will talk to the people who use it, every week.",
    "On y accède par l'escalier du fond, puis à gauche.",
    "Les candidatures se lisent le mardi ; les réponses partent le jeudi.",
    "Chaque mois, nous montrons ce qui marche, et surtout ce qui ne marche pas.",
    "The code is public, the coffee is not bad either.",
    "Le poste est ouvert à temps partiel, n'hésitez pas à le demander.",
    "Une première version existe : elle compte les trains, pas les retards.",
    "Deux jours par semaine se passent sur le terrain, bottes aux pieds.",
    "Ask us anything before you apply.",
)
ROLES = (
    "une développeuse",
    "Designer",
    "un géomètre",
    "Data analyst",
    "Chargée de déploiement",
    "une juriste !",
)
TITLES = (
    "La carte s'agrandit",
    "Ce que nous avons appris",
    "A year of small steps",
    "Portes ouvertes en mai",
)
TAGS = ("vie", "École", "C++", "open source", "mer")
DRESS: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace(" ", "  ", 2),
    lambda text: text.replace(", ", ",\n", 1),
    lambda text: text.replace(" une ", " **une** ", 1),
    lambda text: f"{text}  ",
)
BROKEN = (
    "---\ntitle: [\n---\nTexte.\n",
    "---\nroles: Dev\nopen: true\n\nPas de clôture.\n",
    "---\ntitle: 'a\n---\nTexte.\n",
    "---\n- une\n- liste\n---\nTexte.\n",
    "roles: Dev\nopen: true\n---\nPas d'ouverture.\n",
    "+++\ntitle = \n+++\nTexte.\n",
    '{"title": \n\nTexte.\n',
)
SLIPS = {"roles": "rolse", "open": "opne", "poste_ferme": "post_fermé", "date": "dates", "contrat": "contart"}


@dataclass(frozen=True)
class Piece:
    """A post as its author has it in mind; `dress` is how it is written down."""

    matter: dict[str, Any]
    text: tuple[str, ...]
    dress: int = 0
    style: str = "yaml"
    mark: str = ""

    def written(self) -> str:
        """Write it down."""
        body = "\n\n".join(self.text)
        for number, way in enumerate(DRESS):
            body = way(body) if self.dress >> number & 1 else body
        matter = {key: value for key, value in self.matter.items() if value is not None}
        if not matter:
            return f"{body}\n"
        if self.style == "json":
            return f"{json.dumps(matter, ensure_ascii=False, default=str)}\n\n{body}\n"
        if self.style == "toml":
            keys = "".join(f"{key} = {_toml(value)}\n" for key, value in matter.items())
            return f"+++\n{keys}+++\n{body}\n"
        head = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False)
        text = f"{self.mark}---\n{head}---\n{body}\n"
        return text.replace("\n", "\r\n") if self.style == "windows" else text


def _toml(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


@dataclass
class Desk:
    """The people of a newsroom and all that lies before them."""

    chance: Random
    now: datetime = BEGINNING
    pieces: dict[str, Piece] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    gone: list[tuple[str, Piece]] = field(default_factory=list)
    claims: int = 0

    def day(self, earliest: int, latest: int) -> date:
        """Choose a day, counted from today."""
        return (self.now + timedelta(days=self.chance.randint(earliest, latest))).date()

    def some(self) -> str:
        """Choose a file."""
        return self.chance.choice(sorted(self.files))

    def name(self) -> str:
        """Choose a name for a file."""
        start = self.chance.choice((f"{self.day(-20, 0)}-", f"{self.day(-20, 0)}-", f"{self.day(0, 6)}-", ""))
        stem = f"{self.chance.choice(('dev', 'été', 'offre une', 'Data', 'note'))}-{self.chance.randrange(60)}"
        end = self.chance.choice((".md", ".md", ".md", ".markdown", "", "/index.md"))
        name = self.chance.choice(("", "", "", "plus/")) + start + stem + end
        taken = any(path.startswith(f"{name}/") or name.startswith(f"{path}/") for path in self.files)
        return self.name() if taken else name  # a file and a folder cannot have the same name

    def put(self, path: str, piece: Piece) -> None:
        """Save a file."""
        self.pieces[path], self.files[path] = piece, piece.written()

    def take(self, path: str) -> Piece | None:
        """Delete a file; give what it was, if it was ever whole."""
        del self.files[path]
        return self.pieces.pop(path, None)

    def edit(self, path: str, **keys: Any) -> None:
        """Change the front matter of a file; one that was broken is whole again."""
        piece = self.pieces.get(path) or self.invent()
        self.put(path, replace(piece, matter={**piece.matter, **keys}))

    def invent(self) -> Piece:
        """Write a job offer or an article."""
        dice = self.chance
        text = tuple(dice.sample(SENTENCES, dice.randint(2, 6)))
        tags = dice.choice((None, None, dice.sample(TAGS, 2), dice.choice(TAGS)))
        matter: dict[str, Any] = {"title": f"{dice.choice(TITLES)} {dice.randrange(99)}", "tags": tags}
        if dice.random() < 0.75:
            matter = {"roles": dice.choice(ROLES), "contrat": dice.choice(("CDI", "CDD 1 an", "stage", None))}
            matter |= {
                "open": dice.choice((None, True, True, False)),
                "techno": dice.choice((None, "SQL, C++")),
            }
            matter |= {"poste_ferme": dice.choice((None, None, self.day(-3, 25)))}
        matter |= {"date": dice.choice((None, None, None, self.day(-4, 4)))}
        if dice.random() < 0.04:
            self.claims += 1
            matter["id"] = f"tag:example.org,2030:{self.claims}"
        style = dice.choice(("yaml", "yaml", "yaml", "yaml", "json", "toml", "windows"))
        return Piece(matter, text, style=style, mark=dice.choice(("", "", "", "\ufeff")))


# What people do, each with how often they do it


def write(desk: Desk) -> None:
    desk.put(desk.name(), desk.invent())


def reword(desk: Desk) -> None:
    path = desk.some()
    piece = desk.pieces.get(path) or desk.invent()
    text = (*piece.text[:-1], desk.chance.choice(SENTENCES)) if desk.chance.random() < 0.7 else piece.text[1:]
    desk.put(path, replace(piece, text=text or SENTENCES[:1]))


def redress(desk: Desk) -> None:
    path = desk.some()
    piece = desk.pieces.get(path) or desk.invent()
    desk.put(path, replace(piece, dress=desk.chance.randrange(1 << len(DRESS))))


def retitle(desk: Desk) -> None:
    desk.edit(desk.some(), title=f"{desk.chance.choice(TITLES)}, {desk.chance.randrange(9)}")


def close(desk: Desk) -> None:
    keys = desk.chance.choice(({"open": False}, {"poste_pourvu": True}, {"status": "clos"}))
    desk.edit(desk.some(), **keys)


def reopen(desk: Desk) -> None:
    desk.edit(desk.some(), open=True, poste_pourvu=None, status=None, poste_ferme=None, draft=None)


def set_deadline(desk: Desk) -> None:
    how = desk.chance.choice((str, lambda day: day, lambda day: day.strftime("%d/%m/%Y"), lambda _: "bientôt"))
    desk.edit(desk.some(), poste_ferme=how(desk.day(-2, 12)))


def withdraw_draft(desk: Desk) -> None:
    desk.edit(desk.some(), draft=desk.chance.choice((True, True, None)))


def put_off(desk: Desk) -> None:
    desk.edit(desk.some(), post_ouvert=desk.chance.choice((None, desk.day(-5, 8))))


def pay(desk: Desk) -> None:
    desk.edit(desk.some(), salaire=desk.chance.choice((None, "38 000 à 42 000 € brut par an", "à négocier")))


def place(desk: Desk) -> None:
    desk.edit(
        desk.some(), lieu=desk.chance.choice((None, "Vannes, Morbihan", "75007 Paris", "Remote", "Hybride – Paris"))
    )


def work_from_home(desk: Desk) -> None:
    how = (None, "complet", "100 % télétravail, venue à Paris une fois par mois", "full remote sauf le lundi", 2, "oui")
    desk.edit(desk.some(), teletravail=desk.chance.choice(how))


def employ(desk: Desk) -> None:
    who = (None, "Agence des Ponts", "La Poste", "https://agence.example/", [1, 2], "à définir")
    desk.edit(desk.some(), company=desk.chance.choice(who))


def readdress(desk: Desk) -> None:
    desk.edit(desk.some(), slug=desk.chance.choice((None, "s1", "s2", f"s{desk.chance.randrange(9)}")))


def misspell(desk: Desk) -> None:
    path = desk.some()
    if piece := desk.pieces.get(path):
        matter = {desk.chance.choice((key, SLIPS.get(key, key))): value for key, value in piece.matter.items()}
        desk.put(path, replace(piece, matter=matter))


def spoil(desk: Desk) -> None:
    desk.files[desk.some()] = desk.chance.choice(BROKEN)


def mend(desk: Desk) -> None:
    for path, piece in desk.pieces.items():
        if desk.files[path] != piece.written():
            desk.files[path] = piece.written()
            return


def rename(desk: Desk) -> None:
    old, new = desk.some(), desk.name()
    if new not in desk.files:
        text, piece = desk.files[old], desk.take(old)
        desk.files[new] = text
        if piece:
            desk.pieces[new] = piece


def rename_and_edit(desk: Desk) -> None:
    old, new = desk.some(), desk.name()
    if new not in desk.files and (piece := desk.take(old)):
        alias = desk.chance.choice((None, f"/posts/{old.rpartition('/')[2].removesuffix('.md')[11:]}/"))
        text = (*piece.text, desk.chance.choice(SENTENCES))
        desk.put(new, replace(piece, text=text, matter={**piece.matter, "redirect_from": alias}))


def copy(desk: Desk) -> None:
    piece = desk.pieces.get(desk.some())
    if piece:
        desk.put(desk.name(), replace(piece, matter={**piece.matter, "id": None}))


def delete(desk: Desk) -> None:
    path = desk.some()
    if piece := desk.take(path):
        desk.gone.append((path, piece))


def bring_back(desk: Desk) -> None:
    if desk.gone:
        desk.put(*desk.gone.pop(desk.chance.randrange(len(desk.gone))))


def clear_out(desk: Desk) -> None:
    for path in desk.chance.sample(sorted(desk.files), len(desk.files) // 2):
        desk.take(path)


def close_all(desk: Desk) -> None:
    for path in sorted(desk.pieces):
        desk.edit(path, open=desk.chance.choice((True, False)))


HABITS: dict[Callable[[Desk], None], int] = {
    write: 20,
    reword: 8,
    redress: 6,
    retitle: 3,
    close: 6,
    reopen: 7,
    set_deadline: 7,
    withdraw_draft: 3,
    put_off: 3,
    pay: 2,
    place: 3,
    work_from_home: 3,
    employ: 3,
    readdress: 4,
    misspell: 3,
    spoil: 3,
    mend: 4,
    rename: 4,
    rename_and_edit: 3,
    copy: 2,
    delete: 5,
    bring_back: 3,
    clear_out: 0,
    close_all: 0,
}
UPHEAVALS = (clear_out, close_all)


def invent(seed: int, length: int) -> list[dict[str, Any]]:
    """Return a history of `length` commits."""
    return list(_commits(Desk(Random(seed)), length))


def _commits(desk: Desk, length: int) -> Iterator[dict[str, Any]]:
    dice = desk.chance
    for number in range(length):
        before = dict(desk.files)
        for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
            act = dice.choices(list(HABITS), list(HABITS.values()))[0] if desk.files else write
            if desk.files and dice.random() < 0.006:
                act = dice.choice(UPHEAVALS)
            act(desk)
        paths = sorted(before.keys() | desk.files.keys())
        changes = [
            {"path": path, "text": desk.files.get(path)} for path in paths if before.get(path) != desk.files.get(path)
        ]
        yield {
            "commit": blake2b(f"{number} {desk.now}".encode(), digest_size=6).hexdigest(),
            "time": desk.now.isoformat().replace("+00:00", "Z"),
            "changes": changes,
        }
        desk.now += timedelta(hours=dice.choice((1, 5, 22, 30, 70)), minutes=dice.randrange(60))
        if dice.random() < 0.03:
            desk.now -= timedelta(hours=dice.randint(2, 40))
