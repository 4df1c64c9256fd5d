"""German words of telework, titles and pay, folded: lower case, without accents, dashes as blanks."""

from __future__ import annotations

TELEWORK = {
    "none": ("nein", "vor ort", "im buro", "in prasenz", "kein homeoffice", "kein home office", "keine telearbeit"),
    "full": ("nur remote", "ausschliesslich remote"),
    "hybrid": ("teilweise", "teils", "anteilig"),
    "occasional": ("ja", "moglich", "gelegentlich", "nach absprache", "nach vereinbarung", "optional"),
}
TELEWORK_PARTS = {
    "whole": ("vollstandig", "komplett", "voll", "zu 100 %", "ganz"),
    "noun": ("telearbeit", "mobiles arbeiten", "mobile arbeit", "im homeoffice", "im home office", "von zuhause"),
    "anywhere": ("uberall", "von uberall"),
    "presence": ("buro", "anwesenheit", "prasenz", "prasenztage", "reisen", "treffen", "ausser", "standort"),
    "time": ("tag", "tage", "tagen", "woche", "wochen", "monat", "monate", "monatlich", "jahr", "pro", "mal", "nach"),
    "not": ("kein", "keine", "nicht", "nie", "ohne", "unmoglich"),
    "neutral": ("arbeiten", "arbeit", "stelle", "im", "die", "der", "das", "ist", "aus"),
}
SENTENCES = (r"\b(?:wir|uns)\b", r"\b(?:sucht|suchen)\b")  # no titles of jobs
# Pay in a partner's own field for it; "7 Stunden" in a text is no pay, so that units are not in `UNITS`.
PAY_FIELDS = {
    "hour": ("stundlich", "stundenlohn", "bruttostundenlohn"),
    "day": ("taglich", "tagessatz", "tageslohn"),
    "week": ("wochentlich", "wochenlohn"),
    "month": ("monatlich", "monatsgehalt", "monatslohn", "bruttomonatsgehalt", "monatsbrutto"),
    "year": ("jahrlich", "jahresgehalt", "bruttojahresgehalt", "jahresbruttogehalt", "jahresbrutto", "jahreslohn"),
    "short hour": ("stunde", "std", "std."),
    "short day": ("tag",),
    "short week": ("woche",),
    "short month": ("monat",),
    "short year": ("jahr",),
    "per": ("pro", "je", "im", "in der"),
    "to": ("bis", "bis zu", "und"),
    "net": ("netto",),
    "no pay": (
        *("ca.", "circa", "ungefahr", "rund", "etwa", "inkl", "inkl.", "inklusive", "einschliesslich"),
        *(
            "bei vollzeit",
            "auf vollzeitbasis",
            "anteilig",
            "umsatz",
            "mio",
            "mrd",
            "millionen",
            "milliarden",
            "aufwandsentschadigung",
            "zielgehalt",
        ),
    ),
    "extras": (
        *("pramie", "pramien", "provision", "provisionen", "zulage", "zulagen", "zuschlag", "zuschlage"),
        *("boni", "weihnachtsgeld", "urlaubsgeld", "trinkgeld", "aktien", "gutscheine", "sachbezug", "zuschuss"),
    ),
    "and": ("und",),
    "apart": ("plus", "mit", "zzgl", "zzgl.", "zuzuglich", "sowie"),
    "from": ("ab", "mindestens", "von"),
    "up to": ("bis zu", "bis", "maximal", "hochstens"),
}
