"""French words of job offers, folded: lower case, without accents, dashes as blanks."""

from __future__ import annotations

MONTHS = {
    "janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5,
    "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "novembre": 11,
    "decembre": 12,
}  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

TRUE = ("oui", "vrai", "ouvert", "ouverte", "o")
# In place of a name: it is not known yet, or not stated.
UNNAMED = (
    "a definir", "a preciser", "a determiner", "a completer", "a venir", "non precise", "non precisee", "non renseigne",
    "non communique", "inconnu", "inconnue", "confidentiel", "confidentielle", "entreprise confidentielle",
    "societe confidentielle", "anonyme", "nous", "nous memes", "notre client", "client final",
    "aucun", "aucune", "neant", "n.c", "nc", "nr", "oui", "non",
)  # fmt: skip
NEVER = ("jamais", "aucun", "aucune")
FALSE = ("non", "faux", "ferme", "fermee", "n")
# States of an offer, or of any post.
STATES = {
    "open": (
        "ouvert", "ouverte", "en cours", "publie", "publiee", "en ligne", "mis en ligne", "mise en ligne", "actif",
        "active", "paru", "parue", "public", "publique", "visible",
    ),
    "closed": (
        "ferme", "fermee", "clos", "close", "cloture", "cloturee", "expire", "expiree", "termine", "terminee",
        "archive", "archivee", "inactif", "inactive", "suspendu", "suspendue",
    ),
    "withdrawn": ("retire", "retiree", "annule", "annulee"),
    "filled": ("pourvu", "pourvue"),
    "draft": (
        "brouillon", "ebauche", "non publie", "non publiee", "pas publie", "pas publiee", "ne pas publier",
        "depublie", "depubliee", "prive", "privee", "cache", "cachee", "masque", "masquee", "invisible",
        "non visible", "confidentiel", "confidentielle", "secret", "secrete", "interne", "protege", "protegee",
        "chiffre", "chiffree", "crypte", "cryptee", "restreint", "restreinte", "embargo", "sous embargo",
        "non relu", "non relue", "non valide", "non validee", "corbeille", "supprime", "supprimee", "attente",
        "en attente",
    ),
    "scheduled": ("programme", "programmee", "planifie", "planifiee", "a paraitre"),
    "unlisted": (
        "non liste", "non listee", "non repertorie", "non repertoriee", "non reference", "non referencee",
        "hors liste", "hors listes",
    ),
}  # fmt: skip
# How far a post that is still being written is: a draft, too.
STAGES = (
    "provisoire", "inacheve", "inachevee", "incomplet", "incomplete", "pas pret", "pas prete",
    "en attente de relecture", "en attente de validation", "en attente de publication", "a relire", "a valider",
    "a publier", "a completer", "a finir", "a terminer", "a corriger", "a revoir", "a verifier", "a faire",
    "a ecrire", "a rediger", "en relecture", "en redaction", "en ecriture", "en preparation", "en revision",
    "en validation", "en chantier", "en travaux", "en cours de redaction", "en cours d ecriture",
    "en cours de relecture", "en cours de validation",
)  # fmt: skip
# Who may see a post, as `visibility` and `access` state it, besides the words of states.
VISIBILITY = {
    "everyone": ("tous", "toutes", "tout le monde", "libre", "gratuit", "gratuite", "tout public"),
    "restricted": (
        "membres", "abonnes", "adherents", "equipe", "personne", "membres seulement", "abonnes seulement",
        "sur invitation", "payant", "payante", "mot de passe", "avec mot de passe", "reserve", "reservee",
        "administrateurs", "redacteurs",
    ),
}  # fmt: skip

NUMBERS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
}  # fmt: skip

