"""The content API of news."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from courtyard.delivery.api import (
    PROBLEMS,
    CardList,
    ListParameters,
    TermParameters,
    card_list,
    reader_for,
)
from courtyard.taxonomy import keys_of_terms, with_terms

from .models import NewsPage
from .publications import DATE, NewsCard

router = Router(tags=["news"])


class NewsList(CardList[NewsCard]):
    """A part of the list of news."""


class NewsParameters(TermParameters, ListParameters):
    """How news is chosen."""

    order: Literal["date", "-date"] = "-date"


@router.get("/news", response={200: NewsList, **PROBLEMS})
def list_news(request: HttpRequest, parameters: Query[NewsParameters]) -> HttpResponse:
    """News, newest first."""
    reader = reader_for(request, parameters.locale)
    news = with_terms(reader.published(NewsPage), keys_of_terms(parameters.terms(), reader))
    return card_list(request, reader, news, parameters, {"date": DATE})
