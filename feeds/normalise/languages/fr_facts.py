"""French phrases that state facts of a job in its text, folded: lower case, without accents, dashes as blanks.

In a phrase, (a|b) is either of both, [a] is optional, _ is any word, # a digit, and … stands for other words of the
same sentence.
"""

from __future__ import annotations

HIRING = (
    "recrute", "recrutent", "recrutons", "recherche", "recherchent", "recherchons", "cherche", "cherchent",
    "cherchons", "poste a pourvoir", "embauche", "embauchons", "propose", "proposons",
)  # fmt: skip
# What stands before a fact. "anywhere" is read in any sentence, "conditions" only below such a heading or label.
BEFORE = {
    "contract anywhere": (
        ("(recrute|recrutent|recrutons|recherche|recherchent|recherchons|cherche|cherchent|cherchons|embauche|"
        "embauchons) … (en|pour un|pour une|pour des|sous|sous forme de|dans le cadre d un|par le biais d un)"),
        ("(recrute|recrutent|recrutons|recherche|recherchent|recherchons|cherche|cherchent|cherchons|embauche|"
        "embauchons) (deux|trois|plusieurs|son|sa|ses|un|une|des|son ou sa|un ou une|une ou un) [nouveau|nouvelle|"
        "premier|premiere|futur|future]"),
        ("(recrute|recrutent|recrutons|recherche|recherchent|recherchons|cherche|cherchent|cherchons) (un|une|des) "
        "[ou une|ou un] [_] [_] [_] [_] [_]"),
        "(un|le|votre) contrat (en|de|d)",
        ("(poste|postes|mission|missions|offre|offres) [a pourvoir|ouvert|ouverte|ouverts|ouvertes|propose|"
        "proposee|est|sont|a temps plein|a temps partiel] (en|pour un|pour une|pour des|pour deux|aux|a des|aux "
        "personnes en|sous|sous forme de|sous statut|en statut|de|d|au statut d|est un|est une) [contrat] [de|en|"
        "d]"),
        ("(poste|postes|mission|missions|offre|offres) … ouvert[s] (aux|a des|pour un|pour une|pour des|pour le "
        "statut d|pour un contrat d) [travailleurs|personnes] [travaillant] [en] [statut]"),
        "(recherchons|cherchons|recrutons)",
        "(propose|proposons|proposent) (un|une|des|deux)",
        "(poste|postes|mission|missions) a pourvoir … (en|pour un|sous)",
        "(aurez|auras|beneficierez|beneficieras|avec) un statut (de|d)",
    ),
    "duration anywhere": (
        "(cdd|stage|alternance) [de]",
        "(mission|contrat|stage|poste|cdd|alternance|apprentissage) … (de|d une duree de|pour une duree de|pour|sur)",
    ),
    "duration": (
        ("(duree|durees) [initiale|totale|minimale|estimee|prevue|minimum|approximative] [de|d|est de|sera de|est "
        "d environ|d environ] [au moins] [environ]"),
        ("(mission|contrat|stage|cdd|periode|engagement|alternance|apprentissage|prestation|freelance|independant|"
        "poste|renfort) [initial|initiale|minimal|minimum|ferme] [probable|propose|proposee] (de|d|d au moins|d "
        "environ|pour|sur|d une duree de|sur une duree de|pour une duree de|pour environ|pour une periode de|sur "
        "une periode de) [environ]"),
        ("(mission|contrat|stage|cdd|engagement|independant|poste) … (d une duree de|pour une duree de|sur une "
        "duree de|pour une duree initiale de|pour une periode de|sur|pour|sur une periode de|pendant) [environ] "
        "[au moins]"),
        "(cdd|stage|contrat|alternance|freelance|mission|apprentissage)",
        "(cdd|stage|contrat|alternance|mission) [_] [_] [_] de",
        "(pendant|pour|sur) [les] [environ]",
        "(cdd|contrat) de (projet|mission|droit public), [de]",
        "(service civique|volontariat|vie|via) [de|d une duree de|pour|pendant]",
        "(mission|contrat|engagement) (minimal|minimum|minimale) de",
    ),
    "start": (
        ("(demarrage|debut|prise de poste|prise de fonction|prise de fonctions|a pourvoir|debute|debutera|demarre|"
        "demarrera|commence|commencera|commencer|demarrer|debuter|disponible|arrivee|entree en fonction|date de "
        "debut|rejoindre) …"),
        "(a partir de|a partir du|a compter de|a compter du)",
    ),
    "start anywhere": ("(a pourvoir|prise de poste|prise de fonction) …",),
    "last_day": (
        ("(candidat|candidature|candidatures|candidater|candidatez|postuler|postulez|formulaire|ecrivez|ecrire|envoyer|"
        "envoyez|repondre|repondez|dossier|dossiers) … (avant le|avant|jusqu au|jusqu a|au plus tard le|d ici le)"),
        "(date limite|cloture) … (le|au|est le|fixee au|est fixee au)",
    ),
    "place anywhere": (
        ("(poste|mission|emploi|stage|alternance|offre|travail|contrat|cdd|cdi|seras|serez|mission est) … (base|"
        "basee|bases|basees|situe|situee|localise|localisee) … (a|au|en|sur|dans)"),
        "(base|basee|localise|localisee) [de preference|idealement|principalement] (a|au|sur)",
    ),
    "place": (
        "(base|basee|bases|basees|situe|situee|situes|localise|localisee) … (a|au|en|sur|dans)",
        ("presence [tres] (reguliere|minimum|minimale|frequente|hebdomadaire|obligatoire|necessaire|demandee|"
        "requise|souhaitee|physique) … (a|au|sur|dans)"),
        ("(travailler|exercer|exerce|exercera|deroulera|deroule|travaillerez|travailleras|travail|environnement de "
        "travail) [est|sera|s effectue] (a|au|sur|dans) [la region de]"),
        ("(bureaux|locaux) [de l equipe|du projet] [sont|seront|situes|se trouvent|a disposition|disponibles] (a|"
        "au|dans|sur)"),
        "(jour[s] [de presence] par semaine|jour[s] / semaine|j / semaine|fois par semaine) (a|au|sur)",
        "(cdd|cdi|stage|mission|poste|contrat|freelance|alternance) … (a|au)",
        "(lieu de travail|localisation) …",
    ),
    # Where one is at times: the place of work if no other is stated.
    "place of presence": (
        ("(jour|jours|journee|journees|fois|semaine) [de presence] (par semaine|par mois|tous les quinze jours|"
        "toutes les [deux|trois|quatre|#] semaines|sur deux|tous les mois|par quinzaine) (a|au|sur)"),
        "(quelques jours|un jour|deux jours|# jour[s]) (a|au|sur)",
    ),
}  # fmt: skip