# Contract concept → phrases, as the table of contract words in docs/reference/front-matter.md has them.
CONTRACTS = {
    "contractor": (
        "independant", "independante", "independent", "independente", "freelance", "free lance",
        "free lancing", "auto entrepreneur", "auto entrepreneuse", "autoentrepreneur", "autoentrepreneuse",
        "micro entrepreneur", "micro entrepreneuse", "micro entreprise", "portage salarial", "portage",
        "sous traitance", "sous traitant", "sous traitante",
    ),
    "assignment": ("prestataire", "prestation", "mission", "consultant", "consultante"),
    "permanent": ("cdi", "duree indeterminee"),
    "civil_servant": ("titulaire", "fonctionnaire", "fonctionaire", "mutation", "detachement"),
    "temporary": (
        "cdd", "duree determinee", "contrat de projet", "interim", "interimaire", "saisonnier",
        "saisonniere", "eig", "entrepreneur d interet general", "entrepreneuse d interet general",
        "remplacement", "remplacant", "remplacante", "temporaire", "vie", "via",
        "volontariat international",
    ),
    "contractual": ("contractuel", "contractuelle", "non titulaire"),
    "per_diem": ("vacation", "vacataire", "a la journee", "journalier", "journaliere"),
    "intern": ("stage", "stagiaire", "stage de fin d etude"),
    "apprentice": (
        "alternance", "alternant", "alternante", "apprentissage", "apprenti", "apprentie",
        "contrat de professionnalisation", "professionnalisation",
    ),
    "volunteer": ("service civique", "benevolat", "benevole", "volontariat", "volontaire"),
    "other": ("autre",),
    "full_time": ("temps plein", "temps complet", "plein temps"),
    "part_time": ("temps partiel", "mi temps", "temps incomplet", "temps non complet"),
}  # fmt: skip
FULL_OR_PART = (
    *("temps plein ou partiel", "temps complet ou partiel", "temps partiel ou plein", "temps partiel ou complet"),
    "temps complet ou non complet",
)
# Frequent misspellings: accepted without a problem, but never suggested.
MISSPELT = frozenset({"independent", "independente", "fonctionaire"})

TELEWORK = {
    "none": (
        "non", "aucun", "aucune", "pas de teletravail", "pas teletravail", "sans teletravail", "presentiel",
        "en presentiel", "sur site", "sur place", "au bureau", "dans nos locaux",
    ),
    "full": (
        "100 % teletravail", "100 % a distance", "teletravail complet", "teletravail total", "teletravail integral",
        "teletravail a 100 %", "teletravail 100 %", "entierement a distance", "entierement en teletravail",
        "totalement a distance", "full teletravail",
    ),
    "hybrid": (
        "partiel", "partielle", "partiellement", "teletravail partiel", "hybride", "mixte", "en partie",
    ),
    "occasional": (
        "oui", "possible", "possibles", "teletravail possible", "ok", "bienvenu", "bienvenue", "ponctuel", "ponctuelle",
        "ponctuellement", "occasionnel", "occasionnelle", "occasionnellement", "partiellement possible", "negociable",
        "envisageable", "eventuel", "eventuellement", "facultatif", "au choix", "a discuter", "autorise", "accepte",
    ),
}  # fmt: skip
# Words beside these, by what they mean for the class. A word in none of the tables may restrict it.
TELEWORK_PARTS = {
    "whole": (
        "complet", "complete", "completement", "total", "totale", "totalement", "integral", "integrale",
        "integralement", "entierement", "100 %", "a 100 %",
    ),
    "noun": (
        "teletravail", "tele travail", "en teletravail", "travail a distance", "a distance", "distanciel",
        "en distanciel", "a domicile", "travail a domicile",
    ),
    "anywhere": ("partout", "n importe ou", "ou vous voulez"),
    "presence": (
        "presence", "presences", "present", "presente", "bureau", "bureaux", "locaux", "deplacement", "deplacements",
        "venue", "venues", "venir", "passage", "passages", "rencontre", "rencontres", "reunion", "reunions",
        "seminaire", "seminaires", "regroupement", "regroupements", "site", "agence", "siege", "sauf", "hors", "hormis",
        "excepte",
    ),
    "time": (
        "fois", "trimestre", "trimestres", "semestre", "hebdomadaire", "hebdomadaires", "mensuel", "mensuelle",
        "mensuels", "mensuelles", "trimestriel", "trimestrielle", "chaque", "tous les", "toutes les", "par", "periode",
        "pendant", "apres", "avant", "debut", "jusqu",
    ),
    "not": ("impossible", "pas", "non", "sans", "aucun", "aucune", "jamais", "ni", "ne", "n", "interdit", "refuse"),
    "neutral": (
        "poste", "emploi", "travail", "job", "en", "le", "la", "les", "l", "de", "du", "au", "un", "ce", "est",
        "depuis", "c",
    ),
}  # fmt: skip
# Areas larger than a country, in places of remote work.
AREAS = {
    "world": ("monde", "monde entier", "partout", "partout dans le monde", "international"),
    "europe": ("europe",),
    "union": ("ue", "union europeenne"),
}
# Path segments of URLs of job offers.
JOB_PATHS = (
    "offre", "offres", "emploi", "emplois", "carriere", "carrieres", "recrutement", "recrutements", "poste",
    "postes", "annonce", "annonces", "stage", "stages", "alternance", "apprentissage", "metier", "metiers",
)  # fmt: skip
# Path segments, and words of links, that lead to anything but a job.
NO_JOB_PATHS = (
    "nous contacter", "contactez nous", "confidentialite", "politique de confidentialite",
    "mentions legales", "rgpd", "donnees personnelles", "politique de cookies", "conditions generales",
    "cgu", "cgv", "connexion", "se connecter", "inscription", "mon compte", "mon espace", "espace candidat",
    "actualite", "actualites", "actus", "presse", "evenements", "agenda", "a propos", "qui sommes nous",
    "notre equipe", "nos valeurs", "recherche", "rechercher", "aide", "accueil", "plan du site",
    "accessibilite", "postuler", "candidature", "candidature spontanee", "partager", "imprimer",
    "alerte emploi", "alertes", "favoris", "mes favoris", "mes offres",
)  # fmt: skip
# Of a link to the next part of a list.
NEXT_PART = ("suivant", "suivante", "suivants", "page suivante", "offres suivantes")
# Titles of error pages: the page that was requested does not exist.
ERROR_PAGES = (
    "introuvable", "page non trouvee", "n existe plus", "n existe pas", "erreur", "acces refuse", "interdit",
    "maintenance", "connexion", "n est plus disponible", "a expire",
)  # fmt: skip

