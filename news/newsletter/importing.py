"""Subscribers of an earlier newsletter, from a table with evidence of each one's consent.

A table is looked at as a whole: where one cell is wrong nothing is imported, and every fault is
told by its line and column. Who subscribes already stays as they are. No mail is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from courtyard.editing.spreadsheets import Unreadable, armed, rows_of
from courtyard.models import Topic

from .addresses import cleaned, hash_of
from .models import (
    ConsentEvent,
    ConsentKind,
    ConsentText,
    FollowedTopic,
    ReadLanguage,
    Source,
    Subscriber,
    SubscriberStatus,
    Suppression,
)

MOST_ROWS = 100_000
AT_ONCE = 1_000

NEEDED = ("email", "languages", "consented_at", "consent")
KNOWN = (*NEEDED, "topics")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell; ``column`` is its name, or "" where the whole line is meant."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class Row:
    """Somebody who is to be imported; ``consent`` tells what they agreed to."""

    line: int
    email: str
    address_hash: str
    languages: Sequence[str]
    topics: Sequence[str]
    consented_at: dt.datetime
    consent: str


@dataclass
class Report:
    """What would come of a table: who is new, who subscribes already, and what is wrong."""

    rows: list[Row] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)


class Faulty(ValueError):
    """One cell of a line cannot be used."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


def look(data: bytes, *, encoding: str = "utf-8-sig") -> Report:
    """What would come of a file, of which nothing is written. Raises Unreadable."""
    report = Report()
    lines = _lines(data, encoding, report)
    topics = dict(Topic.objects.values_list("slug", "translation_key"))
    seen: dict[str, int] = {}
    while part := list(islice(lines, AT_ONCE)):
        read = list(_read(part, topics, seen, report))
        hashes = [row.address_hash for row in read]
        known = _having(Subscriber, hashes)
        suppressed = _having(Suppression, hashes)
        for row in read:
            if row.address_hash in suppressed:
                reason = _("This address was erased or takes no mail: only its owner can sign up.")
                report.faults.append(Fault(row.line, "email", reason))
            elif row.address_hash in known:
                report.known += 1
            else:
                report.rows.append(row)
    return report


def _having(model: type[Subscriber | Suppression], hashes: Sequence[str]) -> set[str]:
    found = model._default_manager.filter(address_hash__in=hashes)
    return set(found.values_list("address_hash", flat=True))


def _lines(data: bytes, encoding: str, report: Report) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a file by the names of its columns. Raises Unreadable."""
    rows = rows_of(data, encoding=encoding, max_rows=MOST_ROWS + 1)
    _line, head = next(rows, (1, []))
    names = [name.strip().casefold() for name in head]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Unreadable(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    for name in names:
        if name not in KNOWN or names.count(name) > 1:
            raise Unreadable(_("Nobody knows what the column “%(name)s” is.") % {"name": name})
    for number, (line, cells) in enumerate(rows):
        if number >= MOST_ROWS:
            raise Unreadable(_("More than %(rows)s rows are too many.") % {"rows": MOST_ROWS})
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            report.faults.append(
                Fault(line, "", _("The line has more cells than there are names."))
            )
            continue
        padded = [*cells, *[""] * (len(names) - len(cells))]
        yield line, {name: armed(cell) for name, cell in zip(names, padded, strict=True)}


def _read(
    lines: Iterable[tuple[int, Mapping[str, str]]],
    topics: Mapping[str, object],
    seen: dict[str, int],
    report: Report,
) -> Iterator[Row]:
    for line, cells in lines:
        try:
            row = _row(line, cells, topics)
            if first := seen.setdefault(row.address_hash, line) - line:
                reason = _("The same address stands in line %(line)s.") % {"line": line + first}
                raise Faulty("email", reason)
        except Faulty as fault:
            report.faults.append(Fault(line, fault.column, fault.reason))
        else:
            yield row


def _row(line: int, cells: Mapping[str, str], topics: Mapping[str, object]) -> Row:
    try:
        email = cleaned(cells["email"])
    except ValidationError as error:
        raise Faulty("email", " ".join(error.messages)) from error
    languages = cells["languages"].split()
    if not languages or not dict(settings.LANGUAGES).keys() >= set(languages):
        known = ", ".join(dict(settings.LANGUAGES))
        reason = _("Codes of languages stand here, with blanks between them: %(known)s.")
        raise Faulty("languages", reason % {"known": known})
    slugs = cells.get("topics", "").split()
    if unknown := [slug for slug in slugs if slug not in topics]:
        raise Faulty("topics", _("There is no topic “%(slug)s”.") % {"slug": unknown[0]})
    if not cells["consent"].strip():
        raise Faulty("consent", _("What this person agreed to is missing."))
    return Row(
        line=line,
        email=email,
        address_hash=hash_of(email),
        languages=languages,
        topics=[str(topics[slug]) for slug in slugs],
        consented_at=_moment(cells["consented_at"].strip()),
        consent=cells["consent"].strip(),
    )


def _moment(text: str) -> dt.datetime:
    """A day or a moment in the past; one without an offset is that of the site's time zone."""
    try:
        day = parse_date(text)
        at = dt.datetime.combine(day, dt.time()) if day else parse_datetime(text)
    except ValueError:
        at = None
    if at is not None and timezone.is_naive(at):
        at = timezone.make_aware(at)
    if at is None or at > timezone.now():
        reason = _("When this person agreed stands here, such as 2024-05-31.")
        raise Faulty("consented_at", reason)
    return at


@transaction.atomic
def write(report: Report, *, tell: Callable[[int], object] = lambda done: None) -> int:
    """Import who is new, all or none; gives how many. ``tell`` is told how many are done.

    Raises ValueError where the report names faults.
    """
    if report.faults:
        raise ValueError(f"{len(report.faults)} faults")
    now, texts = timezone.now(), dict[str, ConsentText]()
    for begin in range(0, len(report.rows), AT_ONCE):
        part = report.rows[begin : begin + AT_ONCE]
        made = Subscriber.objects.bulk_create(
            Subscriber(
                email=row.email,
                address_hash=row.address_hash,
                status=SubscriberStatus.CONFIRMED,
                created_at=now,
                asked_at=row.consented_at,
                confirmed_at=row.consented_at,
            )
            for row in part
        )
        pairs = list(zip(made, part, strict=True))
        ReadLanguage.objects.bulk_create(
            ReadLanguage(subscriber=one, code=code, place=place)
            for one, row in pairs
            for place, code in enumerate(dict.fromkeys(row.languages))
        )
        FollowedTopic.objects.bulk_create(
            FollowedTopic(subscriber=one, key=key)
            for one, row in pairs
            for key in dict.fromkeys(row.topics)
        )
        for row in part:
            if row.consent not in texts:
                texts[row.consent] = ConsentText.keep(row.languages[0], row.consent)
        ConsentEvent.objects.bulk_create(
            ConsentEvent(
                subscriber=one,
                kind=ConsentKind.IMPORTED,
                source=Source.ADMIN,
                at=now,
                text=texts[row.consent],
                said={
                    "consented_at": row.consented_at.isoformat(),
                    "languages": list(row.languages),
                    "topics": list(row.topics),
                },
            )
            for one, row in pairs
        )
        tell(begin + len(part))
    return len(report.rows)
