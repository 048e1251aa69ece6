"""Calendars by RFC 5545: of a page, of a kind of page, of a language, of the whole site.

Each thing stands in a calendar once, in the best language that its reader has for it, and is the
same thing in the calendars of all languages. It can be narrowed by terms, as lists can:
``?topic=networking``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courtyard import calendars
from courtyard.calendars import ALL, CalendarKind
from courtyard.localisation.addresses import address_in, address_in_api
from courtyard.publications.reading import LABEL, Reader
from courtyard.publications.references import resolve
from courtyard.publications.schema import as_json
from courtyard.publications.sections import below
from courtyard.publications.stored import Publication
from courtyard.taxonomy import keys_of_terms, with_terms
from courtyard.terms import KINDS
from courtyard.text import ics
from courtyard.text.world import begin_of, day_of, own_time_zone

from . import keeping
from .asking import asked
from .chrome import name_of
from .cross_origin import readable_elsewhere

CONTENT_TYPE = "text/calendar; charset=utf-8"
PARAMETERS = tuple(kind.name for kind in KINDS)

KEPT = dt.timedelta(days=365)
"""For so long what is over stays in a calendar of many pages."""

REFRESH = "PT1H"
"""How long programs that follow a calendar should wait before they ask again (RFC 7986, 5.7)."""

NOBODY_KNOWS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When something changed of which nothing is noted; an entry must say so."""

ROW = (*LABEL, "whole")

Row = dict[str, Any]


@dataclass(frozen=True)
class Calendar:
    """What is written: the rows of publications, and what the calendar is called.

    ``file`` is the name under which it is kept by those who do not follow it.
    """

    title: str
    file: str
    rows: Sequence[Row]
    is_of_site: bool = False


@readable_elsewhere
@require_safe
def calendar(request: HttpRequest, name: str) -> HttpResponse:
    """A calendar of many pages in the language of the address.

    Raises Http404 for one that nobody offers, and for a term that nobody knows.
    """
    kinds = calendars.named(name)
    reader = _reader(request)

    def written() -> HttpResponse:
        said = Calendar(_title(reader, name), name, _rows(reader, kinds))
        return _written(request, reader, said)

    if not kinds:
        raise Http404
    return cast("HttpResponse", keeping.answer(request, written, parameters=PARAMETERS))


@readable_elsewhere
@require_safe
def calendar_of_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """The dates of a page, given by its translation key, and of the pages below it.

    Raises Http404 where the page is not public, or of a type that has no dates.
    """
    reader = _reader(request)

    def written() -> HttpResponse:
        row = _with_revision(reader.published().filter(original=key)).first()
        kinds = calendars.below(row["type"]) if row else []
        if row is None or not (kinds or calendars.of_type(row["type"])):
            raise Http404
        types = [kind.type for kind in kinds]
        pages = below(reader, key).filter(type__in=types).order_by("original__page__path")
        rows = [row, *(_with_revision(pages) if types else ())]
        slug = row["page__url_path"].rstrip("/").rpartition("/")[2]
        return _written(request, reader, Calendar(row["title"], slug, rows))

    return cast("HttpResponse", keeping.answer(request, written, parameters=()))


@readable_elsewhere
@require_safe
def calendar_of_site(request: HttpRequest) -> HttpResponse:
    """All that has a date, in whichever language: that of the site which comes first."""
    state = asked(request)
    if state.sites.first is None:
        raise Http404
    reader = Reader(state.sites.first, state.sites, now=state.now, any_language=True)

    def written() -> HttpResponse:
        rows = _rows(reader, calendars.registered())
        return _written(request, reader, Calendar(name_of(reader), ALL, rows, is_of_site=True))

    return cast("HttpResponse", keeping.answer(request, written, parameters=()))


def of_language(reader: Reader) -> str | None:
    """The address of the calendar in which all stands that a reader's language shows.

    None where nothing has a date, or a project has no calendars.
    """
    return address_in(reader.code, "courtyard_calendar", ALL) if calendars.registered() else None


def links(reader: Reader) -> list[dict[str, str]]:
    """The calendars of a reader's language, for programs that look for them in a page."""
    if of_language(reader) is None:
        return []
    names = (ALL, *(kind.name for kind in calendars.registered()))
    return [
        {
            "title": _title(reader, name),
            "type": "text/calendar",
            "url": address_in(reader.code, "courtyard_calendar", name) or "",
        }
        for name in names
    ]


def _title(reader: Reader, name: str) -> str:
    """What the calendar of a name is called."""
    with translation.override(reader.code):
        title = _("Calls and events") if name == ALL else calendars.named(name)[0].title
        return f"{name_of(reader)}: {title}"


