"""Dutch, Spanish, Italian and Portuguese words of pay in a partner's own field for it, folded (see `de.PAY_FIELDS`)."""

from __future__ import annotations

PAY_FIELDS = {
    "hour": ("uurloon", "uurtarief"),
    "day": ("dagtarief", "diarios"),
    "week": ("per week", "weekloon", "semanal", "semanales", "semanais", "settimanale"),
    "month": (
        *("maandelijks", "maandsalaris", "maandloon", "p.m", "p.mnd", "per mnd", "mensual", "mensuales"),
        *("mensile", "mensili", "mensal", "mensais"),
    ),
    "year": ("jaarlijks", "jaarsalaris", "anual", "anuales", "annuale", "annuali", "annui", "anuais"),
    "short hour": ("uur", "hora", "ora"),
    "short day": ("dag", "dia", "giorno"),
    "short week": ("week", "semana", "settimana"),
    "short month": ("maand", "mnd", "mes", "mese"),
    "short year": ("jaar", "ano", "anno"),
    "per": ("por", "al", "a la", "la", "all", "alla", "ao"),
    "to": ("tot", "t/m", "en", "y", "hasta", "e", "fino a", "ate"),
    "gross": ("bruto", "brutos", "bruta", "brutto", "brutta", "lordo", "lordi", "lorda"),
    "net": ("neto", "netos", "neta", "netas", "netti", "netta", "liquido", "liquidos"),
    "no pay": (
        *("quincenal", "quincenales", "quinzenal", "vierwekelijks", "per vier weken"),
        *(
            "ongeveer",
            "op basis van",
            "naar rato",
            "inclusief",
            "omzet",
            "reiskostenvergoeding",
            "onkostenvergoeding",
            "miljoen",
        ),
        *("aproximadamente", "alrededor de", "incluido", "incluidos", "incluyendo", "facturacion", "millones"),
        *("circa", "incluso", "inclusi", "compresi", "milioni", "cerca de", "incluindo", "milhoes"),
    ),
    "extras": (
        *("bonussen", "vakantiegeld", "vakantietoeslag", "eindejaarsuitkering", "toeslag", "toeslagen", "provisie"),
        *("incentivos", "comision", "comisiones", "pluses", "dietas", "propinas", "incentivi", "provvigioni"),
        *("buoni pasto", "comissao", "comissoes", "subsidio", "premi", "premios", "reiskosten"),
    ),
    "and": ("en", "y", "e"),
    "apart": ("mas", "met", "exclusief", "excl", "excl.", "con", "piu", "mais", "com"),
    "from": ("vanaf", "minimaal", "van", "desde", "minimo", "a partire da"),
    "up to": ("tot", "maximaal", "hasta", "maximo", "fino a", "massimo", "ate"),
}
