"""The content API of programmes."""

from __future__ import annotations

from typing import Literal

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from courtyard.delivery.api import PROBLEMS, CardList, ListParameters, card_list, reader_for

from .models import ProgrammeCity, ProgrammeKind, ProgrammePage, ProgrammeStatus
from .publications import ProgrammeCard

router = Router(tags=["programmes"])


class ProgrammeList(CardList[ProgrammeCard]):
    """A part of the list of programmes."""


class ProgrammeParameters(ListParameters):
    """How programmes are chosen."""

    kind: ProgrammeKind | None = None
    status: ProgrammeStatus | None = None
    city: str | None = Field(None, description="Slug of a city in which it takes place.")
    order: Literal["title", "-title"] = "title"


@router.get("/programmes", response={200: ProgrammeList, **PROBLEMS})
def list_programmes(request: HttpRequest, parameters: Query[ProgrammeParameters]) -> HttpResponse:
    """Programmes by name."""
    reader = reader_for(request, parameters.locale)
    programmes = reader.public(ProgrammePage.objects.all())
    if parameters.kind:
        programmes = programmes.filter(kind=parameters.kind)
    if parameters.status:
        programmes = programmes.filter(status=parameters.status)
    if parameters.city:
        there = ProgrammeCity.objects.filter(page=OuterRef("pk"), city__slug=parameters.city)
        programmes = programmes.filter(Exists(there))
    return card_list(request, reader, programmes, parameters)
