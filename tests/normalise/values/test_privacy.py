"""What concerns a person is kept apart from what concerns a job."""

from __future__ import annotations

import pytest

from feeds.normalise.values.privacy import is_private, public_extra


@pytest.mark.parametrize(
    "value",
    [
        "ana@exemple.example",
        "écrire à <ana.solde@exemple.example>",
        '{"rh": "ana@exemple.example"}',
        "ana＠exemple.example",
        "ana @ exemple.example",
        "ana (at) exemple.example",
        "ana [arobase] exemple [point] example",
        "ana at exemple dot example",
        "mailto:ana%40exemple.example",
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06\u00a012\u202f34-56-78",
        "01/23/45/67/89",
        "0 123 456 789",
        "0123 456 789",
        "612 345 678 ou +33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033612345678",
        "33612345678",
        "6 12 34 56 78",
        "+44 20 7946 0958",
        "(555) 123-4567",
        "Tél. : 02.97.00.00.00, demander Ana",
    ],
)
def test_addresses_and_numbers_are_private(value: str) -> None:
    assert is_private("mentor", value)


@pytest.mark.parametrize(
    "key",
    [
        "Contact RH",
        "e-mail",
        "couriel",
        "courriels",
        "tel",
        "Téléphone 2",
        "notes_internes",
        "_private",
        "privé",
    ],
)
def test_keys_for_few_are_private(key: str) -> None:
    assert is_private(key, "Ana")


@pytest.mark.parametrize(
    "value",
    [
        "Ana, Bo",
        "12",
        "56000 Vannes",
        "45000",
        "2026-06-30",
        "2026-06-30T06:30:00Z",
        "01/02/2026 - 05/03/2026",
        "01/02/2026 au 05/03/2026",
        "35 000 à 42 000 €",
        "SIRET 130 025 265 00013",
        "https://social.example/@ana",
        "@ana",
        "18:30",
        "C++ 20",
    ],
)
def test_other_values_are_not(value: str) -> None:
    assert not is_private("mentor", value)


def test_unknown_keys_are_published_only_if_they_are_listed() -> None:
    """Whatever their names; of a listed key the value alone counts."""
    pairs = (
        ("Niveau d'étude", "Bac"),
        ("todo", "x"),
        ("token", "s3cret"),
        ("note", "B"),
        ("rh", "a@b.example"),
        ("niveau", ""),
    )
    assert public_extra(pairs, ()) == ()
    assert public_extra(pairs, ("niveau_d_etude",)) == (("Niveau d'étude", "Bac"),)
    assert public_extra(pairs, ("note", "rh", "niveau")) == (("note", "B"),)
