"""Pages of lists: the open entries of a feed, or the open jobs with some values of facets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from feeds.emit import localize
from feeds.emit.entry_content import output_url
from feeds.emit.pages import relative_links, templating
from feeds.emit.pages.lines import Lines
from feeds.model.entry import Listing
from feeds.model.feed import EntryList, FeedLink, Filter, Output, Page, Value
from feeds.model.settings import LIST_FACETS, Site

MAX_FILTERS = 30  # values of one facet on a page; a page of its own has all of them


class Group(NamedTuple):
    """The filters by one facet; `more` is the path of the page with all its values, if there is one."""

    facet: str
    label: str
    filters: tuple[Filter, ...]
    more: str = ""


class View(NamedTuple):
    """What a page of a list shows: its entries, links to other pages, and filters.

    base: the path of the list of all open jobs, of a list that filters narrow.
    newest, newer, older: paths of pages.
    pages: of the first page, the paths of all others, each with the newest instant that may be on it.
    chosen: values that all entries have, with the path of the list without each.
    with_script: whether the script of lists filters these entries.
    """

    of: EntryList
    page: Page
    path: str
    base: str = ""
    newest: str = ""
    newer: str = ""
    older: str = ""
    pages: tuple[tuple[str, Any], ...] = ()
    groups: tuple[Group, ...] = ()
    chosen: tuple[tuple[Value, str], ...] = ()
    with_script: bool = False

    @property
    def links(self) -> tuple[Any, ...]:
        """Return all but the entries."""
        return self[2:]


class Shown(NamedTuple):
    """What a page of a list shows, with its entries; since when open jobs are not confirmed."""

    view: View
    listings: Sequence[Listing]
    unconfirmed: Sequence[datetime] = ()


def page_path(of_list: str, number: int = 1) -> str:
    """Return the path of a page of a list."""
    return f"{of_list}/index.html" if number == 1 else f"{of_list}/page/{number}/index.html"


def values_path(of_list: str, facet: str) -> str:
    """Return the path of the page with all values of a facet."""
    return f"{of_list}/{facet}/index.html"


def views(site: Site, entries: EntryList, pages: Sequence[Page], base: str = "") -> Iterator[View]:
    """Yield what each page of a list shows; `base` is the list of all open jobs, if filters narrow this one."""
    paths = [page_path(entries.path, page.number) for page in pages]
    groups = tuple(_groups(site, entries)) if base else ()
    for place, path in enumerate(paths):
        is_first = place == 0
        yield View(
            entries,
            pages[place],
            path,
            page_path(base) if base else "",
            paths[0],
            "" if is_first else paths[place - 1],
            paths[place + 1] if place + 1 < len(paths) else "",
            tuple(zip(paths[1:], (page.until for page in pages[1:]), strict=True)) if is_first else (),
            groups if is_first else (),
            tuple((value, page_path(wider)) for value, wider in entries.wider),
            bool(base and entries.entries) and is_first,
        )


def all_values(site: Site, entries: EntryList) -> Iterator[Group]:
    """Yield the facets with too many values for the first page of a list, with all of them."""
    return (group for group in _all_groups(site, entries) if len(group.filters) > MAX_FILTERS)


def _groups(site: Site, entries: EntryList) -> Iterator[Group]:
    """Yield the filters that the first page of a list shows: the most frequent values of each facet."""
    for group in _all_groups(site, entries):
        more = values_path(entries.path, group.facet) if len(group.filters) > MAX_FILTERS else ""
        yield group._replace(filters=group.filters[:MAX_FILTERS], more="" if entries.chosen else more)


def _all_groups(site: Site, entries: EntryList) -> Iterator[Group]:
    names = localize.facet_names(localize.primary_language(localize.choose_language(site.language)))
    for facet, filters in groupby(entries.filters, lambda one: one.value.facet):
        linked = tuple(one._replace(path=page_path(one.path)) for one in filters)
        yield Group(facet, names[facet], linked)


class ListPages:
    """Renders the pages of lists of one site."""

    def __init__(self, site: Site, feeds: Mapping[str, FeedLink], main: Sequence[FeedLink]) -> None:
        """Take the site, all its feeds by name, and the main ones, which pages of no feed announce."""
        self.site, self.feeds = site, feeds
        self.main = tuple(main[: templating.MAX_ANNOUNCED_FEEDS])
        self.ui_language = localize.choose_language(site.language)
        self.words = localize.translations(localize.primary_language(self.ui_language))
        self.lines = Lines(site, self.ui_language)

    def page(self, view: View, listings: Iterable[Listing]) -> Output:
        """Return a page of a list with some entries."""
        feed = self.feeds.get(view.of.feed)
        return self.render(
            "list.html",
            view.path,
            self._headline(view),
            self._announced(feed),
            summary="",
            above=self._above(view),
            **self.shown(view, listings, feed),
        )

    def shown(self, view: View, listings: Iterable[Listing], feed: FeedLink | None) -> dict[str, Any]:
        """Return the values of templates for a page of a list: its entries, filters and links."""
        return {
            "view": view,
            "lines": [self.lines.line(one) for one in listings],
            "script_words": json.dumps(script_words(self.ui_language), ensure_ascii=False) if view.with_script else "",
            "feed": feed,
            "formats": templating.links(self.site, feed, templating.LABELS) if feed else (),
            "formatter": self.lines.formatter,
        }

    def values(self, of_list: str, group: Group) -> Output:
        """Return the page with all values of a facet."""
        by_name = sorted(group.filters, key=lambda one: (one.value.label.casefold(), one.value.name))
        path = values_path(of_list, group.facet)
        above = [self._home(path), (relative_links.link(path, page_path(of_list)), self.words.gettext("Job offers"))]
        shown = {"filters": by_name, "above": above, "summary": ""}
        return self.render("values.html", path, group.label, self._announced(None), **shown)

    def title(self, entries: EntryList) -> str:
        """Return the title of a list."""
        if entries.title:
            return templating.short_title(self.site, entries.title)
        if not entries.chosen:
            return self.words.gettext("Job offers")
        return self.words.gettext("Job offers: %(values)s") % {"values": ", ".join(one.label for one in entries.chosen)}

    def render(self, template: str, path: str, title: str, announced: tuple[FeedLink, ...], **values: Any) -> Output:
        """Return a page of the site that shows entries, or leads to them."""
        language = localize.primary_language(self.ui_language)
        return templating.page(
            template,
            path,
            self.ui_language,
            site=self.site,
            **templating.subscriptions(self.site, announced, language),
            language=self.site.language,
            headline=title,
            address=output_url(self.site, path.removesuffix("index.html")),
            **values,
        )

    def _headline(self, view: View) -> str:
        """Return the title of a page of a list: with the newest day that may be on it, if it is not the first."""
        title, until = self.title(view.of), view.page.until
        if until is None:
            return title
        return f"{title} ({self.words.gettext('until %(day)s') % {'day': self.lines.formatter.text(until)}})"

    def _home(self, path: str) -> tuple[str, str]:
        return relative_links.link(path, "index.html"), self.site.title

    def _above(self, view: View) -> list[tuple[str, str]]:
        """Return link and name of the pages above that of a list."""
        above = [self._home(view.path)]
        if view.base and view.base != view.path:
            above.append((relative_links.link(view.path, view.base), self.words.gettext("Job offers")))
        return above

    def _announced(self, feed: FeedLink | None) -> tuple[FeedLink, ...]:
        return (feed,) if feed else self.main


def script_words(ui_language: str) -> dict[str, Any]:
    """Return the words of the script of lists; `{n}` and `{label}` are replaced there."""
    language = localize.primary_language(ui_language)
    words, names = localize.translations(language), localize.facet_names(language)
    return {
        "language": ui_language,
        "facets": {facet: names[facet] for facet in LIST_FACETS},
        "search": words.gettext("Search"),
        "any": words.gettext("Any"),
        "one": words.ngettext("%(num)s offer", "%(num)s offers", 1).replace("%(num)s", "{n}"),
        "other": words.ngettext("%(num)s offer", "%(num)s offers", 5).replace("%(num)s", "{n}"),
        "none": words.gettext("No offer matches."),
        "more": words.gettext("Show more"),
        "reset": words.gettext("Remove all filters"),
        "loading": words.gettext("Loading …"),
        "failed": words.gettext("Some offers could not be loaded."),
    }
