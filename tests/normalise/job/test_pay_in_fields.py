"""Pay in words, in partners' own fields for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.job import pay_in_fields

STATED = {
    # French
    "12,50 € / heure": "EUR HOUR 12.5 12.5",
    "Horaire de 11,65 Euros": "EUR HOUR 11.65 11.65",
    "12,02 € brut de l’heure": "EUR HOUR 12.02 12.02",
    "11,65 € de l'heure, 35h/semaine": "EUR HOUR 11.65 11.65",
    "De 820€ à 1 823€ par mois": "EUR MONTH 820 1823",
    "De 820\u00a0€ à 1\u202f823\u00a0€ par mois": "EUR MONTH 820 1823",
    "Mensuel de 2000.0 Euros à 2500.0 Euros sur 12.0 mois": "EUR MONTH 2000 2500",
    "Mensuel de 2000.0 Euros sur 13.0 mois": "EUR MONTH 2000 2000",
    "Annuel de 30000,00 Euros à 35000,00 Euros sur 13 mois": "EUR YEAR 30000 35000",
    "1 801,80 € mensuel brut pour 35h": "EUR MONTH 1801.8 1801.8",
    "2000 à 2300 euros bruts mensuels": "EUR MONTH 2000 2300",
    "2 000 € bruts mensuels pour 151,67 h": "EUR MONTH 2000 2000",
    "2000 EUR/Mois": "EUR MONTH 2000 2000",
    "K€ 35-45": "EUR YEAR 35000 45000",
    "35-45 K€": "EUR YEAR 35000 45000",
    "35k-45k EUR": "EUR YEAR 35000 45000",
    "TJM 450 €": "EUR DAY 450 450",
    "3 200 CHF/mois": "CHF MONTH 3200 3200",
    "35/45K€": "EUR YEAR 35000 45000",
    "35K€ - 45K€ brut annuel": "EUR YEAR 35000 45000",
    "35k€ + 13e mois": "EUR YEAR 35000 35000",
    "40 k€ + 5 k€ de prime": "EUR YEAR 40000 40000",
    "Fixe 35 000 € + variable 10 000 €": "EUR YEAR 35000 35000",
    "À partir de 2 000 € par mois": "EUR MONTH 2000 None",
    "jusqu'à 50 k€ par an": "EUR YEAR None 50000",
    "150 €/j": "EUR DAY 150 150",
    # German
    "45.000 € bis 55.000 € pro Jahr": "EUR YEAR 45000 55000",
    "3.500,- € im Monat": "EUR MONTH 3500 3500",
    "Bruttojahresgehalt: 60.000 €": "EUR YEAR 60000 60000",
    "15,50 Euro pro Stunde zzgl. Zulagen": "EUR HOUR 15.5 15.5",
    "Monatlich 2.900 – 3.400 €": "EUR MONTH 2900 3400",
    "ab 3.000 € monatlich": "EUR MONTH 3000 None",
    "bis zu 70.000 € jährlich": "EUR YEAR None 70000",
    "CHF 85'000 - 95'000": "CHF YEAR 85000 95000",
    "CHF 85’000.– bis 95’000.–": "CHF YEAR 85000 95000",
    "CHF 6'500.- pro Monat": "CHF MONTH 6500 6500",
    "ab 45.000 € brutto/Jahr": "EUR YEAR 45000 None",
    # Dutch
    "€ 2.500 - € 3.000 per maand": "EUR MONTH 2500 3000",
    "€2.600,- tot €3.400,- bruto p.m.": "EUR MONTH 2600 3400",
    "€ 14 t/m € 17 per uur": "EUR HOUR 14 17",
    "€ 15,50 per uur": "EUR HOUR 15.5 15.5",
    "€3500 - €4500 bruto per maand o.b.v. 40 uur": "EUR MONTH 3500 4500",
    "vanaf € 45.000 per jaar": "EUR YEAR 45000 None",
    # Spanish
    "1.800 € brutos al mes": "EUR MONTH 1800 1800",
    "12 € por hora": "EUR HOUR 12 12",
    "entre 25.000 y 30.000 euros al año": "EUR YEAR 25000 30000",
    "1.600,00 € bruto/mes x 14 pagas": "EUR MONTH 1600 1600",
    "desde 1.500 € mensuales": "EUR MONTH 1500 None",
    # Italian and Portuguese
    "1.500 € lordi al mese": "EUR MONTH 1500 1500",
    "12 € all'ora": "EUR HOUR 12 12",
    "1.200 € por mês": "EUR MONTH 1200 1200",
    "R$ 3.000,00 por mês": "BRL MONTH 3000 3000",
    # English
    "£11.44 per hour": "GBP HOUR 11.44 11.44",
    "£30k-£35k pa": "GBP YEAR 30000 35000",
    "Up to £50,000 p.a.": "GBP YEAR None 50000",
    "30 hours per week, £12/hr": "GBP HOUR 12 12",
    "US$85,000 per annum": "USD YEAR 85000 85000",
    "USD22.50 - USD30.00 / Hour": "USD HOUR 22.5 30",
    "45k€+": "EUR YEAR 45000 None",
    "SEK 30 000 - 35 000 per month": "SEK MONTH 30000 35000",
    # The dollar of the United States
    "$85,000 - $95,000": "USD YEAR 85000 95000",
    "$120K/yr": "USD YEAR 120000 120000",
    "$20-$25 an hour": "USD HOUR 20 25",
    "$20.00/hr - $25.00/hr": "USD HOUR 20 25",
    "$45,000.00 - $60,000.00 Annually": "USD YEAR 45000 60000",
    "$50,000 - $60,000 a year plus $5,000 bonus": "USD YEAR 50000 60000",
    "70 000$ - 85 000$ CAD": "CAD YEAR 70000 85000",
    "$85,000 (CAD)": "CAD YEAR 85000 85000",
    "9 € la hora": "EUR HOUR 9 9",
    "A$85,000 + super": "AUD YEAR 85000 85000",
}


@pytest.mark.parametrize(("written", "stated"), STATED.items())
def test_pay_in_words_is_read(written: str, stated: str) -> None:
    code, unit, low, high = (None if part == "None" else part for part in stated.split())
    read = pay_in_fields.read(written, ("US",))
    assert read
    assert (read.currency, read.unit) == (code, unit)
    assert (read.minimum, read.maximum) == tuple(None if bound is None else float(bound) for bound in (low, high))
    assert read.text == written


@pytest.mark.parametrize(
    "written",
    [
        "", "Selon profil", "Competitive", "1 940 €", "40-45k", "120000", "Indice 450", "35 heures", "12 jours",
        "2 000 € net par mois", "netto 2.000 € pro Monat", "2 000 € nets mensuels", "$3,000 take home per month",
        "Prime de 500 €", "entre 2 000 € et 2 500 € primes", "40 000 € (dont 5 000 € de prime)", "$1,000 sign-on bonus",
        "£25,000 OTE", "500 € Provision pro Monat", "budget de 30 000 €", "£2m turnover", "$2M", "3 Mio. € pro Jahr",
        "environ 30 k€", "ca. 50.000 €", "about $20 an hour", "12.500 € / heure", "CHF 85 par an", "0 €", "0 - 0 EUR",
        "1 200 1 500 €", "1 500 € par mois soit 18 000 € par an", "600 € par mois, stage de 6 mois", "45000 € (80 %)",
        "15 000 € pour 14 mois", "80€ par cours", "45-35 k€", "9" * 400 + " SEK per year", "¥4,000,000 per year",
        "30 000 kr/mån", "€30,000 - $35,000", "₹12,00,000", "35k€ - 45€", "2 k€",
        "2.000 € netos al mes", "€ 3.500 netto per maand", "alrededor de 1.500 € al mes",
        "€ 3.000 inclusief vakantiegeld",
        "Schaal 10: € 3.345 - € 5.090", "$2,000 bi-weekly", "£28,000 - £31,000 pro rata",
        "€ 40.000 per jaar op basis van fulltime", "$2,000 semi-monthly", "$3,000 twice a month",
    ],
)  # fmt: skip
def test_in_doubt_it_is_none(written: str) -> None:
    assert pay_in_fields.read(written, ("US",)) is None


@given(st.text(alphabet="0123456789 k€-,.'àbrutparjounmis/ETJM$£+(h", max_size=60))
def test_no_text_raises_and_bounds_are_in_order(written: str) -> None:
    read = pay_in_fields.read(written, ("US",), "EUR")
    if read and read.minimum is not None and read.maximum is not None:
        assert 0 < read.minimum <= read.maximum
