"""French labels and headings of facts in the texts of jobs, folded: lower case, without accents, dashes as blanks."""

from __future__ import annotations

# Labels ("Lieu :", also as headings or in tables) → what their values state.
LABELS = {
    "place": (
        "lieu", "lieux", "lieu de travail", "lieu d exercice", "lieu d affectation", "lieu de la mission",
        "localisation", "localite", "ville", "adresse", "ou", "ou ca", "residence administrative",
        "localisation geographique",
    ),
    "contract": (
        "contrat", "type de contrat", "nature du contrat", "nature de l emploi",
        "modalites de contrat", "forme du contrat", "statut",
        "type d emploi", "type de poste", "cadre d emploi", "cadre d emplois", "ouvert a", "poste ouvert a",
        "contrats", "statut propose",
    ),
    "hours": (
        "charge", "charge de travail", "temps de travail", "temps", "rythme", "rythme de travail", "quotite",
        "quotite de travail", "frequence", "a quelle frequence", "disponibilite", "volume", "volume horaire",
        "horaires", "duree hebdomadaire", "nombre de jours",
    ),
    "duration": ("duree", "durees", "pour combien de temps", "duree initiale", "duree totale", "combien de temps"),
    "start": (
        "demarrage", "debut", "date de debut", "date de demarrage", "date de prise de poste", "prise de poste",
        "prise de fonction", "prise de fonctions", "date de prise de fonction", "date de prise de fonctions", "quand",
        "quand ca", "a pourvoir", "poste a pourvoir",
        "poste a pourvoir le", "a pourvoir le", "date de vacance",
        "date de vacance de l emploi", "poste vacant a compter du", "a pourvoir a compter du",
        "date d entree", "date d embauche", "date d arrivee", "dates",
        "entree en fonction", "disponibilite", "pour quand",
    ),
    "last_day": (
        "date limite", "date limite de candidature", "date limite des candidatures", "date limite de depot",
        "date limite de reponse", "date limite pour postuler", "date limite pour candidater",
        "date limite de depot des candidatures", "date limite d envoi des candidatures", "cloture des candidatures",
        "date de cloture", "date de cloture des candidatures", "fin des candidatures", "limite de candidature",
        "candidatures jusqu au", "candidature avant le", "candidatures avant le", "postuler avant le",
    ),
    "telework": (
        "teletravail", "travail a distance", "distanciel", "teletravail possible", "mode de travail",
        "modalites de teletravail",
    ),
    "pay": (
        "remuneration", "salaire", "gratification", "salaire brut", "salaire annuel", "salaire annuel brut",
        "salaire brut annuel", "fourchette de remuneration", "fourchette de salaire", "package", "traitement",
        "remuneration brute", "remuneration brute annuelle", "remuneration annuelle", "remuneration annuelle brute",
    ),
    "day_rate": (
        "tjm", "tarif", "taux journalier", "taux journalier moyen", "tarif journalier", "tarif journalier moyen",
        "cout journalier", "prix journalier",
    ),
    "experience": (
        "experience", "experiences", "niveau d experience", "annees d experience", "seniorite", "experience requise",
    ),
    "apply": (
        "pour postuler", "postuler", "candidature", "candidatures", "comment postuler", "pour candidater",
        "candidater", "comment candidater", "lien de candidature", "formulaire de candidature", "lien pour postuler",
        "contact", "envoi des candidatures", "candidatures a envoyer a",
    ),
    "conditions": ("modalites", "modalites de travail", "conditions", "conditions de travail", "modalites pratiques"),
}  # fmt: skip
# What may follow a label: "Début souhaité", "Durée de la mission".
LABEL_TAILS = (
    "souhaite", "souhaitee", "souhaitees", "souhaites", "prevu", "prevue", "prevues", "estime", "estimee", "envisage",
    "envisagee", "propose", "proposee", "previsionnel", "previsionnelle", "ideal", "ideale", "idealement", "requis",
    "requise", "demande", "demandee", "indicatif", "indicative", "minimum", "minimale", "exigee", "attendue",
    "possible", "max", "maxi", "maximum", "min", "mini", "moyen", "brut", "brute", "ht", "annuel", "annuelle",
    "mensuel", "mensuelle", "de la mission", "de mission", "du poste", "de poste", "du stage", "de stage",
    "du contrat", "de contrat", "de l alternance", "de la prestation", "de travail", "du travail",
)  # fmt: skip
# Headings (and bold lines) under which each item states conditions of the job, or how to apply.
HEADINGS = {
    "conditions": (
        "modalites", "modalite", "conditions", "infos pratiques", "informations pratiques", "info pratique",
        "complements", "complement", "informations complementaires", "information complementaire",
        "informations utiles", "en pratique", "details pratiques", "details a connaitre", "cote pratique",
        "le cote pratique", "cadre de travail", "cadre de la mission", "cadre contractuel", "ce que nous proposons",
        "ce que nous offrons", "nous proposons", "nous offrons", "ce qu on propose", "ce qu on vous propose",
        "l offre", "notre offre", "le contrat", "informations contractuelles", "aspects pratiques",
        "elements pratiques", "elements contractuels", "caracteristiques du poste", "details du poste",
        "details de l offre", "poste propose", "le poste propose", "informations", "infos", "points pratiques",
        "organisation pratique", "informations cles", "en bref", "en resume", "quelques informations",
        "autres informations", "vos conditions", "quelques details",
    ),
    "apply": (
        "postuler", "candidater", "pour postuler", "pour candidater", "comment postuler", "comment candidater",
        "postulez", "candidature", "candidatures", "comment nous rejoindre", "comment envoyer une candidature",
        "contact", "comment envoyer votre candidature", "procedure de recrutement", "processus de recrutement",
        "nous rejoindre", "envoyer une candidature", "envoyer sa candidature", "candidatez", "interesse",
        "interessee", "contactez nous", "ca vous interesse", "ca t interesse", "vous etes interesse",
        "tu es interesse", "envie de nous rejoindre", "rejoignez nous", "modalites de candidature",
        "depot des candidatures", "je postule", "on postule",
    ),
}  # fmt: skip
HEADING_BEFORE = ("les", "le", "la", "l", "vos", "nos", "quelles sont les", "quelles", "votre", "les informations")
HEADING_AFTER = (
    "sur", "du", "de", "d", "des", "pour", "et", "a", "au", "proposees", "proposee", "pratiques", "souhaitee",
)  # fmt: skip

