"""The verbs of a subscription: ask, confirm, change, pause, unsubscribe, erase, forget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from courtyard.outbox import services as outbox

from . import imports, journal, limits
from .addresses import hash_of as hash_of_address
from .addresses import without_tag
from .consent import Wording
from .models import (
    ConsentEvent,
    ConsentKind,
    ConsentText,
    FollowedTopic,
    Purpose,
    ReadLanguage,
    Reason,
    SignUpRequest,
    Source,
    Subscriber,
    SubscriberStatus,
    Suppression,
    Token,
)
from .tokens import hash_of

REMINDER_PAUSE = dt.timedelta(days=1)

REQUEST = "newsletter.request"
CONFIRMATION = "newsletter.confirmation"
ALREADY_CONFIRMED = "newsletter.already_confirmed"
WELCOME = "newsletter.welcome"


class TokenGone(LookupError):
    """The token of a link is unknown, used, replaced, too old or another's; which, is not said."""


@dataclass(frozen=True)
class Wishes:
    """What somebody wants to read: codes of languages in their order, keys of topics."""

    languages: Sequence[str]
    topics: Sequence[str] = ()


# Asking


@transaction.atomic
def ask(*, email: str, wishes: Wishes, wording: Wording, source: Source, network: str) -> None:
    """Somebody asks for the newsletter, from a network; ``email`` is a cleaned address.

    The same is done for each address: only the worker looks whose it is, later where very many
    ask, so that mails go out at a bounded rate. Raises TooMany where the network has asked too
    often, or a mail would have to wait for more than a day.
    """
    if network:
        limits.take("network", network)
    wait = limits.take("site", "", queue=limits.LONGEST_QUEUE)
    request = SignUpRequest.objects.create(
        email=email,
        languages=list(wishes.languages),
        topics=list(wishes.topics),
        consent_text=ConsentText.keep(wording.language, wording.words),
        source=source,
        asked_at=timezone.now(),
    )
    outbox.write(REQUEST, payload={"request": request.pk}, due_at=request.asked_at + wait)


@transaction.atomic
def look_at(payload: Mapping[str, Any]) -> None:
    """Do what a request asks for: done by the worker, once.

    Who is not subscribed is sent a link to confirm by, which voids an earlier one; who is, is
    told so, at most once a day. An address that is asked for too often, with whatever ``+tag``,
    gets no further mail, so that the form cannot flood anybody's inbox.
    """
    mine = SignUpRequest.objects.filter(pk=payload["request"])
    request = mine.first()
    if request is None:
        return
    subscriber = Subscriber.objects.of_address(request.email).select_for_update().first()
    # Whoever was erased meanwhile has taken their requests along.
    if mine.select_for_update().first() is None:
        return
    if subscriber is not None and _is_reached(subscriber):
        _remind(subscriber)
    else:
        try:
            limits.take("address", hash_of_address(without_tag(request.email)))
        except limits.TooMany:
            pass
        else:
            _invite(subscriber or Subscriber(email=request.email), request)
    request.delete()


def _is_reached(subscriber: Subscriber) -> bool:
    """Whether the newsletter comes to somebody: it does not where mail has come back."""
    stopped = Suppression.objects.filter(address_hash=subscriber.address_hash)
    return subscriber.status == SubscriberStatus.CONFIRMED and not stopped.exists()


def _remind(subscriber: Subscriber) -> None:
    now = timezone.now()
    if subscriber.reminded_at and now - subscriber.reminded_at < REMINDER_PAUSE:
        return
    subscriber.reminded_at = now
    subscriber.save(update_fields=["reminded_at"])
    outbox.write(ALREADY_CONFIRMED, payload={"subscriber": subscriber.pk})


def _invite(subscriber: Subscriber, request: SignUpRequest) -> None:
    subscriber.asked_at = request.asked_at
    # Of who has left long ago it is not kept, and of who has never confirmed the last is as good.
    if subscriber.status == SubscriberStatus.PENDING or not subscriber.email:
        subscriber.email = request.email
    subscriber.save()
    wishes = Wishes(request.languages, request.topics)
    if subscriber.status == SubscriberStatus.PENDING:
        _set_wishes(subscriber, wishes)
    _record(
        subscriber,
        ConsentKind.ASKED,
        Source(request.source),
        at=request.asked_at,
        text=request.consent_text,
        said=asdict(wishes),
    )
    token = Token.objects.filter(subscriber=subscriber, purpose=Purpose.CONFIRM).first()
    token = token or Token(subscriber=subscriber, purpose=Purpose.CONFIRM)
    token.renew(timezone.now())
    outbox.write(CONFIRMATION, payload={"token": token.pk, "nonce": token.nonce[:8]})


