"""What the publications of this app have in common."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page

from courtyard.publications.facets import Facet, Item, of_list, of_terms
from courtyard.publications.reading import CARD, Reader, Row
from courtyard.publications.schema import Choice
from courtyard.publications.stored import Publication
from courtyard.publications.types import choice
from courtyard.taxonomy import with_rows
from courtyard.text.cldr import month
from network.models import City
from programmes.models import ProgrammeKind, ProgrammePage


def choices(rows: Iterable[Model], field: str) -> list[Choice]:
    """What rows have chosen, each once."""
    found = (choice(row, field) for row in rows)
    return list({one.value: one for one in found if one}.values())


def in_city(pages: QuerySet[Publication], rows: type[Model], key: Any) -> QuerySet[Publication]:
    """Keep the publications with a row about a city, given by its key; none for an unknown one."""
    links: Any = rows._default_manager
    named = links.filter(city__translation_key=key) if key else links.none()
    return with_rows(pages, named)


def wants_city(keys: Any) -> bool:
    """Whether a city is asked for."""
    return City in keys


# What an index asks


@dataclass(frozen=True)
class ProgrammeFacts:
    """What calls and events have from the programme below which they stand."""

    kind: str
    cities: tuple[str, ...]


NO_PROGRAMME = ProgrammeFacts("", ())


def programmes_read(reader: Reader) -> dict[Any, ProgrammeFacts]:
    """The kind and cities (translation keys) of all public programmes by key: one query."""
    return programmes_among(
        reader.ask(
            "programmes", lambda reader, slots: reader.published(ProgrammePage).values(*CARD)
        )
    )


def programmes_among(rows: Iterable[Row]) -> dict[Any, ProgrammeFacts]:
    """The same of those that are among some rows of ``CARD``."""
    return {row["original_id"]: _facts(row["card"]) for row in of_type(ProgrammePage, rows)}


def of_type(model: type[Page], rows: Iterable[Row]) -> list[Row]:
    """Those of some publications that are pages of a type."""
    return [row for row in rows if row["type"] == model._meta.label]


def _facts(card: Mapping[str, Any]) -> ProgrammeFacts:
    kind = card["kind"]
    return ProgrammeFacts(
        kind=kind["value"] if kind else "", cities=tuple(one["key"] for one in card["cities"])
    )


KINDS_OF_PROGRAMMES = [(kind.value, capfirst(kind.label)) for kind in ProgrammeKind]


def kind_facet(items: Sequence[Item], asked: Mapping[str, str | None]) -> Facet:
    """The kinds of the programmes below which things stand."""
    options = of_list("kind", KINDS_OF_PROGRAMMES, items, asked)
    return Facet("kind", _("Kind"), pgettext("kinds", "All"), options)


def discipline_facet(items: Sequence[Item]) -> Facet:
    """The disciplines of things."""
    options = of_terms("discipline", items)
    return Facet("discipline", _("Discipline"), pgettext("disciplines", "All"), options)


def city_facet(items: Sequence[Item]) -> Facet:
    """The cities in which things are."""
    return Facet("city", _("City"), _("Everywhere"), of_terms("city", items))


def ticks(model: type[Model], *fields: str, prefix: str = "") -> list[tuple[str, Any]]:
    """Yes-or-no fields as choices, by their names without a prefix."""
    return [
        (name.removeprefix(prefix), capfirst(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        for name in fields
    ]


# Months


def name_of_month(day: dt.date) -> str:
    """A month as it stands in addresses: 2026-05."""
    return f"{day:%Y-%m}"


def days_of_month(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a month such as 2026-05; None for what is no month."""
    try:
        first = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def months_between(first: dt.date, last: dt.date) -> Iterator[str]:
    """The months from that of a day to that of another."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield name_of_month(dt.date(number // 12, number % 12 + 1, 1))


def months_in_words(names: Iterable[str | None], language: str) -> list[tuple[str, str]]:
    """Months with what they are called in a language, in order; what is no month is left out."""
    known = {name: days for name in names if name and (days := days_of_month(name))}
    return [(name, month(known[name][0], language)) for name in sorted(known)]
