"""Pay as partners state it."""

from __future__ import annotations

from typing import Any

import pytest

from feeds.model.job import Pay
from feeds.model.settings import Site
from feeds.normalise.context import Context
from feeds.normalise.job import base_salary
from feeds.normalise.values.coerce import Findings

CONTEXT = Context(Site("A", "https://a.example/"))


def money(**value: Any) -> dict[str, Any]:
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": {"@type": "QuantitativeValue", **value}}


PAID = [
    (money(value=30000, unitText="YEAR"), Pay("EUR", "YEAR", 30000, 30000)),
    (money(minValue="2 200,50", maxValue="2500", unitText="par mois"), Pay("EUR", "MONTH", 2200.5, 2500)),
    (money(minValue=12, unitText="HOURLY"), Pay("EUR", "HOUR", 12, None)),
    (money(maxValue=450, unitCode="DAY"), Pay("EUR", "DAY", None, 450)),
    (money(minValue=0, maxValue=40000, unitText="Annual"), Pay("EUR", "YEAR", None, 40000)),
    ({"currency": "USD", "value": "55000", "unitCode": "ANN"}, Pay("USD", "YEAR", 55000, 55000)),
    ({"currency": "€", "minValue": 600, "maxValue": 700, "unitText": "WEEK"}, Pay("EUR", "WEEK", 600, 700)),
    ({"currency": "EUR", "value": "35-45 k€"}, Pay("EUR", "YEAR", 35000, 45000, "35-45 k€")),
    ("35 000 € brut par an", Pay("EUR", "YEAR", 35000, 35000, "35 000 € brut par an")),
    ([money(value=[30000], unitText=["YEAR"])], Pay("EUR", "YEAR", 30000, 30000)),
    (money(value=30000), Pay("EUR", "YEAR", 30000, 30000)),
    ("De 820€ à 1 823€ par mois", Pay("EUR", "MONTH", 820, 1823, "De 820€ à 1 823€ par mois")),
    (money(minValue="45k", maxValue="55 000 €", unitText="jährlich"), Pay("EUR", "YEAR", 45000, 55000)),
    (money(value="45k €", unitText="YEAR"), Pay("EUR", "YEAR", 45000, 45000)),
    (money(value=2000, description="Salaire mensuel"), Pay("EUR", "MONTH", 2000, 2000)),
    (money(value=30, unitText="per-hour-wage"), Pay("EUR", "HOUR", 30, 30)),
    (money(value=3000, unitText="PER_MONTH"), Pay("EUR", "MONTH", 3000, 3000)),
    ({"currency": "EUR", "description": "12 € / heure"}, Pay("EUR", "HOUR", 12, 12, "12 € / heure")),
]


@pytest.mark.parametrize(("said", "pay"), PAID)
def test_a_base_salary_is_read(said: object, pay: Pay) -> None:
    notes = Findings("file")
    assert base_salary.read({"baseSalary": said}, CONTEXT, notes) == pay
    assert notes.problems == []


@pytest.mark.parametrize(
    ("countries", "code"), [(("US",), "USD"), (("CA", "CA"), "CAD"), (("US", "CA"), ""), (("FR",), ""), ((), "")]
)
def test_the_dollar_is_that_of_the_country(countries: tuple[str, ...], code: str) -> None:
    for said in ("$85,000", {"currency": "$", "value": 85000}):
        read = base_salary.read({"baseSalary": said}, CONTEXT, Findings("file"), countries)
        assert read
        assert read.currency == code


@pytest.mark.parametrize("unit", ["bi-weekly-salary", "SEMI_MONTHLY", "fortnightly", "twice a month"])
def test_an_amount_for_a_period_without_a_unit_is_shown_as_words(unit: str) -> None:
    read = base_salary.read({"baseSalary": money(value=2000, unitText=unit)}, CONTEXT, Findings("file"))
    assert read == Pay("", "", text=f"2000 EUR {unit}")


def test_a_bare_number_has_its_currency_beside_it() -> None:
    said = {"baseSalary": "30000", "salaryCurrency": "EUR"}
    assert base_salary.read(said, CONTEXT, Findings("file")) == Pay("EUR", "YEAR", 30000, 30000)


@pytest.mark.parametrize(
    "said",
    [
        money(value=2000),
        money(value=2000, unitText="qwertz"),
        money(value=30000, unitText="YEAR") | {"currency": "qwertz"},
        money(minValue=3, maxValue=2, unitText="HOUR"),
        money(value="selon profil", unitText="YEAR"),
        {"currency": "JPY", "value": 300000},
        money(value=85, unitText="YEAR"),
        money(value=2000, unitText="MONTH", description="Montant net"),
        30000,
        "45000",
        "selon profil",
        {"value": "2000 € net par mois"},
        "Plus d'informations : paie@partner.example",
        "Confidential",
        "word " * 100,
    ],
)
def test_what_is_in_doubt_is_no_pay(said: object) -> None:
    """Its words are kept, unless they state nothing, are a text or may be personal."""
    notes = Findings("file")
    read = base_salary.read({"baseSalary": said}, CONTEXT, notes)
    assert read is None or read == Pay("", "", text=read.text)
    assert [problem.severity for problem in notes.problems] == ["note"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Selon  profil", "Selon profil"),
        ("$85,000", "$85,000"),
        ("45000 - 50000", "45000 - 50000"),
        ("年収500万円", "年収500万円"),
        ("٣٠٠٠ درهم", "٣٠٠٠ درهم"),
        ({"currency": "JPY", "value": 12500000.0}, "12500000 JPY"),
        (money(minValue=1500, maxValue=2000), "1500 - 2000 EUR"),
        (money(value=2000, unitText="qwertz"), "2000 EUR qwertz"),
        ({"value": "2000 € net par mois"}, "2000 € net par mois"),
        (money(value=85, unitText="YEAR", description="85 points"), "85 points"),
        (30000, ""),
        ("Non communiqué", ""),
        ("Tel. 01 02 03 04 05", ""),
        ("<p>&nbsp;</p>", ""),
        ("0 - 0 EUR", ""),
    ],
)
def test_words_of_pay_are_kept(said: object, words: str) -> None:
    read = base_salary.read({"baseSalary": said}, CONTEXT, Findings("file"))
    assert read == (Pay("", "", text=words) if words else None)


@pytest.mark.parametrize("said", [None, "", 0, "0", money(value=0), money(minValue="", maxValue=None), {"x": 1}])
def test_a_form_that_nobody_filled_in_is_no_problem(said: object) -> None:
    notes = Findings("file")
    assert base_salary.read({"baseSalary": said}, CONTEXT, notes) is None
    assert notes.problems == []
