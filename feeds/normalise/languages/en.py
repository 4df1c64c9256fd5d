"""English words of job offers, folded: lower case, without accents, dashes as blanks."""

from __future__ import annotations

MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sep": 9,
    "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

TRUE = ("yes", "true", "open", "on", "y", "1")
NEVER = ("never", "none")
FALSE = ("no", "false", "closed", "off", "n", "0")
STATES = {
    "open": ("open", "published", "publish", "posted", "live", "active", "online", "listed", "public", "visible"),
    "closed": (
        "closed", "expired", "withdrawn", "archived", "removed", "inactive", "cancelled", "canceled", "on hold",
        "paused", "ended",
    ),
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
    "permanent": ("permanent", "indefinite", "open ended", "regular", "civil servant"),
    "temporary": ("fixed term", "temporary", "temp", "seasonal"),
    "per_diem": ("per diem",),
    "intern": ("intern", "internship", "trainee", "traineeship"),
    "apprentice": ("apprenticeship", "apprentice", "work study"),
    "volunteer": ("volunteer", "volunteering"),
    "other": ("other",),
    "full_time": ("full time", "fulltime"),
    "part_time": ("part time", "parttime"),
}

TELEWORK = {
    "none": ("no", "none", "on site", "onsite", "in office", "no remote"),
    "full": (
        "full",
        "fully",
        "full remote",
        "fully remote",
        "remote only",
        "100 % remote",
        "remote",
        "telecommute",
    ),
    "hybrid": ("hybrid", "partial", "partly", "partially remote", "partly remote"),
    "occasional": ("yes", "possible", "occasional", "occasionally", "remote possible", "remote friendly"),
}
PRESENCE = ("office", "onsite", "on site", "travel", "except")
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
)  # fmt: skip
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
    "located": ("based", "located"),
    "in": ("in",),
    "street": ("street", "road", "lane"),
    "of": ("of",),
    "nowhere": ("remote", "anywhere", "everywhere", "europe", "eu", "world", "home"),
}
DATES = {"ordinal": ("st", "nd", "rd", "th"), "of": ("of",), "at": ("at",)}
