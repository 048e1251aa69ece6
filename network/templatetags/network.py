"""What the templates of networks and partners need: maps as drawings, houses floor by floor.

Publications come as plain dicts, as they are answered to the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from courtyard.text.sorting import sort_key
from network import maps
from network.publications import day_asked_for

register = template.Library()

LETTERS = {"small": 21, "large": 40}
"""How large names are on a wide map, and on a narrow one, in parts of the sheet."""


@register.filter
def by_name(cities: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The cities of a map by their names."""

    def place(one: Mapping[str, Any]) -> str:
        return sort_key(one["city"]["name"], one["city"]["content_language"])

    return sorted(cities, key=place)


@register.filter
def drawing(city_map: Mapping[str, Any]) -> dict[str, Any] | None:
    """A map as it is drawn; None where no city says where it is.

    It holds ``width`` and ``height`` of the sheet, the ``land`` as a path of dashes ``step``
    apart, ``spots`` with what stands there, and ``names`` by the size of their letters.
    """
    shown = [one for one in city_map["cities"] if one["city"]["latitude"] is not None]
    if not shown:
        return None
    places = [(float(one["city"]["latitude"]), float(one["city"]["longitude"])) for one in shown]
    frame = maps.frame_of(places)
    spots = maps.spots(frame, places, [one["partners"] for one in shown])
    words = [one["city"]["name"] for one in shown]
    return {
        "width": maps.WIDTH,
        "height": maps.HEIGHT,
        "step": maps.STEP,
        "land": maps.land(frame),
        "spots": [{"spot": spot, **one} for spot, one in zip(spots, shown, strict=True)],
        "names": [
            {
                "size": size,
                "words": [
                    {"name": name, "city": shown[name.number]["city"]}
                    for name in maps.names(spots, words, letters)
                ],
            }
            for size, letters in LETTERS.items()
        ],
    }


@register.filter
def number_of_partners(count: int) -> str:
    """So many partners, in words: 3 partnerzy."""
    return ngettext("%(count)s partner", "%(count)s partners", count) % {"count": count}


@register.filter
def can_be_asked(day: str | None) -> bool:
    """Whether who belonged to a network on a day, as an address names it, can be told."""
    try:
        day_asked_for(day or "")
    except ValueError:
        return False
    return True


@register.filter
def by_floor(units: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The units of a house by floors, from top to bottom; those on none come last."""

    def height(unit: Mapping[str, Any]) -> float:
        return float("-inf") if unit["floor"] is None else unit["floor"]

    ordered = sorted(units, key=height, reverse=True)
    return [
        {"floor": floor, "units": [*there]}
        for floor, there in groupby(ordered, key=lambda unit: unit["floor"])
    ]


@register.filter
def floor_in_words(floor: int) -> str:
    """Ground floor, Floor 2, Cellar; below it, how far below the ground."""
    if floor == 0:
        return gettext("Ground floor")
    if floor == -1:
        return gettext("Cellar")
    if floor < 0:
        return gettext("Level %(floor)s") % {"floor": f"−{-floor}"}
    return gettext("Floor %(floor)s") % {"floor": floor}
