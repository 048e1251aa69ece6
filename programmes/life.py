"""Where calls and events stand at a moment: in Python for what is read, in SQL for what is listed.

Nothing of it is stored. ``path`` is the way from a row to the page whose facts are asked, as in
``original__page__opencallpage__``; ``now`` is an aware moment, or an expression in its place.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import pgettext_lazy

from courtyard.publications import clock
from courtyard.publications.clock import DayIn
from courtyard.publications.types import Standing
from courtyard.text.world import begin_of, day_of

from .models import CallRound, EventDate, EventPage, OpenCallPage

SOON = dt.timedelta(days=7)
"""How long before its deadline a call is said to close soon."""

NEVER = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
"""Where a call without deadline stands among those that have one."""

BEGINNING = dt.datetime(1, 1, 1, tzinfo=dt.UTC)

DAY = dt.timedelta(days=1)
NO_TIME = dt.timedelta()


class CallStatus(models.TextChoices):
    """Where a call stands; the clock says so."""

    ANNOUNCED = "announced", pgettext_lazy("status of a call", "announced")
    OPEN = "open", pgettext_lazy("status of a call", "open")
    CLOSING_SOON = "closing_soon", pgettext_lazy("status of a call", "closing soon")
    CLOSED = "closed", pgettext_lazy("status of a call", "closed")
    RESULTS_ANNOUNCED = "results_announced", pgettext_lazy("status of a call", "results announced")
    CANCELLED = "cancelled", pgettext_lazy("status of a call", "cancelled")


OPEN = (CallStatus.OPEN, CallStatus.CLOSING_SOON)
"""One can apply."""


# In Python


@dataclass(frozen=True)
class Call:
    """The facts of a call that decide where it stands; moments are aware."""

    opens: dt.datetime | None
    closes: dt.datetime | None
    time_zone: str
    is_rolling: bool
    rounds: Sequence[dt.datetime]
    results_announced: dt.date | None
    is_cancelled: bool

    @classmethod
    def of(cls, page: OpenCallPage) -> Call:
        """Those of a page."""
        return cls(
            opens=page.opens,
            closes=page.closes,
            time_zone=page.time_zone,
            is_rolling=page.is_rolling,
            rounds=[one.closes for one in page.rounds.all()],
            results_announced=page.results_announced,
            is_cancelled=page.is_cancelled,
        )

    @property
    def end(self) -> dt.datetime | None:
        """When it closes for good; None where it is always open."""
        if self.closes or self.is_rolling:
            return self.closes
        return max(self.rounds, default=None)

    @property
    def deadlines(self) -> list[dt.datetime]:
        """All of them."""
        return [*self.rounds, *([self.closes] if self.closes else [])]

    def deadline(self, now: dt.datetime) -> dt.datetime | None:
        """The next one, or else the last one that there was; None where it is always open."""
        coming = [one for one in self.rounds if one > now]
        return min(coming) if coming else self.end

    def places(self) -> list[Standing]:
        """Where it stands in lists by the next deadline; one that is always open stands last."""
        last = Standing(self.end or NEVER)
        places = []
        for moment in sorted(set(self.rounds)):
            places.append(Standing(at=moment, since=last.since, until=moment))
            last = last._replace(since=moment)
        return [*places, last]

    def status(self, now: dt.datetime) -> CallStatus:
        """Where it stands: as long as one may apply, results of a round do not end it."""
        if self.is_cancelled:
            return CallStatus.CANCELLED
        if self.opens and now < self.opens:
            return CallStatus.ANNOUNCED
        if self.end and self.end <= now:
            is_decided = self._is_day_of_results(now)
            return CallStatus.RESULTS_ANNOUNCED if is_decided else CallStatus.CLOSED
        deadline = self.deadline(now)
        if deadline and deadline - now <= SOON:
            return CallStatus.CLOSING_SOON
        return CallStatus.OPEN

    def standings(self) -> list[tuple[str, dt.datetime, dt.datetime]]:
        """Where it stands from when to when, from the first moment there is to the last."""
        moments = {*self.rounds, self.opens, self.end}
        moments |= {one - SOON for one in (*self.rounds, self.end) if one}
        if self.results_announced:
            moments.add(begin_of(self.results_announced, self.time_zone))
        ordered = [BEGINNING, *sorted(one for one in moments if one), NEVER]
        found: list[tuple[str, dt.datetime, dt.datetime]] = []
        for since, until in itertools.pairwise(ordered):
            status = self.status(since).value
            if found and found[-1][0] == status:
                found[-1] = (status, found[-1][1], until)
            else:
                found.append((status, since, until))
        return found

    def tells_results(self, now: dt.datetime) -> bool:
        """Whether results are shown: from their day on, of those who applied until a deadline."""
        is_due = not self.deadlines or min(self.deadlines) <= now
        return is_due and not self.is_cancelled and self._is_day_of_results(now)

    def _is_day_of_results(self, now: dt.datetime) -> bool:
        day = self.results_announced
        return day is not None and day <= day_of(now, self.time_zone)


@dataclass(frozen=True)
class Happening:
    """One date of an event: moments, of which the end may be unknown."""

    starts: dt.datetime
    ends: dt.datetime | None

    def end(self, zone: str, *, all_day: bool) -> dt.datetime:
        """When it is over: with its last day where the hour is not known or does not count."""
        if self.ends and not all_day:
            return self.ends
        return begin_of(day_of(self.ends or self.starts, zone) + DAY, zone)


def next_date(
    dates: Sequence[Happening], zone: str, now: dt.datetime, *, all_day: bool
) -> Happening | None:
    """Of the dates of an event the first that is not over; None where all of them are."""
    left = [one for one in dates if one.end(zone, all_day=all_day) > now]
    return min(left, key=lambda one: one.starts, default=None)


# In SQL


def rows_of(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Of some rows those of a page, for a subquery; an alias has those of the page it copies."""
    before = path.removesuffix("opencallpage__").removesuffix("eventpage__")
    key = Coalesce(
        OuterRef(f"{before}alias_of__translation_key"), OuterRef(f"{before}translation_key")
    )
    keyed: QuerySet[Any] = rows.order_by().annotate(page_key=F("page__translation_key"))
    return keyed.filter(page_key=key)


