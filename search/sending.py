"""Keeping a server of search up to date, by rows of the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F

from courtyard.models import Publication
from courtyard.outbox.services import OutOfReach

from . import server
from .indexing import BATCH, terms_of
from .models import Entry

MOST = 1_000
"""Entries that are sent by a row of the outbox, which holds it no longer than that takes."""


class NotTaken(Exception):
    """The server has refused some documents."""


def do(payload: Mapping[str, Any]) -> None:
    """Do a row of the outbox: send what the server has not got, or remove what is ``gone``."""
    try:
        if "gone" in payload:
            remove(payload["gone"])
        elif server.is_used() and send(most=MOST) >= MOST:
            server.order()
    except NotTaken:
        raise
    except Exception as error:
        raise OutOfReach from error


def send(
    *,
    anew: bool = False,
    most: int | None = None,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Send the entries that the server has not got as they are; gives how many.

    It ends after about ``most`` of them. With ``anew`` all are sent, into a new index. Until an
    entry is there the database is asked for it, so it may stop at any moment and begin again.
    Raises NotTaken at the end where some were refused, and whatever the server's client does.
    """
    if anew:
        # In this order: what is not there any more must not count as sent.
        Entry.objects.update(is_sent=False)
    if server.make_if_missing(anew=anew):
        Entry.objects.update(is_sent=False)
    total = Entry.objects.filter(is_sent=False).count()
    unsent = Publication.stored.filter(entry__is_sent=False).order_by("pk")
    sent, position, refused = 0, 0, 0
    report(0, total)
    while most is None or sent < most:
        rows = unsent.filter(pk__gt=position).annotate(stamp=F("entry__stamp"))
        batch: list[Any] = list(rows[:BATCH])
        if not batch:
            break
        position = batch[-1].pk
        taken, not_taken = _send(batch)
        sent += taken
        refused += not_taken
        report(sent, total)
    if refused:
        raise NotTaken(refused)
    return sent


def _send(batch: list[Any]) -> tuple[int, int]:
    """Send publications with the stamps of their entries; gives how many were taken and not."""
    terms = terms_of(batch)
    documents = {
        one.pk: {**terms[one.pk].as_document(), "stamp": one.stamp}
        for one in batch
        if one.pk in terms
    }
    refused = set(server.put(documents))
    stamps = [one["stamp"] for key, one in documents.items() if key not in refused]
    its = Entry.objects.filter(pk__in=documents)
    its.filter(stamp__in=stamps).update(is_sent=True)
    # What was written meanwhile, and may have been sent by another, was sent as it was before.
    if its.exclude(stamp__in=stamps).filter(is_sent=True).update(is_sent=False):
        server.order()
    return len(stamps), len(refused)


def remove(key: int) -> None:
    """Have the server forget an entry that is gone."""
    its = Entry.objects.filter(pk=key)
    if not server.is_used() or its.exists():
        return
    server.remove(key)
    # One that has come back meanwhile may have been removed with it.
    if its.update(is_sent=False):
        server.order()


def entry_gone(instance: Entry, **kwargs: Any) -> None:
    """Receiver of ``post_delete``."""
    server.order(gone=instance.pk)
