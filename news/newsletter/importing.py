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
    """One cell of a line cannot be used."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


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
        found = [row for line, cells in some if (row := _read(line, cells, topics, seen, part))]
        hashes = [row.address_hash for row in found]
        suppressed, known = _suppressed(hashes), _states(hashes)
        for row in found:
            if row.address_hash in suppressed:
                why = _("This address was erased or takes no mail: only its owner can sign up.")
                part.faults.append(Fault(row.line, "email", why))
            elif row.address_hash not in known:
                part.new.append(row)
            elif known[row.address_hash] == SubscriberStatus.PENDING:
                part.waiting.append(row)
            else:
                part.known += 1
        part.faults.sort()
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


def _read(
    line: int,
    cells: Cells | None,
    topics: Mapping[str, object],
    seen: dict[str, int],
    part: Part,
) -> Row | None:
    """Who stands in a line; None where something is wrong with it, which the part then says."""
    try:
        if cells is None:
            raise Faulty("", _("The line has more cells than there are names."))
        row = _row(line, cells, topics)
        if (first := seen.setdefault(row.address_hash, line)) != line:
            reason = _("The same address stands in line %(line)s.") % {"line": first}
            raise Faulty("email", reason)
    except Faulty as fault:
        part.faults.append(Fault(line, fault.column, fault.reason))
        return None
    return row


def _row(line: int, cells: Cells, topics: Mapping[str, object]) -> Row:
    try:
        email = cleaned(cells["email"])
    except ValidationError as error:
        raise Faulty("email", " ".join(error.messages)) from error
    languages = cells["languages"].split()
    if not languages or not dict(settings.LANGUAGES).keys() >= set(languages):
        known = ", ".join(dict(settings.LANGUAGES))
        reason = _("Codes of languages stand here, with blanks between them: %(known)s.")
        raise Faulty("languages", reason % {"known": known})
    keys = [_topic(word, topics) for word in cells.get("topics", "").split()]
    status = cells.get("status", "").strip() or SubscriberStatus.CONFIRMED
    if status not in STATES:
        reason = _("One of these stands here: %(known)s.") % {"known": ", ".join(STATES)}
        raise Faulty("status", reason)
    has_left = status == SubscriberStatus.UNSUBSCRIBED
    left_at = cells.get("left_at", "").strip()
    if left_at and not has_left:
        raise Faulty("left_at", _("This stays empty unless the status is “unsubscribed”."))
    paused_until = cells.get("paused_until", "").strip()
    if not cells["consent"].strip():
        raise Faulty("consent", _("What this person agreed to is missing."))
    return Row(
        line=line,
        email=email,
        address_hash=hash_of(email),
        languages=languages,
        topics=keys,
        consented_at=_moment(cells["consented_at"].strip()),
        consent=cells["consent"].strip(),
        status=SubscriberStatus(status),
        left_at=_moment(left_at, "left_at") if left_at else timezone.now() if has_left else None,
        paused_until=_until(paused_until) if paused_until else None,
    )


def _topic(word: str, topics: Mapping[str, object]) -> str:
    """The key of a topic by its slug; a key stays as it is, as that of a topic that is deleted."""
    if word in topics:
        return str(topics[word])
    try:
        return str(UUID(word))
    except ValueError:
        reason = _("Slugs of topics stand here, with blanks between them. One is unknown.")
        raise Faulty("topics", reason) from None


def _moment(text: str, column: str = "consented_at") -> dt.datetime:
    """A day or a moment in the past; one without an offset is that of the site's time zone."""
    at = _read_moment(text)
    if at is None or not NO_NEWSLETTERS < at <= timezone.now():
        reason = _("When this person agreed stands here, such as 2024-05-31.")
        if column != "consented_at":
            reason = _("A day in the past stands here, such as 2024-05-31.")
        raise Faulty(column, reason)
    return at


def _until(text: str) -> dt.datetime:
    """Until when somebody pauses."""
    at = _read_moment(text)
    if at is None or at.year > LAST_YEAR:
        raise Faulty("paused_until", _("A day stands here, such as 2030-05-31."))
    return at


def _read_moment(text: str) -> dt.datetime | None:
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