def _one(rows: QuerySet[Any], of: Any) -> Subquery:
    """An aggregate of some rows."""
    grouped = rows.values("page_key").annotate(one=of).values("one")
    return Subquery(grouped, output_field=DateTimeField())


def end_of_call(path: str) -> Any:
    """When a call closes for good; null where it is always open."""
    last = _one(rows_of(CallRound.objects.all(), path), Max("closes"))
    of_rounds = Case(When(**{f"{path}is_rolling": False}, then=last))
    return Coalesce(f"{path}closes", of_rounds, output_field=DateTimeField())


def deadline_of_call(path: str, now: Any) -> Any:
    """The next deadline of a call, or else its last one; null where it is always open."""
    coming = rows_of(CallRound.objects.filter(closes__gt=now), path)
    return Coalesce(_one(coming, Min("closes")), end_of_call(path), output_field=DateTimeField())


def place_of_call(path: str, now: Any) -> Any:
    """The next deadline of a call; those that are always open stand behind all others."""
    return Coalesce(deadline_of_call(path, now), Value(NEVER), output_field=DateTimeField())


def status_of_call(path: str, now: Any) -> Any:
    """Where a call stands."""
    is_over = Q(LessThanOrEqual(end_of_call(path), now))
    is_decided = Q(**{f"{path}results_announced__lte": DayIn(now, F(f"{path}time_zone"))})
    cases = (
        (Q(**{f"{path}is_cancelled": True}), CallStatus.CANCELLED),
        (Q(**{f"{path}opens__gt": now}), CallStatus.ANNOUNCED),
        (is_decided & is_over, CallStatus.RESULTS_ANNOUNCED),
        (is_over, CallStatus.CLOSED),
        (LessThanOrEqual(_before(deadline_of_call(path, now)), now), CallStatus.CLOSING_SOON),
    )
    return Case(
        *(When(condition, then=Value(status.value)) for condition, status in cases),
        default=Value(CallStatus.OPEN.value),
        output_field=CharField(),
    )


def _before(deadline: Any) -> Any:
    """The moment from which on a deadline is soon."""
    return ExpressionWrapper(deadline - SOON, output_field=DateTimeField())


def _is_left(path: str, of_page: str, now: Any) -> Q:
    """Whether a date is not over; ``of_page`` leads to the page, ``path`` to the date itself."""
    last = Coalesce(f"{path}ends", f"{path}starts")
    zone = F(f"{of_page}time_zone")
    by_hour = Q(**{f"{of_page}all_day": False, f"{path}ends__isnull": False})
    by_day = Q(GreaterThanOrEqual(DayIn(last, zone), DayIn(now, zone)))
    return (by_hour & Q(**{f"{path}ends__gt": now})) | (~by_hour & by_day)


def _dates_left(path: str, now: Any) -> QuerySet[Any]:
    return rows_of(EventDate.objects.filter(_is_left("", "page__", now)), path)


def is_coming(path: str, now: Any) -> Q:
    """Whether a date of an event is not over."""
    return _is_left(path, path, now) | Q(Exists(_dates_left(path, now)))


def next_start(path: str, now: Any) -> Any:
    """When the first date of an event begins that is not over; null where all of them are."""
    own = Case(When(_is_left(path, path, now), then=F(f"{path}starts")))
    further = _one(_dates_left(path, now), Min("starts"))
    # Databases differ in what is least where something is null.
    return Least(Coalesce(own, further), Coalesce(further, own), output_field=DateTimeField())


def is_within(path: str, first: dt.date, last: dt.date) -> Q:
    """Whether a date of an event falls on one of some days, by the clocks of its time zone."""
    further = EventDate.objects.filter(_touches("", "page__", first, last))
    return _touches(path, path, first, last) | Q(Exists(rows_of(further, path)))


def _touches(path: str, of_page: str, first: dt.date, last: dt.date) -> Q:
    zone = F(f"{of_page}time_zone")
    begin = DayIn(F(f"{path}starts"), zone)
    end = DayIn(Coalesce(f"{path}ends", f"{path}starts"), zone)
    return Q(LessThanOrEqual(begin, last)) & Q(GreaterThanOrEqual(end, first))


# When answers change


def _moments(rows: Any, name: str, before: dt.timedelta) -> Any:
    def after(now: dt.datetime) -> QuerySet[Any, Any]:
        at = ExpressionWrapper(F(name) - Value(before), output_field=DateTimeField())
        later: QuerySet[Any, Any] = rows.filter(**{f"{name}__gt": now + before}).annotate(at=at)
        return later

    return after


def register_moments() -> None:
    """Have kept answers end where a call opens, will close soon or closes, or an event ends."""
    for model, name, before in (
        (OpenCallPage, "opens", NO_TIME),
        (OpenCallPage, "closes", NO_TIME),
        (OpenCallPage, "closes", SOON),
        (CallRound, "closes", NO_TIME),
        (CallRound, "closes", SOON),
        (EventPage, "ends", NO_TIME),
        (EventDate, "ends", NO_TIME),
    ):
        clock.register(_moments(model._default_manager.all(), name, before))
