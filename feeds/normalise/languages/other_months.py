"""Words of languages in which little more than dates is read: German, Spanish, Italian, Dutch, Portuguese."""

from __future__ import annotations

MONTHS = {
    "januar": 1, "janner": 1, "enero": 1, "gennaio": 1, "januari": 1, "janeiro": 1,
    "februar": 2, "feber": 2, "febrero": 2, "febbraio": 2, "februari": 2, "fevereiro": 2,
    "marz": 3, "marzo": 3, "maart": 3, "marco": 3,
    "abril": 4, "aprile": 4,
    "mayo": 5, "maggio": 5, "mei": 5, "maio": 5,
    "juni": 6, "junio": 6, "giugno": 6, "junho": 6,
    "juli": 7, "julio": 7, "luglio": 7, "julho": 7,
    "agosto": 8, "augustus": 8,
    "septiembre": 9, "setiembre": 9, "settembre": 9, "setembro": 9,
    "oktober": 10, "okt": 10, "octubre": 10, "ottobre": 10, "outubro": 10,
    "noviembre": 11, "novembro": 11,
    "dezember": 12, "dez": 12, "diciembre": 12, "dicembre": 12, "dezembro": 12,
}  # fmt: skip
WEEKDAYS = (
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
    "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo",
    "lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
)  # fmt: skip
DATES = {"before": ("den",), "of": ("de",)}
PLACES = {
    "nowhere": (
        "bundesweit",
        "deutschlandweit",
        "europaweit",
        "weltweit",
        "landelijk",
        "todo el pais",
        "a nivel nacional",
    ),
    "remote": ("teletrabajo", "teletrabalho", "thuiswerken"),
}