def _set_wishes(subscriber: Subscriber, wishes: Wishes) -> None:
    subscriber.languages.all().delete()
    ReadLanguage.objects.bulk_create(
        ReadLanguage(subscriber=subscriber, code=code, place=place)
        for place, code in enumerate(dict.fromkeys(wishes.languages))
    )
    subscriber.topics.all().delete()
    FollowedTopic.objects.bulk_create(
        FollowedTopic(subscriber=subscriber, key=key) for key in dict.fromkeys(wishes.topics)
    )


def _record(
    subscriber: Subscriber,
    kind: ConsentKind,
    source: Source,
    *,
    at: dt.datetime | None = None,
    text: ConsentText | None = None,
    said: Mapping[str, Any] | None = None,
) -> None:
    ConsentEvent.objects.create(
        subscriber=subscriber,
        kind=kind,
        source=source,
        at=at or timezone.now(),
        text=text,
        said=dict(said or {}),
    )


# Links


def owner(token: str, purpose: Purpose) -> Subscriber:
    """Whom a link belongs to that is good for a purpose. Raises TokenGone."""
    return _found(token, purpose).subscriber


def _found(token: str, purpose: Purpose) -> Token:
    found = Token.objects.filter(
        hash=hash_of(token), purpose=purpose, expires_at__gt=timezone.now()
    ).first()
    if found is None:
        raise TokenGone
    return found


def _held(token: str, purpose: Purpose) -> Subscriber:
    """The owner, whom nobody else changes before the transaction ends. Raises TokenGone.

    Whatever changes a subscriber locks the subscriber first, so that no two wait for each other;
    what was found before that is looked for again.
    """
    found = _found(token, purpose)
    subscriber = Subscriber.objects.select_for_update().filter(pk=found.subscriber_id).first()
    if subscriber is None:
        raise TokenGone
    _found(token, purpose)
    return subscriber


def wishes_of(subscriber: Subscriber) -> Wishes:
    """What somebody reads now."""
    keys = [str(row.key) for row in subscriber.topics.all()]
    return Wishes(subscriber.language_codes, keys)


def asked_for(subscriber: Subscriber) -> Wishes:
    """What somebody agrees to by confirming: what was asked for last."""
    asked = subscriber.events.filter(kind=ConsentKind.ASKED).last()
    said = asked.said if asked else {}
    return Wishes(said.get("languages", ()), said.get("topics", ()))


@transaction.atomic
def link(subscriber: Subscriber, purpose: Purpose) -> str:
    """The secret of a link that a mail carries, good for its whole life from now on.

    The page after confirming and the worker may ask for it at once. Raises TokenGone where the
    subscriber was erased meanwhile.
    """
    if Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first() is None:
        raise TokenGone
    now = timezone.now()
    token = Token.objects.filter(subscriber=subscriber, purpose=purpose).first()
    if token is None:
        token = Token(subscriber=subscriber, purpose=purpose).renew(now)
    return token.prolong(now).secret


@transaction.atomic
def confirm(*, token: str) -> Subscriber:
    """Somebody presses the button of their confirmation link: once. Raises TokenGone."""
    subscriber = _held(token, Purpose.CONFIRM)
    now = timezone.now()
    subscriber.status = SubscriberStatus.CONFIRMED
    subscriber.confirmed_at = now
    subscriber.left_at = subscriber.paused_until = None
    subscriber.save()
    Suppression.objects.filter(address_hash=subscriber.address_hash).delete()
    asked = subscriber.events.filter(kind=ConsentKind.ASKED).last()
    _set_wishes(subscriber, asked_for(subscriber))
    _record(
        subscriber,
        ConsentKind.CONFIRMED,
        Source.MAIL_LINK,
        at=now,
        text=asked.text if asked else None,
        said=asked.said if asked else {},
    )
    Token.objects.filter(subscriber=subscriber, purpose=Purpose.CONFIRM).delete()
    outbox.write(WELCOME, payload={"subscriber": subscriber.pk})
    return subscriber


# Looking after a subscription


