"""The content API of programmes, their editions, calls and events."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.db.models import Exists, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from courtyard.delivery.asking import reader_for
from courtyard.delivery.lists import (
    NEVER_ANSWERED,
    Between,
    CardList,
    CardParameters,
    ListParameters,
    Names,
    PartOfList,
    Slug,
    TermParameters,
    after,
    card_list,
    cursor_of,
    first_moment,
    first_moment_after,
    next_part,
    part_of_list,
)
from courtyard.delivery.problems import PROBLEMS, UnusableParameter
from courtyard.models import Discipline
from courtyard.publications.clock import DayIn
from courtyard.publications.reading import Reader
from courtyard.publications.references import resolve
from courtyard.publications.schema import as_json
from courtyard.publications.sections import LONGEST_NUMBER, kept_below, with_parents
from courtyard.publications.stored import Publication
from courtyard.publications.types import page_label
from courtyard.taxonomy import keys_of_terms, with_rows, with_terms
from network.models import City, PartnerPage
from network.publications import today, with_public_partner

from .life import (
    CallStatus,
    deadline_of_call,
    is_coming,
    is_within,
    rows_of,
    status_of_call,
)
from .models import (
    Admission,
    CallCountry,
    EditionCity,
    EditionPage,
    EditionPartner,
    EventPage,
    EventStatus,
    OpenCallPage,
    Participant,
    ProgrammeCity,
    ProgrammeKind,
    ProgrammePage,
    ProgrammePartner,
    ProgrammeStatus,
    Tie,
)
from .publications import Alumnus, EditionCard, EventCard, OpenCallCard, ProgrammeCard
from .publications.calls import CALL
from .publications.common import days_of_month, in_city, programmes_read
from .publications.editions import STARTS, named_in, naming_somebody, people_of
from .publications.events import EVENT, between, cities_of_partners, of_partner

router = Router(tags=["programmes"])

MONTH = "^[0-9]{4}-[0-9]{2}$"

MOST = 2**31 - 1
"""The largest number that a column of a database holds."""

OF_PROGRAMME = "Key of the programme below which it stands."


class ProgrammeList(CardList[ProgrammeCard]):
    """A part of the list of programmes."""


class ProgrammeParameters(TermParameters, CardParameters):
    """How programmes are chosen."""

    item = ProgrammeCard

    kind: ProgrammeKind | None = None
    status: ProgrammeStatus | None = None
    city: Slug | None = Field(None, description="Slug of a city in which it takes place.")
    partner: UUID | None = Field(None, description="Key of a partner that takes part in it.")
    since: int | None = Field(
        None,
        alias="from",
        ge=1,
        le=9999,
        description="The first year that counts: those that had ended before it are left out.",
    )
    until: int | None = Field(
        None,
        alias="to",
        ge=1,
        le=9999,
        description="The last year that counts: those that began after it are left out.",
    )
    order: Literal["title", "-title"] = "title"


@router.get("/programmes", response={200: ProgrammeList, **PROBLEMS})
def list_programmes(request: HttpRequest, parameters: Query[ProgrammeParameters]) -> HttpResponse:
    """Programmes by name."""
    reader = reader_for(request, parameters.locale)
    choose = functools.partial(_programmes, parameters=parameters)
    return card_list(request, reader, choose, parameters, {"title": "sort_title"})


def _programmes(reader: Reader, parameters: ProgrammeParameters) -> QuerySet[Publication]:
    """The programmes that are asked for."""
    keys = keys_of_terms({**parameters.terms(), City: parameters.city}, reader)
    programmes = with_terms(reader.published(ProgrammePage), keys)
    if parameters.kind:
        programmes = programmes.filter(original__page__programmepage__kind=parameters.kind)
    if parameters.status:
        programmes = programmes.filter(original__page__programmepage__status=parameters.status)
    programmes = _of_years(programmes, parameters.since, parameters.until)
    if City in keys:
        programmes = in_city(programmes, ProgrammeCity, keys[City])
    if parameters.partner:
        partner = parameters.partner
        programmes = with_public_partner(reader, programmes, ProgrammePartner, partner)
    return programmes


def _of_years(
    programmes: QuerySet[Publication], first: int | None, last: int | None
) -> QuerySet[Publication]:
    """Keep the programmes that there were in some years; what names no year is not left out."""
    if first is not None:
        ended = Q(original__page__programmepage__until__lt=first)
        programmes = programmes.exclude(ended)
    if last is not None:
        began_later = Q(original__page__programmepage__since__gt=last)
        programmes = programmes.exclude(began_later)
    return programmes


class EditionList(CardList[EditionCard]):
    """A part of the list of editions."""


class EditionParameters(TermParameters, Between):
    """How editions are chosen."""

    item = EditionCard

    programme: UUID | None = Field(None, description=OF_PROGRAMME)
    city: Slug | None = Field(None, description="Slug of a city in which it takes place.")
    partner: UUID | None = Field(None, description="Key of a partner that takes part in it.")
    order: Literal["starts", "-starts"] = "-starts"


@router.get("/editions", response={200: EditionList, **PROBLEMS})
def list_editions(request: HttpRequest, parameters: Query[EditionParameters]) -> HttpResponse:
    """Editions of programmes, the latest first."""
    reader = reader_for(request, parameters.locale)
    choose = functools.partial(_editions, parameters=parameters)
    return card_list(request, reader, choose, parameters, {"starts": "place"})


def _editions(reader: Reader, parameters: EditionParameters) -> QuerySet[Publication]:
    """The editions that are asked for."""
    keys = keys_of_terms({**parameters.terms(), City: parameters.city}, reader)
    editions = reader.placed(EditionPage)
    if parameters.programme:
        editions = kept_below(editions, parameters.programme)
    editions = with_terms(editions, keys)
    if parameters.since:
        ends = STARTS.replace("starts", "ends")
        since = parameters.since
        editions = editions.filter(Q(**{f"{ends}__gte": since}) | Q(**{f"{STARTS}__gte": since}))
    if parameters.until:
        editions = editions.filter(**{f"{STARTS}__lte": parameters.until})
    if City in keys:
        editions = in_city(editions, EditionCity, keys[City])
    if parameters.partner:
        editions = with_public_partner(reader, editions, EditionPartner, parameters.partner)
    return editions


class ParticipantList(PartOfList[Alumnus]):
    """A part of the list of those who took part."""


class ParticipantParameters(ListParameters):
    """How those who took part are chosen."""

    item = Alumnus

    programme: UUID | None = Field(None, description="Key of the programme of the edition.")
    edition: UUID | None = Field(None, description="Key of the edition.")
    partner: UUID | None = Field(None, description="Key of a partner that takes part in it.")
    country: str | None = Field(
        None,
        pattern="^[A-Z]{2}$",
        description="Where they live and work: two letters, as in ISO 3166-1.",
    )
    discipline: Slug | None = Field(None, description="Slug of what they mainly work in.")
    order: Literal["starts", "-starts"] = "-starts"


@router.get("/participants", response={200: ParticipantList, **PROBLEMS})
def list_participants(
    request: HttpRequest, parameters: Query[ParticipantParameters]
) -> HttpResponse:
    """Those who took part in editions and may be named, of the latest edition first.

    Within an edition they come in the order of its page.
    """
    reader = reader_for(request, parameters.locale)
    keys = keys_of_terms({Discipline: parameters.discipline}, reader)
    editions = _editions_of_people(reader, parameters, keys)
    whole: Any = people_of(editions)
    at, passed = "", -1
    if parameters.cursor:
        at, passed = _place(parameters.cursor)
        reached = after(at, parameters.order, "place", editions, including=True)
        editions = editions.filter(reached)
    sign = "-" if parameters.order.startswith("-") else ""
    ordered: Any = people_of(editions).order_by(f"{sign}place", f"{sign}original")
    # Each of them names somebody, save that of the cursor, which may have been told to its end.
    rows = list(
        ordered.values("original_id", "people", "parent", sorted_by=F("place"))[
            : parameters.limit + 2
        ]
    )
    found = []
    for row in rows:
        cursor = cursor_of(parameters.order, row)
        told = passed if cursor == at else -1
        found += [
            (f"{cursor}.{place}", row, one)
            for place, one in named_in(row, reader)
            if place > told and _is_asked_for(one, parameters, keys)
        ]
    part = found[: parameters.limit]
    following = next_part(request, part[-1][0]) if len(found) > len(part) else None
    items = [
        {
            **one,
            "edition": as_json(page_label(row["original_id"], essential=True)),
            "programme": as_json(page_label(row["parent"])),
        }
        for _cursor, row, one in part
    ]
    answered = (one for one in resolve(items, reader) if one is not None)
    return part_of_list(
        reader,
        parameters,
        answered,
        following,
        lambda: sum(
            _is_asked_for(one, parameters, keys)
            for row in whole.values("people")
            for _place, one in named_in(row, reader)
        ),
    )


def _editions_of_people(
    reader: Reader, parameters: ParticipantParameters, keys: Mapping[Any, Any]
) -> QuerySet[Publication]:
    """The editions in which somebody took part who is asked for."""
    editions = reader.placed(EditionPage)
    if parameters.programme:
        editions = kept_below(editions, parameters.programme)
    if parameters.edition:
        editions = editions.filter(original=parameters.edition)
    if parameters.partner:
        editions = with_public_partner(reader, editions, EditionPartner, parameters.partner)
    if not (parameters.country or Discipline in keys):
        return naming_somebody(reader, editions)
    people = Participant.objects.named_on(today(reader))
    if parameters.country:
        people = people.filter(country=parameters.country)
    if Discipline in keys:
        people = people.filter(discipline__translation_key=keys[Discipline])
    return with_rows(editions, people)


def _is_asked_for(
    one: Mapping[str, Any], parameters: ParticipantParameters, keys: Mapping[Any, Any]
) -> bool:
    """Whether somebody who took part is from the country and works in the discipline asked for."""
    country, discipline = one["country"], one["discipline"]
    if parameters.country and (country is None or country["value"] != parameters.country):
        return False
    if Discipline not in keys:
        return True
    return discipline is not None and discipline["key"] == str(keys[Discipline])


def _place(cursor: str) -> tuple[str, int]:
    """The cursor of an edition, and the place in it of whoever was told last.

    Raises UnusableParameter.
    """
    at, _dot, place = cursor.rpartition(".")
    if not (place.isascii() and place.isdecimal() and len(place) <= LONGEST_NUMBER):
        raise UnusableParameter("cursor", NEVER_ANSWERED)
    return at, int(place)


class OpenCallList(CardList[OpenCallCard]):
    """A part of the list of calls."""


class OpenCallParameters(TermParameters, CardParameters):
    """How calls are chosen; where they stand the clock says."""

    item = OpenCallCard

    status: Names[CallStatus] = Field(
        (),
        description=(
            "Where they stand by the clock; several with commas between them. One can apply while "
            "they are `open,closing_soon`."
        ),
    )
    deadline_from: dt.date | None = Field(
        None, description="The first day on which the deadline may be."
    )
    deadline_to: dt.date | None = Field(
        None, description="The last day on which the deadline may be."
    )
    opens_from: dt.date | None = Field(
        None, description="The first day on which applications may begin to be taken."
    )
    opens_to: dt.date | None = Field(
        None, description="The last day on which applications may begin to be taken."
    )
    activity_from: dt.date | None = Field(
        None, description="A day from which on what one applies for takes place, at least in part."
    )
    activity_to: dt.date | None = Field(
        None, description="A day until which what one applies for takes place, at least in part."
    )
    results_from: dt.date | None = Field(
        None, description="The first day on which results may be announced, or are expected."
    )
    results_to: dt.date | None = Field(
        None, description="The last day on which results may be announced, or are expected."
    )
    places_from: int | None = Field(
        None, ge=0, le=MOST, description="How many places there are at the least."
    )
    places_to: int | None = Field(
        None, ge=0, le=MOST, description="How many places there are at the most."
    )
    programme: UUID | None = Field(None, description=OF_PROGRAMME)
    month: str | None = Field(
        None,
        pattern=MONTH,
        description="Month of the deadline, by the clocks of the call’s zone: `2026-05`.",
    )
    kind: ProgrammeKind | None = Field(
        None, description="Kind of the programme below which it stands."
    )
    city: Slug | None = Field(
        None, description="Slug of a city of the programme below which it stands."
    )
    residence: str | None = Field(
        None,
        pattern="^[A-Z]{2}$",
        description="Code (ISO 3166-1) of a country whose residents may apply.",
    )
    nationality: str | None = Field(
        None,
        pattern="^[A-Z]{2}$",
        description="Code (ISO 3166-1) of a country whose nationals may apply.",
    )
    applicant: Literal["individuals", "groups", "organisations"] | None = Field(
        None, description="Who may apply."
    )
    fee: Literal["none"] | None = Field(None, description="Only calls that cost nothing.")
    fee_to: int | None = Field(
        None,
        ge=0,
        le=MOST,
        description=(
            "What applying may cost at the most, in `fee_currency`; "
            "calls that cost nothing are among them."
        ),
    )
    fee_currency: str | None = Field(
        None,
        pattern="^[A-Z]{3}$",
        description="The currency of `fee_to`: three letters, as in ISO 4217.",
    )
    offers: (
        Literal["travel", "accommodation", "studio", "production", "mentoring", "access_support"]
        | None
    ) = Field(None, description="What must be offered.")
    order: Literal["deadline", "-deadline"] = "deadline"


@router.get("/open-calls", response={200: OpenCallList, **PROBLEMS})
def list_calls(request: HttpRequest, parameters: Query[OpenCallParameters]) -> HttpResponse:
    """Calls by their next deadline; those that are always open come last."""
    reader = reader_for(request, parameters.locale)
    choose = functools.partial(_calls, parameters=parameters)
    return card_list(request, reader, choose, parameters, {"deadline": "place"})


def _calls(reader: Reader, parameters: OpenCallParameters) -> QuerySet[Publication]:
    """The calls that are asked for. Raises UnusableParameter."""
    keys = keys_of_terms({**parameters.terms(), City: parameters.city}, reader)
    calls = reader.placed(OpenCallPage)
    if parameters.programme:
        calls = kept_below(calls, parameters.programme)
    city = str(keys[City]) if City in keys else None
    calls = _of_programmes(reader, calls, parameters.kind, city)
    calls = with_terms(calls, keys)
    calls = _of_applicants(_of_clock(calls, parameters, reader.now), parameters)
    calls = _with_results(_of_activity(calls, parameters), parameters)
    calls = _at_cost(calls, parameters)
    if parameters.places_from is not None:
        calls = calls.filter(**{f"{CALL}places__gte": parameters.places_from})
    if parameters.places_to is not None:
        calls = calls.filter(**{f"{CALL}places__lte": parameters.places_to})
    if parameters.offers:
        calls = calls.filter(**{f"{CALL}offers_{parameters.offers}": True})
    return calls


def _of_clock(
    calls: QuerySet[Publication], parameters: OpenCallParameters, now: dt.datetime
) -> QuerySet[Publication]:
    """Keep the calls of a status and with a deadline at the time asked for."""
    deadline = deadline_of_call(CALL, now)
    calls = calls.alias(
        status=status_of_call(CALL, now),
        deadline=deadline,
        day=DayIn(deadline, F(f"{CALL}time_zone")),
    )
    if parameters.status:
        calls = calls.filter(status__in=parameters.status)
    if parameters.deadline_from:
        calls = calls.filter(deadline__gte=first_moment("deadline_from", parameters.deadline_from))
    if parameters.deadline_to:
        calls = calls.filter(deadline__lt=first_moment_after("deadline_to", parameters.deadline_to))
    if parameters.opens_from:
        since = first_moment("opens_from", parameters.opens_from)
        calls = calls.filter(**{f"{CALL}opens__gte": since})
    if parameters.opens_to:
        until = first_moment_after("opens_to", parameters.opens_to)
        calls = calls.filter(**{f"{CALL}opens__lt": until})
    if parameters.month:
        first, last = _days("month", parameters.month)
        calls = calls.filter(day__gte=first, day__lte=last)
    return calls


def _of_activity(
    calls: QuerySet[Publication], parameters: OpenCallParameters
) -> QuerySet[Publication]:
    """Keep the calls for what takes place at the time asked for, at least in part."""
    starts, ends = f"{CALL}activity_starts", f"{CALL}activity_ends"
    if parameters.activity_from:
        calls = calls.alias(last_day=Coalesce(ends, starts))
        calls = calls.filter(last_day__gte=parameters.activity_from)
    if parameters.activity_to:
        calls = calls.alias(first_day=Coalesce(starts, ends))
        calls = calls.filter(first_day__lte=parameters.activity_to)
    return calls


def _with_results(
    calls: QuerySet[Publication], parameters: OpenCallParameters
) -> QuerySet[Publication]:
    """Keep the calls with results at the time asked for; what is announced is expected no more."""
    calls = calls.alias(results=Coalesce(f"{CALL}results_announced", f"{CALL}results_expected"))
    if parameters.results_from:
        calls = calls.filter(results__gte=parameters.results_from)
    if parameters.results_to:
        calls = calls.filter(results__lte=parameters.results_to)
    return calls


def _at_cost(calls: QuerySet[Publication], parameters: OpenCallParameters) -> QuerySet[Publication]:
    """Keep the calls to which one can apply for no more than is asked. Raises UnusableParameter."""
    free = Q(**{f"{CALL}fee__isnull": True}) | Q(**{f"{CALL}fee": 0})
    if parameters.fee:
        calls = calls.filter(free)
    if parameters.fee_to is not None and parameters.fee_currency is None:
        raise UnusableParameter("fee_to", "Say in which currency, by `fee_currency`.")
    if parameters.fee_currency is not None and parameters.fee_to is None:
        raise UnusableParameter("fee_currency", "Say how much at the most, by `fee_to`.")
    if parameters.fee_to is not None:
        no_more = {"fee__lte": parameters.fee_to, "fee_currency": parameters.fee_currency}
        calls = calls.filter(free | Q(**{f"{CALL}{name}": one for name, one in no_more.items()}))
    return calls


def _of_applicants(
    calls: QuerySet[Publication], parameters: OpenCallParameters
) -> QuerySet[Publication]:
    """Keep the calls that are open to whoever is asked for."""
    if parameters.residence:
        calls = _open_to(calls, Tie.RESIDENCE, parameters.residence)
    if parameters.nationality:
        calls = _open_to(calls, Tie.NATIONALITY, parameters.nationality)
    if parameters.applicant:
        ticks = [f"{CALL}for_{name}" for name in ("individuals", "groups", "organisations")]
        nobody_named = Q(**dict.fromkeys(ticks, False))
        calls = calls.filter(nobody_named | Q(**{f"{CALL}for_{parameters.applicant}": True}))
    return calls


class EventList(CardList[EventCard]):
    """A part of the list of events."""


class EventParameters(TermParameters, Between):
    """How events are chosen."""

    item = EventCard

    when: Literal["coming", "past"] | None = Field(
        None, description="By the clock: events that are not over, or that are."
    )
    status: EventStatus | None = None
    programme: UUID | None = Field(
        None, description="Key of the programme or network below which it stands."
    )
    kind: ProgrammeKind | None = Field(
        None, description="Kind of the programme below which it stands."
    )
    month: str | None = Field(
        None,
        pattern=MONTH,
        description="Month in which one of its dates is, by the clocks of its zone: `2026-05`.",
    )
    partner: UUID | None = Field(None, description="Key of a partner, as venue or otherwise.")
    city: Slug | None = Field(
        None, description="Slug of the city in which it is; of its venue’s where it names none."
    )
    online: bool | None = Field(None, description="Whether one can take part online.")
    admission: Admission | None = None
    access: Literal["sign_language", "hearing_loop", "captions", "step_free"] | None = Field(
        None, description="What there must be for accessibility."
    )
    order: Literal["starts", "-starts"] = "starts"


@router.get("/events", response={200: EventList, **PROBLEMS})
def list_events(request: HttpRequest, parameters: Query[EventParameters]) -> HttpResponse:
    """Events by the date on which they begin."""
    reader = reader_for(request, parameters.locale)
    choose = functools.partial(_events, parameters=parameters)
    return card_list(request, reader, choose, parameters, {"starts": "place"})


def _events(reader: Reader, parameters: EventParameters) -> QuerySet[Publication]:
    """The events that are asked for. Raises UnusableParameter."""
    keys = keys_of_terms({**parameters.terms(), City: parameters.city}, reader)
    events = reader.placed(EventPage)
    if parameters.programme:
        events = kept_below(events, parameters.programme)
    events = with_terms(_of_programmes(reader, events, parameters.kind, None), keys)
    events = _of_days(events, parameters, reader.now)
    if parameters.status:
        events = events.filter(**{f"{EVENT}status": parameters.status})
    if parameters.partner:
        known = reader.published(PartnerPage).filter(original=parameters.partner)
        events = of_partner(events, parameters.partner).filter(Exists(known))
    if City in keys:
        events = _in_city(reader, events, keys[City])
    if parameters.online is not None:
        nowhere = Q(**{f"{EVENT}online_url": ""})
        events = events.filter(~nowhere if parameters.online else nowhere)
    if parameters.admission:
        events = events.filter(**{f"{EVENT}admission": parameters.admission})
    if parameters.access:
        events = events.filter(**{f"{EVENT}{parameters.access}": True})
    return events


def _of_days(
    events: QuerySet[Publication], parameters: EventParameters, now: dt.datetime
) -> QuerySet[Publication]:
    """Keep the events that are at the time asked for."""
    if parameters.month:
        events = events.filter(is_within(EVENT, *_days("month", parameters.month)))
    if parameters.when:
        coming = is_coming(EVENT, now)
        events = events.filter(coming if parameters.when == "coming" else ~coming)
    if parameters.since or parameters.until:
        events = between(
            events,
            first_moment("from", parameters.since) if parameters.since else None,
            first_moment_after("to", parameters.until) if parameters.until else None,
        )
    return events


def _of_programmes(
    reader: Reader, pages: QuerySet[Publication], kind: str | None, city: str | None
) -> QuerySet[Publication]:
    """Keep what stands below programmes of a kind, in a city (a translation key)."""
    if not (kind or city):
        return pages
    keys = [
        key
        for key, programme in programmes_read(reader).items()
        if kind in (None, programme.kind) and (city is None or city in programme.cities)
    ]
    keyed: Any = with_parents(pages)
    chosen: QuerySet[Publication] = keyed.filter(parent__in=keys)
    return chosen


def _in_city(reader: Reader, events: QuerySet[Publication], city: Any) -> QuerySet[Publication]:
    """Keep the events in a city (a translation key), or at a public venue there."""
    if city is None:
        return events.none()
    cities = cities_of_partners(reader)
    venues = [key for key, its_city in cities.items() if its_city == str(city)]
    at_venue = Q(**{f"{EVENT}city": None, f"{EVENT}venue__translation_key__in": venues})
    return events.filter(Q(**{f"{EVENT}city__translation_key": city}) | at_venue)


def _open_to(calls: QuerySet[Publication], tie: Tie, country: str) -> QuerySet[Publication]:
    """Keep the calls for which it is enough to live in a country, or to be its national.

    A call that names no country for this tie asks for nothing of the kind.
    """
    rows = CallCountry.objects.filter(tie__in=[tie, Tie.EITHER])
    nothing = ~Exists(rows_of(rows, CALL))
    named = Exists(rows_of(rows.filter(country=country), CALL))
    return calls.filter(Q(nothing) | Q(named))


def _days(name: str, month: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a month. Raises UnusableParameter."""
    days = days_of_month(month)
    if days is None:
        raise UnusableParameter(name, "No calendar has this month.")
    return days
