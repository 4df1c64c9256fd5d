"""Site-wide outputs: sitemap, OPML, robots.txt, closed.json, hiring.json, deadlines.ics, recovery data."""
