"""English phrases that state facts of a job in its text, written as in `fr_facts`."""

from __future__ import annotations

# With these words, also without a label.
CONTRACTS_IN_TEXTS = {
    "permanent": ("permanent contract", "permanent position", "permanent role", "permanent job"),
    "temporary": ("temporary contract", "temporary position", "temporary role"),
}
HIRING = ("hiring", "recruiting", "seeking", "looking for", "this is", "we offer", "offering", "offers")
YEAR_START = ("early", "beginning of")
BEFORE = {
    "contract anywhere": (
        ("(hiring|recruiting|seeking|looking for|hire|recruit|seek|offer|offering) … (on a|on an|for a|for an|as a|"
        "as an|under a|through a|in a)"),
        ("(hiring|recruiting|seeking|looking for|hire|recruit|seek|offer|offering) (a|an|one|two|several|our|its) "
        "[_] [_] [_] [_] [_]"),
        ("(position|role|job|post|contract|vacancy|opening) (is|as|on|under|for|in) [a|an] [full time|part time|"
        "paid] [basis of]"),
        "(this is|it is|we offer) [a|an] [full time|part time|paid] [week|month|year]",
    ),
    "duration anywhere": (
        "(contract|internship|position|role|mission|assignment|apprenticeship) … (of|for|lasting)",
    ),
    "duration": (
        "(duration|length|term) [of|is] [the] [contract|internship|mission] [of|is|at least|about]",
        ("(contract|internship|mission|assignment|position|role|apprenticeship|period|freelance|contractor) … (of|"
        "for|lasting|over) [a] [period of] [at least|about]"),
        "(for|lasting|over) [a] [period of] [at least|about|the next]",
        "(a|an|initial|first)",
    ),
    "start": (
        "(start|starts|starting|start date|begin|begins|beginning|commencing|available|joining) …",
        "(from|as of)",
    ),
    "start anywhere": ("(start date|the position starts|the job starts|the role starts) …",),
    "last_day": (
        ("(apply|application|applications|applying|cv|resume|write to us|email us) … (before|until|by|no later "
        "than|on or before)"),
        "(deadline|closing date) … (is|on)",
    ),
    "place anywhere": (
        ("(position|role|job|post|internship|work|contract|vacancy|will be) … (based|located|situated) … (in|at|"
        "out of)"),
        "you … based (in|at)",
    ),
    "place": (
        "(based|located|situated) … (in|at|out of)", "(presence|days|day|week|attendance) … in [our] [office in]",
        "(office|offices) [is|are] in", "(work|working) [from|in] [our office in|our offices in]",
        "(contract|internship|position|role) in",
    ),
}  # fmt: skip
NOT_BEFORE = {
    "contract": (
        "not", "no", "including", "experience as", "experience in", "who has", "having", "replace",
        "replacing", "neither",
        "nor", "without", "except", "never", "instead of", "rather than", "may become", "could become", "possibly",
        "lead to", "leading to", "turn into", "with a", "with an", "with two", "our", "team of", "former",
        "convert to", "followed by", "manage", "managing", "supervise", "supervising", "training", "working with",
        "work with", "unlike", "platform", "if", "extended to", "for our", "potential",
    ),
    "duration": (
        "trial", "probation", "notice", "renewable", "extendable", "extended", "since", "ago", "within", "every",
        "after", "first", "before", "last", "past", "than", "in", "experience", "next to", "extension",
    ),
    "place": (
        "team", "teams", "company", "startup", "start up", "headquarters", "headquartered", "we are", "users",
        "partners", "clients", "customers", "not", "nor", "except", "occasional", "meeting", "meetings", "travel",
        "interview", "interviews", "organisation", "organization", "foundation", "remote in",
    ),
    "start": ("until", "before", "not", "interview", "interviews", "application", "applications"),
    "telework": ("we work", "team works", "users", "training", "meetings", "remote monitoring", "support for"),
    "experience": ("team", "company", "we have", "our", "he has", "she has", "with over", "since", "founder"),
}  # fmt: skip
NOT_AFTER = {
    "contract": (
        "not accepted", "excluded", "need not apply", "are not", "platform", "platforms", "programme", "programmes",
        "program", "programs", "offers", "scheme", "market",
    ),
    "duration": (
        "of experience", "experience", "trial", "probation", "notice", "ago", "old", "a year", "per year", "later",
        "after", "of professional", "of relevant", "of funding", "of practice",
    ),
}  # fmt: skip
PAST = ("was", "were", "used to", "had", "has been hired", "last year", "formerly", "we hired", "have hired")

