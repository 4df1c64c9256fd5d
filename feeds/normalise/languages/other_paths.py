"""Words of the addresses of jobs in German, Dutch, Spanish, Italian and Portuguese."""

from __future__ import annotations

JOB_PATHS = (
    "stelle", "stellen", "stellenangebot", "stellenangebote", "stellenanzeige", "stellenanzeigen",
    "stellenausschreibung", "stellenausschreibungen", "stellenmarkt", "stellenboerse", "jobangebot",
    "jobangebote", "jobborse", "jobboerse", "karriere", "ausschreibung", "ausschreibungen", "praktikum",
    "praktika", "ausbildung", "vakanz", "vakanzen", "vacature", "vacatures", "werkenbij", "baan", "banen",
    "stageplaats", "empleo", "empleos", "vacante", "vacantes", "puesto", "puestos", "oferta", "ofertas",
    "trabajo", "trabajos", "convocatoria", "convocatorias", "lavoro", "vaga", "vagas", "emprego",
    "empregos",
)  # fmt: skip
NO_JOB_PATHS = (
    "kontakt", "impressum", "datenschutz", "datenschutzerklarung", "datenschutzhinweise", "agb", "anmelden",
    "anmeldung", "registrieren", "aktuelles", "neuigkeiten", "presse", "uber uns", "ueber uns",
    "unternehmen", "suche", "startseite", "veranstaltungen", "hilfe", "bewerben", "jetzt bewerben",
    "cookies einstellungen", "barrierefreiheit", "team", "benefits", "nieuws", "over ons", "privacybeleid",
    "privacyverklaring", "inloggen", "registreren", "zoeken", "solliciteren", "algemene voorwaarden",
    "evenementen", "pers", "contacto", "aviso legal", "privacidad", "politica de privacidad",
    "politica de cookies", "noticias", "sobre nosotros", "quienes somos", "iniciar sesion", "acceso",
    "registro", "buscar", "prensa", "ayuda", "inicio", "eventos", "aplicar", "contatti", "notizie",
    "chi siamo", "contato", "sobre nos",
)  # fmt: skip
# Of a link to the next part of a list.
NEXT_PART = (
    "weiter", "nachste", "nachste seite", "naechste", "naechste seite", "volgende", "volgende pagina",
    "siguiente", "pagina siguiente", "siguiente pagina", "successivo", "successiva", "pagina successiva",
    "proxima", "proximo", "proxima pagina",
)  # fmt: skip
