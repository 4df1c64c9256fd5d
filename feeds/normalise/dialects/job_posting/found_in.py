"""Where a page has its jobs, in words: for `feeds try`."""

from __future__ import annotations

from feeds.model.post import Document
from feeds.model.problem import Message, verbatim
from feeds.normalise.dialects.job_posting import embedded, html_page, json_ld, sitemaps


def found_in(document: Document) -> tuple[Message, Message]:
    """Return what a document is that `job_posting.read` reads, and by what that shows."""
    text = html_page.decode(document)
    if sitemap := sitemaps.read(text):
        by = Message("by its element `<%(name)s>`", name="sitemapindex" if sitemap.index else "urlset")
        return Message("a sitemap"), by
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return verbatim("JobPosting"), Message("in JSON-LD")
    page = html_page.read(text, document.locator)
    if any(True for _ in json_ld.postings([value for script in page.scripts for value in json_ld.read(script)[0]])):
        return Message("a page with JobPosting"), Message("in JSON-LD")
    if page.marked:
        return Message("a page with JobPosting"), Message("in microdata or RDFa")
    if embedded.read((*page.data, *page.scripts)):
        return Message("a page with JobPosting"), Message("in its scripts")
    if page.posts:
        return Message("a page with an h-feed"), Message("by its classes")
    return Message("a page that links to others"), Message("it has no JobPosting itself")
