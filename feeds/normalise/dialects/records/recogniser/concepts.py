"""Words of field names: English, French, German, Dutch and Spanish words, and the concept that each names."""

from __future__ import annotations

import re
from functools import cache

from feeds.normalise.values.text import fold

# Words and phrases by concept, without accents. A word that is missing is tried without its plural "s",
# then as a compound of words that are here.
WORDS = {
    "job": "job offer offre poste position vacancy vacancie emploi opening posting stelle stellen stellenangebot "
    "anzeige angebot stellenangebote vacature career careersite careers oferta empleo trabajo vacante annonce "
    "opportunity listing baan "
    "advert role work arbeit "
    "arbeits travail werk berufs",
    "title": "title intitule titre titel titulo headline designation puesto functie",
    "name": "name nom libelle label naam nombre bezeichnung denominacion denomination displayname",
    "org": "company employer entreprise societe recruteur organization organisation organisme organismo organizacion "
    "firma firmen unternehmen unternehmens arbeitgeber bedrijf bedrijfs werkgever empresa compania empleador entidad "
    "etablissement collectivite employeur startup raison,sociale hiring,organization "
    "structure entite entity org",
    "place": "location place lieu localisation standort ort arbeitsort plaats standplaats locatie ubicacion lugar "
    "localizacion workplace,location einsatzort dienstort emplacement werklocatie",
    "city": "city town ville commune stadt gemeente stad ciudad localidad municipio municipality poblacion locality "
    "localite",
    "zip": "zip zipcode postcode plz postleitzahl cp postalcode postal postal,code code,postal codigo,postal",
    "region": "region province provincia provincie bundesland county kanton canton comunidad",
    "state": "state",
    "country": "country pays land pais",
    "street": "street rue strasse straat calle",
    "address": "address adresse adres direccion anschrift",
    "contract": "contract contrat vertrag vertrags contrato dienstverband anstellung anstellungs beschaftigung "
    "beschaftigungs arbeitsvertrag arbeitsverhaltnis commitment employment employmenttype contracttype employment,type "
    "type,emploi tipo,empleo contractvorm jobtype job,type",
    "type": "type tipo art soort typ",
    "hours": "hours heures arbeitszeit uren horas schedule working,time working,times working,hours temps,travail "
    "jornada time,type arbeidstijd "
    "werktijden temps,de,travail worktime",
    "pay": "salary pay salaire remuneration gehalt gehalts vergutung salaris salario sueldo compensation wage lohn "
    "entgelt loon retribucion",
    "min": "min minimum from von desde low minimo lower vanaf",
    "max": "max maximum to bis hasta high maximo upper tot",
    "currency": "currency devise wahrung valuta moneda monnaie",
    "unit": "unit period periode interval frequency zeitraum periodo unite periodicite periodicity",
    "workplace": "workplace",
    "remote": "remote telework teletravail homeoffice home,office thuiswerken teletrabajo telecommute telearbeit "
    "work,mode modalidad thuiswerk",
    "department": "department abteilung afdeling departamento team division",
    "category": "category profession categorie kategorie categoria function fonction funktion funcion "
    "berufsfeld vakgebied metier "
    "famille discipline",
    "industry": "industry secteur sector branche sektor activite,secteur",
    "experience": "experience erfahrung berufserfahrung ervaring werkervaring experiencia seniority",
    "education": "education formation diplome opleiding etudes studies estudios degree formacion bildung abschluss",
    "skills": "skill competence kenntnisse vaardigheden habilidades fahigkeiten competencias",
    "tag": "tag keyword schlagworte trefwoorden etiqueta mot,cle mots,cles",
    "image": "image picture photo bild afbeelding imagen cover thumbnail banner foto img visuel icon avatar",
    "logo": "logo",
    "apply": "apply to,apply application candidature postuler bewerbung bewerbungs bewerben sollicitatie solliciteer "
    "solliciteren candidatura inscripcion aplicar postulation",
    "deadline": "deadline expiry expire expires expiration closing closes close limite bewerbungsfrist frist "
    "bewerbungsschluss apply,by apply,before "
    "sluiting sluitings vencimiento cloture valid,through valid,until valid,to gultig,bis ablauf caducidad cierre "
    "verval validthrough reageren,voor reageer,voor last,publication posting,end post,end offline unpublish",
    "end": "end fin ende einde eind",
    "publish": "published publish posted publication publiee publie parution veroffentlicht veroffentlichung "
    "veroffentlichungs gepubliceerd publicatie plaatsing plaatsings geplaatst publicacion publicado publicada pub "
    "released release mise,en,ligne online,seit paru parue parus online,date online,datum "
    "posting,start post,start online",
    "create": "created create horodateur creation cree creee erstellt erstellung erstellungs aangemaakt creado "
    "creacion",
    "update": "updated update modified modification actualisation mise,a,jour modifie aktualisiert aktualisierung "
    "aktualisierungs geandert anderung anderungs gewijzigd wijziging wijzigings bijgewerkt actualizado actualizacion "
    "modificado changed maj",
    "date": "date datum fecha time timestamp since seit",
    "start": "start debut beginn begin inicio eintritt eintritts arbeitsbeginn ingangs prise "
    "antritt starting embauche embauchage incorporacion einstellung einstellungs prise,de,poste entry,date",
    "status": "status statut etat estado",
    "language": "language lang langue sprache taal idioma locale",
    "reference": "reference ref refnr requisition referenz kennziffer referentie referencia req kennzeichen",
    "number": "number numero nummer num nr",
    "id": "id uuid uid guid shortcode partner,job,id identifier identifiant kennung identificador ident",
    "code": "code codigo cle key slug",
    "url": "url link shortlink href permalink lien enlace uri website webseite path",
    "text": "description text texte texto tekst content contenu contenido inhalt inhoud body beschreibung omschrijving "
    "descriptif descripcion html desc",
    "part": "mission task profil profile profiel perfil requirement responsibility responsibilitie qualification "
    "aufgaben aufgabe anforderungen anforderung taken eisen requisito funciones tareas duties tache prerequis contexte",
    "benefits": "benefit avantage leistungen vorteile arbeidsvoorwaarden voordelen beneficio perk bieten",
    "summary": "summary excerpt teaser resume chapo intro introduction accroche zusammenfassung samenvatting resumen "
    "snippet abstract short kurz courte korte corta",
    "openings": "openings headcount number,of,openings number,of,positions nombre,postes nombre,de,postes "
    "total,job,openings plazas numero,vacantes anzahl,stellen aantal,vacatures",
    "duration": "duration duree dauer duur duracion looptijd laufzeit",
    # Of other things than the job.
    "person": "contact person author auteur autor user creator manager recruiter ansprechpartner kontakt contacto "
    "contactpersoon owner consultant responsable candidate first,name last,name firstname lastname prenom vorname "
    "nachname voornaam achternaam apellido surname birth birthday geburts member employee mitarbeiter",
    "mail": "mail email courriel correo",
    "phone": "phone telephone tel telefon telefoon telefono mobile mobil fax",
    "price": "price prix preis prijs precio tarif cost",
    "product": "sku ean gtin upc isbn asin stock quantity lager bestand voorraad inventory brand marque marke rating "
    "shipping product produit produkt producto discount coupon promo "
    "rabatt remise korting descuento voucher rent loyer miete huur alquiler surface bedrooms zimmer kamers",
    "event": "venue organizer organisateur veranstalter ticket attendee speaker event evenement veranstaltung "
    "appel,offre "
    "appels,offres tender bid grant subvention",
    "other": "publisher source provider partner partenaire system portal latitude longitude color colour "
    "languages langues sprachen talen idiomas lat "
    "lng lon geo parking "
    "self api json xml secondary additional,location cent centime heading header parent",
    "office": "office oficina kantoor agence,lieu",
    # Words that change nothing.
    "": "hiring rich select externe extern complet complete working weekly of de du des d la le les l the a der die "
    "das von van het el del los y und et and for pour fur "
    "voor "
    "para zur zum in "
    "value valeur wert rendered raw formatted display full main field attribute propertie props data node item record "
    "information info detail public external is has current default primary last t web acf meta cdata string at on by "
    "plain absolute hosted canonical self s",
}
STRONG = frozenset({"org", "person", "image", "logo", "other", "mail", "phone", "price", "product", "event"})
_WORD = re.compile(r"[^\W\d_]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MAX_PHRASE = 4  # words
_MIN_PIECE = 3  # letters of a part of a compound
_MAX_NAME = 80  # characters
_UMLAUTS = ("ae", "oe", "ue")  # of German words in ASCII
_JOINTS = ("", "s", "n", "en", "es")
_WRAPPERS = frozenset({"_source"})  # of the documents of Elasticsearch
_SHORT = frozenset({"id", "url"})  # parts of compounds although they are short


@cache
def _table() -> dict[tuple[str, ...], str]:
    return {tuple(word.split(",")): concept for concept, words in WORDS.items() for word in words.split()}


@cache
def of_name(name: str) -> tuple[frozenset[str], int]:
    """Return the concepts that a name of a field names, and how many of its words are unknown."""
    if name in _WRAPPERS:
        return frozenset(), 0
    words = [fold(word) for word in _WORD.findall(_CAMEL.sub(" ", name[:_MAX_NAME]).replace("'", " "))]
    found, unknown, place = set[str](), 0, 0
    while place < len(words):
        for length in range(min(_MAX_PHRASE, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + length])
            concepts = _known(phrase)
            if concepts is not None:
                found |= concepts
                place += length
                break
        else:
            unknown += not words[place].isdigit()
            place += 1
    return frozenset(found - {""}), unknown


def _known(phrase: tuple[str, ...]) -> frozenset[str] | None:
    table = _table()
    if (concept := table.get(phrase)) is not None:
        return frozenset({concept})
    if len(phrase) > 1:
        return None
    word = phrase[0]
    if any(pair in word for pair in _UMLAUTS):
        plain = word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
        if (concept := table.get((plain,))) is not None or (found := _compound(plain)) is not None:
            return frozenset({concept}) if concept is not None else found
    if word.endswith("s") and (concept := table.get((word[:-1],))) is not None:
        return frozenset({concept})
    return _compound(word)


@cache
def _compound(word: str) -> frozenset[str] | None:
    """Return the concepts of a word that consists of known ones ("Firmenname", "jobtitle"); None for others."""
    for end in range(len(word) - 2, 1, -1):
        head, rest = word[:end], word[end:]
        if len(head) < _MIN_PIECE and head not in _SHORT:
            continue
        concept = _piece(head)
        if concept is None:
            continue
        last = _piece(rest) if len(rest) >= _MIN_PIECE or rest in _SHORT else None
        more = frozenset({last}) if last is not None else _compound(rest)
        if more is not None:
            return frozenset({concept}) | more
    return None


def _piece(word: str) -> str | None:
    table = _table()
    for joint in _JOINTS:
        if word.endswith(joint) and (concept := table.get((word.removesuffix(joint),))) is not None:
            return concept
    return None
