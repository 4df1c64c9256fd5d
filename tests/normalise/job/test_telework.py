"""Classes of telework."""

from __future__ import annotations

import pytest

from feeds.normalise.job import telework

CLASSES = {
    "full": ["complet", "Total", "télétravail intégral", "100 %", "100%", "à 100 %", "full remote", "Fully",
             "remote only", "remote", "télétravail 100%", "100 % à distance", 100],
    "hybrid": ["partiel", "hybride", "Hybrid", "2 jours par semaine", "3j", "2 à 3 jours", "3/5", "50 %", 2,
               "full remote sauf réunions", "complet, avec déplacements à Paris", "remote, some travel"],
    "occasional": [True, "oui", "possible", "télétravail possible", "ponctuel", "OK", "bienvenu"],
    "none": [False, 0, "non", "aucun", "sur site", "présentiel", "Pas_teletravail", "on-site", "none",
             "pas de télétravail possible"],
    "unknown": ["à voir", 5, 7, None, ["x"], 1.5, "", float("inf")],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in CLASSES.items() for value in values])
def test_telework_has_a_class(name: str, value: object) -> None:
    assert telework.read(value) == name
