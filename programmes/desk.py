"""What waits for editors of programmes: calls about to close, events to come, things overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Length, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from courtyard.editing import desk, dues
from courtyard.editing.desk import DeskPanel, Overdue, Task
from courtyard.text import cldr
from courtyard.text.world import day_of, own_time_zone

from .life import OPEN, deadline_of_call, is_coming, next_start, status_of_call
from .models import EditionPage, EventPage, EventStatus, OpenCallPage, ProgrammePage
from .models.programmes import ProgrammeStatus

A_MONTH = dt.timedelta(days=30)


class ClosingCalls(DeskPanel):
    """Calls that close within two weeks."""

    name = "programmes_closing_calls"
    order = 210
    heading = gettext_lazy("Calls closing within 14 days")
    icon = "form"

    def all_url(self) -> str:
        """The list of calls."""
        return reverse("open_calls:index")

    def tasks(self) -> Iterator[Task]:
        """The one that closes first at the top."""
        now = timezone.now()
        calls = desk.originals(OpenCallPage.objects.all(), self.user).annotate(
            stands=status_of_call("", now), deadline=deadline_of_call("", now)
        )
        closing = calls.filter(stands__in=OPEN, deadline__lte=now + desk.SOON)
        for call in closing.order_by("deadline")[: desk.AT_MOST]:
            when = cldr.moment(call.deadline, call.time_zone, get_language())
            yield Task(call, _("until %(moment)s") % {"moment": when})


class ComingEvents(DeskPanel):
    """Events of the next two weeks."""

    name = "programmes_coming_events"
    order = 220
    heading = gettext_lazy("Events of the next 14 days")
    icon = "calendar"

    def all_url(self) -> str:
        """The list of events."""
        return reverse("events:index")

    def tasks(self) -> Iterator[Task]:
        """The next one at the top; one that is off, or otherwise than planned, says so."""
        now = timezone.now()
        events = desk.originals(EventPage.objects.all(), self.user)
        coming = events.annotate(next=next_start("", now)).filter(next__lte=now + desk.SOON)
        for event in coming.order_by("next")[: desk.AT_MOST]:
            yield Task(event, _of_event(event))


def _of_event(event: Any) -> str:
    language, zone = get_language(), event.time_zone
    if event.all_day:
        when = cldr.long_date(day_of(event.next, zone), language)
    else:
        when = cldr.moment(event.next, zone, language)
    if event.status == EventStatus.SCHEDULED:
        return when
    return f"{when} – {event.get_status_display()}"


def deadlines(now: dt.datetime) -> Iterator[dues.Due]:
    """Those of open calls: of a call itself, and of the programme that it stands below."""
    programmes = ProgrammePage.objects.values("path")
    parent = Substr("path", 1, Length("path") - OpenCallPage.steplen)
    calls = OpenCallPage.objects.filter(live=True, original_of_key__isnull=False).annotate(
        stands=status_of_call("", now), deadline=deadline_of_call("", now), parent=parent
    )
    for call in calls.filter(stands__in=OPEN, deadline__isnull=False).annotate(
        is_of_programme=Exists(programmes.filter(path=OuterRef("parent")))
    ):
        yield dues.Due(call.path, call.deadline, call.time_zone)
        if call.is_of_programme:
            yield dues.Due(call.parent, call.deadline, call.time_zone)


# Past their date


def register_overdue() -> None:
    """Tell the report of what is past its date here."""
    for one in (
        Overdue(
            "calls_without_results",
            gettext_lazy("Calls without their results"),
            gettext_lazy(
                "The day on which the results were expected has passed: enter them, or a later day."
            ),
            _calls_without_results,
        ),
        Overdue(
            "postponed_events",
            gettext_lazy("Postponed events without a new date"),
            gettext_lazy(
                "Their old date has passed: enter the new one, or say that they are cancelled."
            ),
            _postponed_events,
        ),
        Overdue(
            "programmes_of_the_past",
            gettext_lazy("Programmes whose status is not of today"),
            gettext_lazy(
                "By their years they have begun, or ended: change the status, or the year."
            ),
            _programmes_of_the_past,
        ),
        Overdue(
            "editions_without_outcome",
            gettext_lazy("Editions without an outcome"),
            gettext_lazy(
                "They ended more than a month ago: say in a few sentences what came of them."
            ),
            _editions_without_outcome,
        ),
    ):
        desk.register_overdue(one)


def _today(now: dt.datetime) -> dt.date:
    return day_of(now, own_time_zone())


def _calls_without_results(user: Any, now: dt.datetime) -> Iterator[Task]:
    calls = desk.originals(OpenCallPage.objects.filter(is_cancelled=False), user)
    late = calls.filter(results_announced=None, results_expected__lt=_today(now))
    for call in late.order_by("results_expected"):
        day = cldr.long_date(call.results_expected, get_language())
        yield Task(call, _("results expected %(day)s") % {"day": day})


def _postponed_events(user: Any, now: dt.datetime) -> Iterator[Task]:
    events: QuerySet[Any] = EventPage.objects.filter(status=EventStatus.POSTPONED)
    past = desk.originals(events, user).filter(~is_coming("", now))
    for event in past.order_by("starts"):
        yield Task(event, cldr.moment(event.starts, event.time_zone, get_language()))


def _programmes_of_the_past(user: Any, now: dt.datetime) -> Iterator[Task]:
    year = _today(now).year
    over = Q(status=ProgrammeStatus.RUNNING, until__lt=year)
    begun = Q(status=ProgrammeStatus.PLANNED, since__lt=year)
    programmes = desk.originals(ProgrammePage.objects.filter(over | begun), user)
    for programme in programmes.order_by("until", "since", "pk"):
        years = f"{programme.since or ''}–{programme.until or ''}"
        yield Task(programme, f"{capfirst(programme.get_status_display())}, {years}")


def _editions_without_outcome(user: Any, now: dt.datetime) -> Iterator[Task]:
    editions = desk.originals(EditionPage.objects.filter(outcome=""), user)
    ended = editions.annotate(last=Coalesce("ends", "starts"))
    for edition in ended.filter(last__lt=_today(now) - A_MONTH).order_by("-last"):
        last = edition.ends or edition.starts
        yield Task(edition, cldr.date_range(edition.starts, last, get_language()))
