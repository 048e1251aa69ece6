"""Subscribers of an earlier newsletter, from a table with evidence of each one's consent.

A table is looked at as a whole: where one cell is wrong nothing is imported, and every fault is
told by its line and column, and never by what stands there, which may be an address. Who
subscribes already, or has left, stays as they are. Of who waits for confirmation the table says
more than the request that nobody has confirmed yet, which anybody may have sent. No mail is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

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
    FollowedTopic,
    ReadLanguage,
    Source,
    Subscriber,
    SubscriberStatus,
    Suppression,
)

MOST_ROWS = 100_000
AT_ONCE = 1_000

NO_NEWSLETTERS = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
"""Nobody can have agreed to one by mail before."""
LAST_YEAR = 9000
"""Years after it cannot be told by the clocks of all time zones."""

NEEDED = ("email", "languages", "consented_at", "consent")
KNOWN = (*NEEDED, "topics", "status", "left_at", "paused_until")

STATES = (SubscriberStatus.CONFIRMED, SubscriberStatus.UNSUBSCRIBED)
"""In which states somebody may be imported: who has left is known as such from then on."""


class Fault(NamedTuple):
    """What is wrong with a cell; ``column`` is its name, or "" where the whole line is meant."""

    line: int
    column: str
    why: str


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
    status: SubscriberStatus = SubscriberStatus.CONFIRMED
    left_at: dt.datetime | None = None
    paused_until: dt.datetime | None = None


@dataclass
class Part:
    """Some lines of a table up to ``line``: who of them is new, who not, and what is wrong.

    ``waiting`` are those who are known, and have not confirmed yet.
    """

    line: int
    lines: int
    new: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Report:
    """What would come of a table: how many are new, wait or are known, and what is wrong."""

    lines: int = 0
    new: int = 0
    waiting: int = 0
    known: int = 0
    faults: list[Fault] = field(default_factory=list)


class Faulty(ValueError):
    """A cell cannot be used; says why."""


Cells = Mapping[str, str]


def look(
    data: bytes,
    *,
    encoding: str = "utf-8-sig",
    tell: Callable[[int], object] = lambda done: None,
) -> Report:
    """What would come of a file, of which nothing is written. Raises Unreadable.

    ``tell`` is told how many lines have been looked at.
    """
    report = Report()
    for part in parts(data, encoding=encoding):
        report.lines += part.lines
        report.new += len(part.new)
        report.waiting += len(part.waiting)
        report.known += part.known
        report.faults += part.faults
        tell(report.lines)
    return report


def check(data: bytes, *, encoding: str) -> None:
    """Raises Unreadable where a file is no such table, as far as its first lines say."""
    next(_lines(data, encoding), None)


def parts(data: bytes, *, encoding: str = "utf-8-sig", after: int = 0) -> Iterator[Part]:
    """A file in parts, without the lines up to ``after``. Raises Unreadable.

    No more than a part is held at once, beside the file and which addresses were in it.
    """
    topics = topics_by_slug()
    seen: dict[str, int] = {}
    lines = (one for one in _lines(data, encoding) if one[0] > after)
    while some := list(islice(lines, AT_ONCE)):
        part = Part(line=some[-1][0], lines=len(some))
        read = [_read(line, cells, topics, part) for line, cells in some]
        hashes = [one.address_hash for one in read if one.address_hash]
        suppressed, known = _suppressed(hashes), _states(hashes)
        for line, address_hash, row in read:
            if not address_hash:
                continue
            if (first := seen.setdefault(address_hash, line)) != line:
                why = _("The same address stands in line %(line)s.") % {"line": first}
                part.faults.append(Fault(line, "email", why))
            elif address_hash in suppressed:
                why = _("This address was erased or takes no mail: only its owner can sign up.")
                part.faults.append(Fault(line, "email", why))
            elif row is None:
                continue
            elif address_hash not in known:
                part.new.append(row)
            elif known[address_hash] == SubscriberStatus.PENDING:
                part.waiting.append(row)
            else:
                part.known += 1
        part.faults.sort(key=lambda fault: fault.line)
        yield part


def topics_by_slug() -> dict[str, object]:
    """The keys of topics by their slugs in all languages; the oldest has one that two share."""
    return dict(Topic.objects.order_by("-pk").values_list("slug", "translation_key"))


def _suppressed(hashes: Sequence[str]) -> set[str]:
    found = Suppression.objects.filter(address_hash__in=hashes)
    return set(found.values_list("address_hash", flat=True))


def _states(hashes: Sequence[str]) -> dict[str, str]:
    """In which state each is who is known."""
    found = Subscriber.objects.filter(address_hash__in=hashes)
    return dict(found.values_list("address_hash", "status"))


def _lines(data: bytes, encoding: str) -> Iterator[tuple[int, Cells | None]]:
    """The lines of a file by the names of its columns; None for one that has too many cells."""
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
        if any(cells[len(names) :]):
            yield line, None
            continue
        padded = [*cells, *[""] * (len(names) - len(cells))]
        yield line, {name: armed(cell) for name, cell in zip(names, padded, strict=False)}


class Read(NamedTuple):
    """What a line says: whose address, "" where it is none, and who, None where all is not well."""

    line: int
    address_hash: str
    row: Row | None


def _read(line: int, cells: Cells | None, topics: Mapping[str, object], part: Part) -> Read:
    """What stands in a line; the part then says what is wrong with each of its cells."""
    if cells is None:
        why = _("The line has more cells than there are names.")
        part.faults.append(Fault(line, "", why))
        return Read(line, "", None)
    values: dict[str, Any] = {}
    faults = []
    readers: Mapping[str, Callable[[str], Any]] = {
        "email": _email,
        "languages": _languages,
        "topics": lambda text: [_topic(word, topics) for word in text.split()],
        "consented_at": _agreed_at,
        "consent": _consent,
        "status": _status,
        "left_at": lambda text: _left_at(text, values.get("status")),
        "paused_until": _until,
    }
    for column, read in readers.items():
        try:
            values[column] = read(cells.get(column, "").strip())
        except Faulty as error:
            faults.append(Fault(line, column, str(error)))
    part.faults += faults
    address_hash = hash_of(values["email"]) if "email" in values else ""
    row = None if faults else Row(line=line, address_hash=address_hash, **values)
    return Read(line, address_hash, row)


def _email(text: str) -> str:
    try:
        return cleaned(text)
    except ValidationError as error:
        raise Faulty(" ".join(error.messages)) from error


def _languages(text: str) -> list[str]:
    codes = text.split()
    if not codes or not dict(settings.LANGUAGES).keys() >= set(codes):
        known = ", ".join(dict(settings.LANGUAGES))
        reason = _("Codes of languages stand here, with blanks between them: %(known)s.")
        raise Faulty(reason % {"known": known})
    return codes


def _topic(word: str, topics: Mapping[str, object]) -> str:
    """The key of a topic by its slug; a key stays as it is, as that of a topic that is deleted."""
    if word in topics:
        return str(topics[word])
    try:
        return str(UUID(word))
    except ValueError:
        reason = _("Slugs of topics stand here, with blanks between them. One is unknown.")
        raise Faulty(reason) from None


def _agreed_at(text: str) -> dt.datetime:
    at = _past(text)
    if at is None:
        raise Faulty(_("When this person agreed stands here, such as 2024-05-31."))
    return at


def _consent(text: str) -> str:
    if not text:
        raise Faulty(_("What this person agreed to is missing."))
    return text


def _status(text: str) -> SubscriberStatus:
    if text and text not in STATES:
        reason = _("One of these stands here: %(known)s.") % {"known": ", ".join(STATES)}
        raise Faulty(reason)
    return SubscriberStatus(text or SubscriberStatus.CONFIRMED)


def _left_at(text: str, status: SubscriberStatus | None) -> dt.datetime | None:
    """When somebody left: at this moment, where it is not known. None for who has not left."""
    if status != SubscriberStatus.UNSUBSCRIBED:
        if text and status is not None:
            raise Faulty(_("This stays empty unless the status is “unsubscribed”."))
        return None
    if not text:
        return timezone.now()
    at = _past(text)
    if at is None:
        raise Faulty(_("A day in the past stands here, such as 2024-05-31."))
    return at


def _until(text: str) -> dt.datetime | None:
    """Until when somebody pauses."""
    if not text:
        return None
    at = _moment(text)
    if at is None or at < NO_NEWSLETTERS or at.year > LAST_YEAR:
        raise Faulty(_("A day stands here, such as 2030-05-31."))
    return at


def _past(text: str) -> dt.datetime | None:
    """A day or a moment in the past; None for what is none."""
    at = _moment(text)
    return at if at is not None and NO_NEWSLETTERS < at <= timezone.now() else None


def _moment(text: str) -> dt.datetime | None:
    """A day or a moment; one without an offset is that of the site's time zone."""
    try:
        day = parse_date(text)
        at = dt.datetime.combine(day, dt.time()) if day else parse_datetime(text)
    except ValueError:
        at = None
    if at is not None and timezone.is_naive(at):
        at = timezone.make_aware(at)
    return at