# Towns as adjectives of offices: "nos bureaux parisiens".
TOWN_ADJECTIVES = {
    "parisien": "Paris", "parisiens": "Paris", "lyonnais": "Lyon", "marseillais": "Marseille", "lillois": "Lille",
    "nantais": "Nantes", "bordelais": "Bordeaux", "toulousain": "Toulouse", "toulousains": "Toulouse",
    "rennais": "Rennes", "strasbourgeois": "Strasbourg", "grenoblois": "Grenoble", "montpellierain": "Montpellier",
    "montpellierains": "Montpellier",
}  # fmt: skip
OFFICES = ("bureaux", "locaux")

# Words beside a value that make it another one's, another time's, or none.
NOT_BEFORE = {
    "contract": (
        "pas", "ni", "non", "aucun", "aucune", "sans", "hors", "sauf", "excepte", "jamais", "plutot qu", "plutot que",
        "au lieu d", "eventuel", "eventuelle", "eventuellement", "deboucher", "debouchant", "deboucher sur",
        "evoluer", "evolution", "transformer", "transforme", "transformation", "perspective", "perspectives",
        "a terme", "ensuite", "poursuite", "suivi", "embauche", "avec des", "avec un", "avec une", "avec deux",
        "composee", "compose", "composes", "entoure", "entouree", "encadrer", "encadre", "manager", "aux cotes",
        "notre", "nos", "aupres", "sommes", "catalogue", "formation", "formations", "ancien", "ancienne", "anciens",
        "reunit", "rassemble", "quand", "dont", "equipe de", "ayant", "experience en",
        "experience comme", "experience de", "qui a", "deja", "fait un",
        "fait une", "remplacer", "remplaceras", "remplacerez", "remplacement de",
        "presque tous", "nombreux", "taux", "profil", "jeunes", "employeurs", "salaries", "grille des", "plateforme",
        "offres", "recherche d", "recherche de", "travailler pour", "coordonner", "gerer", "accompagner", "rejoindre",
        "si", "missions des", "missions de",
    ),
    "duration": (
        "essai", "preavis", "renouvelable", "renouvelee", "renouvele", "renouvelables", "reconductible",
        "prolongation", "prolongee", "prolonge", "depuis", "il y a", "dans", "tous les", "toutes les", "apres",
        "premiers", "premieres", "avant", "experience", "financement", "age", "moins de", "prolonger", "prolongeable",
        "prolongees", "renouvelement", "renouvellement",
    ),
    "place": (
        "equipe", "entreprise", "societe", "association", "agence", "startup", "incubateur", "nous sommes",
        "utilisateurs", "siege", "partenaires", "acteurs", "ponctuelle", "ponctuelles", "occasionnelle",
        "occasionnelles", "optionnelle", "deplacement", "deplacements", "reunion", "reunions", "entretien",
        "entretiens", "pas", "ni", "sauf", "hors", "se fera", "de temps en temps", "evenement", "evenements",
        "produit", "service", "clients", "experimentation", "start up", "equipes", "sera souhaitee", "formation",
        "developpe", "ecole",
    ),
    "start": (
        "jusqu", "avant", "pas", "reponse", "entretien", "entretiens", "rappel", "demande", "candidature",
        "candidatures", "recruter", "contacter",
    ),
    "telework": (
        "ces derniers", "nous travaillons", "certains", "utilisateurs", "usagers", "webinaires", "formation",
        "formations", "reunion a", "animer", "accompagner", "outils de", "outil de",
    ),
    "experience": (
        "salaire", "euros", "equipe", "entreprise", "cabinet", "societe", "nous avons", "notre", "elle a", "il a",
        "ont", "fort de", "forte de", "depuis",
    ),
}  # fmt: skip
NOT_AFTER = {
    "contract": ("exclu", "exclus", "non accepte", "ne sont pas", "n est pas", "s abstenir", "pas", "impossible"),
    "duration": (
        "d experience", "experience", "d essai", "de preavis", "d anciennete", "par an", "d etudes", "apres",
        "plus tard", "d existence", "que", "avant", "d ici", "de stage minimum", "de financement", "de pratique",
        "de developpement", "suivant", "suivants", "dans",
    ),
    "place": ("et en region", "ou ailleurs"),
}  # fmt: skip
# A sentence with one of these is of the past, of others, or conditional: nothing is read in it.
PAST = (
    ("(a|ont|avons|avait|avaient) [ete|deja] (recrute|cherche|recherche|embauche|rejoint|travaille|effectue|"
    "realise|fait)"),
    "etait", "etaient", "etions", "recrutait", "cherchait", "l an dernier", "l annee derniere", "auparavant",
    "a l epoque", "etait en", "temoignage",
)  # fmt: skip

