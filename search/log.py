"""What is searched for, without a word of who asks: editors see what is not found."""

from __future__ import annotations

import datetime as dt
import logging
import re

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from courtyard.publications.reading import Reader
from courtyard.text.analysis import words_of

from .models import AskedFor, key_of

logger = logging.getLogger(__name__)

MOST_A_DAY = 2_000
"""Different search terms of a day and a language that are noted: no flood fills the database."""

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
    try:
        with transaction.atomic():
            if rows.filter(words=words).update(times=F("times") + 1, found=found):
                return
            if rows.count() < MOST_A_DAY:
                AskedFor.objects.create(
                    day=day,
                    locale_id=reader.language.locale_id,
                    words=words,
                    shown=shown,
                    found=found,
                )
    except IntegrityError:
        rows.filter(words=words).update(times=F("times") + 1, found=found)
    except DatabaseError as error:
        logger.warning("A search was not counted: %s.", type(error).__name__)


def forget_old(now: dt.datetime | None = None) -> int:
    """Delete what is older than a year; gives how many rows."""
    first = timezone.localdate(now or timezone.now()) - KEPT
    deleted, _by_model = AskedFor.objects.filter(day__lt=first).delete()
    return deleted
