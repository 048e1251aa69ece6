"""What the publications of this app have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from courtyard.publications.schema import Choice
from courtyard.publications.stored import Publication
from courtyard.publications.types import choice
from courtyard.taxonomy import with_rows
from network.models import City


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
