"""The directory of partners: A to Z, narrowed by what they are and where they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from courtyard.models import Term
from courtyard.publications.reading import Reader
from courtyard.publications.schema import Card, Choice, Label, Ref, as_json
from courtyard.publications.sections import Index, IndexPublication
from courtyard.publications.stored import Publication
from courtyard.text import cldr
from courtyard.text.sorting import sort_key

from .cities import CityMap, counted, places
from .models import City, PartnerIndexPage, PartnerKind, PartnerPage
from .publications import CityLabel


class Counted(Choice):
    """A value by which the directory can be narrowed."""

    partners: int = Field(description="How many have it.")


class PartnerIndex(Index):
    """The directory of partners."""

    type: Literal["network.PartnerIndexPage"]
    kind: Choice | None = None
    city: Ref[CityLabel] | None = None
    country: Choice | None = None
    kinds: list[Counted] = Field([], description="Of which there are partners.")
    countries: list[Counted] = Field([], description="From which there are partners.")
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
    narrowed_by: ClassVar[dict[str, Any]] = {
        **IndexPublication.narrowed_by,
        "kind": _("kind"),
        "city": City._meta.verbose_name,
        "country": _("country"),
    }
    terms: ClassVar[dict[str, type[Term]]] = {**IndexPublication.terms, "city": City}

    def listed(self, reader: Reader) -> QuerySet[Publication]:
        return reader.published(PartnerPage).order_by("sort_title", "original")

    def asked(self, reader: Reader) -> Mapping[str, Choice | None]:
        kind, country = (reader.parameters.get(name) for name in ("kind", "country"))
        chosen: dict[str, Choice | None] = {}
        if kind:
            known = kind in PartnerKind.values
            chosen["kind"] = _choice(reader, kind, _name_of_kind) if known else None
        if country:
            known = bool(re.fullmatch("[A-Z]{2}", country))
            chosen["country"] = _choice(reader, country, _name_of_country) if known else None
        return chosen

    def narrow(
        self, pages: QuerySet[Publication], values: Mapping[str, Any]
    ) -> QuerySet[Publication]:
        return narrowed(pages, values)

    def parts(self, document: dict[str, Any], reader: Reader) -> dict[str, Any]:
        """A screenful, and by what the list can be narrowed: what public partners have."""
        rows = counted(reader)
        kinds: Counter[str] = Counter()
        countries: Counter[str] = Counter()
        for row in rows:
            kinds[row["kind"]] += row["partners"]
            if row["country"]:
                countries[row["country"]] += row["partners"]
        return {
            **super().parts(document, reader),
            "kinds": _in_order(reader, kinds, _name_of_kind),
            "countries": _in_order(reader, countries, _name_of_country),
            "map": {"cities": places(rows, ""), "directory": None},
        }

    def finish(self, document: dict[str, Any]) -> dict[str, Any]:
        """The map leads to the directory itself."""
        own = {name: document[name] for name in Label.model_fields}
        document["map"]["directory"] = own
        for place in document["map"]["cities"]:
            place["url"] = document["url"] + place["url"]
        if not document["map"]["cities"]:
            document["map"] = None
        return document


def narrowed(partners: QuerySet[Publication], values: Mapping[str, Any]) -> QuerySet[Publication]:
    """Keep the partners of a ``kind``, in a ``city`` (a translation key) or a ``country``."""
    paths = {"kind": "kind", "city": "city__translation_key", "country": "city__country"}
    asked = {paths[name]: value for name, value in values.items() if name in paths}
    return partners.filter(
        **{f"original__page__partnerpage__{path}": value for path, value in asked.items()}
    )


def _choice(reader: Reader, value: str, name: Callable[[Reader, str], str]) -> Choice:
    return Choice(value=value, label=name(reader, value))


def _name_of_kind(reader: Reader, kind: str) -> str:
    with translation.override(reader.words.code):
        return str(PartnerKind(kind).label)


def _name_of_country(reader: Reader, code: str) -> str:
    return cldr.country(code, reader.words.code)


def _in_order(
    reader: Reader, partners: Counter[str], name: Callable[[Reader, str], str]
) -> list[dict[str, Any]]:
    """Values with how many partners have them, by their names."""
    found = [
        Counted(value=value, label=name(reader, value), partners=count)
        for value, count in partners.items()
    ]
    return [as_json(one) for one in sorted(found, key=lambda one: _place(one.label, reader))]


def _place(name: str, reader: Reader) -> str:
    return sort_key(name, reader.words.code)