@transaction.atomic
def change(*, token: str, wishes: Wishes) -> None:
    """Somebody reads other languages or topics from now on. Raises TokenGone.

    It changes nothing for who has left, as a page may say that was opened before.
    """
    subscriber = _held(token, Purpose.MANAGE)
    if subscriber.status != SubscriberStatus.CONFIRMED:
        return
    _set_wishes(subscriber, wishes)
    _record(subscriber, ConsentKind.CHANGED, Source.MAIL_LINK, said=asdict(wishes))


@transaction.atomic
def pause(*, token: str, until: dt.datetime) -> None:
    """Nothing is sent to somebody until an aware moment. Raises TokenGone.

    To say so again, as by a page that is loaded once more, changes nothing.
    """
    subscriber = _held(token, Purpose.MANAGE)
    if subscriber.is_pausing or subscriber.status != SubscriberStatus.CONFIRMED:
        return
    subscriber.paused_until = until
    subscriber.save(update_fields=["paused_until"])
    said = {"until": until.isoformat()}
    _record(subscriber, ConsentKind.PAUSED, Source.MAIL_LINK, said=said)


@transaction.atomic
def resume(*, token: str) -> None:
    """Somebody ends their pause. Raises TokenGone."""
    subscriber = _held(token, Purpose.MANAGE)
    if subscriber.is_pausing:
        subscriber.paused_until = None
        subscriber.save(update_fields=["paused_until"])
        _record(subscriber, ConsentKind.RESUMED, Source.MAIL_LINK)


@transaction.atomic
def unsubscribe(*, token: str, purpose: Purpose, source: Source) -> None:
    """Somebody wants no more mail; to say so again changes nothing. Raises TokenGone."""
    subscriber = _held(token, purpose)
    if subscriber.status == SubscriberStatus.UNSUBSCRIBED:
        return
    subscriber.status, subscriber.left_at = SubscriberStatus.UNSUBSCRIBED, timezone.now()
    subscriber.save(update_fields=["status", "left_at"])
    Token.objects.filter(subscriber=subscriber, purpose=Purpose.CONFIRM).delete()
    _record(subscriber, ConsentKind.WITHDRAWN, source)


# Erasing


@transaction.atomic
def erase(*, token: str) -> None:
    """Somebody is forgotten, but for the keyed hash of the address. Raises TokenGone.

    The journal is written last, so that it never lacks somebody who is erased. Raises OSError
    where that cannot be, and nothing is erased then.
    """
    subscriber = _held(token, Purpose.MANAGE)
    erase_subscriber(subscriber)


@transaction.atomic
def erase_subscriber(subscriber: Subscriber) -> None:
    """Delete all that is known of a subscriber, and say so in the journal. Raises OSError."""
    Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
    now, address_hash = timezone.now(), subscriber.address_hash
    _delete_requests(SignUpRequest.objects.all(), address_hash)
    if subscriber.email:
        imports.let_go_of(subscriber.email)
    else:
        imports.let_go_of_all()
    subscriber.delete()
    _suppress(address_hash, now)
    journal.write(address_hash, now)


def _delete_requests(requests: QuerySet[SignUpRequest], address_hash: str) -> None:
    """Delete those of one address. There are few: the worker looks at them soon."""
    for request in requests:
        if hash_of_address(request.email) == address_hash:
            request.delete()


def _suppress(address_hash: str, at: dt.datetime) -> None:
    Suppression.objects.update_or_create(
        address_hash=address_hash, defaults={"reason": Reason.ERASED, "at": at}
    )


def replay_erasures() -> int:
    """Erase again whoever the journal names, as after a restore; gives how many there were.

    Who has signed up again after having been erased stays. Raises DamagedJournal, after all that
    can be read has been done.
    """
    erased, erasures, damage = 0, {}, None
    try:
        for address_hash, at in journal.read():
            erasures[address_hash] = at
    except journal.DamagedJournal as error:
        damage = error
    if erasures:
        imports.let_go_of_all()
    for address_hash, at in erasures.items():
        with transaction.atomic():
            found = Subscriber.objects.filter(address_hash=address_hash)
            if found.filter(created_at__gt=at).exists():
                continue
            _delete_requests(SignUpRequest.objects.filter(asked_at__lte=at), address_hash)
            erased += bool(found.delete()[0])
            _suppress(address_hash, at)
    if damage is not None:
        raise damage
    return erased
