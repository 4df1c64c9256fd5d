"""German, Dutch, Spanish, Italian and Portuguese words of contracts in a field for them, folded.

They are no part of `CONTRACTS`, whose words are looked for in running text and suggested for misspelt ones.
"""

from __future__ import annotations

CONTRACT_FIELDS = {
    "contractor": (
        *("freiberuflich", "freiberufler", "freie mitarbeit", "selbststandig", "selbstandig", "zzp", "autonomo"),
        *("autonoma", "partita iva", "libero professionista"),
    ),
    "permanent": (
        *("unbefristet", "unbefristete", "unbefristeter", "unbefristetes", "festanstellung", "feste anstellung"),
        *("vast", "vaste", "onbepaalde tijd", "indefinido", "indefinida"),
        *("tempo indeterminato", "sem termo"),
    ),
    "civil_servant": ("beamtenverhaltnis", "verbeamtung"),
    "temporary": (
        *("befristet", "befristete", "befristeter", "befristetes", "zeitvertrag", "zeitarbeit"),
        *("tijdelijk", "tijdelijke", "bepaalde tijd", "uitzendkracht", "uitzendwerk"),
        *("temporal", "duracion determinada", "tempo determinato", "stagionale", "temporario", "a termo"),
        # What may follow is not agreed yet.
        *(
            f"{chance} auf {kind}"
            for chance in ("option", "aussicht", "moglichkeit")
            for kind in ("festanstellung", "feste anstellung", "unbefristete", "unbefristeten", "ubernahme")
        ),
        *(
            f"{chance} op {kind}"
            for chance in ("uitzicht", "kans", "optie", "zicht")
            for kind in ("vast", "vaste", "een vast", "een vaste")
        ),
    ),
    "intern": (
        *("praktikum", "praktikant", "praktikantin", "pflichtpraktikum", "stagiair", "afstudeerstage"),
        *("practicas", "becario", "becaria", "tirocinio", "tirocinante", "estagio"),
    ),
    "apprentice": (
        *("ausbildung", "berufsausbildung", "azubi", "auszubildende", "auszubildender", "duales studium"),
        *("leerwerk", "aprendiz", "apprendistato", "apprendista"),
    ),
    "volunteer": (
        *("ehrenamt", "ehrenamtlich", "freiwilligendienst", "freiwilliges soziales jahr", "vrijwilliger"),
        *("vrijwilligerswerk", "voluntariado", "volontariato"),
    ),
    "full_time": (
        *("vollzeit", "voltijd", "voltijds", "jornada completa", "tiempo completo", "tempo pieno"),
        *("tempo integral", "completa"),
    ),
    "part_time": (
        *("teilzeit", "halbtags", "deeltijd", "deeltijds", "halftijds", "jornada parcial", "media jornada"),
        *("tiempo parcial", "medio tiempo", "tempo parziale", "tempo parcial", "parcial"),
    ),
}
FULL_OR_PART = ("voll oder teilzeit", "voll und teilzeit", "voll teilzeit", "voltijd of deeltijd")
DENIED = ("nicht", "kein", "keine", "ohne", "niet", "geen", "zonder", "sin", "non", "senza", "nao")