@transaction.atomic
def write(part: Part, *, now: dt.datetime) -> int:
    """Import who is new in a part, and who waits; gives how many.

    It takes the same number of queries whoever it is. A request that waits stays: its link goes on
    bringing the languages and topics that were asked for.
    """
    made = Subscriber.objects.bulk_create(
        Subscriber(
            email=row.email,
            address_hash=row.address_hash,
            created_at=now,
            asked_at=row.consented_at,
            **_told(row),
        )
        for row in part.new
    )
    pairs = [*zip(made, part.new, strict=True), *_no_longer_waiting(part.waiting)]
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
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            subscriber=one,
            kind=ConsentKind.IMPORTED,
            source=Source.ADMIN,
            at=now,
            said={
                "consented_at": row.consented_at.isoformat(),
                "evidence": row.consent,
                "languages": list(row.languages),
                "topics": list(row.topics),
            },
        )
        for one, row in pairs
    )
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            subscriber=one, kind=ConsentKind.WITHDRAWN, source=Source.ADMIN, at=row.left_at
        )
        for one, row in pairs
        if row.left_at is not None
    )
    return len(pairs)


def _told(row: Row) -> dict[str, Any]:
    """What a row says of how somebody's subscription stands."""
    return {
        "status": row.status,
        "confirmed_at": row.consented_at,
        "left_at": row.left_at,
        "paused_until": row.paused_until,
    }


def _no_longer_waiting(rows: Sequence[Row]) -> list[tuple[Subscriber, Row]]:
    """Those who wait for confirmation, as a table has them, without languages and topics.

    Who confirms or is erased at this moment is left alone: to wait for it could mean to be waited
    for.
    """
    if not rows:
        return []
    by_hash = {row.address_hash: row for row in rows}
    waiting = Subscriber.objects.filter(status=SubscriberStatus.PENDING, address_hash__in=by_hash)
    pairs = [
        (one, by_hash[one.address_hash])
        for one in waiting.select_for_update(skip_locked=True, of=("self",))
    ]
    for one, row in pairs:
        for name, value in _told(row).items():
            setattr(one, name, value)
    found = [one for one, _row in pairs]
    Subscriber.objects.bulk_update(found, [*_told(rows[0])])
    ReadLanguage.objects.filter(subscriber__in=found).delete()
    FollowedTopic.objects.filter(subscriber__in=found).delete()
    return pairs
