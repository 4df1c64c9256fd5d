"""What a user would write, and one Atom and one RSS feed of the newest 30 posts."""

AUTHOR = SITENAME = "Bench"
SITEURL = "https://bench.example.org"
PATH = "content"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "fr"
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 30
DEFAULT_PAGINATION = 100
