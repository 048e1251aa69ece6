"""What news says to the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from django.db.models import F, QuerySet
from pydantic import Field
from wagtail.models import Page

from courtyard.blocks import AnyBlock, published_body
from courtyard.listings import Chosen
from courtyard.models import Topic
from courtyard.publications.predicate import Among
from courtyard.publications.reading import Reader
from courtyard.publications.schema import AnyCard, Card, Record, Ref, Whole
from courtyard.publications.sections import Index, IndexPublication
from courtyard.publications.stored import Publication
from courtyard.publications.types import (
    PublicationType,
    Standing,
    common_card,
    common_whole,
    page_card,
    page_keys,
)
from courtyard.taxonomy import with_rows, with_terms

from .models import NewsIndexPage, NewsPage, RelatedPage


class NewsCard(Card):
    """A piece of news in a list."""

    type: Literal["news.NewsPage"]
    date: dt.date


class Author(Record):
    """Somebody who has written a piece of news."""

    name: str


class News(NewsCard, Whole):
    """A piece of news with its text."""

    authors: list[Author]
    about: list[Ref[AnyCard]] = Field(
        description="Pages that it has to do with: programmes, partners, networks and so on."
    )
    body: list[AnyBlock]


DATE = "original__page__newspage__date"


class NewsPublication(PublicationType[NewsPage]):
    """Builds pieces of news."""

    model = NewsPage
    card_schema = NewsCard
    whole_schema = News
    template = "news/news_page.html"
    order_among_siblings = DATE
    relations = ("authors", "related")

    def card(self, page: NewsPage) -> NewsCard:
        return NewsCard(**common_card(page), date=page.date)

    def whole(self, page: NewsPage) -> News:
        rows = page.related.all()
        keys = page_keys(row.page_id for row in rows)
        return News(
            **common_whole(page),
            date=page.date,
            authors=[Author(name=author.name) for author in page.authors.all()],
            about=[page_card(keys[row.page_id]) for row in rows if row.page_id in keys],
            body=published_body(page.body),
        )

    def places(self, card: Mapping[str, Any]) -> list[Standing]:
        return [Standing.on(card["date"])]

    def article(self, document: Mapping[str, Any]) -> dict[str, Any]:
        authors = [{"@type": "Person", "name": one["name"]} for one in document["authors"]]
        return {
            "@type": "NewsArticle",
            "datePublished": document["date"],
            **({"author": authors} if authors else {}),
        }


class NewsIndex(Index):
    """All news."""

    type: Literal["news.NewsIndexPage"]


class NewsIndexCard(Card):
    """The index of news in a list."""

    type: Literal["news.NewsIndexPage"]


class NewsIndexPublication(IndexPublication[NewsIndexPage]):
    """Builds the index of news."""

    model = NewsIndexPage
    card_schema = NewsIndexCard
    whole_schema = NewsIndex
    template = "news/news_index_page.html"
    per_page = 12

    def listed(self, reader: Reader) -> QuerySet[Publication]:
        return newest_first(reader)


LISTING_NEWS = (
    "programmes.ProgrammePage",
    "programmes.EditionPage",
    "programmes.OpenCallPage",
    "programmes.EventPage",
    "network.PartnerPage",
    "network.NetworkPage",
)
"""The types of pages that list the news that has to do with them."""

NEWEST_OF_PAGE = 6
"""How much news a page shows that has to do with it."""


def newest_first(reader: Reader) -> QuerySet[Publication]:
    """Public news for the reader."""
    news: QuerySet[Publication] = reader.placed(NewsPage).order_by("-place", "-original")
    return news


def newest_news(reader: Reader, topic: Any, count: int) -> Chosen:
    """The newest news of a topic (a translation key; None for all), and where all of it is."""
    news = newest_first(reader)
    if topic is not None:
        news = with_terms(news, {Topic: topic})
    return Chosen(
        pages=news[:count],
        all=reader.published(NewsIndexPage).order_by("page__path"),
    )


def about_page(news: QuerySet[Publication], key: Any) -> QuerySet[Publication]:
    """Of some news that which has to do with a page, given by its translation key."""
    pages = Page.objects.filter(translation_key=key).values("pk")
    return with_rows(news, RelatedPage.objects.filter(Among(F("page_id"), pages)), "news")


def news_of_page(reader: Reader, key: Any) -> Chosen:
    """The newest news that has to do with a page (a translation key)."""
    # There is little of it: it is put in order when it has been found.
    news = about_page(reader.published(NewsPage, few=True), key).alias(place=reader.place())
    return Chosen(pages=news.order_by("-place", "-original")[:NEWEST_OF_PAGE])