ALWAYS_GROSS = ("gratification",)  # of an intern: it has no charges
# Telework in a sentence: what it is about, and what makes it which class (docs/reference/front-matter.md).
TELEWORK_SIGNS = (
    "teletravail", "tele travail", "teletravailler", "teletravaille", "travail a distance", "travailler a distance",
    "distanciel", "presentiel", "travailler en remote", "travail en remote", "full remote", "poste a distance",
    "mission a distance", "100 % a distance", "100% a distance", "entierement a distance", "totalement a distance",
    "(realisable|realisee|possible) a distance", "remote", "distance possible", "a distance si",
    "s effectue a distance", "home office",
)  # fmt: skip
TELEWORK_CLASSES = {
    "full": (
        "teletravail (complet|total|integral|a temps plein|a temps complet)",
        "teletravail [possible] [a] 100 [%]",
        "[a] 100 % [en|de|a] (teletravail|distance|remote|distanciel)",
        ("(entierement|totalement|integralement|completement|exclusivement) (a distance|en teletravail|en remote|"
        "en distanciel)"),
        "full remote", "remote only", "(complet|total|integral) teletravail", "full teletravail",
    ),
    "hybrid": (
        "teletravail (partiel|hybride)", "partiellement en teletravail",
        "(principalement|majoritairement) (en teletravail|a distance)",
        "(en|de) majeure partie", "par defaut", "est la norme", "de rigueur", "mixte", "hybride", "a temps partiel",
        "en partie", "privilegier", "teletravail #",
        "# (jour|jours|j) [par semaine|/ semaine] (de|en) (teletravail|distanciel)",
        "teletravail … # (jour|jours|j) [max|maximum] (par|/|sur) (semaine|sem|5)",
        "teletravail (deux|trois|un|quatre) jour[s]",
        "(un|deux|trois|quatre) jour[s] [par semaine] (de|en) (teletravail|distanciel)",
        "teletravail … (un|deux|trois|quatre) jour[s] par semaine", "% (de|en) teletravail", "jusqu a # jour[s]",
        "teletravail / # (j|jour|jours)", "presentiel (optionnel|possible|facultatif)",
        "presentiel : (optionnel|possible|facultatif)",
    ),
    "occasional": (
        "possible", "possibilite", "bienvenu", "bienvenue", "ponctuel", "ponctuellement", "occasionnel",
        "occasionnellement", "accepte", "autorise", "ok", "envisageable", "encourage", "si souhaite", "permis",
        "au choix", "flexible", "favorise", "negociable", "propose", "souhaite", "apprecie",
    ),
    "open": ("ouvert au teletravail", "ouverts au teletravail"),
    "rare": ("ponctuel", "ponctuellement", "occasionnel", "occasionnellement", "exceptionnel", "exceptionnellement"),
    "none": (
        "pas de teletravail", "teletravail (impossible|exclu|non)", "pas possible", "n est pas possible",
        "(100 %|exclusivement|uniquement) [en] presentiel", "poste en presentiel", "pas en teletravail",
        "ne permet pas le teletravail", "sans teletravail", "aucun teletravail", "non teletravaillable",
        "pas teletravaillable",
    ),
}  # fmt: skip
# Beside telework, or in the same paragraph: one has to be present at times, so the job is not fully remote.
PRESENCE = (
    ("presence (reguliere|minimum|minimale|ponctuelle|frequente|tres frequente|hebdomadaire|obligatoire|souhaitee|"
    "physique|necessaire|occasionnelle)"),
    "presence", "besoin de presence", "venue[s] (a|au|sur|dans)", "journee[s] (par|/) semaine (a|au|sur|dans)",
    "(jour|jours|journee|journees) par mois", "sauf", "deplacement[s] par (mois|semaine|trimestre)",
    "deplacement[s] de # jour[s]", "deplacement[s] (regulier[s]|ponctuel[s]|occasionnel[s]) (a|sur)",
    "reunion[s] presentielle[s]", "reunion[s] en presentiel", "presentiel", "jour[s] (par|/) semaine (a|au|sur)",
    "jour[s] / semaine a", "se croiser", "vous croiser", "te croiser", "vous voir", "sur place", "trajets",
    "dans (nos|les|des) locaux", "au bureau", "(un|une|deux|trois) fois par (mois|semaine|trimestre)",
    "fois par (mois|semaine|trimestre)", "venir (a|au|sur)", "seminaire[s]",
    "(se|nous) (retrouver|reunir|rencontrer)", "pour retrouver", "locaux a", "regroupement[s]",
)  # fmt: skip

