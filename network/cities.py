"""Where partners are: cities with the number of partners in each, for lists and maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, F, Min, QuerySet, Window
from django.db.models.functions import Cast, RowNumber
from wagtail.models import Page, ReferenceIndex

from courtyard.listings import Counted, ListingKind
from courtyard.publications.reading import Reader
from courtyard.publications.references import Wanted
from courtyard.publications.schema import Label, Record, Ref
from courtyard.publications.types import listing

from .models import City, PartnerIndexPage, PartnerPage
from .publications import CityLabel

Row = dict[str, Any]


class PlaceOnMap(Record):
    """A city with partners."""

    city: Ref[CityLabel]
    partners: int


class CityMap(Record):
    """The cities that partners come from, those with most of them first.

    The directory lists all partners, and those of a city where its address is followed by
    ``?city=`` and the slug of the city; it is null where none is public.
    """

    cities: list[PlaceOnMap]
    directory: Ref[Label] | None


def counted(reader: Reader) -> list[Row]:
    """How ``many`` partners a reader finds in each city, whose translation key is ``key``."""
    return reader.ask("partners by city", lambda reader, slots: _counted(reader))


def _counted(reader: Reader) -> QuerySet[Any, Any]:
    """The cities with partners, those with most of them first: ``key``, ``many``, ``number``."""
    city = "original__page__partnerpage__city"
    many: Any = Count("pk")
    partners = reader.published(PartnerPage).filter(**{f"{city}__isnull": False}).order_by()
    rows: QuerySet[Any, Any] = partners.values(key=F(f"{city}__translation_key")).annotate(
        many=many,
        number=Window(RowNumber(), order_by=[many.desc(), Min(f"{city}__slug")]),
    )
    return rows


def _cities(reader: Reader) -> Counted:
    """The cities with partners, and the directory."""
    directory = reader.published(PartnerIndexPage).order_by("original__page__path")
    return Counted(rows=_counted(reader), all=directory)


def _map(one: Wanted, found: Sequence[tuple[str, int]], directory: Any) -> Row | None:
    """A ``CityMap`` as built; None without any city with partners."""
    if not found:
        return None
    return {"cities": [place(key, many) for key, many in found], "directory": directory}


def place(city: str, partners: int) -> Row:
    """A ``PlaceOnMap`` as built; ``city`` is a translation key."""
    label = {"ref": "city", "key": city, "size": "label", "essential": True}
    return {"city": label, "partners": partners}


PARTNERS_BY_CITY = ListingKind("partners_by_city", _cities, show=_map)

CITY_MAP = listing(PARTNERS_BY_CITY.name)
"""The place of a ``CityMap`` in a whole; without any city with partners it stays empty."""


def known_cities(reader: Reader) -> QuerySet[City]:
    """The cities of which something public says something, in all languages.

    That of a draft or of a restricted page alone is not known.
    """
    shown = reader.everything().order_by().values(text=Cast("page_id", CharField()))
    naming = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=shown,
        to_content_type=ContentType.objects.get_for_model(City),
    )
    named = City.objects.annotate(text=Cast("pk", CharField())).filter(
        text__in=naming.order_by().values("to_object_id")
    )
    return City.objects.filter(translation_key__in=named.order_by().values("translation_key"))
