"""What events say to the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from pydantic import Field

from courtyard.blocks import AnyBlock, published_body
from courtyard.listings import Chosen
from courtyard.models import Topic
from courtyard.publications.facets import (
    ANY,
    Facet,
    FacetIndexPublication,
    Item,
    held,
    of_list,
    terms_of,
)
from courtyard.publications.reading import CARD, Reader, Row
from courtyard.publications.schema import Card, Choice, OneOf, Record, Ref, Whole, moment_as_json
from courtyard.publications.sections import Index, IndexPublication, below, with_parents
from courtyard.publications.stored import Publication
from courtyard.publications.types import (
    PublicationType,
    Standing,
    choice,
    common_card,
    common_whole,
    page_card,
    ticked,
)
from courtyard.taxonomy import said_on, with_terms
from courtyard.text.world import day_of, own_time_zone
from network.models import City, PartnerPage
from network.publications import (
    CityLabel,
    PartnerCard,
    PartnerInvolved,
    city_label,
    partners_involved,
)
from programmes.life import Happening, is_coming, next_date, next_start, rows_of
from programmes.models import (
    Admission,
    EventDate,
    EventIndexPage,
    EventPage,
    EventPartner,
    EventStatus,
    ProgrammePage,
)

from .calls import FORMER
from .common import (
    NO_PROGRAMME,
    ProgrammeFacts,
    choices,
    city_facet,
    discipline_facet,
    kind_facet,
    months_between,
    months_in_words,
    name_of_month,
    of_type,
    programmes_among,
    ticks,
)

EVENT = "original__page__eventpage__"
ACCESS = ("sign_language", "hearing_loop", "captions", "step_free")
PAST = "past"


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
    status: Annotated[Choice, OneOf(EventStatus)] | None = Field(
        description="Whether it takes place: scheduled, postponed, cancelled, moved_online."
    )
    city: Ref[CityLabel] | None
    is_online: bool
    admission: Annotated[Choice, OneOf(Admission)] | None
    access: list[Annotated[Choice, OneOf(ACCESS)]] = Field(
        description="What there is for accessibility."
    )


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
    order_among_siblings = f"{EVENT}starts"
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

    def places(self, card: Mapping[str, Any]) -> list[Standing]:
        return [Standing.on(card["starts"])]

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
        "starts": moment_as_json(one.starts),
        "ends": moment_as_json(one.ends),
    }


def _as_said(moment: str | None, document: Mapping[str, Any]) -> str | None:
    """A moment by the clocks of the event; a day where the hour does not count."""
    if not moment:
        return None
    local = dt.datetime.fromisoformat(moment).astimezone(ZoneInfo(document["time_zone"]))
    return local.date().isoformat() if document["all_day"] else local.isoformat()


def _place(document: Mapping[str, Any]) -> dict[str, Any] | None:
    venue, city = document["venue"], document["city"]
    city = city or (venue and venue.get("city"))
    street = document["address"] or (venue and venue.get("street"))
    name = venue["title"] if venue else document["address"] or (city and city["name"])
    if not name:
        return None
    address = {
        "@type": "PostalAddress",
        "streetAddress": street or None,
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
    involved = EventPartner._default_manager.filter(partner__translation_key=partner)
    at_it = EventPage.objects.filter(venue__translation_key=partner)
    there = involved.order_by().values("page").union(at_it.order_by().values("pk"))
    return said_on(pages, there)


def events_of_partner(reader: Reader, partner: str) -> Chosen:
    """Coming events at a partner's or with it (a translation key), by date."""
    events = of_partner(reader.published(EventPage, few=True), partner)
    return Chosen(pages=coming_first(events, reader.now))


def past_events_of_partner(reader: Reader, partner: str) -> Chosen:
    """The last events at a partner's or with it (a translation key), the latest first."""
    events = of_partner(reader.published(EventPage, few=True), partner)
    return Chosen(pages=past_first(events, reader.now)[:FORMER])


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
    return pages.filter(own | Q(Exists(rows_of(EventDate.objects.filter(further), EVENT))))


class EventIndex(Index):
    """All events."""

    type: Literal["programmes.EventIndexPage"]


class EventIndexCard(Card):
    """The index of events in a list."""

    type: Literal["programmes.EventIndexPage"]


