"""What networks and partners say to the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from django.db.models import Exists, Q, QuerySet, Value
from django.utils import timezone
from pydantic import AfterValidator, Field

from courtyard.blocks import AnyBlock, published_body
from courtyard.listings import Chosen
from courtyard.publications.clock import DayIn
from courtyard.publications.reading import Reader
from courtyard.publications.schema import (
    Card,
    Choice,
    Label,
    OneOf,
    Picture,
    Record,
    Ref,
    Reference,
    TermLabel,
    Whole,
)
from courtyard.publications.sections import Section, SectionPublication
from courtyard.publications.stored import Publication
from courtyard.publications.types import (
    PublicationType,
    choice,
    common_card,
    common_whole,
    page_card,
    page_keys,
    picture,
)
from courtyard.taxonomy import with_any_rows, with_rows
from courtyard.text.world import begin_of, day_of, own_time_zone

from .models import (
    City,
    Involvement,
    Membership,
    MembershipRole,
    NetworkIndexPage,
    NetworkKind,
    NetworkPage,
    OurRole,
    PartnerKind,
    PartnerPage,
    PartnerRole,
    PartnerRow,
    Reach,
    Unit,
    UnitUse,
)
from .places import Located

Day = dt.date | DayIn
"""A day, or an expression in its place."""


class CityLabel(TermLabel):
    """A city in the publication's language."""

    country: str
    latitude: float | None
    longitude: float | None
    is_sister_city: bool
    ecoc_year: int | None


CITY_FACTS = ("country", "latitude", "longitude", "is_sister_city", "ecoc_year")
"""What a city's label holds beside its name."""


def city_label(city: City) -> Reference:
    """A reference to a city."""
    return Reference(ref="city", key=str(city.translation_key))


class PartnerCard(Card):
    """A partner in a list."""

    type: Literal["network.PartnerPage"]
    kind: Annotated[Choice, OneOf(PartnerKind)] | None
    street: str
    postcode: str
    city: Ref[CityLabel] | None


class Address(Record):
    """Where something is."""

    street: str
    postcode: str
    latitude: float | None
    longitude: float | None


def address_of(page: Located) -> dict[str, Any]:
    """The fields of an address; to be unpacked into a schema that derives from it."""
    return {
        "street": page.street,
        "postcode": page.postcode,
        "latitude": None if page.latitude is None else float(page.latitude),
        "longitude": None if page.longitude is None else float(page.longitude),
    }


class Partner(PartnerCard, Address, Whole):
    """A partner with everything its page says."""

    legal_name: str
    website: str
    email: str
    links: list[str] = Field(description="Further addresses, such as in social networks.")
    logo: Ref[Picture] | None
    accessibility: str = Field(description="Of the venue.")
    body: list[AnyBlock]


class PartnerPublication(PublicationType[PartnerPage]):
    """Builds partners."""

    model = PartnerPage
    card_schema = PartnerCard
    whole_schema = Partner
    template = "network/partner_page.html"
    relations = ("city", "links")

    def card(self, page: PartnerPage) -> PartnerCard:
        return PartnerCard(**common_card(page), **self._facts(page))

    def whole(self, page: PartnerPage) -> Partner:
        return Partner(
            **common_whole(page),
            **{**self._facts(page), **address_of(page)},
            legal_name=page.legal_name,
            website=page.website,
            email=page.email,
            links=[link.url for link in page.links.all()],
            # Its name stands beside it.
            logo=picture(page.logo_id, "") if page.logo_id else None,
            accessibility=page.accessibility,
            body=published_body(page.body),
        )

    def _facts(self, page: PartnerPage) -> dict[str, Any]:
        return {
            "kind": choice(page, "kind"),
            "street": page.street,
            "postcode": page.postcode,
            "city": city_label(page.city) if page.city else None,
        }


class PartnerInvolved(Record):
    """A partner and what it does in something done together."""

    partner: Ref[PartnerCard]
    role: Annotated[Choice, OneOf(PartnerRole)] | None


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
    pages: QuerySet[Publication], rows: type[PartnerRow], partner: UUID | str
) -> QuerySet[Publication]:
    """Keep the publications whose original involves a partner, given by its translation key."""
    involvements: Any = rows._default_manager
    return with_rows(pages, involvements.filter(partner__translation_key=partner))


