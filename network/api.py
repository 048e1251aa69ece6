"""The content API of partners, networks and cities."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from courtyard.delivery.asking import reader_for
from courtyard.delivery.lists import (
    CardList,
    CardParameters,
    ListParameters,
    PartOfList,
    Slug,
    TermParameters,
    answer,
    card_list,
    short_list,
)
from courtyard.delivery.problems import PROBLEMS, UnusableParameter
from courtyard.publications.reading import CARD, Reader
from courtyard.publications.references import resolve
from courtyard.publications.schema import Choice, OneOf, Record, Ref
from courtyard.publications.stored import Publication
from courtyard.taxonomy import by_name, keys_of_terms, with_terms

from .cities import counted, known_cities
from .directory import narrowed
from .models import NetworkKind, NetworkPage, PartnerKind, PartnerPage, Reach
from .publications import (
    CityLabel,
    NetworkCard,
    PartnerCard,
    involved_in,
    is_known_partner,
    members_on,
    today,
    with_members,
)

R = TypeVar("R", bound="QuerySet[Any, Any]")

router = Router(tags=["network"])

GEOJSON = "application/geo+json"
FEATURES = {"$ref": "#/components/schemas/PartnerFeatures"}
EDGES = (180, 90, 180, 90)
"""How far the numbers of a bounding box may be from 0."""

EDGES_IN_ORDER = "West, south, east and north edge in degrees, with commas (RFC 7946)."
Box = Annotated[
    str, Field(max_length=100, pattern=r"^-?[0-9]+(\.[0-9]+)?(,-?[0-9]+(\.[0-9]+)?){3}$")
]
"""A bounding box as an address names it."""


class PartnerFilters(TermParameters):
    """How partners are chosen."""

    locale: str | None = Field(
        None, max_length=20, description="Language code; the site's first when left out."
    )
    kind: PartnerKind | None = None
    city: Slug | None = Field(None, description="Slug of a city.")
    country: str | None = Field(
        None, pattern="^[A-Z]{2}$", description="Of the city: two letters, as in ISO 3166-1."
    )
    network: UUID | None = Field(None, description="Key of a network that they belong to.")
    active_on: dt.date | None = Field(
        None, description="The day on which they belong to it; today when left out."
    )
    programme: UUID | None = Field(
        None, description="Key of a programme, or of whatever else, that they are involved in."
    )
    bbox: Box | None = Field(None, description=EDGES_IN_ORDER)


class PartnerList(CardList[PartnerCard]):
    """A part of the list of partners."""


class PartnerParameters(PartnerFilters, CardParameters):
    """How partners are chosen, and in which order they come."""

    item = PartnerCard

    order: Literal["title", "-title"] = "title"


@router.get("/partners", response={200: PartnerList, **PROBLEMS})
def list_partners(request: HttpRequest, parameters: Query[PartnerParameters]) -> HttpResponse:
    """Partners by name."""
    reader = reader_for(request, parameters.locale)
    choose = functools.partial(_partners, parameters=parameters)
    return card_list(request, reader, choose, parameters, {"title": "sort_title"})


class Point(Record):
    """A place on the globe: longitude and latitude in degrees (WGS 84)."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class PartnerProperties(Record):
    """What a map says of a partner."""

    type: Literal["network.PartnerPage"]
    locale: str
    content_language: str
    title: str
    url: str
    kind: Annotated[Choice, OneOf(PartnerKind)] | None
    city: Ref[CityLabel] | None
    place: Literal["address", "city"] | None = Field(
        description="Whose place it is: that of the partner itself, or that of its city."
    )


class PartnerFeature(Record):
    """A partner on a map; without a geometry where nobody says where it is."""

    type: Literal["Feature"] = "Feature"
    id: str = Field(description="Its key.")
    geometry: Point | None
    properties: PartnerProperties


