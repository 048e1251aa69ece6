"""Dates, money, numbers and plurals as each language writes them; every space is what CLDR says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from babel import Locale
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from courtyard.text import cldr

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"
FIRST_OF_MAY = dt.date(2026, 5, 1)
NOON = dt.datetime(2026, 5, 1, 15, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", "1 maja 2026"),
        ("uk", f"1 травня 2026{NARROW}р."),
        ("de", "1. Mai 2026"),
        ("en", "1 May 2026"),
        ("en-gb", "1 May 2026"),
        ("en-us", "May 1, 2026"),
        ("tlh", "1 May 2026"),
        (None, "1 May 2026"),
    ],
)
def test_a_day_is_written_out(language: str | None, expected: str) -> None:
    assert cldr.long_date(FIRST_OF_MAY, language) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("pl", "1 maj 2026"), ("en", "1 May 2026"), ("de", "01.05.2026")]
)
def test_a_short_date_is_not_mistaken_for_another(language: str, expected: str) -> None:
    assert cldr.short_date(FIRST_OF_MAY, language) == expected


@pytest.mark.parametrize(
    ("language", "first", "last", "expected"),
    [
        ("pl", "2026-05-01", "2026-05-03", "1–3 maja 2026"),
        ("pl", "2026-04-28", "2026-05-03", f"28 kwietnia{THIN}–{THIN}3 maja 2026"),
        ("pl", "2025-12-30", "2026-01-02", f"30 grudnia 2025{THIN}–{THIN}2 stycznia 2026"),
        ("pl", "2025-05-01", "2026-05-01", f"1 maja 2025{THIN}–{THIN}1 maja 2026"),
        ("pl", "2026-05-01", "2026-05-01", "1 maja 2026"),
        ("uk", "2026-05-01", "2026-05-03", f"1–3 травня 2026{NARROW}р."),
        ("uk", "2026-04-28", "2026-05-03", f"28 квітня – 3 травня 2026{NARROW}р."),
        ("uk", "2025-12-30", "2026-01-02", f"30 грудня 2025 – 2 січня 2026{NARROW}рр."),
        ("de", "2026-05-01", "2026-05-03", "1.–3. Mai 2026"),
        ("de", "2026-04-28", "2026-05-03", f"28. April{THIN}–{THIN}3. Mai 2026"),
        ("de", "2025-12-30", "2026-01-02", f"30. Dezember 2025{THIN}–{THIN}2. Januar 2026"),
        ("en", "2026-05-01", "2026-05-03", "1–3 May 2026"),
        ("en", "2026-04-28", "2026-05-03", f"28 April{THIN}–{THIN}3 May 2026"),
        ("en", "2025-12-30", "2026-01-02", f"30 December 2025{THIN}–{THIN}2 January 2026"),
    ],
)
def test_a_range_of_days_says_each_thing_once(
    language: str, first: str, last: str, expected: str
) -> None:
    ends = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert cldr.date_range(*ends, language) == expected


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(cldr.BackwardRange):
        cldr.date_range(FIRST_OF_MAY, dt.date(2026, 4, 30), "pl")
    with pytest.raises(cldr.BackwardRange):
        cldr.money_range(Decimal(2), Decimal(1), "PLN", "pl")


@pytest.mark.parametrize("language", ["pl", "uk", "de", "en"])
def test_years_stand_together_without_spaces(language: str) -> None:
    assert cldr.years(2012, 2016, language) == "2012–2016"
    assert cldr.years(2012, 2012, language) == "2012"


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("pl", "Europe/Warsaw", "1 maja 2026 17:30 CEST"),
        ("uk", "Europe/Kyiv", f"1 травня 2026{NARROW}р., 18:30 GMT+3"),
        ("de", "Europe/Warsaw", "1. Mai 2026, 17:30 MESZ"),
        ("en", "Europe/Warsaw", "1 May 2026, 17:30 CEST"),
        ("en", "America/New_York", "1 May 2026, 11:30 GMT-4"),
        ("pl", "Asia/Kolkata", "1 maja 2026 21:00 GMT+5:30"),
        ("pl", "UTC", "1 maja 2026 15:30 UTC"),
    ],
)
def test_a_moment_says_by_which_clock(language: str, zone: str, expected: str) -> None:
    assert cldr.moment(NOON, zone, language) == expected


def test_a_moment_follows_the_day_of_its_zone_and_its_winter_time() -> None:
    before_midnight = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)
    assert cldr.moment(before_midnight, "Europe/Warsaw", "pl") == "1 stycznia 2027 00:30 CET"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(cldr.NaiveMoment):
        cldr.moment(NOON.replace(tzinfo=None), "Europe/Warsaw", "pl")
    for unknown in ("Europe/Courtyard", "", "../etc"):
        with pytest.raises(cldr.UnknownZone):
            cldr.moment(NOON, unknown, "pl")


@pytest.mark.parametrize(
    ("language", "amount", "currency", "expected"),
    [
        ("pl", "1500", "PLN", f"1500{NBSP}zł"),
        ("pl", "15000", "PLN", f"15{NBSP}000{NBSP}zł"),
        ("pl", "1500.5", "PLN", f"1500,50{NBSP}zł"),
        ("pl", "1500.00", "EUR", f"1500{NBSP}€"),
        ("pl", "-12000", "PLN", f"-12{NBSP}000{NBSP}zł"),
        ("uk", "1500", "UAH", f"1{NBSP}500{NBSP}₴"),
        ("uk", "1500.5", "UAH", f"1{NBSP}500,50{NBSP}₴"),
        ("uk", "1500", "PLN", f"1{NBSP}500{NBSP}PLN"),
        ("de", "1500", "EUR", f"1.500{NBSP}€"),
        ("de", "1500.5", "EUR", f"1.500,50{NBSP}€"),
        ("en", "1500", "EUR", "€1,500"),
        ("en", "1500.5", "EUR", "€1,500.50"),
        ("en", "1500", "PLN", f"1,500{NBSP}PLN"),
        ("en-gb", "1500", "PLN", f"PLN{NBSP}1,500"),
        ("en", "0", "EUR", "€0"),
        ("pl", "1500.5", "JPY", f"1500{NBSP}JPY"),
    ],
)
def test_whole_sums_have_no_decimals_and_others_all_of_them(
    language: str, amount: str, currency: str, expected: str
) -> None:
    assert cldr.money(Decimal(amount), currency, language) == expected


@pytest.mark.parametrize(
    ("language", "low", "high", "currency", "expected"),
    [
        ("pl", "1500", "3000", "PLN", f"1500–3000{NBSP}zł"),
        ("pl", "1500", "15000", "PLN", f"1500–15{NBSP}000{NBSP}zł"),
        ("pl", "1500", "3000.5", "PLN", f"1500,00–3000,50{NBSP}zł"),
        ("uk", "500", "1500", "UAH", f"500–1{NBSP}500{NBSP}₴"),
        ("de", "500", "1500", "EUR", f"500–1.500{NBSP}€"),
        ("en", "500", "1500", "EUR", "€500–1,500"),
        ("en", "500", "1500", "PLN", f"500–1,500{NBSP}PLN"),
        ("en", "500", "500", "EUR", "€500"),
    ],
)
def test_a_range_of_sums_says_its_currency_once(
    language: str, low: str, high: str, currency: str, expected: str
) -> None:
    assert cldr.money_range(Decimal(low), Decimal(high), currency, language) == expected


@pytest.mark.parametrize("currency", ["", "eur", "XYZ", "złoty"])
def test_a_currency_that_nobody_has_is_refused(currency: str) -> None:
    with pytest.raises(cldr.UnknownCurrency):
        cldr.money(Decimal(1), currency, "pl")


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("pl", "1500.5", "1500,5"),
        ("pl", "15000", f"15{NBSP}000"),
        ("uk", "1500", f"1{NBSP}500"),
        ("de", "1500.25", "1.500,25"),
        ("en", "1500.25", "1,500.25"),
        ("en", "2.0", "2"),
    ],
)
def test_numbers_have_the_signs_of_their_language(language: str, value: str, expected: str) -> None:
    assert cldr.number(Decimal(value), language) == expected


@pytest.mark.parametrize(
    ("language", "template", "expected"),
    [
        ("pl", '{{ "2026-05-01"|long_date }}', "1 maja 2026"),
        ("pl", '{{ "2026-05-01"|date_range:"2026-05-03" }}', "1–3 maja 2026"),
        ("pl", '{{ "2026-05-01"|date_range:nothing }}', "1 maja 2026"),
        ("pl", '{{ nothing|date_range:"2026-05-03" }}', "3 maja 2026"),
        ("pl", '{{ "2026-05-03"|date_range:"2026-05-01" }}', "3 maja 2026 – 1 maja 2026"),
        (
            "de",
            '{{ "2026-05-01T15:30:00+00:00"|moment:"Europe/Warsaw" }}',
            "1. Mai 2026, 17:30 MESZ",
        ),
        ("pl", '{{ "1500.00"|money:"PLN" }}', f"1500{NBSP}zł"),
        ("pl", '{{ nothing|money:"PLN" }}{{ nothing|number }}{{ nothing|moment:"UTC" }}', ""),
        ("en", '{% money_range 500 "1500.00" "EUR" %}', "€500–1,500"),
        ("en", '{% money_range 1500 500 "EUR" %}', "€1,500 – €500"),
        ("pl", "{{ 1500.5|number }}", "1500,5"),
        ("uk", "{{ 2012|years:2016 }}", "2012–2016"),
    ],
)
def test_templates_write_in_the_active_language(
    language: str, template: str, expected: str
) -> None:
    with translation.override(language):
        context = Context({"nothing": None})
        assert Template("{% load courtyard %}" + template).render(context) == expected


@pytest.mark.parametrize("language", ["pl", "uk", "de", "en"])
@given(value=st.decimals(min_value=0, max_value=10_000, places=2))
def test_a_number_with_decimals_chooses_the_form_that_cldr_wants(
    language: str, value: Decimal
) -> None:
    assert form_by_gettext(language, value) == form_by_cldr(language, value)


@pytest.mark.parametrize("value", ["1.5", "2.5", "11.5", "21.5", "22.5", "101.5", "0.1"])
def test_a_fraction_is_no_whole_number_to_the_polish(value: str) -> None:
    assert form_by_gettext("pl", Decimal(value)) == form_by_gettext("uk", Decimal(value)) == 3


def form_by_gettext(language: str, value: Decimal) -> int:
    """The place of the form that the rule of our catalogue chooses; Django's own for English."""
    with translation.override(language):
        catalogue: Any = translation.trans_real.translation(language)  # type: ignore[attr-defined]
        return int(catalogue._catalog._plurals[0](cldr.countable(value)))


def form_by_cldr(language: str, value: Decimal) -> int:
    """The place of the form that CLDR chooses, in the order of a catalogue."""
    forms = ("one", "few", "many", "other") if language in ("pl", "uk") else ("one", "other")
    shown = value.normalize() if value != int(value) else int(value)
    return forms.index(Locale.parse(language).plural_form(shown))
