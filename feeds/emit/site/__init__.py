"""Documents of the whole site: sitemap, OPML, robots.txt, closed.json, recovery data."""