# Items of a list that begin so are conditions of the job, whatever the heading above them is, if there are two of them.
ITEM_STARTS = (
    "poste ouvert", "poste propose", "poste a pourvoir", "poste base", "mission ouverte", "mission proposee",
    "mission de #", "contrat de", "demarrage", "debut", "teletravail", "temps partiel", "temps plein",
    "temps complet", "possibilite d un temps partiel", "cdd", "cdi", "stage de", "alternance de", "freelance",
    "duree", "remuneration", "salaire", "tjm", "prise de poste", "presence reguliere", "une presence",
    "le teletravail",
)  # fmt: skip

# Pay in a partner's own field for it, besides the words of `PAY` and `UNITS`. extras: what is paid besides.
PAY_FIELDS = {
    "hour": ("taux horaire",),
    "day": ("par jour travaille",),
    "week": (),
    "month": (),
    "year": (),
    "short hour": ("hr",),
    "short day": (),
    "short week": (),
    "short month": (),
    "short year": (),
    "per": ("a l", "l", "chaque"),
    "to": ("jusqu'a", "jusqu a"),
    "net": ("net", "nets", "nette", "nettes", "apres impot", "apres impots"),
    "no pay": (
        *("environ", "approximativement", "indemnite", "indemnites", "indemnisation", "dont"),
        *("package", "chiffre d'affaires", "y compris", "incluant", "comprenant", "inclus", "incluse", "incluses"),
        *("au total", "ca annuel", "plafond", "aide", "caution"),
    ),
    "extras": (
        *("prime", "primes", "bonus", "variable", "variables", "commission", "commissions", "interessement"),
        *("participation", "ticket", "tickets", "titres-restaurant", "titres restaurant", "panier", "paniers"),
        *("mutuelle", "avantages", "pourboires", "treizieme mois", "actions", "ifse", "cia", "nbi", "frais"),
        *("remboursement", "transport", "logement"),
    ),
    "apart": ("plus", "avec", "hors"),
    "from": (),
    "up to": ("jusqu'a", "plafonne a"),
}
