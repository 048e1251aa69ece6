"""Calendars as they are written, read back by a library that has no part in writing them."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from courtyard.calendars import Entry, Span
from courtyard.delivery.calendars import _Event
from courtyard.publications.schema import as_json
from courtyard.text import ics

ZONES = ("Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")
HOUR = dt.timedelta(hours=1)

any_title = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from('\\;,:"\n\r\t\x0b\x00\x85\u2028😀ł'),
    ),
    min_size=1,
    max_size=120,
)
moments = st.datetimes(
    dt.datetime(2020, 1, 1), dt.datetime(2032, 1, 1), timezones=st.just(dt.UTC)
).map(lambda one: one.replace(microsecond=0))
spans = st.builds(
    lambda starts, hours: Span(
        starts=starts, ends=None if hours is None else starts + hours * HOUR
    ),
    moments,
    st.none() | st.integers(0, 60),
)
entries = st.builds(
    Entry,
    name=st.just("event"),
    title=any_title,
    text=any_title,
    spans=st.lists(spans, min_size=1, max_size=4),
    all_day=st.booleans(),
    time_zone=st.sampled_from(ZONES),
    places=st.lists(any_title, max_size=2),
)


def lines_of(entry: Entry) -> tuple[Any, bytes]:
    row = {
        "original_id": UUID(int=7),
        "type": "programmes.EventPage",
        "sequence": 3,
        "revised": dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC),
    }
    page, data = "https://example.org/pl/a,b;c/", "https://example.org/api/1?locale=pl"
    event = _Event(row, as_json(entry), "pl", page, data)
    zones = ics.time_zones({entry.time_zone: event.told()} if event.told() else {})
    body = ["VERSION:2.0", "PRODID:-//Courtyard//Calendars//EN", *zones, *event.lines()]
    return event, ics.written(ics.component("VCALENDAR", body))


def as_text(value: str) -> str:
    """What a text can be read as again: each break is one, and no other sign of control is left."""
    broken = re.sub("\r\n|[\r\n\x85\u2028\u2029]", "\n", value)
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", " ", broken)


@given(entries)
def test_whatever_is_written_is_read_back_as_it_was_meant(entry: Entry) -> None:
    event, sent = lines_of(entry)
    assert sent.endswith(b"\r\n")
    for line in sent.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()
    calendar: Any = icalendar.Calendar.from_ical(sent)
    assert not calendar.errors
    first, *others = calendar.walk("VEVENT")
    for one in (first, *others):
        assert not one.errors
        assert str(one["SUMMARY"]) == as_text(entry.title)
        assert str(one["UID"]) == "00000000-0000-0000-0000-000000000007-event"
        assert one["SEQUENCE"] == 3
        assert one["DTSTAMP"].dt == one["LAST-MODIFIED"].dt
        assert str(one["URL"]) == "https://example.org/pl/a,b;c/"
        if entry.places:
            assert str(one["LOCATION"]) == as_text(", ".join(map(str, entry.places)))
    # Each date of the entry is one of those that are named, and no other.
    read = {moment_of(first["DTSTART"].dt, entry)}
    further = first.get("RDATE", [])
    for line in further if isinstance(further, list) else [further]:
        read |= {moment_of(one.dt, entry) for one in line.dts}
    assert read == {moment_of(one.starts, entry) for one in entry.spans}
    assert first["DTSTART"].dt == min(read) or entry.all_day is False
    if "DTEND" in first:
        assert first["DTEND"].dt > first["DTSTART"].dt
    for one in others:
        assert moment_of(one["RECURRENCE-ID"].dt, entry) == moment_of(one["DTSTART"].dt, entry)
        assert moment_of(one["RECURRENCE-ID"].dt, entry) in read
    assert {one[0] for one in (event.first, *event.further)} <= {one.starts for one in entry.spans}


def moment_of(value: Any, entry: Entry) -> Any:
    """A moment in UTC, or a day where days alone count."""
    if not entry.all_day:
        return value.astimezone(dt.UTC)
    if isinstance(value, dt.datetime):
        return value.astimezone(ZoneInfo(entry.time_zone)).date()
    return value


@pytest.mark.parametrize(
    ("zone", "years"),
    [
        ("Europe/Warsaw", [2026, 2027, 2031]),
        ("Europe/Dublin", [2026]),
        ("America/New_York", [2025, 2026]),
        ("Australia/Lord_Howe", [2026]),
        ("Africa/Casablanca", [2026]),
        ("Asia/Kolkata", [2026]),
    ],
)
def test_a_time_zone_is_right_at_each_hour_of_its_years(zone: str, years: list[int]) -> None:
    used = {zone: [dt.datetime(year, 6, 1, tzinfo=dt.UTC) for year in years]}
    told = ics.written(ics.component("VCALENDAR", ics.time_zones(used))).decode()
    read = tz.tzical(io.StringIO(told)).get(zone)
    for year in years:
        moment = dt.datetime(year, 1, 1, 0, 30)
        while moment.year == year:
            local = moment.replace(tzinfo=ZoneInfo(zone))
            # No clock shows what is left out when clocks go forward.
            if local.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == moment:
                assert moment.replace(tzinfo=read).utcoffset() == local.utcoffset(), moment
            moment += HOUR


def test_the_change_of_clocks_begins_by_the_clocks_that_it_puts_out_of_use() -> None:
    lines = ics.time_zones({"Europe/Warsaw": [dt.datetime(2026, 6, 1, tzinfo=dt.UTC)]})
    told = "\n".join(lines)
    assert "BEGIN:DAYLIGHT\nDTSTART:20260329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200" in told
    assert "BEGIN:STANDARD\nDTSTART:20261025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100" in told


def test_of_the_repeated_hour_the_second_is_told_in_utc() -> None:
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert ics.moments("RDATE", [first, first + HOUR, first + 2 * HOUR], "Europe/Warsaw") == [
        "RDATE;TZID=Europe/Warsaw:20261025T023000,20261025T033000",
        "RDATE:20261025T013000Z",
    ]


def test_no_character_is_cut_in_two() -> None:
    for before in range(75):
        line = "x" * before + "😀ł" * 60
        pieces = ics.written([line]).removesuffix(b"\r\n").split(b"\r\n")
        assert max(map(len, pieces)) <= 75
        assert pieces[0].decode() + "".join(one.decode()[1:] for one in pieces[1:]) == line
