"""The institution's days: they begin and end by the clocks of its own time zone."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def day_of(moment: dt.datetime) -> dt.date:
    """The day on which an aware moment falls."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def next_day(moment: dt.datetime) -> dt.datetime:
    """When the day after that of an aware moment begins."""
    tomorrow = day_of(moment) + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), timezone.get_default_timezone())
