"""The verbs of a subscription: ask, confirm, forget."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone

from courtyard.outbox import services as outbox

from . import mails
from .models import Subscriber, SubscriberStatus
from .tokens import confirmation_token, hash_of

TOKEN_LIFE = dt.timedelta(hours=48)
UNCONFIRMED_LIFE = dt.timedelta(days=7)
REMINDER_PAUSE = dt.timedelta(days=1)
REPEAT_PAUSE = dt.timedelta(minutes=5)


class TokenGone(LookupError):
    """The token of a link is unknown, used, replaced or too old; which, is not said."""


def sign_up(*, email: str, language: str, consent_text: str) -> None:
    """Somebody asks for the newsletter in a language.

    Whatever the address's state, the caller learns nothing: a new or pending one is sent a link
    to confirm by, a confirmed one is told so by mail, at most once a day. Who asks again within
    five minutes gets no further mail, so that the form cannot flood anybody's inbox.
    """
    try:
        with transaction.atomic():
            _sign_up(email, language, consent_text)
    except IntegrityError:
        # The same address signed up at the same moment: that request has sent the mail.
        return


def _sign_up(email: str, language: str, consent_text: str) -> None:
    now = timezone.now()
    subscriber = Subscriber.objects.select_for_update().filter(email__iexact=email).first()
    if subscriber is not None and subscriber.status == SubscriberStatus.CONFIRMED:
        _remind(subscriber, now)
        return
    if subscriber is None:
        subscriber = Subscriber(email=email)
    elif now - subscriber.asked_at < REPEAT_PAUSE:
        return
    subscriber.language = language
    subscriber.consent_text = consent_text
    subscriber.asked_at = now
    subscriber.nonce = secrets.token_hex(32)
    subscriber.token_hash = hash_of(confirmation_token(subscriber.nonce))
    subscriber.token_expires_at = now + TOKEN_LIFE
    subscriber.save()
    outbox.write(
        mails.CONFIRMATION, payload={"subscriber": subscriber.pk, "nonce": subscriber.nonce[:8]}
    )


def _remind(subscriber: Subscriber, now: dt.datetime) -> None:
    if subscriber.reminded_at and now - subscriber.reminded_at < REMINDER_PAUSE:
        return
    subscriber.reminded_at = now
    subscriber.save(update_fields=["reminded_at"])
    outbox.write(mails.ALREADY_CONFIRMED, payload={"subscriber": subscriber.pk})


def find_pending(token: str) -> Subscriber:
    """Whom a confirmation link belongs to. Raises TokenGone."""
    subscriber = Subscriber.objects.filter(
        token_hash=hash_of(token),
        token_expires_at__gt=timezone.now(),
        status=SubscriberStatus.PENDING,
    ).first()
    if subscriber is None:
        raise TokenGone
    return subscriber


def confirm(*, token: str) -> Subscriber:
    """Somebody presses the button of their confirmation link: once. Raises TokenGone."""
    with transaction.atomic():
        Subscriber.objects.select_for_update().filter(token_hash=hash_of(token)).first()
        subscriber = find_pending(token)
        subscriber.status = SubscriberStatus.CONFIRMED
        subscriber.confirmed_at = timezone.now()
        subscriber.nonce = ""
        subscriber.token_hash = ""
        subscriber.token_expires_at = None
        subscriber.save()
    return subscriber


def forget_unconfirmed() -> int:
    """Delete those who did not confirm within seven days; gives how many."""
    too_old = timezone.now() - UNCONFIRMED_LIFE
    deleted, _rows = Subscriber.objects.filter(
        status=SubscriberStatus.PENDING, asked_at__lt=too_old
    ).delete()
    return deleted