class PartnerFeatures(Record):
    """All partners that were asked for (GeoJSON, RFC 7946)."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[PartnerFeature]


@router.get(
    "/partners.geojson",
    response={200: PartnerFeatures, **PROBLEMS},
    openapi_extra={"responses": {200: {"content": {GEOJSON: {"schema": FEATURES}}}}},
)
def partners_on_map(request: HttpRequest, parameters: Query[PartnerFilters]) -> HttpResponse:
    """Partners as GeoJSON, all in one answer, by name."""
    reader = reader_for(request, parameters.locale)
    own, of_city = PLACES
    rows = _partners(reader, parameters).order_by("sort_title", "original")
    found = list(
        rows.values(*CARD, **{name: F(path) for name, path in (*own.items(), *of_city.items())})
    )
    cards = {card["key"]: card for card in reader.cards(found)}
    features = [
        _feature(row, cards[str(row["original_id"])])
        for row in found
        if str(row["original_id"]) in cards
    ]
    response = answer({"type": "FeatureCollection", "features": features}, reader)
    response["Content-Type"] = GEOJSON
    return response


class NetworkList(CardList[NetworkCard]):
    """A part of the list of networks."""


class NetworkParameters(TermParameters, CardParameters):
    """How networks are chosen."""

    item = NetworkCard

    kind: NetworkKind | None = None
    reach: Reach | None = None
    city: Slug | None = Field(None, description="Slug of the city that a place is in.")
    partner: UUID | None = Field(None, description="Key of a partner that belongs to it.")
    active_on: dt.date | None = Field(
        None, description="The day on which it has members; of a partner today when left out."
    )
    order: Literal["title", "-title"] = "title"


@router.get("/networks", response={200: NetworkList, **PROBLEMS})
def list_networks(request: HttpRequest, parameters: Query[NetworkParameters]) -> HttpResponse:
    """Networks and places by name."""
    reader = reader_for(request, parameters.locale)
    choose = functools.partial(_networks, parameters=parameters)
    return card_list(request, reader, choose, parameters, {"title": "sort_title"})


def _networks(reader: Reader, parameters: NetworkParameters) -> QuerySet[Publication]:
    """The networks that are asked for."""
    networks = with_terms(reader.published(NetworkPage), keys_of_terms(parameters.terms(), reader))
    facts = {"kind": parameters.kind, "reach": parameters.reach, "city__slug": parameters.city}
    asked = {name: value for name, value in facts.items() if value}
    networks = networks.filter(
        **{f"original__page__networkpage__{name}": value for name, value in asked.items()}
    )
    if parameters.partner or parameters.active_on:
        day = parameters.active_on or today(reader)
        networks = with_members(networks, on=day, partner=parameters.partner)
    if parameters.partner:
        networks = networks.filter(is_known_partner(reader, parameters.partner))
    return networks


class ListedCity(CityLabel):
    """A city with the number of partners in it."""

    partners: int


class CityList(PartOfList[ListedCity]):
    """A part of the list of cities, in order."""


class CityParameters(ListParameters):
    """How cities are chosen."""

    item = ListedCity

    country: str | None = Field(
        None, pattern="^[A-Z]{2}$", description="Two letters, as in ISO 3166-1."
    )
    is_sister_city: bool | None = Field(
        None, description="Whether it is a sister city of the institute’s own."
    )
    is_capital_of_culture: bool | None = Field(
        None, description="Whether it is, was or will be European Capital of Culture."
    )
    ecoc_year_from: int | None = Field(
        None, ge=1, le=9999, description="The first year in which it may be Capital of Culture."
    )
    ecoc_year_to: int | None = Field(
        None, ge=1, le=9999, description="The last year in which it may be Capital of Culture."
    )
    bbox: Box | None = Field(None, description=EDGES_IN_ORDER)
    partners_from: int | None = Field(
        None, ge=0, le=1_000_000, description="How many partners are in it at the least."
    )


@router.get("/cities", response={200: CityList, **PROBLEMS})
def list_cities(request: HttpRequest, parameters: Query[CityParameters]) -> HttpResponse:
    """Cities of which the site says something, by name."""
    reader = reader_for(request, parameters.locale)
    cities = known_cities(reader)
    if parameters.country:
        cities = cities.filter(country=parameters.country)
    if parameters.is_sister_city is not None:
        cities = cities.filter(is_sister_city=parameters.is_sister_city)
    if parameters.is_capital_of_culture is not None:
        cities = cities.filter(ecoc_year__isnull=not parameters.is_capital_of_culture)
    if parameters.ecoc_year_from:
        cities = cities.filter(ecoc_year__gte=parameters.ecoc_year_from)
    if parameters.ecoc_year_to:
        cities = cities.filter(ecoc_year__lte=parameters.ecoc_year_to)
    if parameters.bbox:
        cities = _within(cities, parameters.bbox, F("latitude"), F("longitude"))
    keys = {str(key) for key in cities.order_by().values_list("translation_key", flat=True)}
    found = resolve([{"ref": "city", "key": key, "size": "label"} for key in keys], reader)
    listed = sorted((city for city in found if city), key=by_name)
    partners = {str(row["key"]): row["many"] for row in counted(reader)}
    items = [{**city, "partners": partners.get(city["key"], 0)} for city in listed]
    if parameters.partners_from:
        items = [city for city in items if city["partners"] >= parameters.partners_from]
    return short_list(request, reader, items, parameters)


_PARTNER = "original__page__partnerpage__"
PLACES = (
    {"latitude": f"{_PARTNER}latitude", "longitude": f"{_PARTNER}longitude"},
    {
        "latitude_of_city": f"{_PARTNER}city__latitude",
        "longitude_of_city": f"{_PARTNER}city__longitude",
    },
)
"""Paths to where a partner is: those of its own place, and those of its city."""


def _partners(reader: Reader, parameters: Any) -> QuerySet[Publication]:
    """The partners that ``PartnerFilters`` choose. Raises UnusableParameter."""
    partners = with_terms(reader.published(PartnerPage), keys_of_terms(parameters.terms(), reader))
    facts = {name: getattr(parameters, name) for name in ("kind", "city", "country")}
    partners = narrowed(partners, {name: value for name, value in facts.items() if value})
    if parameters.network or parameters.active_on:
        day = parameters.active_on or today(reader)
        partners = members_on(reader, partners, on=day, network=parameters.network)
    if parameters.programme:
        partners = involved_in(reader, partners, parameters.programme)
    if parameters.bbox:
        own, of_city = PLACES
        latitude = Coalesce(own["latitude"], of_city["latitude_of_city"])
        longitude = Coalesce(own["longitude"], of_city["longitude_of_city"])
        partners = _within(partners, parameters.bbox, latitude, longitude)
    return partners


def _within(rows: R, bbox: str, latitude: Any, longitude: Any) -> R:
    """Keep the rows in a box, which may lie across the date line. Raises UnusableParameter."""
    west, south, east, north = _edges(bbox)
    rows = rows.alias(at_latitude=latitude, at_longitude=longitude)
    rows = rows.filter(at_latitude__range=(south, north))
    if west <= east:
        return rows.filter(at_longitude__range=(west, east))
    return rows.filter(Q(at_longitude__gte=west) | Q(at_longitude__lte=east))


def _edges(bbox: str) -> tuple[float, float, float, float]:
    """The edges of a box as an address names them. Raises UnusableParameter."""
    west, south, east, north = edges = [float(one) for one in bbox.split(",")]
    if any(abs(one) > limit for one, limit in zip(edges, EDGES, strict=True)):
        raise UnusableParameter("bbox", "Longitudes from -180 to 180, latitudes from -90 to 90.")
    if south > north:
        raise UnusableParameter("bbox", "The south edge comes before the north edge.")
    return west, south, east, north


def _feature(row: dict[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    """A partner as GeoJSON has it."""
    place, point = None, None
    for name, fields in zip(("address", "city"), PLACES, strict=True):
        latitude, longitude = (row[field] for field in fields)
        if point is None and latitude is not None and longitude is not None:
            place, point = name, [float(longitude), float(latitude)]
    names = ("type", "locale", "content_language", "title", "url", "kind", "city")
    return {
        "type": "Feature",
        "id": card["key"],
        "geometry": point and {"type": "Point", "coordinates": point},
        "properties": {**{name: card[name] for name in names}, "place": place},
    }