# What stands in it


def _reader(request: HttpRequest) -> Reader:
    """The reader in the language of the address. Raises Http404 for one that the site lacks."""
    state = asked(request)
    located = state.sites.locate(request.path_info)
    if located is None:
        raise Http404
    return state.reader(located[0].code, request.GET)


def _rows(reader: Reader, kinds: Iterable[CalendarKind]) -> list[Row]:
    """What is not over for long, of some kinds. Raises Http404 for a term that nobody knows."""
    slugs = {one.model: reader.parameters.get(one.name) for one in KINDS}
    terms = keys_of_terms(slugs, reader)
    if None in terms.values():
        raise Http404
    # The begin of a day, with which kept answers end.
    zone = own_time_zone()
    since = begin_of(day_of(reader.now, zone) - KEPT, zone)
    return [
        row
        for kind in kinds
        for row in _with_revision(with_terms(kind.choose(reader, since), terms))
    ]


def _with_revision(pages: QuerySet[Publication]) -> QuerySet[Publication, Row]:
    """Publications with how often their dates have changed, and when they last did."""
    rows: QuerySet[Publication, Row] = pages.values(
        *ROW, sequence=F("original__sequence"), revised=F("original__revised")
    )
    return rows


def _entries(reader: Reader, rows: Sequence[Row]) -> Iterator[tuple[Row, dict[str, Any]]]:
    """The entries of rows, resolved together, each with its row."""
    found = []
    for row in rows:
        kind = calendars.of_type(row["type"])
        found += [(row, as_json(one)) for one in kind.entries(row["whole"])] if kind else []
    answered = resolve([entry for _row, entry in found], reader)
    yield from ((row, entry) for (row, _entry), entry in zip(found, answered, strict=True))


# How it is written


def _written(request: HttpRequest, reader: Reader, said: Calendar) -> HttpResponse:
    events: ics.Lines = []
    used: dict[str, list[dt.datetime]] = {}
    for row, entry in _entries(reader, said.rows):
        own = reader.own_url(row) if said.is_of_site else reader.url(row)
        language = reader.sites.codes[row["locale_id"]]
        data = address_in_api(str(row["original_id"]), language)
        event = _Event(
            row,
            entry,
            language,
            request.build_absolute_uri(own),
            data and request.build_absolute_uri(data),
        )
        events += event.lines()
        if told := event.told():
            used.setdefault(entry["time_zone"], []).extend(told)
    if not events:
        # A calendar must hold something (3.6): the time of the institution, if nothing else.
        used = {own_time_zone(): [reader.now]}
    lines = ics.component(
        "VCALENDAR",
        [
            "VERSION:2.0",
            "PRODID:-//Courtyard//Calendars//EN",
            "CALSCALE:GREGORIAN",
            f"NAME:{ics.text(said.title)}",
            f"X-WR-CALNAME:{ics.text(said.title)}",
            f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
            f"X-PUBLISHED-TTL:{REFRESH}",
            *ics.time_zones(used),
            *events,
        ],
    )
    response = HttpResponse(ics.written(lines), content_type=CONTENT_TYPE)
    disposition = content_disposition_header(as_attachment=False, filename=f"{said.file}.ics")
    response["Content-Disposition"] = str(disposition)
    response["Content-Language"] = reader.code
    return response


_Span = tuple[dt.datetime, dt.datetime | None]
"""When something begins, and when it ends where that is later."""


