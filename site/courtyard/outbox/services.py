"""Writing outbox rows, and doing them: at least once, in any number of processes."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Q
from django.utils import timezone

from .models import OutboxRow

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)
"""How long a worker may take over one row before another takes it over."""

BACK_OFF = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""How long to wait after the first, second, … failure; the last one repeats."""

LONGEST_SILENCE = dt.timedelta(minutes=15)
"""How long a service that did not answer is left alone at the most."""

FAILED_LIFE = dt.timedelta(days=30)
"""How long it is known what was given up."""

Handler = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Kind:
    """What does rows of a kind.

    ``service`` names what all rows of several kinds need, such as "mail": while it does not
    answer, none of them is tried. A row that has not been done ``lasts`` after it was due is given
    up; without, never.
    """

    handler: Handler
    service: str = ""
    lasts: dt.timedelta | None = None


_kinds: dict[str, Kind] = {}

_batch: ContextVar[ExitStack | None] = ContextVar("batch", default=None)


class UnknownKind(LookupError):
    """No handler is registered for this kind of outbox row."""


class OutOfReach(Exception):
    """What a row needs does not answer, whichever row it is; raised from what went wrong."""


class Refused(Exception):
    """What a row asks for is refused, and would be refused again; raised from what went wrong."""


def register(
    kind: str, handler: Handler, *, service: str = "", lasts: dt.timedelta | None = None
) -> None:
    """Say what does rows of a kind (`Kind`); called by an app's ``ready()``.

    A handler takes the row's payload, is free to raise, and may be called more than once for
    the same row: it must be idempotent. By OutOfReach it says that the service does not answer,
    by Refused that to try again is of no use.
    """
    _kinds[kind] = Kind(handler, service, lasts)


def write(kind: str, *, payload: Mapping[str, Any], due_at: dt.datetime | None = None) -> OutboxRow:
    """Ask for something outside the database, in the transaction of the caller.

    Raises UnknownKind at once, so that a misspelt kind cannot wait in the outbox for ever.
    """
    if kind not in _kinds:
        raise UnknownKind(kind)
    due_at, lasts = due_at or timezone.now(), _kinds[kind].lasts
    return OutboxRow.objects.create(
        kind=kind,
        payload=dict(payload),
        due_at=due_at,
        gives_up_at=due_at + lasts if lasts else None,
    )


def work(*, limit: int | None = None, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Do the rows that are due, one after another; gives how many were tried.

    ``limit`` is the most to try, and ``should_stop`` is asked before each.
    """
    tried = 0
    with ExitStack() as stack:
        before = _batch.set(stack)
        stack.callback(_batch.reset, before)
        while (limit is None or tried < limit) and not should_stop():
            row = claim()
            if row is None:
                break
            do(row)
            tried += 1
    return tried


def when_batch_ends(callback: Callable[[], object]) -> bool:
    """Have something done after the rows that are being done; False where there is no batch."""
    stack = _batch.get()
    if stack is not None:
        stack.callback(callback)
    return stack is not None


def claim(*, now: dt.datetime | None = None) -> OutboxRow | None:
    """Take the next due row under a lease of this worker's own; None when nothing is due."""
    now = now or timezone.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    due = OutboxRow.objects.filter(free, due_at__lte=now, failed_at=None)
    for service, kinds in _kinds_by_service().items():
        silent = OutboxRow.objects.filter(waits_for=service, silent_until__gt=now)
        due = due.exclude(Q(kind__in=kinds) & Exists(silent))
    with transaction.atomic():
        # SQLite has no row locks; its transactions here begin IMMEDIATE, one at a time.
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        row = due.first()
        if row is None:
            return None
        row.lease = uuid4().hex
        row.leased_until = now + LEASE
        row.attempts = F("attempts") + 1
        row.save(update_fields=["lease", "leased_until", "attempts"])
    row.refresh_from_db()
    return row


def _kinds_by_service() -> dict[str, list[str]]:
    """The kinds of rows that need each service."""
    found: dict[str, list[str]] = {}
    for name, kind in _kinds.items():
        if kind.service:
            found.setdefault(kind.service, []).append(name)
    return found


def do(row: OutboxRow) -> bool:
    """Do one claimed row; gives whether it succeeded.

    A row that fails waits by BACK_OFF. Where a service does not answer, no row that needs it is
    tried for a while, the longer the more of them have met with silence: one mail alone at which
    a server stumbles keeps the others waiting for a minute. What went wrong is logged and kept by
    the error's class alone: its text may hold an address.
    """
    try:
        _kind_of(row).handler(row.payload)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises, the worker goes on
        return _failed(row, error)
    _owned(row).delete()
    return True


def _kind_of(row: OutboxRow) -> Kind:
    try:
        return _kinds[row.kind]
    except KeyError:
        raise UnknownKind(row.kind) from None


def _failed(row: OutboxRow, error: Exception) -> bool:
    is_silent = isinstance(error, OutOfReach)
    is_told = isinstance(error, OutOfReach | Refused)
    name = type((error.__cause__ or error) if is_told else error).__name__
    now = timezone.now()
    after = {"lease": "", "leased_until": None, "waits_for": "", "last_error": name[:120]}
    if isinstance(error, Refused) or (row.gives_up_at is not None and now >= row.gives_up_at):
        logger.error("Outbox row %s (%s) is given up: %s.", row.pk, row.kind, name)
        _owned(row).update(failed_at=now, silent_until=None, **after)
        return False
    wait, silence = _wait(row.attempts), dt.timedelta(0)
    if is_silent and (service := _kinds[row.kind].service):
        others = OutboxRow.objects.filter(waits_for=service, failed_at=None).exclude(pk=row.pk)
        silence = min(_wait(others.count() + 1), LONGEST_SILENCE)
        wait = max(silence, min(wait, LONGEST_SILENCE))
        after["waits_for"] = service
    logger.warning("Outbox row %s (%s) failed: %s; again in %s.", row.pk, row.kind, name, wait)
    _owned(row).update(due_at=now + wait, silent_until=now + silence, **after)
    return False


def _wait(times: int) -> dt.timedelta:
    """How long to wait after so many failures."""
    return BACK_OFF[min(times, len(BACK_OFF)) - 1]


def _owned(row: OutboxRow) -> Any:
    """The row, if its lease is still this worker's."""
    return OutboxRow.objects.filter(pk=row.pk, lease=row.lease)


def forget_failed() -> int:
    """Delete what was given up long ago; gives how many rows."""
    too_old = timezone.now() - FAILED_LIFE
    return OutboxRow.objects.filter(failed_at__lt=too_old).delete()[0]


def waiting() -> list[tuple[str, int]]:
    """What has still to be done: kinds of rows, and how many of each."""
    rows = OutboxRow.objects.filter(failed_at=None).order_by("kind")
    return list(rows.values_list("kind").annotate(Count("pk")))


def failed() -> list[tuple[str, str, int]]:
    """What was given up: kinds of rows, the errors of the last attempt, and how many of each."""
    given_up = OutboxRow.objects.exclude(failed_at=None).order_by("kind", "last_error")
    return list(given_up.values_list("kind", "last_error").annotate(Count("pk")))


def try_again() -> int:
    """Have all that was given up tried once more, at once; gives how many rows."""
    now, tried = timezone.now(), 0
    for name, kind in _kinds.items():
        tried += (
            OutboxRow.objects.filter(kind=name)
            .exclude(failed_at=None)
            .update(
                failed_at=None,
                due_at=now,
                attempts=0,
                gives_up_at=now + kind.lasts if kind.lasts else None,
            )
        )
    return tried
