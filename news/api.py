"""The content API of news."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from courtyard.delivery.api import PROBLEMS, CardList, ListParameters, card_list, reader_for
from courtyard.models import Topic
from courtyard.taxonomy import key_of_term, with_topic

from .models import NewsPage
from .publications import DATE, NewsCard

router = Router(tags=["news"])


class NewsList(CardList[NewsCard]):
    """A part of the list of news."""


class NewsParameters(ListParameters):
    """How news is chosen."""

    topic: str | None = Field(None, description="Slug of a topic.")
    order: Literal["date", "-date"] = "-date"


@router.get("/news", response={200: NewsList, **PROBLEMS})
def list_news(request: HttpRequest, parameters: Query[NewsParameters]) -> HttpResponse:
    """News, newest first."""
    reader = reader_for(request, parameters.locale)
    news = reader.published(NewsPage)
    if parameters.topic:
        key = key_of_term(Topic, parameters.topic, reader)
        news = with_topic(news, key=key) if key else news.none()
    return card_list(request, reader, news, parameters, {"date": DATE})