class _Event:
    """One entry as a VEVENT (3.6.1), and one more for each date of another length."""

    def __init__(
        self, row: Row, entry: Mapping[str, Any], language: str, url: str, data: str | None
    ) -> None:
        self.row = row
        self.entry = entry
        self.language = language
        self.url = url
        self.data = data
        self.zone: str = entry["time_zone"]
        self.first, *self.further = self._spans()

    def told(self) -> list[dt.datetime]:
        """The moments that are told by the clocks of the entry's zone."""
        if self.entry["all_day"]:
            return []
        found = [one for span in (self.first, *self.further) for one in span if one]
        return [one for one in found if ics.is_plain(one, self.zone)]

    def lines(self) -> ics.Lines:
        """The component: its dates are named one by one (3.8.5.2)."""
        first, described = self.first, self._described()
        begins = [span[0] for span in self.further]
        lines = self._component([*self._dates(first), *self._when("RDATE", begins), *described])
        for span in self.further:
            if self._length(span) != self._length(first):
                other = [*self._when("RECURRENCE-ID", [span[0]]), *self._dates(span)]
                lines += self._component([*other, *described])
        return lines

    def _spans(self) -> list[_Span]:
        """When it is, in order; no two begin at once, or on one day where days alone count."""
        found: dict[object, _Span] = {}
        for span in self.entry["spans"]:
            starts = dt.datetime.fromisoformat(span["starts"])
            ends = dt.datetime.fromisoformat(span["ends"]) if span["ends"] else starts
            mark = day_of(starts, self.zone) if self.entry["all_day"] else starts
            found.setdefault(mark, (starts, ends if ends > starts else None))
        return sorted(found.values(), key=lambda span: span[0])

    def _dates(self, span: _Span) -> ics.Lines:
        """Begin and end; an end is later than the begin, and of days the first that is free."""
        starts, ends = span
        if self.entry["all_day"]:
            after = day_of(ends or starts, self.zone) + ics.DAY
            return [*self._when("DTSTART", [starts]), f"DTEND;VALUE=DATE:{ics.day(after)}"]
        if ends is None:
            return self._when("DTSTART", [starts])
        # Both are told in one way.
        zone = self.zone
        if not (ics.is_plain(starts, zone) and ics.is_plain(ends, zone)):
            zone = "UTC"
        return [*ics.moments("DTSTART", [starts], zone), *ics.moments("DTEND", [ends], zone)]

    def _length(self, span: _Span) -> dt.timedelta:
        """How long a date is: by the hours that pass, or by its days where they alone count."""
        starts, ends = span[0], span[1] or span[0]
        if self.entry["all_day"]:
            return day_of(ends, self.zone) - day_of(starts, self.zone)
        return ends - starts

    def _when(self, name: str, values: Sequence[dt.datetime]) -> ics.Lines:
        if not self.entry["all_day"]:
            return ics.moments(name, values, self.zone)
        days = ",".join(ics.day(day_of(one, self.zone)) for one in values)
        return [f"{name};VALUE=DATE:{days}"] if days else []

    def _component(self, lines: Iterable[str]) -> ics.Lines:
        revised = ics.in_utc(self.row["revised"] or NOBODY_KNOWS)
        known = [
            f"UID:{self.row['original_id']}-{self.entry['name']}",
            f"DTSTAMP:{revised}",
            f"LAST-MODIFIED:{revised}",
            f"SEQUENCE:{self.row['sequence']}",
        ]
        return ics.component("VEVENT", [*known, *lines])

    def _as_data(self) -> ics.Lines:
        """Where the content API answers the page (RFC 9253, 6.1)."""
        if self.data is None:
            return []
        form = ";LINKREL=alternate;FMTTYPE=application/json;VALUE=URI"
        return [f"LINK{form}:{ics.uri(self.data)}"]

    def _described(self) -> ics.Lines:
        """What it is, where, and whether it takes place."""
        entry, language = self.entry, f";LANGUAGE={self.language}"
        kind = calendars.of_type(self.row["type"])
        called = kind.titles.get(entry["name"]) if kind else None
        title = entry["title"]
        if called is not None:
            with translation.override(self.language):
                title = str(called) % {"title": title}
        described = "\n\n".join(part for part in (entry["text"], self.url) if part)
        lines = [
            f"SUMMARY{language}:{ics.text(title)}",
            f"DESCRIPTION{language}:{ics.text(described)}",
            f"URL:{ics.uri(self.url)}",
            *self._as_data(),
            f"STATUS:{entry['status']}",
            f"TRANSP:{'OPAQUE' if entry['is_busy'] else 'TRANSPARENT'}",
        ]
        if place := ", ".join(_names_of_places(entry["places"])):
            lines.append(f"LOCATION{language}:{ics.text(place)}")
        for one in entry["places"]:
            if isinstance(one, Mapping) and one.get("latitude") is not None:
                lines.append(f"GEO:{one['latitude']:.6f};{one['longitude']:.6f}")
                break
        if entry["terms"]:
            names = dict.fromkeys(one["name"] for one in entry["terms"])
            lines.append(f"CATEGORIES{language}:{ics.texts(names)}")
        return lines


def _names_of_places(places: Sequence[Mapping[str, Any] | str]) -> Iterator[str]:
    """What is said of where something is; a page that has an address says it if nothing else does.

    So a house is found of which the event says no more than that it is there.
    """
    is_said = any(isinstance(one, str) for one in places)
    for one in places:
        yield _name_of_place(one)
        if isinstance(one, Mapping) and one.get("street") and not is_said:
            yield one["street"]
        if isinstance(one, Mapping) and one.get("city") and len(places) == 1:
            yield _name_of_place(one["city"])


def _name_of_place(one: Mapping[str, Any] | str) -> str:
    """A text, the title of a page, the name of a term."""
    return one if isinstance(one, str) else str(one.get("title") or one["name"])
