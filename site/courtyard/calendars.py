"""Calendars that apps offer: what has a date, for programs in which people keep theirs.

An app registers what of its pages stands in calendars. An entry is made of what the page itself
says, with references to all else, as the page's publication is: one source, and what is true of
it in one language is compared with what was true before, so that calendar programs hear of each
change (``Original.sequence``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet

from courtyard.localisation.addresses import address_in
from courtyard.publications.schema import Record, Reference, as_json
from courtyard.terms import KINDS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from courtyard.publications.reading import Reader
    from courtyard.publications.stored import Publication

ALL = "all"
"""The name of the calendar in which everything stands that has a date."""


class Span(Record):
    """From when to when; ``ends`` is None where it is not known."""

    starts: dt.datetime
    ends: dt.datetime | None = None


class Entry(Record):
    """One thing in a calendar, with all its dates; days and hours are meant in its time zone.

    ``name`` tells the entries of one page apart, for good. ``places`` are texts and references,
    the most exact first. One that keeps nobody busy, as a deadline, is not ``is_busy``.
    """

    name: str
    title: str
    text: str
    spans: list[Span]
    all_day: bool = False
    time_zone: str
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    is_busy: bool = True
    places: list[Reference | str] = []
    terms: list[Reference] = []


@dataclass(frozen=True)
class CalendarKind:
    """The dates of the pages of one type, given by its label.

    ``name`` stands in the address of their calendar, ``title`` is a lazy text. ``choose`` gives a
    reader's publications of which something is not over since a moment, ``entries`` what a whole
    as built has for calendars. ``titles`` are lazy texts by the name of an entry, with a place
    for the page's ``%(title)s``; an entry without one is called as its page. ``index`` is the
    type of page that lists them all, ``above`` are types of pages below which they stand.
    """

    name: str
    title: _StrPromise
    type: str
    choose: Callable[[Reader, dt.datetime], QuerySet[Publication]]
    entries: Callable[[Mapping[str, Any]], list[Entry]]
    titles: Mapping[str, _StrPromise] = field(default_factory=dict)
    index: str = ""
    above: tuple[str, ...] = ()


_kinds: dict[str, CalendarKind] = {}


def register(kind: CalendarKind) -> None:
    """Offer a calendar; called by an app's ``ready()``."""
    _kinds[kind.name] = kind


def registered() -> list[CalendarKind]:
    """All calendars, in the order of their names."""
    return [kind for _name, kind in sorted(_kinds.items())]


def named(name: str) -> list[CalendarKind]:
    """What stands in the calendar of a name; nothing where nobody offers it."""
    return registered() if name == ALL else [kind for kind in registered() if kind.name == name]


def of_type(label: str) -> CalendarKind | None:
    """What the pages of a type have for calendars; None where they have nothing."""
    return next((kind for kind in registered() if kind.type == label), None)


def below(label: str) -> list[CalendarKind]:
    """What may stand below the pages of a type and has a date."""
    return [kind for kind in registered() if label in kind.above]


def address(page: Mapping[str, Any], language: str) -> str | None:
    """The calendar of an answered whole, in the reader's language.

    Of a page that has dates, or below which such pages stand, it is known by the page's key, so
    that those who follow it need not care where the page moves. That of an index is narrowed by
    the same terms as the index. None for all other pages, and where a project has no calendars.
    """
    label = page["type"]
    index = next((kind.name for kind in registered() if kind.index == label), None)
    if index:
        all_of_it = address_in(language, "courtyard_calendar", index)
        chosen = {kind.name: page[kind.name]["slug"] for kind in KINDS if page.get(kind.name)}
        return f"{all_of_it}?{urlencode(chosen)}" if all_of_it and chosen else all_of_it
    if of_type(label) or below(label):
        return address_in(language, "courtyard_calendar_of_page", UUID(page["key"]))
    return None


def fingerprint(entries: Iterable[Entry]) -> str:
    """What tells other dates from the same ones."""
    said = json.dumps([as_json(entry) for entry in entries], sort_keys=True)
    return hashlib.blake2s(said.encode(), digest_size=8).hexdigest()
