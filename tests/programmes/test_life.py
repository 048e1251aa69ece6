"""Where calls and events stand: the same in Python and in SQL, at every moment of their lives."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from courtyard.publications.stored import Publication
from programmes.life import (
    Call,
    Happening,
    deadline_of_call,
    is_coming,
    next_date,
    next_start,
    status_of_call,
)
from programmes.models import CallRound, EventDate, EventPage, OpenCallPage
from programmes.publications.calls import CALL
from programmes.publications.events import EVENT
from tests.trees import EventFactory, OpenCallFactory, Tree

from .conftest import warsaw

SECOND = dt.timedelta(seconds=1)


def in_sql(page: Any, expression: Any) -> Any:
    """What the database says of a page."""
    rows = Publication.stored.filter(pk=page.pk).annotate(asked=expression)
    return rows.values_list("asked", flat=True).get()


def statuses(call: OpenCallPage, now: dt.datetime) -> tuple[str, str]:
    """Where a call stands, in Python and in SQL."""
    return Call.of(call).status(now).value, in_sql(call, status_of_call(CALL, now))


def deadlines(call: OpenCallPage, now: dt.datetime) -> tuple[Any, Any]:
    return Call.of(call).deadline(now), in_sql(call, deadline_of_call(CALL, now))


def dates(event: EventPage, now: dt.datetime) -> tuple[Any, Any]:
    """When an event's next date begins, in Python and in SQL; None once all are over."""
    held: list[Any] = [event, *event.dates.all()]
    coming = next_date(
        [Happening(one.starts, one.ends) for one in held],
        event.time_zone,
        now,
        all_day=event.all_day,
    )
    following = in_sql(event, next_start(EVENT, now))
    left = Publication.stored.filter(is_coming(EVENT, now), pk=event.pk)
    assert left.exists() is (following is not None)
    return coming and coming.starts, following


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (warsaw("2026-03-01 11:59"), "announced"),
        (warsaw("2026-03-01 12:00"), "open"),
        (warsaw("2026-03-24 15:59"), "open"),
        (warsaw("2026-03-24 16:00"), "closing_soon"),
        (warsaw("2026-03-31 17:00") - SECOND, "closing_soon"),
        (warsaw("2026-03-31 17:00"), "closed"),
        (warsaw("2026-04-15 00:00") - SECOND, "closed"),
        (warsaw("2026-04-15 00:00"), "results_announced"),
    ],
)
def test_a_call_goes_through_its_life_by_the_clock(
    tree: Tree, programme: Any, now: dt.datetime, status: str
) -> None:
    call = OpenCallFactory(
        parent=programme,
        title="Nabór",
        slug="nabor",
        opens=warsaw("2026-03-01 12:00"),
        closes=warsaw("2026-03-31 17:00"),
        results_announced=dt.date(2026, 4, 15),
    )
    assert statuses(call, now) == (status, status)


def test_a_call_closes_soon_seven_times_24_hours_before_its_deadline(
    tree: Tree, programme: Any
) -> None:
    """The clocks go forward on 29 March: by them it is 16:00 then."""
    call = OpenCallFactory(
        parent=programme, title="Nabór", slug="nabor", closes=warsaw("2026-03-31 17:00")
    )
    assert statuses(call, warsaw("2026-03-24 16:00") - SECOND) == ("open", "open")
    assert statuses(call, warsaw("2026-03-24 16:00")) == ("closing_soon", "closing_soon")


@pytest.mark.parametrize(
    ("closes", "before", "after"),
    [
        # The clocks are put forward: 2:00 is 3:00.
        (warsaw("2026-03-29 03:00"), warsaw("2026-03-29 01:59"), warsaw("2026-03-29 03:00")),
        # They are put back: 2:30 comes twice.
        (
            warsaw("2026-10-25 02:30"),
            warsaw("2026-10-25 02:29"),
            warsaw("2026-10-25 02:15", fold=1),
        ),
        (
            warsaw("2026-10-25 02:30", fold=1),
            warsaw("2026-10-25 02:45"),
            warsaw("2026-10-25 02:30", fold=1),
        ),
    ],
)
def test_a_deadline_is_kept_on_the_nights_on_which_clocks_are_changed(
    tree: Tree, programme: Any, closes: dt.datetime, before: dt.datetime, after: dt.datetime
) -> None:
    call = OpenCallFactory(parent=programme, title="Nabór", slug="nabor", closes=closes)
    assert statuses(call, before) == ("closing_soon", "closing_soon")
    assert statuses(call, after) == ("closed", "closed")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Warsaw", "Pacific/Pago_Pago"])
