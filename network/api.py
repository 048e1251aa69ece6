"""The content API of partners and networks."""

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
from courtyard.taxonomy import keys_of_terms, with_terms

from .models import Membership, NetworkKind, NetworkPage, PartnerKind, PartnerPage
from .publications import NetworkCard, PartnerCard, with_public_partner

router = Router(tags=["network"])


class PartnerList(CardList[PartnerCard]):
    """A part of the list of partners."""


class PartnerParameters(TermParameters, ListParameters):
    """How partners are chosen."""

    kind: PartnerKind | None = None
    order: Literal["title", "-title"] = "title"


@router.get("/partners", response={200: PartnerList, **PROBLEMS})
def list_partners(request: HttpRequest, parameters: Query[PartnerParameters]) -> HttpResponse:
    """Partners by name."""
    reader = reader_for(request, parameters.locale)
    partners = with_terms(reader.published(PartnerPage), keys_of_terms(parameters.terms(), reader))
    if parameters.kind:
        partners = partners.filter(original__page__partnerpage__kind=parameters.kind)
    return card_list(request, reader, partners, parameters, {"title": "sort_title"})


class NetworkList(CardList[NetworkCard]):
    """A part of the list of networks."""


class NetworkParameters(TermParameters, ListParameters):
    """How networks are chosen."""

    kind: NetworkKind | None = None
    partner: UUID | None = Field(None, description="Key of a partner that takes part in it.")
    order: Literal["title", "-title"] = "title"


@router.get("/networks", response={200: NetworkList, **PROBLEMS})
def list_networks(request: HttpRequest, parameters: Query[NetworkParameters]) -> HttpResponse:
    """Networks and places by name."""
    reader = reader_for(request, parameters.locale)
    networks = with_terms(reader.published(NetworkPage), keys_of_terms(parameters.terms(), reader))
    if parameters.kind:
        networks = networks.filter(original__page__networkpage__kind=parameters.kind)
    if parameters.partner:
        networks = with_public_partner(reader, networks, Membership, parameters.partner)
    return card_list(request, reader, networks, parameters, {"title": "sort_title"})
