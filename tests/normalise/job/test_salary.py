"""Pay as employers state it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.job import salary

STATED = {
    "TJM 450 - 600 €": ("EUR", "DAY", 450, 600),
    "TJM : 500€ HT": ("EUR", "DAY", 500, 500),
    "entre 450€ et 600€ par jour": ("EUR", "DAY", 450, 600),
    "450 à 600 euros / jour": ("EUR", "DAY", 450, 600),
    "25 000 – 50 000 € brut": ("EUR", "YEAR", 25000, 50000),
    "25.000 € à 30.000 € brut annuel": ("EUR", "YEAR", 25000, 30000),
    "35-45 k€": ("EUR", "YEAR", 35000, 45000),
    "35k€ - 45k€": ("EUR", "YEAR", 35000, 45000),
    "42,5 k€": ("EUR", "YEAR", 42500, 42500),
    "À partir de 40 k€": ("EUR", "YEAR", 40000, None),
    "jusqu'à 50 k€": ("EUR", "YEAR", None, 50000),
    "£45,000 per year": ("GBP", "YEAR", 45000, 45000),
    "€40k to €50k": ("EUR", "YEAR", 40000, 50000),
    "2 200 € brut par mois": ("EUR", "MONTH", 2200, 2200),
    "12,50 € brut/heure": ("EUR", "HOUR", 12.5, 12.5),
    "600 CHF brut par semaine": ("CHF", "WEEK", 600, 600),
    "38000 USD gross": ("USD", "YEAR", 38000, 38000),
    "30 000 € par an": ("EUR", "YEAR", 30000, 30000),
    "CHF 85'000 - 95’000 brut par an": ("CHF", "YEAR", 85000, 95000),
}


@pytest.mark.parametrize(("written", "stated"), STATED.items())
def test_pay_is_read(written: str, stated: tuple[str, str, float | None, float | None]) -> None:
    read = salary.parse(written)
    assert read
    assert (read.currency, read.unit, read.minimum, read.maximum) == stated
    assert read.text == written


@pytest.mark.parametrize(
    "written",
    [
        "selon profil", "selon grille", "", "40 000", "40-45k", "2 000 € net par mois", "2 000 € par mois",
        "11 € de l'heure", "250 millions d'euros", "budget de 30 000 €", "5 000 € brut", "500 € TTC par jour",
        "450 € par jour soit 9 000 € par mois", "40 k€ + 5 k€ de prime", "45-35 k€", "$45,000 per year",
        "12 jours", "30 € brut de l'heure, par mois", "indice 450",
    ],
)  # fmt: skip
def test_what_is_not_stated_is_no_pay(written: str) -> None:
    assert salary.parse(written) is None


@given(st.text(alphabet="0123456789 k€-,.àbrutparjounmis/ETJM$£", max_size=40))
def test_no_text_raises_and_bounds_are_in_order(written: str) -> None:
    read = salary.parse(written)
    if read and read.minimum is not None and read.maximum is not None:
        assert read.minimum <= read.maximum
