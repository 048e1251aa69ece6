"""How long what is known of somebody is kept; done by the worker."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .limits import LONGEST_QUEUE
from .models import (
    ConsentEvent,
    ConsentKind,
    FollowedTopic,
    Purpose,
    ReadLanguage,
    SignUpRequest,
    Subscriber,
    SubscriberStatus,
    Token,
)
from .subscribers import LIFE

CONFIRMATION_LASTS = dt.timedelta(days=4)
"""For how long the mail that asks for confirmation is tried to be sent: the least that RFC 5321
(4.5.4.1) asks for, as a request is deleted soon."""

UNCONFIRMED_LIFE = LONGEST_QUEUE + CONFIRMATION_LASTS + LIFE[Purpose.CONFIRM]
"""How long a request is kept that nobody confirms, in days: the one for which it may have to wait,
those for which its mail is tried to be sent, and the two for which the link in it is good. The
words of consent say seven."""

KEEP_DAYS, EVIDENCE_YEARS = 30, 6
"""What holds unless ``COURTYARD_NEWSLETTER_KEEP_DAYS`` and ``COURTYARD_NEWSLETTER_EVIDENCE_YEARS``
of the settings say otherwise."""

DAYS_OF_A_YEAR = 366


def keep_days() -> int:
    """For how many days the address of somebody who has left is kept."""
    return int(getattr(settings, "COURTYARD_NEWSLETTER_KEEP_DAYS", KEEP_DAYS))


def evidence_years() -> int:
    """For how many years it is kept what they had agreed to."""
    return int(getattr(settings, "COURTYARD_NEWSLETTER_EVIDENCE_YEARS", EVIDENCE_YEARS))


def forget() -> None:
    """Delete what nobody has confirmed, and of those who have left what is no longer needed."""
    now = timezone.now()
    forget_unconfirmed(now)
    reduce_who_has_left(now)
    forget_evidence(now)


@transaction.atomic
def forget_unconfirmed(now: dt.datetime) -> int:
    """Delete sign-ups that were not confirmed in time; gives how many subscribers.

    Who had left before, or was imported, keeps what the ledger says else.
    """
    too_old = now - UNCONFIRMED_LIFE
    SignUpRequest.objects.filter(asked_at__lt=too_old).delete()
    left = Subscriber.objects.filter(status=SubscriberStatus.UNSUBSCRIBED, asked_at__lt=too_old)
    Token.objects.filter(purpose=Purpose.CONFIRM, subscriber__in=left).delete()
    confirmed_since = ConsentEvent.objects.filter(
        kind=ConsentKind.CONFIRMED, subscriber=OuterRef("subscriber"), pk__gt=OuterRef("pk")
    )
    asked = ConsentEvent.objects.filter(kind=ConsentKind.ASKED, at__lt=too_old)
    asked.filter(~Exists(confirmed_since)).forget()
    found = Subscriber.objects.filter(status=SubscriberStatus.PENDING, asked_at__lt=too_old)
    return found.delete()[1].get("newsletter.Subscriber", 0)


@transaction.atomic
def reduce_who_has_left(now: dt.datetime) -> int:
    """Delete the addresses and wishes of those who left long ago; gives how many there were.

    What stays is found by the keyed hash of the address alone: what they agreed to, when, and when
    they left.
    """
    left = Subscriber.objects.filter(
        Q(asked_at__lt=now - UNCONFIRMED_LIFE),
        status=SubscriberStatus.UNSUBSCRIBED,
        left_at__lt=now - dt.timedelta(days=keep_days()),
    ).exclude(email="")
    keys = list(left.select_for_update().values_list("pk", flat=True))
    ReadLanguage.objects.filter(subscriber__in=keys).delete()
    FollowedTopic.objects.filter(subscriber__in=keys).delete()
    return Subscriber.objects.filter(pk__in=keys).update(
        email="", paused_until=None, reminded_at=None
    )


def forget_evidence(now: dt.datetime) -> int:
    """Delete all that is left of those who left years ago; gives how many subscribers."""
    found = Subscriber.objects.filter(
        status=SubscriberStatus.UNSUBSCRIBED,
        email="",
        left_at__lt=now - dt.timedelta(days=DAYS_OF_A_YEAR * evidence_years()),
    )
    return found.delete()[1].get("newsletter.Subscriber", 0)


def empty_the_log() -> None:
    """Have SQLite write its log into the database and empty it.

    What is deleted is overwritten in the database (``secure_delete``), and stands in the log of
    what was written until this is done.
    """
    if connection.vendor != "sqlite":
        return
    seconds = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        # Others cannot write while it waits for those who read: it is tried again later instead.
        cursor.execute("PRAGMA busy_timeout = 500")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
