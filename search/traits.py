"""By what results are narrowed, and from when to when that holds of a publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from courtyard.publications.types import type_of
from courtyard.terms import KINDS
from courtyard.text.world import day_of
from programmes.publications.calls import call_of

ALWAYS = (dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, tzinfo=dt.UTC))

NAMES = ("type", *(kind.name for kind in KINDS), "city", "year", "status")
"""The traits, in the order in which they are offered."""

DATES = ("date", "starts", "ends", "activity_starts", "activity_ends")

CALL = "programmes.OpenCallPage"


class Known(NamedTuple):
    """A trait, and when it holds: aware moments."""

    name: str
    value: str
    since: dt.datetime = ALWAYS[0]
    until: dt.datetime = ALWAYS[1]


def traits_of(type_: str, card: Mapping[str, Any]) -> Iterator[Known]:
    """Those of a publication, by its type and its card as built."""
    yield Known("type", type_)
    for kind in KINDS:
        yield from (Known(kind.name, key) for key in keys_of(card, kind.plural))
    yield from (Known("city", key) for key in keys_of(card, "city"))
    yield from (Known("year", str(year)) for year in sorted(_years(type_, card)))
    if type_ == CALL:
        yield from (Known("status", *one) for one in call_of(card).standings())


def keys_of(card: Mapping[str, Any], *fields: str) -> list[str]:
    """The keys of references in some fields of a card, each once."""
    found: dict[str, None] = {}
    for field in fields:
        value = card.get(field)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping) and "key" in one:
                found[one["key"]] = None
    return list(found)


def _years(type_: str, card: Mapping[str, Any]) -> set[int]:
    """The years of its dates, by the clocks of its time zone; without one its dates are days."""
    zone = card.get("time_zone") or "UTC"
    places = (place.at for place in type_of(type_).places(card))
    said = {_year(at, zone) for at in places if 1 < at.year < ALWAYS[1].year}
    for one in (card, *card.get("dates", ())):
        written = (one.get(field) for field in DATES)
        said |= {_year(dt.datetime.fromisoformat(text), zone) for text in written if text}
    return said


def _year(at: dt.datetime, zone: str) -> int:
    """The year of a day, which is naive and the same everywhere, or of a moment in a time zone."""
    try:
        return at.year if at.tzinfo is None else day_of(at, zone).year
    except OverflowError:
        return at.year
