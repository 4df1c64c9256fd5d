"""Words for yes, no and drafts of languages in which only those are read: German, Spanish, Italian, Portuguese."""

from __future__ import annotations

TRUE = ("ja", "si", "sim")
FALSE = ("nein", "nao")
STATES = {
    "draft": (
        "entwurf", "borrador", "bozza", "rascunho", "privat", "privado", "privada", "privato", "privata", "versteckt",
        "oculto", "oculta", "nascosto", "nascosta", "vertraulich", "riservato", "unveroffentlicht",
        "nicht veroffentlicht", "nicht veroffentlichen", "no publicado", "no publicar", "non pubblicato",
        "non pubblicare",
    ),
}  # fmt: skip