# When a job starts, other than on a date.
NOW = (
    "des que possible", "le plus tot possible", "au plus tot", "au plus vite", "immediatement", "immediat",
    "immediate", "asap", "tout de suite", "des maintenant", "aussi vite que possible", "le plus rapidement possible",
    "le plus vite possible", "des a present", "rapidement", "sans delai", "de suite",
)  # fmt: skip
# Between a fact's lead and a date: "mi-mars", "à partir du 3 mai", "courant juin".
DATE_BEFORE = (
    "le", "la", "en", "au", "du", "de", "d", "des", "a", "debut", "mi", "fin", "courant", "partir", "a partir",
    "compter", "rentree", "ideal", "souhaite", "souhaitee", "prevu", "prevue", "mois de", "mois d", "entre",
    "entre le", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "vers", "idealement",
    "environ", "soit", "est", "mission", "la mission", "stage", "du stage", "premiere", "quinzaine", "semaine", "ete",
    "possible", "souhaitable",
)  # fmt: skip
DATE_NOT_BEFORE = ("jusqu", "fin du", "se termine", "termine", "avant")
YEAR_START = ("debut",)  # "début 2021" is January

# Words for the contract of others: "responsable des alternances", unless it is "contrat d'alternance".
LINKS = ("des", "du", "de", "d", "de la", "de l", "les", "aux", "au", "le", "la", "l")
LINKED = (
    ("(contrat|contrats|offre|offres|poste|postes|forme|statut|mission|missions|cadre|type|base|titre|recrute|"
    "recrutent|recrutons|recherche|recherchent|recherchons|cherche|cherchent|cherchons|propose|proposons|embauche|"
    "embauchons|ouvert|ouverte|ouverts|ouvertes|s adresse|profil) (des|de|d|aux|au|du)"),
    "(ouvert|ouverte|ouverts|ouvertes) (aux|au) _ (et|ou) [aux|au|les]",
    "(ouvert|ouverte|ouverts|ouvertes|propose|proposee|poste|mission) [_] pour (des|les)",
    "(personnes|travailleurs|agents) (aux|au)", "(deux|trois|plusieurs|un ou) (des|de)",
)  # fmt: skip
# Of whom, or until when, full telework is none of the job.
FULL_NOT = (
    "equipe[s] (est|sont|travaille|travaillent|fonctionne|fonctionnent|vit|en|entierement|totalement|100)",
    "reunion[s]", "atelier[s]", "webinaire[s]", "utilisateurs", "usagers", "demarche[s]", "crise", "covid",
    "confinement[s]", "jusqu", "temporairement", "provisoirement", "(semaine|semaines|jours|mois) par an",
    "formation[s]", "entretien[s]", "cours", "consultation[s]", "pendant _",
)  # fmt: skip

