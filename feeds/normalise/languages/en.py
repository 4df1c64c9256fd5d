"""English words of job offers, folded: lower case, without accents, dashes as blanks."""

from __future__ import annotations

MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sep": 9,
    "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

TRUE = ("yes", "true", "open", "on", "y", "1")
UNNAMED = (
    "tbd", "tba", "tbc", "to be defined", "to be determined", "to be announced", "to be confirmed", "n/a", "n.a", "na",
    "none", "null", "nil", "unknown", "undefined", "undisclosed", "not disclosed", "not specified", "confidential",
    "confidential company", "stealth", "stealth startup", "anonymous", "us", "we", "our client", "client",
    "true", "false", "yes", "no",
)  # fmt: skip
NEVER = ("never", "none")
FALSE = ("no", "false", "closed", "off", "n", "0")
STATES = {
    "open": ("open", "published", "publish", "posted", "live", "active", "online", "listed", "public", "visible"),
    "closed": (
        "closed", "expired", "archived", "removed", "inactive", "on hold", "paused", "ended",
    ),
    "withdrawn": ("withdrawn", "cancelled", "canceled"),
    "filled": ("filled", "hired"),
    "draft": (
        "draft", "drafts", "drafted", "in draft", "auto draft", "private", "hidden", "invisible", "secret",
        "confidential", "internal", "protected", "password protected", "encrypted", "restricted", "unpublished",
        "not published", "unpublish", "do not publish", "not public", "nonpublic", "non public", "not visible",
        "pending", "pending review", "pending approval", "awaiting review", "awaiting approval", "unreviewed",
        "unapproved", "embargo", "embargoed", "under embargo", "deleted", "trash", "trashed",
    ),
    "scheduled": ("scheduled", "future", "queued"),
    "unlisted": ("unlisted", "not listed", "hidden from lists"),
}  # fmt: skip
# How far a post that is still being written is: a draft, too.
STAGES = (
    "drafting", "sketch", "not ready", "not started", "to do", "todo", "wip", "work in progress", "in progress",
    "incomplete", "unfinished", "in review", "under review", "to review", "to be reviewed", "for review", "review",
    "needs review", "needs work", "proofreading", "in preparation", "to publish", "skip",
)  # fmt: skip
# Who may see a post, as `visibility` and `access` state it, besides the words of states.
VISIBILITY = {
    "everyone": ("everyone", "everybody", "anyone", "all", "world", "free", "unrestricted"),
    "restricted": (
        "members", "member", "members only", "subscribers", "subscribers only", "paid", "tiers", "staff", "team",
        "employees", "company", "friends", "me", "only me", "login", "login required", "logged in",
        "authenticated", "authorized", "by invitation", "password", "with password", "premium", "admin", "admins",
        "editors", "none", "no one",
    ),
}  # fmt: skip

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}

CONTRACTS = {
    "contractor": ("contractor", "self employed", "freelancer"),
    "assignment": ("contract", "contracting"),
    "permanent": ("permanent", "indefinite", "open ended", "regular"),
    "civil_servant": ("civil servant",),
    "temporary": ("fixed term", "temporary", "temp", "seasonal"),
    "per_diem": ("per diem",),
    "intern": ("intern", "internship", "trainee", "traineeship"),
    "apprentice": ("apprenticeship", "apprentice", "work study"),
    "volunteer": ("volunteer", "volunteering"),
    "other": ("other",),
    "full_time": ("full time", "fulltime"),
    "part_time": ("part time", "parttime"),
}
FULL_OR_PART = ("full or part time", "full and part time", "full part time")

