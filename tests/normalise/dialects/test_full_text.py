"""The beginnings of texts, and the pages that complete them."""

from __future__ import annotations

import pytest
import trafilatura

from feeds.model.post import Document
from feeds.model.source_state import FollowUp
from feeds.normalise.dialects import full_text
from feeds.normalise.dialects.item import Batch, Item
from feeds.normalise.html import article

WHOLE = "You look after the night trains between Rennes and Vienna. " * 12
PAGE = "https://partner.example/jobs/1"


@pytest.mark.parametrize(
    "end",
    [
        "…",
        "...",
        "[&hellip;]",
        "[…]",
        "(…)",
        '<a href="/1">Read more</a>',
        "Read more »",
        "Continue reading Night trains →",
        "Lire la suite de l’offre",
        "En savoir plus.",
        "Weiterlesen",
        "[…]</p><p>The post <a>Night trains</a> appeared first on <a>Trains</a>.",
        "[…]</p><p>L’article Trains est apparu en premier sur Le Site.",
    ],
)
def test_a_text_that_ends_as_if_cut_off_is_truncated(end: str) -> None:
    assert full_text.is_truncated(f"<p>{WHOLE}</p><p>{end}</p>")


@pytest.mark.parametrize(
    "text", [WHOLE, f"{WHOLE} What is more.", f"{WHOLE} The post of driver is vacant.", f"Read more: {WHOLE}"]
)
def test_a_long_text_is_whole(text: str) -> None:
    assert not full_text.is_truncated(text)
    assert full_text.is_truncated(text[:200])


def pages(*items: Item, **more: str) -> list[str]:
    """Return the pages behind the entries of a list, "" for those without."""
    batch = full_text.with_pages(Batch(items, **more), document(b"", "https://partner.example/feed"))  # type: ignore[arg-type]
    return [item.detail.url if item.detail else "" for item in batch.items]


def document(body: bytes, url: str = PAGE) -> Document:
    return Document("partner", url, body, "f", "text/html", "utf-8")


def test_the_page_of_an_entry() -> None:
    assert pages(Item(url="/jobs/1#top", base=PAGE)) == [PAGE]
    assert pages(Item(external_url=PAGE)) == [PAGE]
    assert pages(Item(url=PAGE, content_html=WHOLE)) == [""]
    assert pages(Item(url=PAGE, title="A"), Item(url=PAGE, title="B")) == ["", ""], "one that several share"
    shared = (
        "https://partner.example/",
        "https://partner.example",
        "https://partner.example/feed",
        "mailto:a@b.example",
    )
    assert pages(*(Item(url=url) for url in shared)) == [""] * 4
    assert pages(Item(url="https://partner.example/news/"), home="https://partner.example/news") == [""]


def test_an_article_is_taken_if_it_is_longer_and_of_the_entry() -> None:
    body = f"<html><body><article><h1>Trains</h1><p>{WHOLE}</p></article></body></html>".encode()
    item = Item(url=PAGE, title="Trains", summary_html="You look after the night trains…")
    whole = full_text.completed(item, document(body), ())
    assert whole
    assert whole.content_html == f"<p>{WHOLE.strip()}</p>"
    assert whole.summary_html == item.summary_html
    assert full_text.completed(item, document(body.replace(b"night trains between Rennes", b"cookies")), ())
    assert full_text.completed(Item(url=PAGE, title="Baker wanted", summary_html="Bread."), document(body), ()) is None
    longer = Item(url=PAGE, title="Trains", content_html=f"<p>{WHOLE} And so on…</p>")
    assert full_text.completed(longer, document(body), ()) == longer


def test_of_several_jobs_of_a_page_the_one_with_the_title_counts() -> None:
    jobs = [Item(content_html=f"<p>{name} {WHOLE}</p>", job={"title": name, "url": "x"}) for name in ("Cook", "Nurse")]
    item = Item(
        url=PAGE, title="NURSE", content_html="A nurse…", job={"title": "NURSE", "pay": "", "employmentType": "T"}
    )
    whole = full_text.completed(item, document(b""), jobs)
    assert whole
    assert whole.content_html.startswith("<p>Nurse You look")
    assert whole.job == {"title": "NURSE", "employmentType": "T"}
    assert full_text.completed(Item(url=PAGE, title="Baker", content_html="A…"), document(b""), jobs) is None


def test_a_job_whose_text_is_no_longer_gives_its_facts() -> None:
    job = Item(content_html="<p>A nurse.</p>", published="2026-01-02", job={"title": "Nurse", "employmentType": "TEMP"})
    whole = full_text.completed(Item(url=PAGE, content_html="We look for a nurse…"), document(b"<p>"), [job])
    assert whole
    assert whole.content_html == "We look for a nurse…"
    assert whole.job == {"title": "Nurse", "employmentType": "TEMP"}
    assert whole.published == "2026-01-02"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "\0",
        "<p>" * 20_000,
        "<div>" * 7_000,
        "x" * (article.MAX_LENGTH + 1),
        "<script>" * 10_000,
        "<p>&#0;&#xd800;</p>",
    ],
)
def test_a_page_without_an_article_has_none(body: str) -> None:
    assert article.extract(body, PAGE).count("x") == 0


def test_scripts_do_not_count_against_the_limit() -> None:
    code = "<script>" + "a<b;" * 300_000 + "</script>"
    assert "Vienna" in article.extract(f"<html><body>{code}<article><p>{WHOLE}</p></article></body></html>", PAGE)


def test_a_list_with_details_of_its_own_is_left_as_it_is() -> None:
    item = Item(url=PAGE, detail=FollowUp("https://partner.example/api/1"))
    batch = Batch((item, Item(url=f"{PAGE}2")))
    assert full_text.with_pages(batch, document(b"")) == batch


def test_an_error_of_the_library_is_a_page_without_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trafilatura, "extract", lambda *_, **__: 1 / 0)
    assert article.extract("<p>x", PAGE) == ""