def with_public_partner(
    reader: Reader,
    pages: QuerySet[Publication],
    rows: type[PartnerRow],
    partner: UUID,
) -> QuerySet[Publication]:
    """The same for a partner that the reader may know of; nothing for another."""
    return with_partner(pages, rows, partner).filter(is_known_partner(reader, partner))


def is_known_partner(reader: Reader, partner: UUID) -> Exists:
    """Whether a partner (a key) is one that the reader may know of."""
    return Exists(reader.texts(PartnerPage).filter(original=partner))


def today(reader: Reader) -> Day:
    """The institution's day at the reader's moment, for filters."""
    return DayIn(reader.now, Value(own_time_zone()))


def with_members(
    networks: QuerySet[Publication], *, on: Day, partner: UUID | str | None = None
) -> QuerySet[Publication]:
    """Keep the networks that have members on a day, or a partner (a key) among them."""
    memberships = Membership.objects.on(on)
    if partner is None:
        return with_any_rows(networks, memberships)
    return with_rows(networks, memberships.filter(partner__translation_key=partner))


def members_on(
    reader: Reader, partners: QuerySet[Publication], *, on: Day, network: UUID | None = None
) -> QuerySet[Publication]:
    """Keep the partners that belong to a network on a day: to one (a key), or to any.

    Networks that the reader may not know of do not count.
    """
    memberships = Membership.objects.on(on)
    known = reader.texts(NetworkPage)
    if network:
        is_known = Exists(known.filter(original=network))
        return _in_rows(partners, memberships, [network]).filter(is_known)
    return _in_rows(partners, memberships, known.values("original"))


def involved_in(
    reader: Reader, partners: QuerySet[Publication], key: UUID
) -> QuerySet[Publication]:
    """Keep the partners that are involved in something public, whatever it is (a key)."""
    is_known = Exists(reader.texts().filter(original=key))
    kinds = [rows for rows in Involvement.__subclasses__() if not rows._meta.abstract]
    found = [_in_rows(partners, rows._default_manager.all(), [key]) for rows in kinds]
    return reduce(or_, found, partners.none()).filter(is_known)


def _in_rows(
    partners: QuerySet[Publication], rows: QuerySet[Any], keys: Any
) -> QuerySet[Publication]:
    """Keep the partners that rows of pages (by their keys) are about; an alias has its source's."""
    theirs = rows.filter(
        Q(page__translation_key__in=keys) | Q(page__aliases__translation_key__in=keys)
    )
    return partners.filter(original__in=theirs.order_by().values("partner__translation_key"))


def networks_of_partner(reader: Reader, partner: str) -> Chosen:
    """The networks that a partner (a translation key) belongs to today, by name."""
    networks = with_members(
        reader.published(NetworkPage, few=True), on=today(reader), partner=partner
    )
    return Chosen(pages=networks.order_by("sort_title", "original"))


class NetworkCard(Card):
    """A network in a list."""

    type: Literal["network.NetworkPage"]
    kind: Annotated[Choice, OneOf(NetworkKind)] | None
    reach: Annotated[Choice, OneOf(Reach)] | None


class Member(Record):
    """A partner that belongs to a network, or did, from its first day to its last."""

    partner: Ref[PartnerCard]
    role: Annotated[Choice, OneOf(MembershipRole)] | None
    unit: str = Field(description="The name of the unit that it is in; of places.")
    since: dt.date | None
    until: dt.date | None


class UnitOfPlace(Record):
    """A room of a place."""

    name: str
    floor: int | None = Field(description="0 is the ground floor.")
    use: Annotated[Choice, OneOf(UnitUse)] | None
    tenants: list[Ref[Label]] = Field([], description="Members who are in it today.")


class Network(NetworkCard, Address, Whole):
    """A network with everything its page says."""

    founded: int | None
    our_role: Annotated[Choice, OneOf(OurRole)] | None
    meeting_rhythm: str
    city: Ref[CityLabel] | None
    units: list[UnitOfPlace]
    members: list[Member] = Field(description="Those of today.")
    former_members: list[Member] = Field([], description="Who left last comes first.")
    on: dt.date | None = Field(None, description="The day that was asked for; null for today.")
    body: list[AnyBlock]


