"""Writing outbox rows, and doing them: at least once, in any number of processes."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from .models import OutboxRow

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)
"""How long a worker may take over one row before another takes it over."""

BACK_OFF = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""How long to wait after the first, second, … failure; the last one repeats."""

Handler = Callable[[Mapping[str, Any]], None]

_handlers: dict[str, Handler] = {}


class UnknownKind(LookupError):
    """No handler is registered for this kind of outbox row."""


def register(kind: str, handler: Handler) -> None:
    """Say what does rows of a kind; called by an app's ``ready()``.

    A handler takes the row's payload, is free to raise, and may be called more than once for
    the same row: it must be idempotent.
    """
    _handlers[kind] = handler


def write(kind: str, *, payload: Mapping[str, Any], due_at: dt.datetime | None = None) -> OutboxRow:
    """Ask for something outside the database, in the transaction of the caller.

    Raises UnknownKind at once, so that a misspelt kind cannot wait in the outbox for ever.
    """
    if kind not in _handlers:
        raise UnknownKind(kind)
    return OutboxRow.objects.create(
        kind=kind, payload=dict(payload), due_at=due_at or timezone.now()
    )


def work(*, limit: int | None = None, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Do the rows that are due, one after another; gives how many were tried.

    ``limit`` is the most to try, and ``should_stop`` is asked before each.
    """
    tried = 0
    while (limit is None or tried < limit) and not should_stop():
        row = claim()
        if row is None:
            break
        do(row)
        tried += 1
    return tried


def claim(*, now: dt.datetime | None = None) -> OutboxRow | None:
    """Take the next due row under a lease of this worker's own; None when nothing is due."""
    now = now or timezone.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    due = OutboxRow.objects.filter(free, due_at__lte=now)
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


def do(row: OutboxRow) -> bool:
    """Do one claimed row; gives whether it succeeded.

    A row that fails waits by BACK_OFF. What went wrong is logged and kept by the error's class
    alone: its text may hold an address.
    """
    try:
        _handler_of(row)(row.payload)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises, the worker goes on
        return _failed(row, error)
    _owned(row).delete()
    return True


def _handler_of(row: OutboxRow) -> Handler:
    try:
        return _handlers[row.kind]
    except KeyError:
        raise UnknownKind(row.kind) from None


def _failed(row: OutboxRow, error: Exception) -> bool:
    name = type(error).__name__
    wait = BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
    logger.warning("Outbox row %s (%s) failed: %s; again in %s.", row.pk, row.kind, name, wait)
    _owned(row).update(
        due_at=timezone.now() + wait, lease="", leased_until=None, last_error=name[:120]
    )
    return False


def _owned(row: OutboxRow) -> Any:
    """The row, if its lease is still this worker's."""
    return OutboxRow.objects.filter(pk=row.pk, lease=row.lease)