# Units of time, and words between an amount and its unit.
UNITS = {
    "hour": ("h", "heure", "heures"),
    "day": ("j", "jour", "jours"),
    "week": ("semaine", "semaines", "sem"),
    "month": ("mois",),
    "year": ("an", "ans", "annee", "annees"),
}
PER = ("par", "a", "a la", "de l")
EVERY = ("par", "sur")  # after a duration: it is a frequency
TO = ("a", "et", "ou")
OR = ("ou", "et / ou", "et/ou")
AND = ("et",)
ONE = ("un", "une")
# Beside a duration or a contract: words that make it vague, negate it or change its subject.
VAGUE = ("minimum", "maximum", "mini", "maxi", "moins", "plus", "jusqu", "environ")
DENIED = ("pas", "hors", "sauf", "sans")
ELSEWHERE = ("teletravail", "presence", "distance")
EXPERIENCE = ("d'experience", "d experience")

# Contracts in titles, in brackets or after "en", and those that need neither.
IN_TITLES = ("stage", "cdd", "cdi", "freelance", "alternance", "apprentissage", "interim")
ALONE_IN_TITLES = (
    *("stagiaire", "freelance", "apprenti", "apprentie", "alternant", "alternante"),
    *("contrat d'apprentissage", "contrat d’apprentissage", "contrat de professionnalisation"),
)
BEFORE_IN_TITLES = ("en",)
# Before a contract in a title, words for the subject of the work: "formations en apprentissage" is no apprenticeship.
SUBJECTS_BEFORE = (
    *(
        "formation",
        "formations",
        "contrat",
        "contrats",
        "diplome",
        "diplomes",
        "cursus",
        "parcours",
        "offres",
        "places",
    ),
    *("jeunes", "apprenants", "candidats", "eleves", "etudiants", "publics", "personnes", "salaries", "agents", "cfa"),
    *("recrutements", "du recrutement", "l'emploi", "l'insertion", "l'orientation", "l'enseignement", "entrees"),
    *("de", "des", "du", "d'", "les", "la", "le", "l'", "aux", "communaute", "reseau", "relation", "relations"),
    *("conseiller", "conseillere", "conseil", "conseiller en", "conseillere en", "conseil en"),
)
SUBJECTS_NOT_BEFORE = ("poste de", "offre de", "offre d'", "poste d'")

# Sentences, which are no titles of jobs: regular expressions on folded text.
SENTENCES = (
    r"^(?!(?:chez|nez|rez)\b)\w{2,}ez\b",  # venez, rejoignez
    r"^(?:rejoins|viens|deviens|participe|aide[- ]nous|contribue)\b",
    r"^(?:envie d|pret(?:\W?e)? a |et si |pourquoi |comment |qui veut )",
    r"(?<![-\w])(?:nous|vous|je|tu|ils|elles)\b(?!-)",
    r"\b(?:recrute|cherche)(?:nt)?\b|\b(?:recrut|cherch|recherch|embauch)ons\b|\b(?:recherch|embauch)ent\b",
    r"\b(?:c'est|il s'agit|il faut|on recherche|on embauche|sont)\b",
    r"\best (?:une?|la|le|ouverte?|proposee?|basee?|recherchee?|vacante?|a pourvoir)\b",
    r"^\w+(?:er|ir|re) (?:le|la|les|un|une|nos|notre)\b|^\w+(?:er|ir|re) l'",  # construire les services
    r"^(?:contribuer|participer|travailler|aider) ",
)