TELEWORK_SIGNS = (
    "remote", "remotely", "telework", "teleworking", "work from home", "working from home", "work from anywhere",
    "home office", "telecommuting", "hybrid", "on site", "onsite", "in person", "home working",
)  # fmt: skip
TELEWORK_CLASSES = {
    "full": (
        "fully remote", "full remote", "100 % remote", "100% remote", "remote only", "entirely remote",
        "completely remote", "fully remotely", "entirely remotely", "work from anywhere", "full time remote",
        "remote full time", "100 % remotely",
    ),
    "hybrid": (
        "partially remote",
        "partly remote",
        "hybrid",
        "mostly remote",
        "remote by default",
        "remote first",
        "# days [a|per] [week] (remote|remotely|from home|of remote work|of telework)",
        "remote … # days (a|per) week",
        "(one|two|three|four) day[s] (a|per) week",
        "home … # days (a|per) week",
    ),
    "occasional": (
        "possible", "possibility", "welcome", "occasional", "occasionally", "allowed", "ok", "optional",
        "remote friendly", "accepted", "option", "considered", "encouraged", "available", "can work",
    ),
    "rare": ("occasional", "occasionally", "exceptionally"),
    "none": (
        "no remote", "not remote", "not possible", "no telework", "on site only", "onsite only", "fully on site",
        "on site position", "100 % on site", "100% on site", "in person only", "not a remote",
        "cannot be done remotely", "not available for remote", "fully onsite",
    ),
}  # fmt: skip
PRESENCE = (
    "presence", "(regular|occasional|some) (travel|presence|visits)", "in the office", "in our office",
    "at the office", "on site", "onsite", "in person", "day[s] (a|per) week (in|at)",
    "(once|twice) a (week|month|quarter)", "times a (week|month|quarter|year)", "team meetings in", "meet (in|up)",
    "travel to", "visit[s] to", "offsite[s]", "retreat[s]", "come to",
)  # fmt: skip
NOW = ("as soon as possible", "immediately", "asap", "immediate", "now", "right away", "at once", "straight away")
DATE_BEFORE = (
    "the", "in", "on", "from", "of", "early", "mid", "late", "beginning", "end", "is", "as", "expected", "ideally",
    "around", "between", "by", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "date",
    "at", "start", "desired", "preferably",
)  # fmt: skip
DATE_NOT_BEFORE = ("until", "ends", "before")
LINKS = ("of", "the", "to", "from", "about")
LINKED = ("(basis|form|position|type|kind|contract|offer|as|through) (of|the)", "open to [the]")
FULL_NOT = (
    "team[s] (is|are|works|work)", "meeting[s]", "workshop[s]", "users", "training[s]", "until", "temporarily",
    "covid", "(week|weeks|days|month|months) (a|per) year", "interview[s]", "course[s]", "webinar[s]",
)  # fmt: skip
NONE_NOT = ("(during|in|for|before|until) … (trial|probation|first [_] months|onboarding)", "at first")
HOURS_ANYWHERE = (
    "(full time|part time|fulltime|parttime) [_] [_] (position|role|job|post|contract)",
    "(this|it) is a (full time|part time|fulltime|parttime)",
)
HOURS_NOT = (
    "remote", "remotely", "home", "office", "on site", "onsite", "presence", "telework", "in person", "a month",
    "per month", "meeting", "meetings", "travel",
)  # fmt: skip
DAYS_A_WEEK = (
    "day a week", "days a week", "day per week", "days per week", "days/week", "days / week", "day/week",
    "days weekly", "day week",
)  # fmt: skip
FULL_TIME = ("full time", "fulltime", "40 hours", "35 hours", "37.5 hours")
PART_TIME = ("part time", "parttime")
HOURS_BEFORE_SHARE = ("time", "workload", "position", "fte")
EXPERIENCE_AFTER = (
    "years [or more] of [professional|relevant|work|prior|proven] [work|professional] experience",
    "year[s] [professional|relevant|work] experience", "years in a similar",
    "years of [hands on|practical|industry]  experience",
)  # fmt: skip
EXPERIENCE_WANTED = (
    "you", "your", "candidate", "candidates", "at least", "minimum", "required", "requires", "require", "preferred",
    "ideally", "with", "looking for", "desired", "expected", "needed", "must",
)  # fmt: skip
LEVELS = {
    "junior": ("junior", "entry level"),
    "senior": ("senior", "experienced", "expert"),
    "beginner": ("beginner", "beginners", "graduates welcome", "no experience"),
}  # fmt: skip
APPLY = (
    "apply", "applying", "application", "applications", "send", "email", "write to", "write us", "contact", "cv",
    "resume", "cover letter", "form", "submit",
)  # fmt: skip
APPLY_LINKS = (
    "apply", "application", "form", "here", "our website", "website", "our site", "careers page", "this link",
    "job description", "this page",
)  # fmt: skip
APPLY_COPY = ("cc", "copy", "copying")
APPLY_STRONG = ("apply", "applying", "your application", "applications to", "application form")
APPLY_NOT = ("question", "questions", "more information", "find out more", "learn more")
COMMON = (
    "work", "works", "site", "experience", "position", "role", "job", "time", "application", "in", "office",
    "working", "home",
)  # fmt: skip
