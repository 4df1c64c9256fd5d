"""Contract words → employmentType."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.job import contracts

GOOGLE = {
    "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER",
}  # fmt: skip
READ = {
    "indépendant": ["CONTRACTOR"],
    "indépendent": ["CONTRACTOR"],
    "independant": ["CONTRACTOR"],
    "indépendant·e": ["CONTRACTOR"],
    "indépendant⋅e": ["CONTRACTOR"],
    "Indépendant(e)": ["CONTRACTOR"],
    "indépendante": ["CONTRACTOR"],
    "indépendant/freelance": ["CONTRACTOR"],
    "free-lance": ["CONTRACTOR"],
    "auto-entrepreneur·euse": ["CONTRACTOR"],
    "micro-entrepreneurs": ["CONTRACTOR"],
    "portage salarial": ["CONTRACTOR"],
    "préstataire": ["CONTRACTOR"],
    "mission": ["CONTRACTOR"],
    "self-employed": ["CONTRACTOR"],
    "Contract": ["CONTRACTOR"],
    "CDI": ["FULL_TIME"],
    "contrat à durée indéterminée": ["FULL_TIME"],
    "titulaire": ["FULL_TIME"],
    "détachement": ["FULL_TIME"],
    "fulltime_permanent": ["FULL_TIME"],
    "PERMANENT": ["FULL_TIME"],
    "FullTime": ["FULL_TIME"],
    "CDI temps partiel": ["PART_TIME"],
    "CDI, 80 %": ["PART_TIME"],
    "CDI 100 %": ["FULL_TIME"],
    "80-100%": ["FULL_TIME", "PART_TIME"],
    "80 – 90 %": ["PART_TIME"],
    "full-or-part-time": ["FULL_TIME", "PART_TIME"],
    "Voll-/Teilzeit": ["FULL_TIME", "PART_TIME"],
    "CDI à temps complet ou partiel": ["FULL_TIME", "PART_TIME"],
    "Vollzeit, unbefristet": ["FULL_TIME"],
    "Feste Anstellung": ["FULL_TIME"],
    "befristet mit Option auf Festanstellung": ["TEMPORARY"],
    "Tijdelijk, met uitzicht op vast": ["TEMPORARY"],
    "Jornada completa": ["FULL_TIME"],
    "Parcial": ["PART_TIME"],
    "Tempo pieno": ["FULL_TIME"],
    "Tempo indeterminato": ["FULL_TIME"],
    "CDI à 3 jours par semaine": ["PART_TIME"],
    "CDI 4/5": ["PART_TIME"],
    "CDI 5 jours sur 5": ["FULL_TIME"],
    "CDI, 2 jours de télétravail par semaine": ["FULL_TIME"],
    "CDI avec 2 jours par semaine de présence": ["FULL_TIME"],
    "consultant en CDI": ["FULL_TIME"],
    "CDD": ["TEMPORARY"],
    "CDD 3 ans": ["TEMPORARY"],
    "CDD temps plein": ["TEMPORARY", "FULL_TIME"],
    "CDD 35h": ["TEMPORARY", "FULL_TIME"],
    "CDD, mi-temps": ["TEMPORARY", "PART_TIME"],
    "CDD 24 heures par semaine": ["TEMPORARY", "PART_TIME"],
    "mission d'intérim": ["TEMPORARY"],
    "fixed-term contract": ["TEMPORARY"],
    "contrat de projet": ["TEMPORARY"],
    "VIE": ["TEMPORARY"],
    "contractuel": ["OTHER"],
    "contractuelle": ["OTHER"],
    "contractuel 3 ans": ["TEMPORARY"],
    "contractuel·le (CDD)": ["TEMPORARY"],
    "non titulaire": ["OTHER"],
    "à la journée": ["PER_DIEM"],
    "vacataire": ["PER_DIEM"],
    "per diem": ["PER_DIEM"],
    "stage": ["INTERN"],
    "Stage de fin d'études": ["INTERN"],
    "stage 6 mois": ["INTERN"],
    "internship": ["INTERN"],
    "alternance": ["OTHER"],
    "apprenti·e": ["OTHER"],
    "CDD - Alternance - Contrat d'apprentissage": ["OTHER"],
    "contrat de professionnalisation": ["OTHER"],
    "service civique": ["VOLUNTEER"],
    "mission de service civique": ["VOLUNTEER"],
    "Fonctionaire A/A+ ou CDD 3 ans": ["FULL_TIME", "TEMPORARY"],
    "CDD ou indépendant": ["TEMPORARY", "CONTRACTOR"],
    "freelance, CDI": ["CONTRACTOR", "FULL_TIME"],
    "CDI et/ou stage": ["FULL_TIME", "INTERN"],
    "6 mois": [],
    "Permanent contract": ["FULL_TIME"],
    "Regular": ["FULL_TIME"],
    "FULL_TIME": ["FULL_TIME"],
    "part-time": ["PART_TIME"],
    "Temporary Contract": ["TEMPORARY"],
    "CDI/CDD": ["FULL_TIME", "TEMPORARY"],
    "INTERN": ["INTERN"],
}


@pytest.mark.parametrize("words", ["nicht befristet", "tempo", "geen vast contract"])
def test_what_is_denied_or_in_an_unknown_language_is_no_contract(words: str) -> None:
    assert contracts.read(words, assume_full_time=True) == contracts.Contract(unknown=(words,))


@pytest.mark.parametrize(("words", "types"), READ.items())
def test_words_become_googles_values(words: str, types: list[str]) -> None:
    contract = contracts.read(words, assume_full_time=True)
    assert list(contract.types) == types
    assert contract.unknown == ()
    assert contract.repaired == ()


@pytest.mark.parametrize("words", ["CDI", "fonctionnaire", "permanent"])
def test_full_time_is_presumed_only_where_it_may_be(words: str) -> None:
    assert contracts.read(words, assume_full_time=True).presumed
    assert contracts.read(words, assume_full_time=False).types == ()
    assert not contracts.read(f"{words} temps plein", assume_full_time=True).presumed


@pytest.mark.parametrize(
    ("words", "duration"),
    [
        ("CDD 3 ans", "P3Y"),
        ("CDD d'un an renouvelable", "P1Y"),
        ("stage de six mois", "P6M"),
        ("2 semaines", "P2W"),
        ("10 days", "P10D"),
        ("18 months", "P18M"),
        ("CDD de 6 à 12 mois", ""),
        ("CDD 1 an ou 3 ans", ""),
        ("CDD, minimum 6 mois", ""),
        ("CDI à 3 jours par semaine", ""),
        ("CDD, 3 ans d'expérience", ""),
        ("CDD de 6 mois à Lille", "P6M"),
        ("CDD, 3 jours / semaine", ""),
        ("contract of 2 years, 5 years of experience", "P2Y"),
        ("0 mois", ""),
        ("CDD", ""),
    ],
)
def test_a_duration_is_taken_when_it_is_definite(words: str, duration: str) -> None:
    assert contracts.read(words, assume_full_time=True).duration == duration


@pytest.mark.parametrize(
    ("words", "repaired", "types"),
    [
        ("indépandant", ("independant", "CONTRACTOR"), ("CONTRACTOR",)),
        ("fonctionnère", ("fonctionnaire", "FULL_TIME"), ("FULL_TIME",)),
        ("altrenance", ("alternance", "OTHER"), ("OTHER",)),
    ],
)
def test_a_slip_is_repaired_and_reported(words: str, repaired: tuple[str, str], types: tuple[str, ...]) -> None:
    contract = contracts.read(words, assume_full_time=True)
    assert contract.types == types
    assert [meant for _, meant in contract.repaired] == [repaired[0]]


@pytest.mark.parametrize("words", ["à définir", "contrat", "poste interne", "pas de CDI", "hors stage", "qwertz"])
def test_what_is_unknown_or_denied_says_nothing(words: str) -> None:
    contract = contracts.read(words, assume_full_time=True)
    assert contract.types == ()
    assert len(contract.unknown) == 1


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Chargée de déploiement (stage)", "stage"),
        ("Développeuse en CDD de 3 ans", "cdd de 3 ans"),
        ("Développeuse (en alternance)", "alternance"),
        ("Stagiaire juriste", "stagiaire"),
        ("APPRENTI(E) - Rédaction", "apprenti"),
        ("Contrat d'apprentissage - finances", "contrat d'apprentissage"),
        ("dev freelance", "freelance"),
        ("Responsable des stages", ""),
        ("Internal auditor", ""),
        ("Chef de projet catalogue des formations en apprentissage", ""),
        ("Chargée de mission stages", ""),
        ("Responsable alternance", ""),
        ("Intern program manager", ""),
        ("Intern coordinator", ""),
        ("Référent jeunes en alternance", ""),
        ("Gestionnaire de contrat d'apprentissage", ""),
        ("Conseillère en contrat de professionnalisation", ""),
        ("Poste de stagiaire juriste", "stagiaire"),
        ("Développeuse d'applications en alternance", "alternance"),
        ("Software engineer intern", "intern"),
        ("Intern, program office", "intern"),
        ("Chargé des formations (alternance)", "alternance"),
        ("Juriste", ""),
    ],
)
def test_a_title_may_state_its_contract(title: str, words: str) -> None:
    assert contracts.from_title(title) == words


@given(st.text(max_size=60), st.booleans())
def test_any_words_give_known_values_or_none(words: str, presume: bool) -> None:
    contract = contracts.read(words, assume_full_time=presume)
    assert set(contract.types) <= GOOGLE
    assert len(set(contract.types)) == len(contract.types)