# Words that imply a unit, and those that qualify an amount; # is a digit.
PAY = {
    "hour": ("horaire", "horaires"),
    "day": ("tjm", "journalier", "journaliere", "journaliers", "journalieres"),
    "week": ("hebdomadaire", "hebdomadaires"),
    "month": ("mensuel", "mensuelle", "mensuels", "mensuelles"),
    "year": ("annuel", "annuelle", "annuels", "annuelles"),
    "gross": ("brut", "bruts", "brute", "brutes"),
    "no pay": ("net", "nets", "budget", "budgets", "million", "millions", "milliard", "milliards", "ttc",
               "apres impot"),
    "from": ("a partir de", "au moins", "minimum", "min", "plus de", "des #"),
    "up to": ("jusqu", "maximum", "max", "moins de"),
}  # fmt: skip

# The first five are not folded, because names of places keep their accents.
PLACES = {
    "located": ("basé", "basée", "basés", "basées", "situé", "située", "situés", "situées", "poste"),
    "in": ("à", "au", "en", "depuis", "dans"),
    "street": (
        "rue", "avenue", "av.", "bd", "boulevard", "place", "quai", "chemin", "allée", "allées", "impasse",
        "route", "parvis", "cours", "square", "esplanade", "arche", "tour", "immeuble", "bâtiment",
    ),
    "office": (
        "bureau", "bureaux", "locaux", "siège", "siège social", "agence", "agences", "antenne", "site",
        "établissement", "région", "ville", "commune", "département",
    ),
    "of": ("de", "du", "des"),
    "our": ("nos", "notre"),
    "ours": ("nos", "notre", "nos autres", "le", "les", "l", "au", "aux", "dans nos", "dans notre", "un de nos"),
    "beside": ("a", "le", "la", "les", "l", "d", "100", "total", "partiel", "possible", "uniquement", "pour"),
    "label": ("lieu", "lieux", "lieu de travail", "localisation", "ville", "adresse", "localite"),
    # In no place, or in any.
    "nowhere": (
        "partout", "ailleurs", "europe", "ue", "metropole", "monde", "flexible",
        "international", "itinerant", "itinerante", "entiere", "toute la", "metropolitaine",
        "amerique du nord", "amerique du sud",
        "amerique latine", "afrique", "asie", "moyen orient", "chez le client", "chez les clients", "au choix",
        "hors de france",
    ),
    "remote": ("teletravail", "tele travail", "a distance", "distanciel", "domicile"),
    "present": ("hybride", "sur site", "presentiel"),
    "places": ("lieux", "sites", "villes", "localisations", "bureaux", "agences", "pays", "regions", "departements"),
    "several": (
        "plusieurs", "divers", "diverses", "differents", "differentes", "tous", "toutes", "nombreux", "multiples",
    ),
    # Not known yet: as if nothing were written.
    "unknown": (
        "a definir", "a preciser", "a determiner", "a confirmer", "a venir", "a completer", "a renseigner",
        "a discuter", "a convenir", "nd", "n d",
        "non precise", "non precisee", "non communique", "non renseigne", "non defini", "non definie",
        "non specifie", "pas defini", "pas encore defini", "pas encore connu", "inconnu", "inconnue", "nc", "n c",
        "nr", "neant", "indefini", "en cours de definition", "sera precise",
    ),
    # Words of organisations, buildings and sentences: names with them are not those of towns.
    "others": (
        "bureau", "bureaux", "siege", "agence", "agences", "site", "sites", "client", "clients", "equipe", "equipes",
        "lieu", "ville", "region", "pays", "batiment", "etage", "ecole", "universite", "hopital", "service",
        "direction", "groupe", "departement", "secteur", "alentours", "environs", "peripherie", "proche", "proximite",
        "quartier", "gare", "aeroport", "deplacement", "deplacements", "poste", "jours", "jour", "contrat", "cdi",
        "cdd", "stage", "agglomeration", "incubateur", "fabrique", "confidentiel",
        "societe", "entreprise", "adresse", "locaux", "campus", "chu", "chru", "hospitalier", "clinique", "lycee",
        "mairie", "prefecture", "ministere", "conseil", "hotel",
    ),
}  # fmt: skip
DATES = {"before": ("le",), "ordinal": ("er",), "at": ("a",)}
