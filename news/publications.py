"""What news says to the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from django.db.models import QuerySet

from courtyard.blocks import AnyBlock, published_body
from courtyard.listings import Chosen
from courtyard.models import Topic
from courtyard.publications.reading import Reader
from courtyard.publications.schema import Card, Whole
from courtyard.publications.sections import Index, IndexPublication
from courtyard.publications.stored import Publication
from courtyard.publications.types import PublicationType, common_card, common_whole
from courtyard.taxonomy import with_terms

from .models import NewsIndexPage, NewsPage


class NewsCard(Card):
    """A piece of news in a list."""

    type: Literal["news.NewsPage"]
    date: dt.date


class News(NewsCard, Whole):
    """A piece of news with its text."""

    body: list[AnyBlock]


class NewsPublication(PublicationType[NewsPage]):
    """Builds pieces of news."""

    model = NewsPage
    card_schema = NewsCard
    whole_schema = News
    template = "news/news_page.html"

    def card(self, page: NewsPage) -> NewsCard:
        return NewsCard(**common_card(page), date=page.date)

    def whole(self, page: NewsPage) -> News:
        return News(**common_whole(page), date=page.date, body=published_body(page.body))

    def article(self, document: Mapping[str, Any]) -> dict[str, Any]:
        return {"@type": "NewsArticle", "datePublished": document["date"]}


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


DATE = "original__page__newspage__date"


def newest_first(reader: Reader) -> QuerySet[Publication]:
    """Public news for the reader."""
    return reader.published(NewsPage).order_by(f"-{DATE}", "-original")


def newest_news(reader: Reader, topic: Any, count: int) -> Chosen:
    """The newest news of a topic (a translation key; None for all), and where all of it is."""
    news = newest_first(reader)
    if topic is not None:
        news = with_terms(news, {Topic: topic})
    return Chosen(
        pages=news[:count],
        all=reader.published(NewsIndexPage).order_by("page__path"),
    )
