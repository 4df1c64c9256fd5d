"""Job records in an HTML page, located by selectors (wrapper of parsel's CSS and of lxml's XPath 1.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, verbatim
from feeds.normalise.dialects.job_posting import html_page, script_data
from feeds.normalise.dialects.records import json_records, xml_records
from feeds.normalise.dialects.records.record import EMPTY, TEXT_COST, Tree, quote, refusal
from feeds.normalise.html.strip_tags import BLOCKS
from feeds.normalise.values import links
from feeds.normalise.values.text import one_line

MAX_ELEMENTS = 1_000_000  # of one page
# Elements in one, as records in a document: `:nth-child` counts the siblings of each.
_MAX_CHILDREN = 20_000
_MAX_INSIDE = 2_000_000  # elements in all records, counted again in each one around them
_MAX_PRODUCT = 1_000_000_000  # records times elements: `preceding::h2` may pass all of them for each record

# What CSS never begins with. `.job` is a class, `.` and `./a` are steps of XPath.
_XPATH = re.compile(
    r"[/(@]|\.(?:/|\.|\s*$)|(?:ancestor|ancestor-or-self|attribute|child|descendant|descendant-or-self|following"
    r"|following-sibling|parent|preceding|preceding-sibling|self)::|[a-z-]+\("
)
_LITERAL = re.compile(r"'([^']*)'")
_BLOCKS = BLOCKS | {"article", "aside", "footer", "header", "main", "nav", "section", "table", "th"}
_HIDDEN = frozenset({"script", "style", "template", "noscript"})
_LINKS = frozenset({"url", "apply_url", "organization.url", "detail.url", "next.url"})
_TIME = etree.XPath("descendant-or-self::*/@datetime", smart_strings=False)
_PICTURES = frozenset({"image", "organization.logo"})
_DATES = frozenset({"published", "updated", "deadline", "start"})


class HtmlTree(xml_records.ElementsTree):
    """A page; an expression is a CSS selector, or XPath where it cannot be one; a node an element or a text.

    `base` is the URL that relative links in it refer to.
    """

    def __init__(self, document: Document, here: str) -> None:
        super().__init__(document)
        self.written = html_page.decode(document)
        self.root = _parsed(document, self.written)
        found = next((element.get("href", "") for element in self.root.iter("base")), "")
        self.base = links.web_page(found, here) or here

    def find(self, expression: str, at: Any = None) -> list[Any]:
        """See `Tree`; a text in quotation marks finds itself."""
        if literal := _LITERAL.fullmatch(expression.strip()):
            return [literal[1]]
        return super().find(expression, at)

    def _found(self, expression: str, at: Any) -> list[Any]:
        path = _compiled(expression)
        if path is None or not etree.iselement(at):
            return [at] if expression.strip() == "." else []
        return xml_records.nodes(path, at)

    def raw_text(self, node: Any) -> str:
        """See `Tree`; the text of an element includes that of its descendants, but no scripts."""
        if etree.iselement(node):
            words = list(_words(node))
            self.charge(len(words) * TEXT_COST // 2)
            return one_line("".join(words))
        if isinstance(node, bool):
            return "true" if node else ""
        return node.strip() if isinstance(node, str) else ""

    def value(self, node: Any, field: str) -> str:
        """See `Tree`; of a link its address, of a picture its file, of a time its `datetime`."""
        written = self._attribute(node, field) if etree.iselement(node) else ""
        if field not in _LINKS | _PICTURES:
            return self.text(written or node)
        if etree.iselement(node) and len(node) and not written:
            self.charge(TEXT_COST)
            return ""
        return links.absolute(self.text(written or node), self.base) or ""

    def _attribute(self, node: Any, field: str) -> str:
        if field in _LINKS:
            return next((one.get("href") for one in node.iter("a", "area", "link") if one.get("href")), "")
        if field in _PICTURES:
            names = ("src", "data-src")
            return next((one.get(name) for one in node.iter("img") for name in names if _is_file(one.get(name))), "")
        if field in _DATES and (found := _TIME(node)):
            return str(found[0])
        name = {"meta": "content", "data": "value", "input": "value"}.get(node.tag)
        return str(node.get(name, "")) if name else ""

    def html(self, node: Any) -> str:
        """See `Tree`; what is inside of an element."""
        if not etree.iselement(node):
            return super().html(node)
        self.text(node)  # counted against the limit
        inside = (etree.tostring(child, method="html", encoding="unicode") for child in node)
        return (escape(node.text or "", quote=False) + "".join(inside)).strip()

    def records(self, items: str) -> list[Any]:
        """See `Tree`; a page without any is none that shows that there are no jobs."""
        found = [node for node in self.find(items) if etree.iselement(node)]
        if not found:
            words = one_line("".join(_words(self.root)))[:200]
            values = {"items": items, "document": self.describe()}
            if html_page.needs_script(self.written, html_page.Page(self.base, words=words)):
                reason = Message("nothing at `%(items)s` in %(document)s, which needs JavaScript", **values)
                remedy = Message("use the address that its scripts load the jobs from, or `json_in` if they are in it")
                raise refusal(self.document, reason, remedy)
            reason = Message("nothing at `%(items)s` in %(document)s", **values)
            raise refusal(self.document, reason, Message("set `items` to the records"))
        inside = elements = 0
        for node in found:
            inside += sum(1 for _ in node.iter())
            if inside > _MAX_INSIDE:
                break
        elements = sum(1 for _ in self.root.iter())
        if inside > _MAX_INSIDE or len(found) * elements > _MAX_PRODUCT:
            remedy = Message("set `items` to the elements that hold one job each")
            raise refusal(self.document, Message("%(count)s records", count=f"{len(found):,}"), remedy)
        return self.check_count(found)

    def is_record(self, node: Any) -> bool:
        """See `Tree`."""
        return etree.iselement(node)

    def describe(self) -> Phrase:
        """See `Tree`."""
        title = next((one.text or "" for one in self.root.iter("title")), "")
        return Message("the page %(title)s", title=quote(title)) if title.strip() else Message("an HTML page")


def _is_file(written: str | None) -> bool:
    return bool(written) and not str(written).startswith("data:")


def _words(node: Any) -> Iterator[str]:
    """Yield the texts in an element, with a space where a block begins or ends."""
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in _BLOCKS:
                yield " "
            if element.tag in _HIDDEN and element is not node:
                walk.skip_subtree()
            else:
                yield element.text or ""
        else:
            if element.tag in _BLOCKS:
                yield " "
            if element is not node:
                yield element.tail or ""


def _parsed(document: Document, text: str) -> Any:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ValueError, etree.ParserError) as error:
        raise refusal(document, EMPTY, Message("check whether the page needs JavaScript")) from error
    widest = count = 0
    for element in root.iter():
        widest, count = max(widest, len(element)), count + 1
        if count > MAX_ELEMENTS or widest > _MAX_CHILDREN:
            found = Message("a page of more than %(count)s elements", count=f"{max(count, widest) - 1:,}")
            if count <= MAX_ELEMENTS:
                found = Message("%(count)s elements in one", count=f"{widest:,}")
            raise refusal(document, found, Message("use the address of a part of the list"))
    return root


@cache
def _compiled(expression: str) -> etree.XPath | None:
    try:
        return etree.XPath(_as_xpath(expression), regexp=False, smart_strings=False)
    except (etree.XPathError, SyntaxError, RuntimeError, TypeError, ValueError):
        return None


def _as_xpath(expression: str) -> str:
    """Return an expression as XPath; cssselect raises SyntaxError for no selector, RuntimeError for an unknown one."""
    from parsel.csstranslator import HTMLTranslator

    if len(expression) > xml_records.MAX_LENGTH:
        raise ValueError(expression)
    if _XPATH.match(expression.strip()):
        return expression.strip()
    return HTMLTranslator().css_to_xpath(expression.strip())


def fault(expression: str) -> Phrase:
    """Return why an expression is neither a CSS selector nor XPath; "" if it is valid."""
    if len(expression) > xml_records.MAX_LENGTH:
        return Message("%(count)s characters", count=len(expression))
    if _LITERAL.fullmatch(expression.strip()):
        return ""
    try:
        path = _as_xpath(expression)
    except (SyntaxError, RuntimeError, ValueError, TypeError) as error:
        reason = str(error) or type(error).__name__
        return verbatim(reason[:1].lower() + reason[1:])
    return xml_records.fault(path, {})


def json_in(document: Document, selector: str, items: Any) -> Tree:
    """Parse the JSON that a script or an attribute of a page holds: the one with `items`, or else the first.

    Raises:
        PostError: there is no JSON at the selector.
    """
    first, expression = None, items if isinstance(items, str) and items else "@"
    for tree in json_trees(document, selector):
        if tree.has_list(expression):
            return tree
        first = first or tree
    if first is None:
        values = {"selector": selector, "document": HtmlTree(document, "").describe()}
        reason = Message("no JSON at `%(selector)s` in %(document)s", **values)
        raise refusal(document, reason, Message("set `json_in` to the script or the attribute with the data"))
    return first


def json_trees(document: Document, selector: str) -> Iterator[json_records.ValueTree]:
    """Yield the JSON objects and lists in the scripts or attributes of a page that a selector finds."""
    texts = map(_script, HtmlTree(document, "").find(selector))
    for value in script_data.values(texts):
        yield json_records.ValueTree(document, value)


def _script(node: Any) -> str:
    return node.text or "" if etree.iselement(node) else str(node)


def parse(document: Document, here: str) -> HtmlTree:
    """Parse a page whose address is `here`; raises PostError."""
    return HtmlTree(document, here)