# Of when work without telework is only the first part of the job.
NONE_NOT = ("(pendant|durant|lors de|avant) … (essai|premiers mois|premieres semaines|integration)", "au debut")

# A sentence with one of these states the hours of the job, wherever it stands.
HOURS_ANYWHERE = ("(poste|emploi|contrat|mission) [_] [_] (a|en) temps (partiel|plein|complet|incomplet|non complet)",)
# Hours of work: with a number of days, only if they are those of work, not of presence or telework.
HOURS_NOT = (
    "croisent", "croiser", "equipe", "equipes", "retrouver", "retrouvons", "teletravail", "presence", "distance",
    "presentiel", "sur place", "sur site", "bureau", "remote", "deplacement", "reunion", "reunions", "formation",
    "ecole", "par mois", "bureaux", "locaux",
)  # fmt: skip
DAYS_A_WEEK = (
    "jour par semaine", "jours par semaine", "jour / semaine", "jours / semaine", "j / semaine", "j par semaine",
    "jours semaine", "jours/semaine", "jours hebdomadaires", "jours ouvres par semaine", "j/semaine", "j / sem",
    "j/sem", "jours/sem", "jours sur 5", "jours sur cinq", "jours a la semaine",
)  # fmt: skip
FULL_TIME = (
    "temps plein", "temps complet", "plein temps", "full time", "35 heures", "35h", "39h", "39 heures", "35 h", "39 h",
    "37h", "37 h", "38h", "38 h", "37h30", "38h30",
)  # fmt: skip
PART_TIME = ("temps partiel", "mi temps", "temps incomplet", "temps non complet", "part time")
HOURS_BEFORE_SHARE = ("temps", "charge", "travail", "quotite", "mission", "poste", "rythme", "partiel")

