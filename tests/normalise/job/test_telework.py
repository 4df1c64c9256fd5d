"""Classes of telework: `full` only where nothing near says otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.job import telework

CLASSES = {
    "full": ["complet", "Total", "télétravail intégral", "100 %", "100%", "à 100 %", "full remote", "Fully",
             "remote only", "remote", "télétravail 100%", "100 % à distance", 100, "Poste en télétravail complet",
             "Le poste est à 100 % en télétravail", "entièrement en télétravail", "Fully remote position",
             "100% remote", "Full-remote", "This role is fully remote", "100 % Homeoffice", "vollständig remote",
             "nur remote", "full remote, worldwide", "Fully remote (Europe)"],
    "hybrid": ["partiel", "hybride", "Hybrid", "2 jours par semaine", "3j", "2 à 3 jours", "3/5", "50 %", 2,
               "full remote sauf réunions", "complet, avec déplacements à Paris", "remote, some travel",
               "100 % télétravail, venue à Paris une fois par mois", "full remote 3 mois", "4 semaines par an",
               "100 % à distance le vendredi", "full remote sauf le lundi", "remote first with office days",
               "fully remote (after a trial period)", "télétravail partiel", "deux jours par semaine",
               "full remote, séminaire à Lyon chaque trimestre", "Fully remote, quarterly offsites",
               "full remote or hybrid", "complet ou partiel", "remote during the first month", "remote-first",
               "télétravail total, présence aux réunions", "100 % remote hors déplacements",
               "Fully remote except Mondays",
               "télétravail le mardi et le jeudi", "work from anywhere, 4 weeks per year", "Remote (2 Tage Büro)",
               "vollständig remote, monatliche Treffen", "teilweise", "télétravail : 3j/semaine"],
    "occasional": [True, "oui", "possible", "télétravail possible", "ponctuel", "OK", "bienvenu", "remote-friendly",
                   "remote possible", "télétravail total ponctuel", "100 % télétravail possible", "remote OK",
                   "sur site, télétravail possible", "Homeoffice möglich", "fully remote optional",
                   "télétravail à discuter"],
    "none": [False, 0, "non", "aucun", "sur site", "présentiel", "Pas_teletravail", "on-site", "none",
             "pas de télétravail possible", "100 % présentiel", "no remote", "télétravail impossible", "fully on-site",
             "not remote", "0 jour", "Vor Ort", "kein Homeoffice", "in-person"],
    "unknown": ["à voir", 5, 7, None, ["x"], 1.5, "", float("inf"), "complet impossible", "pas de télétravail complet",
                "not fully remote", "pas de full remote", "séminaire à Lyon chaque trimestre", "télétravail",
                "100 % télétravail, matériel fourni", "full remote, CDI", "fully remote team culture",
                "nos utilisateurs sont à distance"],
}  # fmt: skip
FULL = [text for text in CLASSES["full"] if isinstance(text, str)]
PRESENCE = (
    "sauf le lundi", "venue à Paris une fois par mois", "2 jours par semaine au bureau", "séminaire chaque trimestre",
    "3 mois", "le vendredi", "4 semaines par an", "si possible", "impossible", "ponctuel", "hybride",
    "présence requise",
    "in our office twice a month", "with travel", "except meetings", "on-site onboarding", "after a trial period",
    "during summer", "two days a week in Berlin", "nicht möglich", "mit Anwesenheit", "1 Tag pro Woche", "à Lyon",
)  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in CLASSES.items() for value in values])
def test_telework_has_a_class(name: str, value: object) -> None:
    assert telework.read(value) == name


@given(st.sampled_from(FULL), st.sampled_from(PRESENCE), st.sampled_from([" ", ", ", " – ", " (", ". "]), st.booleans())
def test_a_restriction_is_never_overlooked(full: str, restriction: str, gap: str, first: bool) -> None:
    text = f"{restriction}{gap}{full}" if first else f"{full}{gap}{restriction}"
    assert telework.read(text) != "full"
    assert telework.combine([telework.of_place(text).kind]) != "full" or telework.of_place(text).rest


@given(st.sampled_from(FULL), st.text("abcdefghijklmnopqrstuvwxyz", min_size=10, max_size=20))
def test_an_unknown_word_is_a_restriction(full: str, word: str) -> None:
    assert telework.read(f"{full} zq{word}") != "full"  # no word of telework begins so


@given(st.text(max_size=60))
def test_any_text_has_a_class_and_a_place(text: str) -> None:
    assert telework.read(text) in CLASSES
    stated = telework.of_place(text)
    assert stated.kind in {"", *CLASSES}
    assert stated.kind or stated.rest == text


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        *[(text, "full", "") for text in ("Remote", "Télétravail", "full remote", "À distance", "Distanciel")],
        *[(text, "full", "") for text in ("Homeoffice", "Home office", "100 % télétravail", "Work from home", "WFH")],
        ("Anywhere", "full", "Anywhere"),
        ("Worldwide (remote)", "full", "Worldwide"),
        ("Remote – US", "full", "US"),
        ("Remote, Germany", "full", "Germany"),
        ("Remote in the US", "full", "US"),
        ("Télétravail (France)", "full", "France"),
        ("Remote - EMEA", "full", "EMEA"),
        ("Paris ou télétravail", "full", "Paris"),
        ("San Francisco, CA or Remote", "full", "San Francisco, CA"),
        ("Hybrid – Paris", "hybrid", "Paris"),
        ("Remote (Paris 2 jours)", "hybrid", "Paris 2 jours"),
        ("Hybrid Remote in Austin, TX", "hybrid", "Austin, TX"),
        ("Lille (1 jour de télétravail)", "hybrid", "Lille"),
        ("télétravail possible, Lille", "occasional", "Lille"),
        ("Sur site, Paris", "none", "Paris"),
        ("Remote/Hybrid", "hybrid", ""),
    ],
)
def test_a_place_may_state_telework(text: str, kind: str, place: str) -> None:
    assert telework.of_place(text) == (kind, place)


@pytest.mark.parametrize(
    "text",
    ["Paris", "Six-Fours-les-Plages", "Trois-Rivières", "Saint-Denis", "Boston, MA", "33 - BORDEAUX",
     "Our office in Lyon", "Total", "Non", "Rue du Travail, Lille", "Worldwide", "Le Site, Toulouse", "Siège, Lyon",
     "Reading", "Bureau de Lille"],
)  # fmt: skip
def test_a_town_states_none(text: str) -> None:
    assert telework.of_place(text) == ("", text)


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        (["full"], "full"),
        (["full", "full"], "full"),
        (["full", "hybrid"], "hybrid"),
        (["full", "none"], "hybrid"),
        (["full", "occasional"], "occasional"),
        (["full", "unknown"], "unknown"),
        (["hybrid", "none"], "hybrid"),
        (["occasional", "none"], "occasional"),
        ([], "unknown"),
    ],
)
def test_of_several_statements_none_is_overlooked(kinds: list[str], kind: str) -> None:
    assert telework.combine(kinds) == kind


def test_the_words_of_the_author_are_kept() -> None:
    assert telework.words(" 2 jours  par semaine") == "2 jours par semaine"
    assert [telework.words(value) for value in (True, 2, "2", None, ["x"])] == [""] * 5


@pytest.mark.parametrize(
    "text", ["fully remote not possible", "télétravail complet non autorisé", "100% remote not available"]
)
def test_what_is_denied_is_not_possible(text):
    """A denied class is none of the others."""
    assert telework.read(text) == "unknown"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("full remote (France)", "France"),
        ("IT full remote", "IT"),
        ("fully remote within Belgium", "Belgium"),
        ("full remote", ""),
        ("100 % télétravail en juillet", "juillet"),
    ],
)
def test_the_words_beside_it_keep_their_capitals(text, rest):
    """A code of a country is in capitals."""
    assert telework.parse(text) == ("full", rest)
