"""Closed lists that the world keeps: countries, languages, currencies, time zones.

Codes come from ISO 3166-1, ISO 639-1, ISO 4217 and the IANA database, names from CLDR. The lists
are choices of fields: pairs of a code and its name in the active language.
"""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo

from babel.core import get_global
from django.conf import settings
from django.utils.translation import get_language

from .cldr import locale_of
from .sorting import sort_key

NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
"""Codes of CLDR that are no country's."""

NO_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")
"""Beginnings of names in the IANA database that are kept for old programs only."""

Choices = list[tuple[str, str]]


def countries() -> Choices:
    """Countries by name, with their codes of two capital letters."""
    return list(_countries(_language()))


def languages() -> Choices:
    """Languages by name, with their codes of two letters."""
    return list(_languages(_language()))


def currencies() -> Choices:
    """Currencies that are legal tender somewhere, by code."""
    return list(_currencies(_language()))


def time_zones() -> Choices:
    """Time zones by their names in the IANA database."""
    return [(name, name) for name in _zones()]


def own_time_zone() -> str:
    """The institution's time zone."""
    return settings.TIME_ZONE


def country_name(code: str) -> str:
    """The name of a country in the active language; the code where it has none."""
    return str(locale_of(_language()).territories.get(code, code))


def language_name(code: str) -> str:
    """The name of a language in the active language; the code where it has none."""
    return str(locale_of(_language()).languages.get(code, code))


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """A time zone by its name; UTC where there is none: the field of the name tells of that."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo("UTC")


def day_of(moment: dt.datetime, zone: str) -> dt.date:
    """The day that a moment falls on by the clocks of a time zone (an IANA name)."""
    return moment.astimezone(zone_of(zone)).date()


def begin_of(day: dt.date, zone: str) -> dt.datetime:
    """The first moment of a day by the clocks of a time zone (an IANA name), in UTC."""
    return dt.datetime.combine(day, dt.time(), zone_of(zone)).astimezone(dt.UTC)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@functools.cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = locale_of(language).territories
    return _sorted(
        {
            code: str(name)
            for code, name in names.items()
            if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
        },
        language,
    )


@functools.cache
def _languages(language: str) -> tuple[tuple[str, str], ...]:
    names = locale_of(language).languages
    return _sorted({code: str(name) for code, name in names.items() if len(code) == 2}, language)


@functools.cache
def _currencies(language: str) -> tuple[tuple[str, str], ...]:
    names = locale_of(language).currencies
    codes = {
        code
        for used in get_global("territory_currencies").values()
        for code, _since, until, is_tender in used
        if is_tender and until is None
    }
    return tuple((code, f"{code} – {names.get(code, code)}") for code in sorted(codes))


@functools.cache
def _zones() -> tuple[str, ...]:
    names = zoneinfo.available_timezones()
    places = {name for name in names if "/" in name and not name.startswith(NO_PLACES)}
    return tuple(sorted(places | {"UTC", settings.TIME_ZONE}))


def _sorted(names: dict[str, str], language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(names.items(), key=lambda pair: sort_key(pair[1], language)))
