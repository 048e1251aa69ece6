"""The directory of partners: A to Z, narrowed by what they are, where, and what they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from wagtail.models import Page

from courtyard.publications.facets import (
    Facet,
    FacetIndexPublication,
    Item,
    held,
    of_list,
    of_terms,
    terms_of,
)
from courtyard.publications.reading import CARD, Reader, Row
from courtyard.publications.schema import Card, Label
from courtyard.publications.sections import Index, IndexPublication
from courtyard.publications.stored import Publication
from courtyard.text.sorting import sort_key
from courtyard.text.world import country_name, day_of, own_time_zone

from .cities import CityMap, place
from .models import City, PartnerIndexPage, PartnerKind, PartnerPage


class PartnerIndex(Index):
    """The directory of partners."""

    type: Literal["network.PartnerIndexPage"]
    map: CityMap | None = None


class PartnerIndexCard(Card):
    """The directory of partners in a list."""

    type: Literal["network.PartnerIndexPage"]


@dataclass(frozen=True)
class Belonging:
    """Something to which partners belong, and by which the directory can be narrowed.

    ``model`` are the pages that say so: ``told_as`` names the part of their wholes that lists
    records with a ``partner``, and perhaps ``since`` and ``until``. ``name`` is that of the
    parameter; ``label`` and ``everything`` are lazy texts.
    """

    name: str
    model: type[Page]
    told_as: str
    label: Any
    everything: Any


_belongings: list[Belonging] = []


KINDS_OF_PARTNERS = [(kind.value, capfirst(kind.label)) for kind in PartnerKind]


class PartnerIndexPublication(FacetIndexPublication[PartnerIndexPage]):
    """Builds the directory of partners, A to Z.

    What partners belong to is what public networks and programmes say of them today; these are
    named in addresses by their keys, which are the same in every language.
    """

    model = PartnerIndexPage
    card_schema = PartnerIndexCard
    whole_schema = PartnerIndex
    template = "network/partner_index_page.html"
    per_page = 100
    facet_names: ClassVar[tuple[str, ...]] = ("kind", "country")
    terms = {**FacetIndexPublication.terms, "city": City}
    parameters = (*IndexPublication.parameters, *facet_names, "city")

    def items(self, reader: Reader, asked: Mapping[str, str | None]) -> list[Item]:
        rows = reader.ask("partners and what they belong to", lambda reader, slots: _rows(reader))
        today = day_of(reader.now, own_time_zone()).isoformat()
        belongs: dict[str, dict[str, dict[str, str]]] = {}
        for one in _belongings:
            for row in rows:
                if row["type"] == one.model._meta.label:
                    for partner in _told(row[one.told_as], today):
                        theirs = belongs.setdefault(partner, {}).setdefault(one.name, {})
                        theirs[str(row["original_id"])] = row["title"]
        return [
            _item({**row, "belongs": belongs.get(str(row["original_id"]), {})})
            for row in rows
            if row["type"] == PartnerPage._meta.label
        ]

    def facets(
        self, items: Sequence[Item], asked: Mapping[str, str | None], reader: Reader
    ) -> list[Facet]:
        facets = [
            Facet(
                "kind",
                gettext("Kind"),
                pgettext("kinds", "All"),
                _by_name(of_list("kind", KINDS_OF_PARTNERS, items, asked)),
            ),
            Facet(
                "city",
                pgettext("one", "City"),
                pgettext("cities", "All"),
                of_terms("city", items),
            ),
            Facet(
                "country",
                gettext("Country"),
                pgettext("countries", "All"),
                _by_name((code, country_name(code)) for code in _values("country", items)),
            ),
            *(
                Facet(one.name, str(one.label), str(one.everything), _pages(one.name, items))
                for one in _belongings
            ),
        ]
        return [one for one in facets if one.options]

    def beside(self, items: Sequence[Item], reader: Reader) -> dict[str, Any]:
        """The map of all partners; its directory is this page."""
        slugs = {str(one.row["city"]): one.row["slug"] for one in items if one.row["city"]}
        partners = Counter(str(one.row["city"]) for one in items if one.row["city"])
        most_first = sorted(partners, key=lambda city: (-partners[city], slugs[city]))
        cities = [place(city, partners[city]) for city in most_first]
        return {"map": {"cities": cities, "directory": None}}

    def finish(self, document: dict[str, Any]) -> dict[str, Any]:
        document = super().finish(document)
        document["map"]["directory"] = {name: document[name] for name in Label.model_fields}
        if not document["map"]["cities"]:
            document["map"] = None
        return document


def register_belonging(belonging: Belonging) -> None:
    """Offer a choice in the directory, in the order of names; called by an app's ``ready()``."""
    _belongings.append(belonging)
    _belongings.sort(key=lambda one: one.name)
    PartnerIndexPublication.facet_names += (belonging.name,)
    PartnerIndexPublication.parameters += (belonging.name,)


PARTNER = "original__page__partnerpage__"


def _rows(reader: Reader) -> QuerySet[Any, Any]:
    """All partners with what their cities are called in addresses, and all to which they belong.

    A page that copies another one says the same as that one, and is no choice of its own.
    """
    no_copy = Q(original__page__alias_of=None) | Q(type=PartnerPage._meta.label)
    pages = reader.published(PartnerPage, *(one.model for one in _belongings)).filter(no_copy)
    rows: QuerySet[Any, Any] = pages.values(
        *CARD,
        "sort_title",
        city=F(f"{PARTNER}city__translation_key"),
        slug=F(f"{PARTNER}city__slug"),
        country=F(f"{PARTNER}city__country"),
        **{one.told_as: F(f"whole__{one.told_as}") for one in _belongings},
    )
    return rows


def _told(rows: Iterable[Mapping[str, Any]], today: str) -> Iterator[str]:
    """The keys of partners of whom a page says that they belong to it today."""
    for row in rows:
        if (row.get("since") or today) <= today <= (row.get("until") or today):
            yield row["partner"]["key"]


def _item(row: Row) -> Item:
    """A partner with what it has of each choice."""
    kind = row["card"]["kind"]
    return Item(
        row,
        {
            **terms_of(row["card"]),
            "kind": held([kind["value"]] if kind else []),
            "city": held([row["city"]] if row["city"] else []),
            "country": held([row["country"]] if row["country"] else []),
            **{one.name: held(row["belongs"].get(one.name, ())) for one in _belongings},
        },
        place=(row["sort_title"], row["original_id"]),
    )


def _values(name: str, items: Sequence[Item]) -> set[str]:
    """What some partner has of a choice."""
    return {value for one in items for value in one.has[name] if value}


def _by_name(options: Any) -> list[tuple[str, Any]]:
    """Options in the alphabetical order of the active language."""
    code = translation.get_language() or ""
    return sorted(options, key=lambda one: (sort_key(one[1], code), one[0]))


def _pages(name: str, items: Sequence[Item]) -> list[tuple[str, Any]]:
    """Pages as options, by their titles."""
    titles = {
        key: title for one in items for key, title in one.row["belongs"].get(name, {}).items()
    }
    return _by_name(titles.items())


def narrowed(partners: QuerySet[Publication], values: Mapping[str, Any]) -> QuerySet[Publication]:
    """Keep the partners of a ``kind``, in a ``city`` (a slug) or a ``country``."""
    paths = {"kind": "kind", "city": "city__slug", "country": "city__country"}
    asked = {paths[name]: value for name, value in values.items() if name in paths}
    return partners.filter(**{f"{PARTNER}{path}": value for path, value in asked.items()})
