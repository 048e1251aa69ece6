"""What events say to the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from pydantic import Field

from courtyard.blocks import AnyBlock, published_body
from courtyard.listings import Chosen
from courtyard.localisation.localise import best
from courtyard.models import Topic
from courtyard.publications.reading import Reader
from courtyard.publications.schema import Card, Choice, Record, Ref, Whole
from courtyard.publications.sections import Index, IndexPublication, below
from courtyard.publications.stored import Publication
from courtyard.publications.types import (
    PublicationType,
    choice,
    common_card,
    common_whole,
    page_card,
    ticked,
)
from courtyard.taxonomy import keys_of_terms, with_rows, with_terms
from courtyard.text.cldr import month
from courtyard.text.sorting import sort_key
from courtyard.text.world import begin_of, day_of, own_time_zone
from network.models import City
from network.publications import (
    CityLabel,
    PartnerCard,
    PartnerInvolved,
    city_label,
    partners_involved,
)
from programmes.life import DAY, Happening, is_coming, next_date, next_start
from programmes.models import (
    Admission,
    EventDate,
    EventIndexPage,
    EventPage,
    EventPartner,
    EventStatus,
)

from .calls import FORMER
from .common import choices

EVENT = "original__page__eventpage__"
ACCESS = ("sign_language", "hearing_loop", "captions", "step_free")
PAST = "past"
MONTHS = 12
"""For so many months readers are offered what is coming."""


class EventTime(Record):
    """From when to when."""

    starts: dt.datetime
    ends: dt.datetime | None


class EventCard(Card):
    """An event in a list. Its days and hours are meant by the clocks of its time zone."""

    type: Literal["programmes.EventPage"]
    starts: dt.datetime
    ends: dt.datetime | None
    dates: list[EventTime] = Field(description="Further dates, in order.")
    next: EventTime | None = Field(
        None, description="The first date that is not over, by the clock; null once all are."
    )
    all_day: bool = Field(description="Whether the days alone count.")
    time_zone: str
    status: Choice | None = Field(
        description="Whether it takes place: scheduled, postponed, cancelled, moved_online."
    )
    city: Ref[CityLabel] | None
    is_online: bool
    admission: Choice | None
    access: list[Choice] = Field(description="What there is for accessibility.")


class Event(EventCard, Whole):
    """An event with everything its page says."""

    venue: Ref[PartnerCard] | None
    address: str
    online_url: str
    ticket_url: str
    capacity: int | None
    languages: list[Choice] = Field(description="Languages that are spoken.")
    partners: list[PartnerInvolved]
    access_note: str
    body: list[AnyBlock]


class EventPublication(PublicationType[EventPage]):
    """Builds events; whether they are over the clock says on reading."""

    model = EventPage
    card_schema = EventCard
    whole_schema = Event
    template = "programmes/event_page.html"
    relations = ("dates", "city", "venue", "languages", "partners")

    def card(self, page: EventPage) -> EventCard:
        return EventCard(**common_card(page), **self._facts(page))

    def whole(self, page: EventPage) -> Event:
        return Event(
            **common_whole(page),
            **self._facts(page),
            venue=page_card(page.venue.translation_key) if page.venue else None,
            address=page.address,
            online_url=page.online_url,
            ticket_url=page.ticket_url,
            capacity=page.capacity,
            languages=choices(page.languages.all(), "language"),
            partners=partners_involved(page.partners.all()),
            access_note=page.access_note,
            body=published_body(page.body),
        )

    def clocked(self, document: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
        dates = [_happening(one) for one in (document, *document["dates"])]
        coming = next_date(dates, document["time_zone"], now, all_day=document["all_day"])
        return {"next": _said(coming) if coming else None}

    def subject(self, document: Mapping[str, Any]) -> dict[str, Any]:
        is_online = document["is_online"]
        place = _place(document)
        modes = {(True, True): "Mixed", (True, False): "Online"}
        mode = modes.get((is_online, bool(place)), "Offline")
        virtual = {"@type": "VirtualLocation", "url": document["online_url"]}
        shown = document["next"] or document
        return {
            "@type": "Event",
            "startDate": _as_said(shown["starts"], document),
            "endDate": _as_said(shown["ends"], document),
            "eventStatus": f"https://schema.org/{SCHEMA_STATUS[document['status']['value']]}",
            "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
            "location": [one for one in (place, virtual if is_online else None) if one],
            "isAccessibleForFree": document["admission"]["value"] == Admission.FREE or None,
            "maximumAttendeeCapacity": document["capacity"],
            "inLanguage": [one["value"] for one in document["languages"]],
        }

    def _facts(self, page: EventPage) -> dict[str, Any]:
        return {
            "starts": page.starts,
            "ends": page.ends,
            "dates": [
                EventTime(starts=one.starts, ends=one.ends)
                for one in sorted(page.dates.all(), key=lambda one: one.starts)
            ],
            "all_day": page.all_day,
            "time_zone": page.time_zone,
            "status": choice(page, "status"),
            "city": city_label(page.city) if page.city else None,
            "is_online": bool(page.online_url),
            "admission": choice(page, "admission"),
            "access": ticked(page, *ACCESS),
        }


SCHEMA_STATUS = {
    EventStatus.SCHEDULED: "EventScheduled",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.CANCELLED: "EventCancelled",
    EventStatus.MOVED_ONLINE: "EventMovedOnline",
}


def _happening(said: Mapping[str, Any]) -> Happening:
    starts, ends = said["starts"], said["ends"]
    return Happening(
        dt.datetime.fromisoformat(starts), dt.datetime.fromisoformat(ends) if ends else None
    )


def _said(one: Happening) -> dict[str, Any]:
    return {
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat() if one.ends else None,
    }


def _as_said(moment: str | None, document: Mapping[str, Any]) -> str | None:
    """A moment by the clocks of the event; a day where the hour does not count."""
    if not moment:
        return None
    local = dt.datetime.fromisoformat(moment).astimezone(ZoneInfo(document["time_zone"]))
    return local.date().isoformat() if document["all_day"] else local.isoformat()


def _place(document: Mapping[str, Any]) -> dict[str, Any] | None:
    venue, city = document["venue"], document["city"]
    name = venue["title"] if venue else document["address"] or (city and city["name"])
    if not name:
        return None
    address = {
        "@type": "PostalAddress",
        "streetAddress": document["address"] or None,
        "addressLocality": city and city["name"],
        "addressCountry": city and city["country"],
    }
    return {
        "@type": "Place",
        "name": name,
        "address": {part: value for part, value in address.items() if value},
    }


# Lists


def coming_first(pages: QuerySet[Publication], now: Any) -> QuerySet[Publication]:
    """Of some events those that are not over, by their next date."""
    return pages.filter(is_coming(EVENT, now)).order_by(next_start(EVENT, now).asc(), "original")


def past_first(pages: QuerySet[Publication], now: Any) -> QuerySet[Publication]:
    """Of some events those that are over, the latest first."""
    return pages.filter(~is_coming(EVENT, now)).order_by(f"-{EVENT}starts", "-original")


def coming_events(reader: Reader, topic: Any, count: int) -> Chosen:
    """Coming events of a topic (a translation key; None for all), by date."""
    events = reader.published(EventPage)
    if topic is not None:
        events = with_terms(events, {Topic: topic})
    return Chosen(
        pages=coming_first(events, reader.now)[:count],
        all=reader.published(EventIndexPage).order_by("page__path"),
    )


def events_below(reader: Reader, parent: str) -> Chosen:
    """Coming events of a programme or network (a translation key), by date."""
    return Chosen(pages=coming_first(below(reader, parent, EventPage), reader.now))


def past_events_below(reader: Reader, parent: str) -> Chosen:
    """The last events of a programme or network (a translation key), the latest first."""
    return Chosen(pages=past_first(below(reader, parent, EventPage), reader.now)[:FORMER])


def of_partner(pages: QuerySet[Publication], partner: Any) -> QuerySet[Publication]:
    """Of some events those with a partner (a translation key), as venue or otherwise."""
    rows: Any = EventPartner._default_manager
    involved = with_rows(pages, rows.filter(partner__translation_key=partner)).values("pk")
    at_it = Q(**{f"{EVENT}venue__translation_key": partner})
    return pages.filter(at_it | Q(pk__in=involved))


def events_of_partner(reader: Reader, partner: str) -> Chosen:
    """Coming events at a partner's or with it (a translation key), by date."""
    return Chosen(pages=coming_first(of_partner(reader.published(EventPage), partner), reader.now))


