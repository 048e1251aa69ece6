"""Programmes, editions, calls and events in the admin: flat lists with what editors look for."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from courtyard.editing.listings import BEGIN, END, ChoiceColumn, InLanguage, Listing, ListView
from courtyard.text import cldr

from .life import (
    OPEN,
    CallStatus,
    deadline_of_call,
    is_coming,
    next_start,
    place_of_call,
    status_of_call,
)
from .models import (
    EditionPage,
    EventPage,
    EventStatus,
    OpenCallPage,
    ProgrammeKind,
    ProgrammePage,
    ProgrammeStatus,
)


class MomentColumn(Column):
    """A moment by the clocks of the page that it belongs to."""

    def get_value(self, instance: Any) -> str:
        """The moment in words; a dash where there is none."""
        moment = super().get_value(instance)
        if moment is None:
            return "–"
        return cldr.moment(moment, instance.time_zone, get_language())


class DaysColumn(Column):
    """From which day to which something is."""

    def get_value(self, instance: Any) -> str:
        """The days in words; a dash where they are not known yet."""
        if instance.starts is None:
            return "–"
        last = max(instance.starts, instance.ends or instance.starts)
        return cldr.date_range(instance.starts, last, get_language())


class ProgrammeFilters(InLanguage):
    """Programmes of one kind, or those that stand somewhere."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=ProgrammeKind.choices, empty_label=_("All kinds")
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ProgrammeStatus.choices)


class ProgrammeListing(Listing):
    """Programmes with their kind and status."""

    model = ProgrammePage
    name = "programmes"
    menu_label = _("Programmes")
    export = ("kind", "status", "since", "until")
    icon = "folder-open-inverse"
    filterset_class = ProgrammeFilters
    columns = [
        *BEGIN,
        ChoiceColumn("kind", label=_("Kind"), sort_key="kind"),
        ChoiceColumn("stands", label=_("Stands"), accessor="status", sort_key="status"),
        *END,
    ]


class EditionListing(Listing):
    """Editions with their dates."""

    model = EditionPage
    name = "editions"
    menu_label = _("Editions")
    export = ("starts", "ends")
    icon = "calendar-alt"
    filterset_class = InLanguage
    columns = [*BEGIN, DaysColumn("starts", label=_("Date"), sort_key="starts"), *END]


class CallFilters(InLanguage):
    """Calls of one status; the clock says which."""

    status = django_filters.ChoiceFilter(
        label=_("Status"), field_name="call_status", choices=CallStatus.choices
    )


class CallsView(ListView):
    """Calls with where they stand at this moment: what is over stands behind the rest."""

    default_ordering = "-place"

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """With the next deadline and the status, in the same query."""
        now = timezone.now()
        annotated: QuerySet[Any] = (
            super()
            .annotate_queryset(pages)
            .annotate(
                call_status=status_of_call("", now),
                deadline=deadline_of_call("", now),
                place=place_of_call("", now),
            )
        )
        return annotated


class CallStatusColumn(StatusTagColumn):
    """Where a call stands."""

    def get_value(self, instance: Any) -> str:
        """The status by its name."""
        return capfirst(str(CallStatus(instance.call_status).label))


class OpenCallListing(Listing):
    """Calls with deadline and status, the latest deadline at the top."""

    model = OpenCallPage
    name = "open_calls"
    menu_label = pgettext_lazy("all of them", "Open calls")
    export = ("call_status", "opens", "deadline", "closes", "time_zone")
    export_headings = {
        **Listing.export_headings,
        "call_status": _("Stands"),
        "deadline": _("Deadline"),
    }
    icon = "form"
    index_view_class = CallsView
    filterset_class = CallFilters
    columns = [
        *BEGIN,
        MomentColumn("deadline", label=_("Deadline"), sort_key="place"),
        CallStatusColumn(
            "call_status",
            label=_("Stands"),
            sort_key="call_status",
            primary=lambda call: call.call_status in OPEN,
        ),
        *END,
    ]


class EventFilters(InLanguage):
    """Events by whether they are over and whether they take place."""

    coming = django_filters.BooleanFilter(label=_("Coming"), field_name="is_coming")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=EventStatus.choices)


class EventsView(ListView):
    """Events with their next date."""

    default_ordering = "-starts"

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """With the next date, in the same query."""
        now = timezone.now()
        annotated: QuerySet[Any] = (
            super()
            .annotate_queryset(pages)
            .annotate(next=next_start("", now), is_coming=is_coming("", now))
        )
        return annotated


class EventListing(Listing):
    """Events with their dates and whether they take place."""

    model = EventPage
    name = "events"
    menu_label = _("Events")
    export = ("starts", "ends", "time_zone", "status")
    icon = "calendar"
    index_view_class = EventsView
    filterset_class = EventFilters
    columns = [
        *BEGIN,
        MomentColumn("starts", label=_("Begins"), sort_key="starts"),
        MomentColumn("next", label=_("Next date"), sort_key="next"),
        ChoiceColumn("stands", label=_("Stands"), accessor="status", sort_key="status"),
        *END,
    ]


class Programmes(ViewSetGroup):
    """What happens in programmes, in the menu of the admin."""

    menu_label = _("Programmes")
    menu_name = "programmes"
    menu_icon = "calendar-check"
    menu_order = 150
    items = (ProgrammeListing, EditionListing, OpenCallListing, EventListing)
