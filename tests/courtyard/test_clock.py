"""What the clock changes, and when answers that were kept until then end."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Value
from django.utils import translation

from courtyard.localisation.site_map import read_site_map
from courtyard.models import Original
from courtyard.moments import MomentFormField, moment_of
from courtyard.publications.clock import DayIn, next_quarter
from courtyard.text import world
from tests.trees import ContentFactory, Tree

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("now", "quarter"),
    [
        ("2026-05-01T10:00:00", "2026-05-01T10:15:00"),
        ("2026-05-01T10:14:59.999999", "2026-05-01T10:15:00"),
        ("2026-12-31T23:45:00", "2027-01-01T00:00:00"),
    ],
)
def test_each_answer_ends_with_the_quarter_of_an_hour(now: str, quarter: str) -> None:
    begin, end = (dt.datetime.fromisoformat(one).replace(tzinfo=dt.UTC) for one in (now, quarter))
    assert next_quarter(begin) == end


def test_days_begin_with_quarters_of_an_hour_all_over_the_world() -> None:
    for zone in sorted(available_timezones() - {"localtime"}):
        for day in (dt.date(2026, 1, 15), dt.date(2026, 7, 15)):
            begin = world.begin_of(day, zone)
            assert begin.minute % 15 == begin.second == 0, zone


def test_a_site_holds_until_the_next_expiry_and_the_next_quarter(tree: Tree) -> None:
    now = dt.datetime(2026, 5, 1, 10, 14, 30, tzinfo=dt.UTC)
    assert read_site_map(tree.site, now).holds_until == now + dt.timedelta(seconds=30)
    expiry = now + dt.timedelta(seconds=10)
    ContentFactory(parent=tree.home, title="Krótko", slug="krotko", expire_at=expiry)
    assert read_site_map(tree.site, now).holds_until == expiry
    now = dt.datetime(2026, 5, 1, 10, 0, tzinfo=dt.UTC)
    assert read_site_map(tree.site, now).holds_until == now + dt.timedelta(seconds=10 * 6)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-03-28 23:30", "Europe/Warsaw", "2026-03-29"),
        ("2026-03-29 21:59", "Europe/Warsaw", "2026-03-29"),
        ("2026-03-29 22:00", "Europe/Warsaw", "2026-03-30"),
        ("2026-10-25 22:59", "Europe/Warsaw", "2026-10-25"),
        ("2026-10-25 23:00", "Europe/Warsaw", "2026-10-26"),
        ("2026-05-01 10:00", "Pacific/Kiritimati", "2026-05-02"),
        ("2026-05-01 10:59", "Pacific/Pago_Pago", "2026-04-30"),
        ("2026-05-01 18:15", "Asia/Kathmandu", "2026-05-02"),
    ],
)
def test_the_database_knows_the_day_by_the_clocks_of_a_zone(
    tree: Tree, moment: str, zone: str, day: str
) -> None:
    when = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    asked = Original.objects.annotate(
        given=DayIn(when, Value(zone)),
        held=DayIn(Value(when, output_field=DateTimeField()), Value(zone)),
    )
    found = asked.values_list("given", "held").first()
    assert found == (dt.date.fromisoformat(day),) * 2
    assert world.day_of(when, zone) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("typed", ["2026-03-29 02:00", "2026-03-29 02:59"])
def test_an_hour_that_the_clocks_leave_out_is_no_moment(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        moment_of(dt.datetime.fromisoformat(typed), WARSAW)
    assert error.value.code == "no_such_hour"


@pytest.mark.parametrize("typed", ["2026-10-25 02:00", "2026-10-25 02:59"])
def test_an_hour_that_comes_twice_is_no_moment(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        moment_of(dt.datetime.fromisoformat(typed), WARSAW)
    assert error.value.code == "hour_comes_twice"


@pytest.mark.parametrize(
    "moment", ["2026-03-29 00:59", "2026-03-29 01:00", "2026-10-24 23:59", "2026-10-25 02:00"]
)
def test_what_a_field_shows_it_takes_as_the_same_moment(moment: str) -> None:
    when = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    field = MomentFormField()
    field.zone = lambda: "Europe/Warsaw"
    shown = field.prepare_value(when)
    assert field.clean(f"{shown:%Y-%m-%d %H:%M}") == when
    assert not field.has_changed(when, f"{shown:%Y-%m-%d %H:%M}")


@pytest.mark.parametrize(
    ("language", "first", "germany"),
    [("pl", "Afganistan", "Niemcy"), ("en", "Afghanistan", "Germany"), ("uk", "Австралія", None)],
)
def test_the_world_is_listed_in_the_order_of_the_language(
    language: str, first: str, germany: str | None
) -> None:
    with translation.override(language):
        countries = world.countries()
        assert countries[0][1] == first
        assert germany in (None, dict(countries)["DE"])
        assert {"PL", "UA", "DE", "JP"} <= dict(countries).keys()
        assert not {"EU", "UN", "ZZ", "001"} & dict(countries).keys()
        assert {"pl", "uk", "de", "en"} <= dict(world.languages()).keys()


def test_only_money_of_today_is_listed() -> None:
    codes = dict(world.currencies())
    assert {"PLN", "EUR", "UAH", "CZK", "JPY"} <= codes.keys()
    assert not {"DEM", "XXX", "XAU", "PLZ"} & codes.keys()
