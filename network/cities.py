"""Where partners are: cities with the number of partners in each, for lists and maps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, F, QuerySet, Subquery
from django.db.models.functions import Cast, JSONObject
from wagtail.models import Page, ReferenceIndex

from courtyard.publications.reading import Reader
from courtyard.publications.references import Wanted
from courtyard.publications.schema import Label, Record, Ref, Reference

from .models import City, PartnerIndexPage, PartnerPage
from .publications import CityLabel

Row = dict[str, Any]


class PlaceOnMap(Record):
    """A city with partners."""

    city: Ref[CityLabel]
    partners: int
    url: str | None


class CityMap(Record):
    """The cities that partners come from, those with most of them first.

    ``url`` of a city is the directory, narrowed by it; null where no directory is public.
    """

    cities: list[PlaceOnMap]
    directory: Ref[Label] | None


CITY_MAP = Reference(ref="city_map", key="partners")
"""The place of a ``CityMap`` in a whole; without any city with partners it stays empty."""


def counted(reader: Reader) -> list[Row]:
    """How many partners a reader finds in each city: one query.

    A row has ``city`` (a translation key, or None), its ``slug``, ``partners``, and the
    ``directory`` that lists them.
    """
    return reader.ask("partners by city", lambda reader, slots: _counted(reader))


def _counted(reader: Reader) -> QuerySet[Any, Any]:
    partner = "original__page__partnerpage__"
    directory = reader.published(PartnerIndexPage).order_by("original__page__path")
    said = JSONObject(key="original_id", locale_id="locale_id", page__url_path="page__url_path")
    counted: QuerySet[Any, Any] = (
        reader.published(PartnerPage)
        .order_by()
        .values(
            city=F(f"{partner}city__translation_key"),
            slug=F(f"{partner}city__slug"),
        )
        .annotate(
            partners=Count("pk"),
            directory=Subquery(directory.annotate(said=said).values("said")[:1]),
        )
    )
    return counted


def places(rows: Sequence[Row], directory: str | None) -> list[Row]:
    """Cities with partners, as built; ``directory`` is the address of the list to be narrowed.

    An empty one is that of the page that the answer is for.
    """
    partners: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row["city"]:
            partners[row["slug"], str(row["city"])] += row["partners"]
    return [
        {
            "city": {"ref": "city", "key": key, "size": "label", "essential": True},
            "partners": count,
            "url": None if directory is None else f"{directory}?{urlencode({'city': slug})}",
        }
        for (slug, key), count in sorted(partners.items(), key=lambda one: (-one[1], one[0]))
    ]


def city_maps(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    """Resolve the map of partner cities."""
    rows = counted(reader)
    directory: Mapping[str, Any] | None = rows[0]["directory"] if rows else None
    found = places(rows, reader.url(dict(directory)) if directory else None)
    label = (
        {"ref": "page", "key": str(UUID(directory["key"])), "size": "label"} if directory else None
    )
    return {one: {"cities": found, "directory": label} for one in wanted if found}


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
