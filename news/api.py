"""The content API of news."""

from __future__ import annotations

import functools
from typing import Literal
from uuid import UUID

from django.db.models import Exists, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from courtyard.delivery.asking import reader_for
from courtyard.delivery.lists import Between, CardList, TermParameters, card_list
from courtyard.delivery.problems import PROBLEMS
from courtyard.publications.reading import Reader
from courtyard.publications.stored import Publication
from courtyard.taxonomy import keys_of_terms, with_terms

from .models import NewsPage
from .publications import DATE, NewsCard, about_page

router = Router(tags=["news"])


class NewsList(CardList[NewsCard]):
    """A part of the list of news."""


class NewsParameters(TermParameters, Between):
    """How news is chosen."""

    item = NewsCard

    year: int | None = Field(None, ge=1, le=9999, description="The year of its date.")
    related: UUID | None = Field(None, description="Key of a page that it has to do with.")
    order: Literal["date", "-date"] = "-date"


@router.get("/news", response={200: NewsList, **PROBLEMS})
def list_news(request: HttpRequest, parameters: Query[NewsParameters]) -> HttpResponse:
    """News, newest first."""
    reader = reader_for(request, parameters.locale)
    choose = functools.partial(_news, parameters=parameters)
    return card_list(request, reader, choose, parameters, {"date": "place"})


def _news(reader: Reader, parameters: NewsParameters) -> QuerySet[Publication]:
    """The news that is asked for."""
    news = with_terms(reader.placed(NewsPage), keys_of_terms(parameters.terms(), reader))
    if parameters.year:
        news = news.filter(**{f"{DATE}__year": parameters.year})
    if parameters.since:
        news = news.filter(**{f"{DATE}__gte": parameters.since})
    if parameters.until:
        news = news.filter(**{f"{DATE}__lte": parameters.until})
    if parameters.related:
        known = reader.published().filter(original=parameters.related)
        news = about_page(news, parameters.related).filter(Exists(known))
    return news
