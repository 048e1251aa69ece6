"""What calls and events have for calendars: a call its opening and its deadlines, an event itself.

Made of their wholes as built, with references to places and terms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courtyard.calendars import CalendarKind, Entry, Span
from courtyard.publications.reading import Reader
from courtyard.publications.schema import Reference
from courtyard.publications.stored import Publication
from courtyard.terms import KINDS

from .life import end_of_call
from .models import EventPage, EventStatus, OpenCallPage
from .publications.calls import CALL
from .publications.events import EVENT, between

PROGRAMME, NETWORK = "programmes.ProgrammePage", "network.NetworkPage"

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

STATUS: dict[str, Status] = {
    EventStatus.SCHEDULED: "CONFIRMED",
    EventStatus.MOVED_ONLINE: "CONFIRMED",
    # It takes place, but not then.
    EventStatus.POSTPONED: "TENTATIVE",
    EventStatus.CANCELLED: "CANCELLED",
}


def entries_of_event(document: Mapping[str, Any]) -> list[Entry]:
    """An event with all its dates."""
    venue, city = document["venue"], document["city"]
    places = [Reference(**one) for one in (venue, city) if one]
    if document["address"]:
        places.insert(1 if venue else 0, document["address"])
    if not places and document["online_url"]:
        places.append(document["online_url"])
    online = document["online_url"] if places else ""
    return [
        Entry(
            name="event",
            spans=[Span(**_of(one)) for one in (document, *document["dates"])],
            all_day=document["all_day"],
            status=STATUS[document["status"]["value"]],
            places=places,
            **{**_common(document), "text": _with(document["summary"], online)},
        )
    ]


def entries_of_call(document: Mapping[str, Any]) -> list[Entry]:
    """The opening of a call, and its deadlines; nothing of one that is always open."""
    status: Status = "CANCELLED" if document["is_cancelled"] else "CONFIRMED"
    ends = dict.fromkeys([*(one["closes"] for one in document["rounds"]), document["closes"]])
    moments = {
        "opening": [document["opens"]] if document["opens"] else [],
        "deadline": sorted(one for one in ends if one),
    }
    return [
        Entry(
            name=name,
            spans=[Span(starts=dt.datetime.fromisoformat(one)) for one in found],
            status=status,
            is_busy=False,
            **_common(document),
        )
        for name, found in moments.items()
        if found
    ]


def _of(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("starts", "ends")}


def _with(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _common(document: Mapping[str, Any]) -> dict[str, Any]:
    """What calls and events have in common."""
    return {
        "title": document["title"],
        "text": document["summary"],
        "time_zone": document["time_zone"],
        "terms": [Reference(**one) for kind in KINDS for one in document[kind.plural]],
    }


def events_since(reader: Reader, since: dt.datetime) -> QuerySet[Publication]:
    """Events with a date that is not over since a moment, by date."""
    events = between(reader.published(EventPage), since, None)
    return events.order_by(f"{EVENT}starts", "original")


def calls_since(reader: Reader, since: dt.datetime) -> QuerySet[Publication]:
    """Calls of which a deadline is not over since a moment, or still to be known."""
    calls = reader.published(OpenCallPage).alias(end=end_of_call(CALL))
    left = calls.filter(Q(end__gte=since) | Q(end=None))
    return left.order_by(F("end").asc(nulls_last=True), "original")


EVENTS = CalendarKind(
    name="events",
    title=_("Events"),
    type="programmes.EventPage",
    choose=events_since,
    entries=entries_of_event,
    index="programmes.EventIndexPage",
    above=(PROGRAMME, NETWORK),
)
CALLS = CalendarKind(
    name="calls",
    title=pgettext_lazy("all of them", "Open calls"),
    type="programmes.OpenCallPage",
    choose=calls_since,
    entries=entries_of_call,
    titles={
        "opening": _("Call opens: %(title)s"),
        "deadline": _("Deadline: %(title)s"),
    },
    index="programmes.OpenCallIndexPage",
    above=(PROGRAMME,),
)
