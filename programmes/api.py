"""The content API of programmes."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from courtyard.delivery.api import (
    PROBLEMS,
    CardList,
    ListParameters,
    TermParameters,
    card_list,
    reader_for,
)
from courtyard.taxonomy import keys_of_terms, with_rows, with_terms
from network.models import City
from network.publications import with_public_partner

from .models import ProgrammeCity, ProgrammeKind, ProgrammePage, ProgrammePartner, ProgrammeStatus
from .publications import ProgrammeCard

router = Router(tags=["programmes"])


class ProgrammeList(CardList[ProgrammeCard]):
    """A part of the list of programmes."""


class ProgrammeParameters(TermParameters, ListParameters):
    """How programmes are chosen."""

    kind: ProgrammeKind | None = None
    status: ProgrammeStatus | None = None
    city: str | None = Field(None, description="Slug of a city in which it takes place.")
    partner: UUID | None = Field(None, description="Key of a partner that takes part in it.")
    order: Literal["title", "-title"] = "title"


@router.get("/programmes", response={200: ProgrammeList, **PROBLEMS})
def list_programmes(request: HttpRequest, parameters: Query[ProgrammeParameters]) -> HttpResponse:
    """Programmes by name."""
    reader = reader_for(request, parameters.locale)
    keys = keys_of_terms({**parameters.terms(), City: parameters.city}, reader)
    programmes = with_terms(reader.published(ProgrammePage), keys)
    if parameters.kind:
        programmes = programmes.filter(original__page__programmepage__kind=parameters.kind)
    if parameters.status:
        programmes = programmes.filter(original__page__programmepage__status=parameters.status)
    if City in keys:
        key, there = keys[City], ProgrammeCity.objects
        named = there.filter(city__translation_key=key) if key else there.none()
        programmes = with_rows(programmes, named)
    if parameters.partner:
        partner = parameters.partner
        programmes = with_public_partner(reader, programmes, ProgrammePartner, partner)
    return card_list(request, reader, programmes, parameters, {"title": "sort_title"})
