"""German words of telework and titles, folded: lower case, without accents, dashes as blanks."""

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
