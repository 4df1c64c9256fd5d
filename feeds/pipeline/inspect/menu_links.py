"""Links of the header and the footer to posts that do not exist: a mistake that all pages would show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urldefrag, urljoin

from feeds.model.problem import Message, Problem
from feeds.pipeline.run import Project

INDEX = "index.html"


def problems(project: Project, published: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each link to a path where only posts are, and that none of `published` has.

    Other paths may be a feed, a list, or a file that the web server has from elsewhere.
    """
    site = project.config.site
    folder = site.permalink.partition("{")[0]
    if not folder:
        return
    pages = {urljoin(site.url, path).removesuffix(INDEX) for path in published}
    for key, links in (("header", site.look.header), ("footer", site.look.footer)):
        for link in links:
            page = unquote(urldefrag(link.url).url.partition("?")[0])
            if not page.startswith(site.url + folder) or page.removesuffix(INDEX) in pages:
                continue
            found = Message("%(path)s, which no post has", path=page.removeprefix(site.url))
            remedy = Message("write the post, or correct the path; `feeds explain` of a post shows its URL")
            yield Problem(project.file, Message("the path of a page"), found, remedy, f"site.links.{key}")
