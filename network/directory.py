"""The directory of partners: A to Z, narrowed by what they are and where they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from courtyard.publications.reading import Reader
from courtyard.publications.schema import Card, Label
from courtyard.publications.sections import Index, IndexPublication
from courtyard.publications.stored import Publication
from courtyard.text.sorting import sort_key
from courtyard.text.world import country_name

from .cities import CityMap, counted, places
from .models import PartnerIndexPage, PartnerKind, PartnerPage


class PartnerIndex(Index):
    """The directory of partners."""

    type: Literal["network.PartnerIndexPage"]
    map: CityMap | None = None


class PartnerIndexCard(Card):
    """The directory of partners in a list."""

    type: Literal["network.PartnerIndexPage"]


class PartnerIndexPublication(IndexPublication[PartnerIndexPage]):
    """Builds the directory of partners, A to Z, narrowed by kind, city and country."""

    model = PartnerIndexPage
    card_schema = PartnerIndexCard
    whole_schema = PartnerIndex
    template = "network/partner_index_page.html"
    per_page = 100
    parameters = (*IndexPublication.parameters, "kind", "city", "country")

    def listed(self, reader: Reader) -> QuerySet[Publication]:
        return reader.published(PartnerPage).order_by("sort_title", "original")

    def wanted(self, reader: Reader) -> dict[str, Any] | None:
        asked = _asked(reader)
        values: dict[str, Any] = {}
        if kind := asked["kind"]:
            values["kind"] = kind if kind in PartnerKind.values else None
        if country := asked["country"]:
            values["country"] = country if re.fullmatch("[A-Z]{2}", country) else None
        if city := asked["city"]:
            values["city"] = city
        return None if None in values.values() else values

    def narrow(
        self, pages: QuerySet[Publication], wanted: Mapping[str, Any], reader: Reader
    ) -> QuerySet[Publication]:
        return narrowed(pages, wanted)

    def parts(self, document: dict[str, Any], reader: Reader) -> dict[str, Any]:
        """A screenful, and by what the list can be narrowed: what public partners have."""
        rows = counted(reader)
        with translation.override(reader.words.code):
            filters = _filters(rows, reader)
        return {
            **super().parts(document, reader),
            "filters": filters,
            "map": {"cities": places(rows, ""), "directory": None},
        }

    def finish(self, document: dict[str, Any]) -> dict[str, Any]:
        """Cities have their names now, and the map leads to the directory itself."""
        for offered in document["filters"]:
            if offered["name"] == "city":
                offered["options"] = _named(offered["options"])
        document["map"]["directory"] = {name: document[name] for name in Label.model_fields}
        for place in document["map"]["cities"]:
            place["url"] = document["url"] + place["url"]
        if not document["map"]["cities"]:
            document["map"] = None
        return document


def narrowed(partners: QuerySet[Publication], values: Mapping[str, Any]) -> QuerySet[Publication]:
    """Keep the partners of a ``kind``, in a ``city`` (a slug) or a ``country``."""
    paths = {"kind": "kind", "city": "city__slug", "country": "city__country"}
    asked = {paths[name]: value for name, value in values.items() if name in paths}
    return partners.filter(
        **{f"original__page__partnerpage__{path}": value for path, value in asked.items()}
    )


def _asked(reader: Reader) -> dict[str, str]:
    return {name: reader.parameters.get(name, "") for name in ("kind", "city", "country")}


def _filters(rows: Sequence[dict[str, Any]], reader: Reader) -> list[dict[str, Any]]:
    """What can be chosen, with how many partners there are of it, in the active language.

    Cities are references yet, in the place of their names.
    """
    asked = _asked(reader)
    offered = [
        ("kind", gettext("Kind"), pgettext("kinds", "All"), _kinds(rows)),
        ("city", pgettext("one", "City"), pgettext("cities", "All"), _cities(rows)),
        ("country", gettext("Country"), pgettext("countries", "All"), _countries(rows)),
    ]
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"count": None, **one, "is_chosen": one["value"] == asked[name]}
                for one in ({"value": "", "label": everything}, *options)
            ],
        }
        for name, label, everything, options in offered
        if options
    ]


def _kinds(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return _options(rows, "kind", lambda kind: capfirst(str(PartnerKind(kind).label)))


def _countries(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return _options(rows, "country", country_name)


def _cities(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    found = {row["slug"]: str(row["city"]) for row in rows if row["city"]}
    return [
        {"value": slug, "label": {"ref": "city", "key": key, "size": "label", "essential": True}}
        for slug, key in found.items()
    ]


def _options(
    rows: Sequence[dict[str, Any]], column: str, name: Callable[[str], str]
) -> list[dict[str, Any]]:
    """The values of a column by their names, each with how many partners have it."""
    partners: Counter[str] = Counter()
    for row in rows:
        if row[column]:
            partners[row[column]] += row["partners"]
    code = translation.get_language() or ""
    named = sorted((sort_key(name(value), code), value) for value in partners)
    return [
        {"value": value, "label": f"{name(value)} ({partners[value]})"} for _place, value in named
    ]


def _named(options: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The options of a choice of cities, by their names; that of all comes first."""
    everywhere, *cities = options
    cities.sort(key=lambda one: sort_key(one["label"]["name"], one["label"]["content_language"]))
    return [everywhere, *({**one, "label": one["label"]["name"]} for one in cities)]