def not_to_come(day: dt.date) -> dt.date:
    """A day that is not after the institution's own. Raises ValueError for a later one."""
    if day > day_of(timezone.now(), own_time_zone()):
        raise ValueError("The day is still to come.")
    return day


def day_asked_for(text: str) -> dt.date | None:
    """The day that an address asks for; None where it asks for none.

    Raises ValueError for what is no day, and for one that is still to come.
    """
    return not_to_come(dt.date.fromisoformat(text)) if text else None


class NetworkPublication(PublicationType[NetworkPage]):
    """Builds networks."""

    model = NetworkPage
    card_schema = NetworkCard
    whole_schema = Network
    template = "network/network_page.html"
    parameters = ("on",)
    typed_parameters: ClassVar[dict[str, Any]] = {
        "on": (
            Annotated[dt.date, AfterValidator(not_to_come)] | None,
            Field(
                None,
                description="Of a network: the day on which its members are asked for; today "
                "when left out.",
            ),
        )
    }
    relations = ("memberships", "units", "city")

    def card(self, page: NetworkPage) -> NetworkCard:
        return NetworkCard(**common_card(page), **self._facts(page))

    def whole(self, page: NetworkPage) -> Network:
        return Network(
            **common_whole(page),
            **self._facts(page),
            **address_of(page),
            founded=page.founded,
            our_role=choice(page, "our_role"),
            meeting_rhythm=page.meeting_rhythm,
            city=city_label(page.city) if page.city else None,
            units=[_unit(unit) for unit in page.units.all()],
            members=_members(page),
            body=published_body(page.body),
        )

    def clocked(self, document: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
        """Who belongs to it today, and in which unit; who did before.

        What begins later is not said yet.
        """
        if "members" not in document:
            return {}
        return self._on(document, day_of(now, own_time_zone()).isoformat())

    def turns(self, document: Mapping[str, Any]) -> list[dt.datetime]:
        """When somebody comes, and when somebody has left."""
        days = {one["since"] for one in document["members"]}
        left = {one["until"] for one in document["members"]}
        moments = [dt.date.fromisoformat(day) for day in days - {None}]
        moments += [dt.date.fromisoformat(day) + dt.timedelta(days=1) for day in left - {None}]
        return [begin_of(day, own_time_zone()) for day in moments]

    def parts(self, document: dict[str, Any], reader: Reader) -> dict[str, Any]:
        """The same on another day that is asked for, where it is not still to come."""
        try:
            day = day_asked_for(reader.parameters.get("on", ""))
        except ValueError:
            return {}
        if day is None or day == day_of(reader.now, own_time_zone()):
            return {}
        return {**self._on(document, day.isoformat()), "on": day.isoformat()}

    def _on(self, document: Mapping[str, Any], today: str) -> dict[str, Any]:
        everybody = document["members"]
        members = [
            one for one in everybody if (one["since"] or today) <= today <= (one["until"] or today)
        ]
        still = {one["partner"]["key"] for one in members}
        former = [
            one
            for one in everybody
            if (one["until"] or today) < today and one["partner"]["key"] not in still
        ]
        return {
            "members": members,
            "former_members": sorted(former, key=lambda one: str(one["until"]), reverse=True),
            "units": [
                {**unit, "tenants": _labels_of(members, unit["name"])} for unit in document["units"]
            ],
        }

    def _facts(self, page: NetworkPage) -> dict[str, Any]:
        return {"kind": choice(page, "kind"), "reach": choice(page, "reach")}


def _members(page: NetworkPage) -> list[Member]:
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


def _unit(unit: Unit) -> UnitOfPlace:
    use = Choice(value=unit.use, label=str(unit.get_use_display()))
    return UnitOfPlace(name=unit.name, floor=unit.floor, use=use)


def _labels_of(members: Iterable[Mapping[str, Any]], unit: str) -> list[dict[str, Any]]:
    """References to the members who are in a unit, each once."""
    keys = dict.fromkeys(one["partner"]["key"] for one in members if one["unit"] == unit)
    return [{"ref": "page", "key": key, "size": "label"} for key in keys]


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
