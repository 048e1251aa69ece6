"""What the clock changes: when answers that were kept until then must be made anew.

An app whose pages say something else from some moment on, as a call that closes, registers these
moments. They are asked for together with the site, in one query.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import DateField, DateTimeField, Func, QuerySet, Value

Moments = Callable[[dt.datetime], QuerySet[Any, Any]]
"""Gives the rows of which one column, ``at``, holds a moment that lies after another."""

QUARTER = dt.timedelta(minutes=15)

_registered: list[Moments] = []


def register(moments: Moments) -> None:
    """Have answers end at moments of an app's; called by its ``ready()``."""
    _registered.append(moments)


def upcoming(now: dt.datetime) -> Iterator[QuerySet[Any, Any]]:
    """For each kind of registered moments the rows that lie after ``now``, an aware moment."""
    for moments in _registered:
        yield moments(now)


def next_quarter(now: dt.datetime) -> dt.datetime:
    """The next full quarter of an hour: with each of them a day may begin somewhere on earth.

    Whatever is dated by days changes with one of them, in whichever time zone.
    """
    begin = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
    return begin + QUARTER


class DayIn(Func):
    """The day on which a moment falls by the clocks of a time zone, both being expressions."""

    output_field = DateField()

    def __init__(self, moment: Any, zone: Any) -> None:
        if isinstance(moment, dt.datetime):
            moment = Value(moment, output_field=DateTimeField())
        super().__init__(moment, zone)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the function that Django gives to SQLite for the same purpose."""
        name = connection.timezone_name
        template = f"django_datetime_cast_date(%(expressions)s, '{name}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A moment at a time zone is what its clocks show."""
        template = "((%(expressions)s))::date"
        return self.as_sql(
            compiler,
            connection,
            template=template,
            arg_joiner=")::timestamptz AT TIME ZONE (",
            **context,
        )