TELEWORK = {
    "none": (
        "no", "none", "on site", "onsite", "in office", "in the office", "in person", "no remote", "no remote work",
        "not remote", "non remote", "no telework", "no telecommuting", "office based", "office only",
    ),
    "full": ("full remote", "fully remote", "remote only", "100 % remote", "remote", "telecommute"),
    "hybrid": ("hybrid", "partial", "partially", "partly", "partially remote", "partly remote", "remote first"),
    "occasional": (
        "yes", "possible", "occasional", "occasionally", "remote possible", "remote friendly", "remote ok", "optional",
        "option", "available", "allowed", "negotiable", "considered", "sometimes", "up to",
    ),
}  # fmt: skip
TELEWORK_PARTS = {
    "whole": ("full", "fully", "entirely", "completely", "totally"),
    "noun": (
        "telework", "teleworking", "telecommuting", "remote work", "remote working", "work remotely",
        "working remotely", "remotely", "work from home", "working from home", "from home", "wfh", "home office",
        "homeoffice", "home based",
    ),
    "anywhere": ("anywhere", "anywhere in the world", "work from anywhere", "remote anywhere"),
    "presence": (
        "office", "offices", "travel", "travelling", "traveling", "except", "but", "visit", "visits", "meeting",
        "meetings", "offsite", "offsites", "retreat", "retreats", "gathering", "gatherings", "site", "hq",
        "headquarters", "commute", "commuting",
    ),
    "time": (
        "once", "twice", "times", "quarter", "quarters", "quarterly", "weekly", "monthly", "yearly", "every", "each",
        "per", "period", "during", "until", "after", "before", "while",
    ),
    "not": ("not", "no", "never", "without", "non", "cannot", "neither", "impossible"),
    "neutral": (
        "position", "role", "job", "work", "working", "is", "this", "the", "a", "in", "from", "within", "we", "are",
        "permanently", "always",
    ),
}  # fmt: skip
AREAS = {
    "world": (
        "world",
        "worldwide",
        "anywhere",
        "anywhere in the world",
        "global",
        "everywhere",
        "international",
    ),
    "europe": ("europe", "emea"),
    "union": ("eu", "european union"),
}
JOB_PATHS = (
    "job", "jobs", "career", "careers", "vacancy", "vacancies", "position", "positions", "opening",
    "openings", "opportunity", "opportunities", "recruitment", "recruiting", "internship", "internships",
    "requisition", "requisitions", "jobdetail", "jobdetails", "jobview", "viewjob", "jobposting",
    "jobpostings", "jobid", "joboffer", "joboffers", "jobopening", "jobopenings", "apprenticeship",
    "apprenticeships",
)  # fmt: skip
# Path segments, and words of links, that lead to anything but a job.
NO_JOB_PATHS = (
    "contact", "contact us", "privacy", "privacy policy", "privacy notice", "cookie", "cookies",
    "cookie policy", "legal", "legal notice", "imprint", "terms", "terms of use", "terms of service",
    "terms and conditions", "accessibility", "login", "log in", "sign in", "signin", "signup", "sign up",
    "logout", "register", "registration", "account", "my account", "profile", "news", "newsroom", "blog",
    "press", "media", "events", "about", "about us", "search", "help", "faq", "support", "home", "index",
    "sitemap", "subscribe", "newsletter", "alerts", "job alerts", "jobalert", "talent community", "share",
    "print", "apply", "apply now", "application", "feed", "rss", "wp content", "wp admin", "wp login",
    "wp json", "assets", "static", "images", "img", "css", "js", "fonts", "cart", "checkout", "tag", "tags",
    "category", "author", "archive", "archives", "benefits", "culture", "our culture", "values",
    "our values", "team", "our team", "diversity", "saved jobs", "favorites",
)  # fmt: skip
# Of a link to the next part of a list.
NEXT_PART = ("next", "next page", "next results", "older posts")
ERROR_PAGES = (
    "404", "not found", "no longer available", "does not exist", "error", "access denied", "forbidden",
    "maintenance", "just a moment", "captcha", "sign in", "log in", "login", "has expired",
    "unavailable",
)  # fmt: skip

UNITS = {
    "hour": ("hour", "hours"),
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "month": ("month", "months"),
    "year": ("year", "years"),
}
PER = ("per", "a", "an")
EVERY = ("per",)
TO = ("to", "and", "or")
OR = ("or",)
AND = ("and",)
ONE = ("one",)
VAGUE = ("least", "most", "up to", "about")
DENIED = ("not", "no", "without")
ELSEWHERE = ("remote",)
EXPERIENCE = ("of experience", "experience")

