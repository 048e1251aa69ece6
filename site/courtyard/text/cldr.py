"""Dates, times, money, numbers and plurals as each language writes them, by CLDR through Babel.

Everything here is pure. ``language`` is a code as Django has it (``pl``, ``en-gb``); one that CLDR
does not know is written as European English, and so is English without a region: 1 May 2026.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
    is_currency,
)

NO_BREAK_SPACE = "\u00a0"
EUROPEAN_ENGLISH = "en_150"
GROUPED_FROM = {"pl": 10_000, "es": 10_000, "bg": 10_000}
"""Where figures begin to stand in groups, if not at 1000 (CLDR, minimumGroupingDigits)."""


class BackwardRange(ValueError):
    """A range ends before it begins."""


class NaiveMoment(ValueError):
    """A moment does not say its time zone."""


class UnknownZone(ValueError):
    """There is no time zone of that name."""


class UnknownCurrency(ValueError):
    """ISO 4217 has no currency of that code."""


def locale_of(language: str | None) -> Locale:
    """A language in CLDR."""
    code = "en" if not language else language.replace("_", "-").lower()
    try:
        return Locale.parse(EUROPEAN_ENGLISH if code == "en" else code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(EUROPEAN_ENGLISH)


def long_date(day: dt.date, language: str | None) -> str:
    """A day in words: 1 maja 2026, 1. Mai 2026."""
    return str(format_date(day, format="long", locale=locale_of(language)))


def short_date(day: dt.date, language: str | None) -> str:
    """A day where there is little room, and not to be mistaken for another: 28 Nov 2026."""
    return str(format_date(day, format="medium", locale=locale_of(language)))


def month(day: dt.date, language: str | None) -> str:
    """The month of a day with its year: maj 2026, Mai 2026."""
    return str(format_skeleton("yMMMM", day, locale=locale_of(language)))


def date_range(first: dt.date, last: dt.date, language: str | None) -> str:
    """Two days and what lies between, each thing once: 1–3 maja 2026, 28 kwietnia – 3 maja 2026.

    Raises BackwardRange.
    """
    if last < first:
        raise BackwardRange(f"{last} is before {first}.")
    locale = locale_of(language)
    formats = _range_formats(locale)
    if first.year != last.year:
        parts = formats["y"]
    elif first.month != last.month:
        parts = formats["M"]
    elif first.day != last.day:
        parts = formats["d"]
    else:
        return long_date(first, language)
    return "".join(
        str(format_date(day, format=part, locale=locale))
        for day, part in zip((first, last), parts, strict=True)
    )


def _range_formats(locale: Locale) -> Mapping[str, list[str]]:
    """How a range of long dates is written, by the greatest part in which its ends differ.

    CLDR has most of them for short months only; a long one takes the place of a short one, as
    its specification says (UTS 35, "Missing Skeleton Fields").
    """
    formats: Any = locale.interval_formats
    if "yMMMMd" in formats:
        return {part: list(formats["yMMMMd"][part]) for part in "dMy"}
    return {
        part: [pattern.replace("MMM", "MMMM") for pattern in formats["yMMMd"][part]]
        for part in "dMy"
    }


def years(first: int, last: int, language: str | None) -> str:
    """Two years and what lies between: 2012–2016; one where they are the same."""
    if first == last:
        return str(first)
    formats: Any = locale_of(language).interval_formats
    begin, end = formats["y"]["y"]
    return begin.replace("y", str(first)) + end.replace("y", str(last))  # type: ignore[no-any-return]


def moment(when: dt.datetime, zone: str, language: str | None) -> str:
    """A moment by the clocks of a time zone (an IANA name): 1 maja 2026 17:30 CEST.

    The zone has its short name where the language has one, or says how far it is from Greenwich.
    Raises NaiveMoment and UnknownZone.
    """
    local, locale = _local(when, zone), locale_of(language)
    return _on_day(local, f"{_clock(local, locale)} {_zone_name(local, locale)}", language)


def time_span(starts: dt.datetime, ends: dt.datetime, zone: str, language: str | None) -> str:
    """Two moments of one day and what lies between: 1 maja 2026 17:30–19:00 CEST.

    On several days each is written out. Raises NaiveMoment, UnknownZone and BackwardRange.
    """
    if ends < starts:
        raise BackwardRange(f"{ends} is before {starts}.")
    first, last, locale = _local(starts, zone), _local(ends, zone), locale_of(language)
    if first.date() != last.date():
        return f"{moment(starts, zone, language)} – {moment(ends, zone, language)}"
    clocks = [f"{_clock(first, locale)}", f"{_clock(last, locale)} {_zone_name(last, locale)}"]
    if first.utcoffset() != last.utcoffset():
        clocks[0] = f"{clocks[0]} {_zone_name(first, locale)}"
    return _on_day(first, "–".join(dict.fromkeys(clocks)), language)


def _local(when: dt.datetime, zone: str) -> dt.datetime:
    if when.utcoffset() is None:
        raise NaiveMoment(f"{when} has no time zone.")
    try:
        return when.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnknownZone(f"There is no time zone {zone!r}.") from error


def _clock(local: dt.datetime, locale: Locale) -> str:
    # The zone is written by hand, because the clock must not be moved twice.
    return str(format_time(local.replace(tzinfo=None), format="short", locale=locale))


def _on_day(local: dt.datetime, time: str, language: str | None) -> str:
    # The parts are filled in by hand: a date may hold what is a field in a pattern.
    pattern = str(locale_of(language).datetime_formats["long"])
    return pattern.replace("{1}", long_date(local, language)).replace("{0}", time)


def _zone_name(local: dt.datetime, locale: Locale) -> str:
    """CEST where the language says so, or GMT+2, as CLDR writes it (UTS 35, pattern ``z``)."""
    name = str(get_timezone_name(local, width="short", locale=locale))
    if name.isalpha() and name != "GMT":
        return name
    minutes = round((local.utcoffset() or dt.timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "GMT"
    sign = "-" if minutes < 0 else "+"
    distance = f"{sign}{hours}:{rest:02d}" if rest else f"{sign}{hours}"
    return str(locale.zone_formats["gmt"]) % distance


def number(value: Decimal | int, language: str | None) -> str:
    """A number with up to three decimals: 15 000, 1500,5."""
    return str(
        format_decimal(value, locale=locale_of(language), group_separator=_groups(value, language))
    )


def money(amount: Decimal | int, currency: str, language: str | None) -> str:
    """A sum in a currency (ISO 4217), without decimals where it is whole: 1500 zł, 1.500,50 €.

    Raises UnknownCurrency.
    """
    return _sum(amount, currency, language, is_whole=_is_whole(amount))


def money_range(
    low: Decimal | int, high: Decimal | int, currency: str, language: str | None
) -> str:
    """Two sums and what lies between, the currency once: 1500–3000 zł, €500–1,000.

    Raises UnknownCurrency and BackwardRange.
    """
    if high < low:
        raise BackwardRange(f"{high} is less than {low}.")
    if low == high:
        return money(low, currency, language)
    is_whole = _is_whole(low) and _is_whole(high)
    begin, end = (_sum(one, currency, language, is_whole=is_whole) for one in (low, high))
    if end[:1].isdecimal() or end[:1] == "-":
        begin = re.sub(r"\D+$", "", begin)
    else:
        end = re.sub(r"^\D+", "", end)
    return f"{begin}–{end}"


def _sum(amount: Decimal | int, currency: str, language: str | None, *, is_whole: bool) -> str:
    if not is_currency(currency):
        raise UnknownCurrency(f"There is no currency {currency!r}.")
    locale = locale_of(language)
    decimals = 0 if is_whole else get_currency_precision(currency)
    pattern = re.sub(r"0\.0+", "0", locale.currency_formats["standard"].pattern)
    if str(locale) == EUROPEAN_ENGLISH:
        # As CLDR has it since its version 48: a sign before the sum, letters after it.
        is_sign = not get_currency_symbol(currency, locale=locale)[-1].isalpha()
        pattern = "¤#,##0" if is_sign else f"#,##0{NO_BREAK_SPACE}¤"
    written = format_currency(
        amount,
        currency,
        format=pattern.replace("0", f"0.{'0' * decimals}") if decimals else pattern,
        locale=locale,
        currency_digits=False,
        group_separator=_groups(amount, language),
    )
    # Letters do not touch figures (UTS 35, "Currency Spacing").
    return re.sub(r"([^\W\d_])(?=\d)", rf"\1{NO_BREAK_SPACE}", written)


def _is_whole(amount: Decimal | int) -> bool:
    return amount == int(amount)


def _groups(value: Decimal | int, language: str | None) -> bool:
    fewest = GROUPED_FROM.get(locale_of(language).language, 0)
    return value >= fewest or value <= -fewest


class _WithDecimals(int):
    """What stands for a number with decimals in gettext's rules: no remainder of it is whole."""

    def __mod__(self, other: int) -> float:  # type: ignore[override]
        return 1.5 % other


def countable(value: Decimal | int) -> int:
    """The number by which gettext chooses the plural form that CLDR wants for a value.

    gettext takes whole numbers alone, and the Polish rule would say "25,5 miast", where Polish
    has "25,5 miasta". A whole number comes out as it is; decimals that are zero are not shown
    and do not count.
    """
    if _is_whole(value):
        return int(value)
    # One and a half is not one, in no language.
    return _WithDecimals(0 if int(value) == 1 else int(value))