def between(
    pages: QuerySet[Publication], begin: Any | None, end: Any | None
) -> QuerySet[Publication]:
    """Of some events those with a date that touches the time from a moment to another."""
    own, further = Q(), Q()
    if begin is not None:
        own &= Q(**{f"{EVENT}ends__gte": begin}) | Q(**{f"{EVENT}starts__gte": begin})
        further &= Q(ends__gte=begin) | Q(starts__gte=begin)
    if end is not None:
        own &= Q(**{f"{EVENT}starts__lt": end})
        further &= Q(starts__lt=end)
    with_further = with_rows(pages, EventDate.objects.filter(further)).values("pk")
    return pages.filter(own | Q(pk__in=with_further))


class EventIndex(Index):
    """All events."""

    type: Literal["programmes.EventIndexPage"]


class EventIndexCard(Card):
    """The index of events in a list."""

    type: Literal["programmes.EventIndexPage"]


class EventIndexPublication(IndexPublication[EventIndexPage]):
    """Builds the index of events: those that are coming, those of a month or city, the past."""

    model = EventIndexPage
    card_schema = EventIndexCard
    whole_schema = EventIndex
    template = "programmes/event_index_page.html"
    parameters = (*IndexPublication.parameters, "when", "city")

    def listed(self, reader: Reader) -> QuerySet[Publication]:
        return reader.published(EventPage)

    def wanted(self, reader: Reader) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        when, city = reader.parameters.get("when"), reader.parameters.get("city")
        if when == PAST:
            values["past"] = when
        elif when:
            month = _month(when)
            if month is None:
                return None
            values["begin"], values["end"] = month
        if city:
            values["city"] = keys_of_terms({City: city}, reader)[City]
        return None if None in values.values() else values

    def narrow(
        self, pages: QuerySet[Publication], wanted: Mapping[str, Any], reader: Reader
    ) -> QuerySet[Publication]:
        if "city" in wanted:
            pages = pages.filter(**{f"{EVENT}city__translation_key": wanted["city"]})
        if "past" in wanted:
            return past_first(pages, reader.now)
        if "begin" in wanted:
            within = between(pages, wanted["begin"], wanted["end"])
            return within.order_by(f"{EVENT}starts", "original")
        return coming_first(pages, reader.now)

    def filters(self, reader: Reader) -> list[dict[str, Any]]:
        whens = [("", _("All that is coming")), *_months(reader), (PAST, _("Past events"))]
        offered = [_filter(reader, "when", _("When"), whens)]
        if cities := _cities(reader):
            everywhere = ("", _("Everywhere"))
            offered.append(_filter(reader, "city", _("City"), [everywhere, *cities]))
        return offered


