"""Site-wide outputs: sitemap, OPML, robots.txt, closed.json, recovery data."""
