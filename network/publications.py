"""What networks and partners say to the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from django.db.models import Exists, QuerySet

from courtyard.blocks import AnyBlock, published_body
from courtyard.listings import Chosen
from courtyard.publications.reading import Reader
from courtyard.publications.schema import Card, Choice, Record, Ref, Reference, TermLabel, Whole
from courtyard.publications.sections import Index, IndexPublication, Section, SectionPublication
from courtyard.publications.stored import Publication
from courtyard.publications.types import (
    PublicationType,
    choice,
    common_card,
    common_whole,
    page_card,
    page_keys,
)
from courtyard.taxonomy import with_rows

from .models import (
    City,
    Involvement,
    Membership,
    NetworkIndexPage,
    NetworkPage,
    PartnerIndexPage,
    PartnerPage,
)


class CityLabel(TermLabel):
    """A city in the publication's language."""

    country: str
    latitude: float | None
    longitude: float | None


CITY_FACTS = ("country", "latitude", "longitude")
"""What a city's label holds beside its name."""


def city_label(city: City) -> Reference:
    """A reference to a city."""
    return Reference(ref="city", key=str(city.translation_key))


class PartnerCard(Card):
    """A partner in a list."""

    type: Literal["network.PartnerPage"]
    kind: Choice | None
    city: Ref[CityLabel] | None


class Partner(PartnerCard, Whole):
    """A partner with everything its page says."""

    legal_name: str
    website: str
    body: list[AnyBlock]


class PartnerPublication(PublicationType[PartnerPage]):
    """Builds partners."""

    model = PartnerPage
    card_schema = PartnerCard
    whole_schema = Partner
    template = "network/partner_page.html"
    relations = ("city",)

    def card(self, page: PartnerPage) -> PartnerCard:
        return PartnerCard(**common_card(page), **self._facts(page))

    def whole(self, page: PartnerPage) -> Partner:
        return Partner(
            **common_whole(page),
            **self._facts(page),
            legal_name=page.legal_name,
            website=page.website,
            body=published_body(page.body),
        )

    def _facts(self, page: PartnerPage) -> dict[str, Any]:
        return {
            "kind": choice(page, "kind"),
            "city": city_label(page.city) if page.city else None,
        }


class PartnerInvolved(Record):
    """A partner and what it does in something done together."""

    partner: Ref[PartnerCard]
    role: Choice | None


def partners_involved(involvements: Iterable[Involvement]) -> list[PartnerInvolved]:
    """The partners of a programme or network with their roles; hidden partners fall out."""
    involvements = list(involvements)
    keys = page_keys(involvement.partner_id for involvement in involvements)
    return [
        PartnerInvolved(
            partner=page_card(keys[involvement.partner_id], essential=True),
            role=Choice(value=involvement.role, label=str(involvement.get_role_display())),
        )
        for involvement in involvements
        if involvement.partner_id in keys
    ]


def with_partner(
    pages: QuerySet[Publication], involvement: type[Involvement], partner: UUID | str
) -> QuerySet[Publication]:
    """Keep the publications whose original involves a partner, given by its translation key."""
    involvements: Any = involvement._default_manager
    return with_rows(pages, involvements.filter(partner__translation_key=partner))


def with_public_partner(
    reader: Reader,
    pages: QuerySet[Publication],
    involvement: type[Involvement],
    partner: UUID,
) -> QuerySet[Publication]:
    """The same for a partner that the reader may know of; nothing for another."""
    known = reader.published(PartnerPage).filter(original=partner)
    return with_partner(pages, involvement, partner).filter(Exists(known))


def networks_of_partner(reader: Reader, partner: str) -> Chosen:
    """The networks that a partner (a translation key) belongs to, by name."""
    networks = with_partner(reader.published(NetworkPage), Membership, partner)
    return Chosen(pages=networks.order_by("sort_title", "original"))


class PartnerIndex(Index):
    """The directory of partners."""

    type: Literal["network.PartnerIndexPage"]


class PartnerIndexCard(Card):
    """The directory of partners in a list."""

    type: Literal["network.PartnerIndexPage"]


class PartnerIndexPublication(IndexPublication[PartnerIndexPage]):
    """Builds the directory of partners, A to Z."""

    model = PartnerIndexPage
    card_schema = PartnerIndexCard
    whole_schema = PartnerIndex
    template = "network/partner_index_page.html"
    per_page = 60

    def listed(self, reader: Reader) -> QuerySet[Publication]:
        return reader.published(PartnerPage).order_by("sort_title", "original")


class NetworkCard(Card):
    """A network in a list."""

    type: Literal["network.NetworkPage"]
    kind: Choice | None
    reach: Choice | None


class Member(Record):
    """A partner that belongs to a network, or did, from its first day to its last."""

    partner: Ref[PartnerCard]
    role: Choice | None
    unit: str
    since: dt.date | None
    until: dt.date | None


class Network(NetworkCard, Whole):
    """A network with everything its page says."""

    founded: int | None
    our_role: Choice | None
    members: list[Member]
    body: list[AnyBlock]


def members_of(page: NetworkPage) -> list[Member]:
    """All who belong to a network, did or will; hidden partners fall out."""
    memberships = page.memberships.all()
    keys = page_keys(membership.partner_id for membership in memberships)
    return [
        Member(
            partner=page_card(keys[membership.partner_id], essential=True),
            role=Choice(value=membership.role, label=str(membership.get_role_display())),
            unit=membership.unit,
            since=membership.since,
            until=membership.until,
        )
        for membership in memberships
        if membership.partner_id in keys
    ]


class NetworkPublication(PublicationType[NetworkPage]):
    """Builds networks."""

    model = NetworkPage
    card_schema = NetworkCard
    whole_schema = Network
    template = "network/network_page.html"
    relations = ("memberships",)

    def card(self, page: NetworkPage) -> NetworkCard:
        return NetworkCard(**common_card(page), **self._facts(page))

    def whole(self, page: NetworkPage) -> Network:
        return Network(
            **common_whole(page),
            **self._facts(page),
            founded=page.founded,
            our_role=choice(page, "our_role"),
            members=members_of(page),
            body=published_body(page.body),
        )

    def _facts(self, page: NetworkPage) -> dict[str, Any]:
        return {"kind": choice(page, "kind"), "reach": choice(page, "reach")}


class NetworkIndex(Section):
    """The networking section."""

    type: Literal["network.NetworkIndexPage"]


class NetworkIndexCard(Card):
    """The networking section in a list."""

    type: Literal["network.NetworkIndexPage"]


class NetworkIndexPublication(SectionPublication[NetworkIndexPage]):
    """Builds the networking section."""

    model = NetworkIndexPage
    card_schema = NetworkIndexCard
    whole_schema = NetworkIndex
    template = "network/network_index_page.html"