# Words for experience: "3 ans d'expérience", and what states it without a number.
EXPERIENCE_AFTER = (
    "ans [ou plus|minimum|min|au moins] [d|de] (experience|pratique)",
    "ans [ou plus|minimum] (d|de) (experience|experiences|pratique)",
    "annees [ou plus|minimum] [d|de] (experience|pratique)", "annee d experience", "ans en tant que",
)  # fmt: skip
# Whose experience it is: a sentence without one of these may be about the team or the organisation.
EXPERIENCE_WANTED = (
    "vous", "tu", "votre", "ton", "profil", "candidat", "candidate", "au moins", "minimum", "souhaite", "souhaitee",
    "souhaitees", "requis", "requise", "requises", "exige", "exigee", "exigees", "idealement", "avec", "justifier",
    "justifiant", "disposant", "ayant", "necessaire", "necessaires", "demandee", "demandees", "attendue", "recherche",
    "recherchons", "cherche", "cherchons", "recrute", "recrutons",
)  # fmt: skip
LEVELS = {
    "junior": ("junior", "juniors"),
    "senior": ("senior", "seniors", "confirme", "confirmee", "expert", "experte", "experimente", "experimentee"),
    "beginner": ("debutant", "debutante", "debutants", "debutantes", "debutant accepte"),
}  # fmt: skip

# A sentence on how to apply: an address in it is where.
APPLY = (
    "postul", "postuler", "postulez", "candidater", "candidatez", "candidature", "candidatures", "envoyez", "envoyer",
    "envoie", "envoi", "ecrivez", "ecris", "ecrire", "contactez", "contacter", "contacte", "adresser", "adressez",
    "adresse", "transmettre", "transmettez", "formulaire", "cv", "linkedin", "lettre de motivation", "copie",
    "racontez nous", "raconte nous", "ecrivez nous", "fiche de poste", "repondre a l offre", "par mail",
    "par courriel", "motivation",
)  # fmt: skip
APPLY_LINKS = (
    "postul", "candidat", "formulaire", "fiche de poste", "notre site", "site", "annonce", "cliquez ici",
    "clique ici", "ici", "ce lien", "cette page",
)  # fmt: skip
# An address in copy is not the one to write to.
APPLY_COPY = ("copie", "copier", "cc", "mettant")
APPLY_STRONG = (
    "postuler", "postulez", "postule", "candidater", "candidatez", "candidature", "candidatures", "candidate",
)  # fmt: skip
APPLY_NOT = (
    "question", "questions", "renseignement", "renseignements", "en savoir plus", "plus d informations",
    "plus d information",
)  # fmt: skip
# Words so frequent that they show nothing: another word of a phrase is looked for first.
COMMON = (
    "service", "travail", "travailler", "entreprise", "site", "experience", "etre", "lettre", "poste", "mission",
    "offre", "etude", "fin", "temps", "recherche", "fonction", "par", "jour", "jours", "un", "une",
)  # fmt: skip