def _filter(
    reader: Reader, name: str, label: str, options: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    chosen = reader.parameters.get(name, "")
    return {
        "name": name,
        "label": label,
        "options": [
            {"value": value, "label": text, "is_chosen": value == chosen} for value, text in options
        ],
    }


def _months(reader: Reader) -> list[tuple[str, str]]:
    """The present month and those that follow, by the institution's clocks."""
    today = day_of(reader.now, own_time_zone())
    first = today.year * 12 + today.month - 1
    days = [dt.date(one // 12, one % 12 + 1, 1) for one in range(first, first + MONTHS)]
    return [(f"{day:%Y-%m}", month(day, reader.words.code)) for day in days]


def _month(text: str) -> tuple[dt.datetime, dt.datetime] | None:
    """The first moment of a month such as 2026-05, and that of the next; None for no month."""
    try:
        first = dt.date.fromisoformat(f"{text}-01")
        following = (first + 31 * DAY).replace(day=1)
    except (ValueError, OverflowError):
        return None
    return begin_of(first, own_time_zone()), begin_of(following, own_time_zone())


def _cities(reader: Reader) -> list[tuple[str, str]]:
    """The cities of coming events, by slug and name: one query."""
    rows = reader.ask("cities of events", lambda reader, slots: _cities_asked(reader))
    found = best(((row["slug"], row["locale_id"], row["name"]) for row in rows), reader.rank)
    names = {slug: name for slug, (_locale, name) in found.items()}
    return sorted(names.items(), key=lambda pair: sort_key(pair[1], reader.words.code))


def _cities_asked(reader: Reader) -> QuerySet[Any, Any]:
    events = coming_first(reader.published(EventPage), reader.now).order_by()
    keys = events.values(f"{EVENT}city__translation_key")
    cities: QuerySet[Any] = City.objects.filter(translation_key__in=keys, translated=True)
    return cities.values("slug", "locale_id", "name")
