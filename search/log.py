"""What is searched for, without a word of who asks: editors see what is not found."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from courtyard.publications.reading import Reader
from courtyard.text.analysis import words_of

from .models import AskedFor, key_of

logger = logging.getLogger(__name__)

MOST_A_DAY = 2_000
"""Different search terms of a day and a language that are noted: no flood fills the database."""

WAIT = 50
"""Milliseconds for which a search waits for somebody else who writes into SQLite."""

KEPT = dt.timedelta(days=365)

_LIKE_A_PERSON = re.compile(r"@|\d(?:[\s()./+-]*\d){5}")
"""What may be an address or a number of somebody."""


def note(reader: Reader, typed: str, found: int) -> None:
    """Count a search; what may name a person by an address or a number is not noted.

    Where the database takes nothing, the search is answered all the same.
    """
    words = key_of(typed)[:100]
    shown = " ".join(typed[word.start : word.end] for word in words_of(typed)).lower()[:100]
    if not words or _LIKE_A_PERSON.search(typed):
        return
    day = timezone.localdate(reader.now)
    rows = AskedFor.objects.filter(day=day, locale=reader.language.locale_id)
    more = {"times": F("times") + 1, "found": found}
    new = AskedFor(
        day=day, locale_id=reader.language.locale_id, words=words, shown=shown, found=found
    )
    try:
        with _no_waiting():
            try:
                with transaction.atomic():
                    if not rows.filter(words=words).update(**more) and rows.count() < MOST_A_DAY:
                        new.save()
            except IntegrityError:
                # Somebody else has noted the same words in this moment.
                rows.filter(words=words).update(**more)
    except DatabaseError as error:
        logger.warning("A search was not counted: %s.", type(error).__name__)


@contextmanager
def _no_waiting() -> Iterator[None]:
    """SQLite lets one write at a time, an import perhaps: no search waits for its turn."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    database: Any = connection.connection
    database.execute(f"PRAGMA busy_timeout = {WAIT}")
    try:
        yield
    finally:
        seconds = connection.settings_dict["OPTIONS"].get("timeout", 5)
        database.execute(f"PRAGMA busy_timeout = {int(1000 * seconds)}")


def forget_old(now: dt.datetime | None = None) -> int:
    """Delete what is older than a year; gives how many rows."""
    first = timezone.localdate(now or timezone.now()) - KEPT
    deleted, _by_model = AskedFor.objects.filter(day__lt=first).delete()
    return deleted