IN_TITLES = ("internship", "apprenticeship")
ALONE_IN_TITLES = ("intern",)
SUBJECTS_BEFORE = ("of", "for", "the", "with")
# After "intern" in a title, words of those who look after interns.
SUBJECTS_AFTER = (
    *("program", "programs", "programme", "programmes", "manager", "coordinator", "lead", "leader", "recruiter"),
    *("recruiting", "recruitment", "director", "head", "specialist", "officer", "adviser", "advisor", "mentor"),
    *("supervisor", "support", "engagement", "experience", "relations", "hiring", "onboarding", "talent"),
)
SENTENCES = (
    r"^(?:join|come|become|looking for|want to|ready to|do you|are you|would you|have you)\b",
    r"^(?:help (?:us|me|people|build|shape|make)|build (?:the|our|an?|with)|work (?:with|for))\b",
    r"^be (?:an?|the|our|part)\b",
    r"^(?:make|shape|change) (?:the|our|an?)\b",
    r"\b(?:we|you|they|i'm)\b",
    r"\b(?:is|are) (?:an?|the|our|hiring|looking|seeking|recruiting|open|available|here|your)\b|\bwill be\b",
    r"\b(?:hires|seeks)\b",
)

PAY = {
    "hour": ("hourly",),
    "day": ("daily",),
    "week": ("weekly",),
    "month": ("monthly",),
    "year": ("yearly", "annual", "annually", "annum", "p.a."),
    "gross": ("gross",),
    "no pay": ("billion", "billions", "vat included"),
    "from": ("from", "at least"),
    "up to": ("up to",),
}

PLACES = {
    "located": ("based", "located", "situated"),
    "in": ("in", "from", "within", "across", "throughout"),
    "street": ("street", "road", "lane"),
    "office": ("office", "offices", "hq", "headquarters", "head office"),
    "of": ("of",),
    "our": ("our",),
    "ours": ("our", "the", "in our", "one of our", "at our"),
    "beside": ("a", "an", "the", "full", "fully", "100", "partial", "friendly", "first", "only", "ok", "for", "jobs"),
    "label": ("location", "locations", "place of work", "city", "office"),
    "nowhere": (
        "anywhere",
        "everywhere",
        "elsewhere",
        "worldwide",
        "europe",
        "eu",
        "world",
        "global",
        "globally",
        "international",
        "nationwide",
        "statewide",
        "emea",
        "apac",
        "latam",
        "amer",
        "americas",
        "dach",
        "benelux",
        "nordics",
        "asia",
        "africa",
        "middle east",
        "north america",
        "south america",
        "latin america",
        "various",
        "flexible",
        "client site",
        "customer site",
        "field based",
        "virtual",
    ),
    "remote": (
        "remote",
        "remotely",
        "home",
        "work from home",
        "working from home",
        "wfh",
        "home office",
        "homeoffice",
        "home based",
        "homebased",
        "telecommute",
        "telework",
        "teleworking",
    ),
    "present": ("hybrid", "on site", "onsite", "in office"),
    "places": (
        "locations",
        "offices",
        "places",
        "cities",
        "sites",
        "countries",
        "states",
        "regions",
        "location",
        "office",
        "site",
        "city",
    ),
    "several": ("multiple", "several", "various", "many", "all", "any", "other", "different", "more"),
    "unknown": (
        "tbd",
        "tbc",
        "tba",
        "to be defined",
        "to be determined",
        "to be decided",
        "to be confirmed",
        "to be announced",
        "to be specified",
        "to be agreed",
        "to be discussed",
        "coming soon",
        "not specified",
        "unspecified",
        "unknown",
        "not known",
        "not known yet",
        "not yet known",
        "undefined",
        "undisclosed",
        "not available",
        "not applicable",
        "na",
        "n a",
        "null",
        "none",
        "nan",
        "pending",
        "xxx",
    ),
    "others": (
        "office",
        "offices",
        "headquarters",
        "hq",
        "site",
        "sites",
        "client",
        "clients",
        "team",
        "teams",
        "location",
        "city",
        "state",
        "region",
        "country",
        "county",
        "area",
        "greater",
        "downtown",
        "building",
        "floor",
        "school",
        "university",
        "college",
        "hospital",
        "department",
        "group",
        "inc",
        "ltd",
        "llc",
        "gmbh",
        "near",
        "airport",
        "station",
        "days",
        "day",
        "week",
        "contract",
        "campus",
        "unit",
        "suite",
        "hybrid",
        "only",
        "metro",
        "company",
        "confidential",
        "customer",
        "customers",
        "address",
        "place",
        "zone",
        "timezone",
        "field",
        "valley",
        "bay",
        "coast",
        "hub",
        "center",
        "centre",
        "time",
    ),
}
DATES = {"ordinal": ("st", "nd", "rd", "th"), "of": ("of",), "at": ("at",)}