class EventIndexPublication(FacetIndexPublication[EventIndexPage]):
    """Builds the index of events: those that are coming, or what is asked for."""

    model = EventIndexPage
    card_schema = EventIndexCard
    whole_schema = EventIndex
    template = "programmes/event_index_page.html"
    facet_names = ("when", "status", "kind", "online", "access", "admission")
    terms = {**FacetIndexPublication.terms, "city": City}
    parameters = (*IndexPublication.parameters, *facet_names, "city")

    def items(self, reader: Reader, asked: Mapping[str, str | None]) -> list[Item]:
        rows = reader.ask(
            "events, programmes and partners",
            lambda reader, slots: with_parents(
                reader.published(EventPage, ProgrammePage, PartnerPage)
            ).values(*CARD, "parent", venue=F(f"{EVENT}venue__translation_key")),
        )
        programmes = programmes_among(rows)
        partners = {row["original_id"]: row["card"]["city"] for row in of_type(PartnerPage, rows)}
        cities = {key: city["key"] for key, city in partners.items() if city}
        return [
            _item(row, programmes.get(row["parent"], NO_PROGRAMME), cities, reader.now, asked)
            for row in of_type(EventPage, rows)
        ]

    def facets(
        self, items: Sequence[Item], asked: Mapping[str, str | None], reader: Reader
    ) -> list[Facet]:
        def listed(name: str, choices: Any) -> list[tuple[str, Any]]:
            return of_list(name, choices, items, asked)

        months = {value for one in items if ANY in one.has["when"] for value in one.has["when"]}
        this_month = name_of_month(day_of(reader.now, own_time_zone()))
        offered = {value for value in months if value >= this_month} | {asked["when"]}
        whens = [
            *months_in_words(offered, reader.words.code),
            *listed("when", [(PAST, _("Past events"))]),
        ]
        facets = [
            Facet("when", _("When"), pgettext("events", "Coming"), whens),
            kind_facet(items, asked),
            discipline_facet(items),
            city_facet(items),
            Facet(
                "online", _("Taking part"), pgettext("taking part", "Any"), listed("online", ONLINE)
            ),
            Facet(
                "access",
                _("Accessibility"),
                pgettext("accessibility", "Any"),
                listed("access", ACCESSES),
            ),
            Facet(
                "admission",
                _("Admission"),
                pgettext("admission", "Any"),
                listed("admission", ADMISSIONS),
            ),
            Facet("status", _("Status"), pgettext("statuses", "All"), listed("status", STATUSES)),
        ]
        return [one for one in facets if one.options]


ONLINE = [("true", gettext_lazy("Online")), ("false", gettext_lazy("On site only"))]
ACCESSES = ticks(EventPage, *ACCESS)
ADMISSIONS = [(one.value, capfirst(one.label)) for one in Admission]
STATUSES = [(one.value, capfirst(one.label)) for one in EventStatus]


def cities_of_partners(reader: Reader) -> dict[Any, str]:
    """The city (a translation key) of each public partner that has one, by key: one query."""
    city = F("original__page__partnerpage__city__translation_key")
    rows = reader.ask(
        "cities of partners",
        lambda reader, slots: reader.published(PartnerPage).values("original_id", city=city),
    )
    return {row["original_id"]: str(row["city"]) for row in rows if row["city"]}


def city_of_event(city: Any, venue: Any, cities: Mapping[Any, str]) -> str:
    """Where an event is: in its own city, or else in that of its venue; "" where in none."""
    return str(city) if city else cities.get(venue, "")


def _item(
    row: Row,
    programme: ProgrammeFacts,
    cities: Mapping[Any, str],
    now: dt.datetime,
    asked: Mapping[str, str | None],
) -> Item:
    """An event with what it has of each facet at a moment."""
    card = row["card"]
    zone, all_day = card["time_zone"], card["all_day"]
    dates = sorted((_happening(one) for one in (card, *card["dates"])), key=lambda one: one.starts)
    coming = next_date(dates, zone, now, all_day=all_day)
    city = city_of_event(card["city"] and card["city"]["key"], row["venue"], cities)
    first_of: dict[str, dt.datetime] = {}
    for one in dates:
        days = day_of(one.starts, zone), day_of(one.ends or one.starts, zone)
        for month in months_between(*days):
            first_of.setdefault(month, one.starts)
    if asked["when"] == PAST:
        moment = -dates[-1].starts.timestamp()
    else:
        shown = coming or dates[0]
        moment = first_of.get(asked["when"] or ANY, shown.starts).timestamp()
    return Item(
        row,
        {
            **terms_of(card),
            "when": [ANY if coming else PAST, *first_of],
            "kind": held([programme.kind]),
            "city": held([city]),
            "online": held(["true" if card["is_online"] else "false"]),
            "access": held(one["value"] for one in card["access"]),
            "admission": held([card["admission"]["value"]]),
            "status": held([card["status"]["value"]]),
        },
        place=(moment, row["original_id"]),
    )
