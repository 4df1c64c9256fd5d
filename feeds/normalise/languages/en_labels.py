"""English labels and headings of facts in the texts of jobs, folded: lower case, without accents, dashes as blanks."""

from __future__ import annotations

LABELS = {
    "place": (
        "location", "locations", "place", "place of work", "work location", "job location", "where",
        "office location", "city",
    ),
    "contract": (
        "contract", "contract type", "type of contract", "employment type", "job type", "employment",
        "type of employment", "status", "position type",
    ),
    "hours": (
        "hours", "working hours", "working time", "workload", "schedule", "time commitment", "commitment",
        "hours per week",
    ),
    "duration": (
        "duration", "length", "term", "contract length", "contract duration", "length of contract", "for how long",
    ),
    "start": (
        "start", "start date", "starting date", "starting", "when", "starts", "expected start", "expected start date",
        "date of start", "available from",
    ),
    "last_day": (
        "deadline", "closing date", "application deadline", "apply by", "apply before", "applications close",
        "last day to apply", "deadline for applications", "closing date for applications",
    ),
    "telework": (
        "remote", "remote work", "remote working", "telework", "teleworking", "work from home", "working mode",
        "workplace type",
    ),
    "pay": (
        "salary", "pay", "compensation", "salary range", "pay range", "annual salary", "gross salary", "remuneration",
    ),
    "day_rate": ("day rate", "daily rate", "rate per day", "rate"),
    "experience": (
        "experience", "experience level", "seniority", "years of experience", "experience required", "level",
    ),
    "apply": (
        "apply", "to apply", "how to apply", "applications", "application", "application form", "apply here",
        "apply at", "contact",
    ),
    "conditions": ("conditions", "terms", "working conditions", "practical details"),
}  # fmt: skip
LABEL_TAILS = (
    "expected", "required", "preferred", "ideally", "of the contract", "of contract", "of the mission", "requested",
    "minimum", "needed", "max", "maximum", "min",
)  # fmt: skip
HEADINGS = {
    "conditions": (
        "terms", "conditions", "terms and conditions", "practical information", "practical details", "practicalities",
        "the details", "details", "logistics", "what we offer", "we offer", "the contract", "working conditions",
        "key facts", "at a glance", "job details", "key information", "contract details", "the offer", "our offer",
        "in short", "in brief", "employment details", "position details", "the practical stuff", "key details",
        "terms of employment", "about the contract", "benefits and conditions",
    ),
    "apply": (
        "apply", "how to apply", "to apply", "application", "applications", "apply now", "interested", "contact",
        "join us", "contact us", "application process", "apply for this job", "get in touch",
        "sending your application",
    ),
}  # fmt: skip
HEADING_BEFORE = ("the", "our", "your", "some")
HEADING_AFTER = ("of", "for", "and", "to")

ITEM_STARTS = (
    "full time", "part time", "fixed term", "permanent", "contract of", "start", "remote", "hybrid", "salary",
    "day rate", "duration", "position open", "based in", "internship of", "freelance", "temporary", "paid internship",
)  # fmt: skip

# Periods for which there is no unit: a sum for two weeks is none for a week.
PAY = {
    "no pay": (
        *("bi weekly", "bi-weekly", "biweekly", "bi monthly", "bi-monthly", "bimonthly", "semi monthly"),
        *("semi-monthly", "semimonthly", "twice a month", "twice monthly", "every two weeks", "every other week"),
        *("two weekly", "two-weekly", "four weekly", "four-weekly", "fortnight", "fortnightly"),
    ),
}
PAY_FIELDS = {
    "hour": ("p/h", "ph", "hrly"),
    "day": ("day rate", "p/d"),
    "week": ("p/w", "pw"),
    "month": ("pcm", "p/m"),
    "year": ("pa", "p/a", "p.a", "per annum"),
    "short hour": ("hr", "hrs"),
    "short week": ("wk",),
    "short month": ("mo", "mth"),
    "short year": ("yr", "annum"),
    "per": ("each", "every", "the"),
    "to": ("up to",),
    "net": ("take home", "take-home", "after tax", "after taxes"),
    "no pay": (
        *("about", "around", "approx", "approximately", "roughly", "ote"),
        *("pro rata", "pro-rata", "fte", "wte", "full time equivalent", "full-time equivalent"),
        *("on target", "on-target", "including", "includes", "inclusive", "incl", "package", "total compensation"),
        *("total comp", "million", "millions", "m", "mn", "bn", "funding", "revenue", "turnover"),
    ),
    "extras": (
        *("bonus", "bonuses", "commission", "commissions", "equity", "stock", "options", "rsu", "rsus", "tips"),
        *("benefits", "super", "superannuation", "allowance", "sign-on", "signing", "incentive", "incentives"),
        *("overtime", "relocation", "stipend", "voucher", "vouchers", "holiday pay", "travel"),
    ),
    "apart": ("plus", "with", "excluding", "excl"),
    "from": ("starting at", "starting from", "min.", "minimum of", "or more", "and up"),
    "up to": ("maximum of",),
}