def test_results_are_announced_with_the_day_in_the_zone_of_the_call(
    tree: Tree, programme: Any, zone: str
) -> None:
    call = OpenCallFactory(
        parent=programme,
        title="Nabór",
        slug="nabor",
        time_zone=zone,
        closes=warsaw("2026-03-01 12:00"),
        results_announced=dt.date(2026, 3, 29),
    )
    begin = dt.datetime(2026, 3, 29, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    assert statuses(call, begin - SECOND) == ("closed", "closed")
    assert statuses(call, begin) == ("results_announced", "results_announced")


def test_a_cancelled_call_is_nothing_else(tree: Tree, programme: Any) -> None:
    call = OpenCallFactory(parent=programme, title="Nabór", slug="nabor", is_cancelled=True)
    for now in (call.closes - dt.timedelta(days=30), call.closes):
        assert statuses(call, now) == ("cancelled", "cancelled")


def test_an_extended_call_is_open_until_its_new_deadline(tree: Tree, programme: Any) -> None:
    call = OpenCallFactory(
        parent=programme,
        title="Nabór",
        slug="nabor",
        extended_from=warsaw("2026-03-01 12:00"),
        closes=warsaw("2026-03-31 12:00"),
    )
    assert statuses(call, warsaw("2026-03-10 12:00")) == ("open", "open")
    assert deadlines(call, warsaw("2026-02-10 12:00")) == (call.closes, call.closes)


def test_a_rolling_call_has_the_deadline_of_its_next_round(tree: Tree, programme: Any) -> None:
    first, second = warsaw("2026-03-01 12:00"), warsaw("2026-06-01 12:00")
    call = OpenCallFactory(
        parent=programme,
        title="Nabór",
        slug="nabor",
        closes=None,
        is_rolling=True,
        rounds=[CallRound(closes=second), CallRound(closes=first)],
    )
    assert deadlines(call, first - SECOND) == (first, first)
    assert statuses(call, first - SECOND) == ("closing_soon", "closing_soon")
    assert deadlines(call, first) == (second, second)
    assert statuses(call, first) == ("open", "open")
    assert deadlines(call, second) == (None, None)
    assert statuses(call, second) == ("open", "open")


def test_a_call_with_rounds_alone_closes_with_the_last(tree: Tree, programme: Any) -> None:
    first, second = warsaw("2026-03-01 12:00"), warsaw("2026-06-01 12:00")
    call = OpenCallFactory(
        parent=programme,
        title="Nabór",
        slug="nabor",
        closes=None,
        rounds=[CallRound(closes=first), CallRound(closes=second)],
    )
    assert statuses(call, second - SECOND) == ("closing_soon", "closing_soon")
    assert statuses(call, second) == ("closed", "closed")
    assert deadlines(call, second) == (second, second)


def test_results_of_a_round_do_not_end_a_call_that_still_takes_applications(
    tree: Tree, programme: Any
) -> None:
    first, last = warsaw("2026-03-01 12:00"), warsaw("2026-06-01 12:00")
    rounds, told = [CallRound(closes=first), CallRound(closes=last)], dt.date(2026, 4, 1)
    open_always, in_rounds = (
        OpenCallFactory(
            parent=programme,
            title="Nabór",
            slug=slug,
            closes=None,
            is_rolling=slug == "staly",
            results_announced=told,
            rounds=[CallRound(closes=one.closes) for one in rounds],
        )
        for slug in ("staly", "w-turach")
    )
    for call in (open_always, in_rounds):
        assert statuses(call, warsaw("2026-04-02 12:00")) == ("open", "open")
        assert statuses(call, last - SECOND) == ("closing_soon", "closing_soon")
        assert Call.of(call).tells_results(warsaw("2026-04-01 00:00"))
        assert not Call.of(call).tells_results(warsaw("2026-04-01 00:00") - SECOND)
    assert statuses(open_always, last) == ("open", "open")
    assert statuses(in_rounds, last) == ("results_announced", "results_announced")


def test_on_the_day_of_its_results_a_call_is_open_until_its_deadline(
    tree: Tree, programme: Any
) -> None:
    closes = warsaw("2026-06-01 12:00")
    call = OpenCallFactory(
        parent=programme,
        title="Nabór",
        slug="nabor",
        closes=closes,
        results_announced=closes.date(),
    )
    assert statuses(call, closes - SECOND) == ("closing_soon", "closing_soon")
    assert not Call.of(call).tells_results(closes - SECOND)
    assert statuses(call, closes) == ("results_announced", "results_announced")


def test_an_alias_of_a_call_has_its_rounds(tree: Tree, programme: Any) -> None:
    only = warsaw("2026-06-01 12:00")
    call = OpenCallFactory(
        parent=programme, title="Nabór", slug="nabor", closes=None, rounds=[CallRound(closes=only)]
    )
    alias = call.create_alias(parent=programme, update_slug="skrot")
    assert in_sql(alias, deadline_of_call(CALL, only)) == only


def test_an_event_is_over_when_it_ends(tree: Tree, programme: Any) -> None:
    event = EventFactory(
        parent=programme,
        title="Wieczór",
        slug="wieczor",
        starts=warsaw("2026-05-01 18:00"),
        ends=warsaw("2026-05-01 20:00"),
    )
    assert dates(event, event.ends - SECOND) == (event.starts, event.starts)
    assert dates(event, event.ends) == (None, None)


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25", "2026-05-01"])
@pytest.mark.parametrize("all_day", [True, False])
def test_an_event_without_an_hour_is_over_with_its_day(
    tree: Tree, programme: Any, night: str, all_day: bool
) -> None:
    event = EventFactory(
        parent=programme,
        title="Wieczór",
        slug="wieczor",
        starts=warsaw(f"{night} 00:30"),
        ends=warsaw(f"{night} 06:00") if all_day else None,
        all_day=all_day,
    )
    day = dt.date.fromisoformat(night) + dt.timedelta(days=1)
    midnight = warsaw(f"{day} 00:00")
    assert dates(event, midnight - SECOND) == (event.starts, event.starts)
    assert dates(event, midnight) == (None, None)


def test_an_event_has_the_first_of_its_dates_that_is_not_over(tree: Tree, programme: Any) -> None:
    def date(day: str) -> dict[str, dt.datetime]:
        return {"starts": warsaw(f"{day} 18:00"), "ends": warsaw(f"{day} 20:00")}

    event = EventFactory(
        parent=programme,
        title="Wieczór",
        slug="wieczor",
        **date("2026-05-08"),
        dates=[EventDate(**date("2026-05-15")), EventDate(**date("2026-05-01"))],
    )
    for day, following in (("2026-05-01", "2026-05-08"), ("2026-05-08", "2026-05-15")):
        over, begin = date(day)["ends"], date(following)["starts"]
        assert dates(event, over) == (begin, begin)
    assert dates(event, date("2026-05-15")["ends"]) == (None, None)
