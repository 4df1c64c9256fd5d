"""A partner's pay."""

from __future__ import annotations

from typing import Any

import pytest

from feeds.model.job import Pay
from feeds.model.settings import Site
from feeds.normalise.context import Context
from feeds.normalise.job import partner_salary
from feeds.normalise.values.coerce import Notes

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
]


@pytest.mark.parametrize(("said", "pay"), PAID)
def test_pay_is_read(said: object, pay: Pay) -> None:
    notes = Notes("file")
    assert partner_salary.read({"baseSalary": said}, CONTEXT, notes) == pay
    assert notes.problems == []


def test_a_bare_number_has_its_currency_beside_it() -> None:
    said = {"baseSalary": "30000", "salaryCurrency": "EUR"}
    assert partner_salary.read(said, CONTEXT, Notes("file")) == Pay("EUR", "YEAR", 30000, 30000)


@pytest.mark.parametrize(
    "said",
    [
        money(value=2000),
        money(value=2000, unitText="qwertz"),
        money(value=30000, unitText="YEAR") | {"currency": "qwertz"},
        money(minValue=3, maxValue=2, unitText="HOUR"),
        money(value="selon profil", unitText="YEAR"),
        {"currency": "JPY", "value": 300000},
        30000,
        "selon profil",
        {"value": "2000 € net par mois"},
    ],
)
def test_what_is_in_doubt_is_no_pay(said: object) -> None:
    notes = Notes("file")
    assert partner_salary.read({"baseSalary": said}, CONTEXT, notes) is None
    assert [problem.severity for problem in notes.problems] == ["note"]


@pytest.mark.parametrize(
    "said", [None, "", 0, "0", money(value=0), money(minValue="", maxValue=None), {"x": 1}]
)
def test_a_form_that_nobody_filled_in_is_no_problem(said: object) -> None:
    notes = Notes("file")
    assert partner_salary.read({"baseSalary": said}, CONTEXT, notes) is None
    assert notes.problems == []
