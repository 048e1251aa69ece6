"""The content API of partners and networks."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from courtyard.delivery.api import PROBLEMS, CardList, ListParameters, card_list, reader_for

from .models import NetworkKind, NetworkPage, PartnerKind, PartnerPage
from .publications import NetworkCard, PartnerCard

router = Router(tags=["network"])


class PartnerList(CardList[PartnerCard]):
    """A part of the list of partners."""


class PartnerParameters(ListParameters):
    """How partners are chosen."""

    kind: PartnerKind | None = None
    order: Literal["title", "-title"] = "title"


@router.get("/partners", response={200: PartnerList, **PROBLEMS})
def list_partners(request: HttpRequest, parameters: Query[PartnerParameters]) -> HttpResponse:
    """Partners by name."""
    reader = reader_for(request, parameters.locale)
    partners = reader.public(PartnerPage.objects.all())
    if parameters.kind:
        partners = partners.filter(kind=parameters.kind)
    return card_list(request, reader, partners, parameters)


class NetworkList(CardList[NetworkCard]):
    """A part of the list of networks."""


class NetworkParameters(ListParameters):
    """How networks are chosen."""

    kind: NetworkKind | None = None
    order: Literal["title", "-title"] = "title"


@router.get("/networks", response={200: NetworkList, **PROBLEMS})
def list_networks(request: HttpRequest, parameters: Query[NetworkParameters]) -> HttpResponse:
    """Networks and places by name."""
    reader = reader_for(request, parameters.locale)
    networks = reader.public(NetworkPage.objects.all())
    if parameters.kind:
        networks = networks.filter(kind=parameters.kind)
    return card_list(request, reader, networks, parameters)
