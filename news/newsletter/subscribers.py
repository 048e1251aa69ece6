"""Subscribers: who they are, what they want to read, and the links by which they say so."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .addresses import hash_of as hash_of_address
from .tokens import hash_of, secret


def language_among(codes: Iterable[str]) -> str:
    """The first of some languages in which mails can be written; the site's first if none is."""
    known = dict(settings.LANGUAGES)
    return next((code for code in codes if code in known), settings.LANGUAGE_CODE)


class SubscriberStatus(models.TextChoices):
    """How far somebody's subscription has come."""

    PENDING = "pending", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Questions about subscribers."""

    def of_address(self, address: str) -> SubscriberQuerySet:
        """Whoever has a cleaned address: one, or nobody."""
        return self.filter(address_hash=hash_of_address(address))

    def receiving(self, now: dt.datetime) -> SubscriberQuerySet:
        """Those to whom an issue may be sent: confirmed, not pausing, not suppressed."""
        awake = Q(paused_until__isnull=True) | Q(paused_until__lte=now)
        suppressed = Suppression.objects.filter(address_hash=models.OuterRef("address_hash"))
        return self.filter(awake, ~models.Exists(suppressed), status=SubscriberStatus.CONFIRMED)


class Subscriber(models.Model):
    """Somebody who asked for the newsletter; receives it once they have confirmed.

    ``address_hash`` is the keyed hash of the address, by which it is found and unique. The first
    of the ``languages`` is the one that mails are written in. Of who has left long ago the address
    itself is not kept: ``email`` is empty then.
    """

    email = models.EmailField(_("e-mail"), blank=True)
    address_hash = models.CharField(max_length=64, unique=True, editable=False)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=SubscriberStatus,
        default=SubscriberStatus.PENDING,
    )
    created_at = models.DateTimeField(_("first asked at"), default=timezone.now)
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    left_at = models.DateTimeField(_("unsubscribed at"), null=True, blank=True, db_index=True)
    paused_until = models.DateTimeField(_("pauses until"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("last told that they are subscribed"), null=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        indexes = (models.Index(fields=("status", "asked_at")),)

    def __str__(self) -> str:
        return f"{_('subscriber')} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the subscriber under the hash of the address, where it is still known."""
        if self.email:
            self.address_hash = hash_of_address(self.email)
        super().save(*args, **kwargs)

    @property
    def language(self) -> str:
        """The language in which mails to them are written."""
        return language_among(self.language_codes)

    @property
    def language_codes(self) -> list[str]:
        """The languages they read, in their order."""
        return [row.code for row in self.languages.all()]

    @property
    def is_pausing(self) -> bool:
        """Whether nothing is sent for the time being, as they wished."""
        return self.paused_until is not None and self.paused_until > timezone.now()


class ReadLanguage(models.Model):
    """A language that a subscriber reads; ``place`` is its rank among theirs, from 0."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(_("language"), max_length=20)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("subscriber", "code"), name="a_language_once"),
        )

    def __str__(self) -> str:
        return self.code


class FollowedTopic(models.Model):
    """A topic that a subscriber follows, by its translation key. Who has none follows all."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="topics")
    key = models.UUIDField(_("topic"), db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscriber", "key"), name="a_topic_once"),)

    def __str__(self) -> str:
        return str(self.key)


class Purpose(models.TextChoices):
    """What a link in a mail is for."""

    CONFIRM = "confirm", _("confirming")
    MANAGE = "manage", _("looking after the subscription")
    UNSUBSCRIBE = "unsubscribe", _("unsubscribing")


LIFE = {
    Purpose.CONFIRM: dt.timedelta(hours=48),
    Purpose.MANAGE: dt.timedelta(days=730),
    Purpose.UNSUBSCRIBE: dt.timedelta(days=730),
}
"""How long a link is good for, after the last mail that carries it."""


class Token(models.Model):
    """The secret of a link that is good for one purpose of one subscriber.

    The secret itself is not kept: ``hash`` is its SHA-256, and it is derived from ``nonce``
    together with the site's secret key.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=12, choices=Purpose)
    nonce = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subscriber", "purpose"), name="a_token_a_purpose"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    @property
    def secret(self) -> str:
        """What stands in the link."""
        return secret(self.purpose, self.nonce)

    def renew(self, now: dt.datetime) -> Token:
        """Give it another secret, by which the former is void, and its whole life again."""
        self.nonce = secrets.token_hex(32)
        return self.prolong(now)

    def prolong(self, now: dt.datetime) -> Token:
        """Give it its whole life again, from a moment on.

        Once the site's secret key has changed, its secret is another one too.
        """
        self.hash = hash_of(self.secret)
        self.expires_at = now + LIFE[Purpose(self.purpose)]
        self.save()
        return self


class SignUpRequest(models.Model):
    """What somebody has sent by a form, until the worker has looked whose address it is."""

    email = models.EmailField()
    languages = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    consent_text = models.ForeignKey("ConsentText", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20)
    asked_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{_('subscriber')} {self.pk}"


class Reason(models.TextChoices):
    """Why nothing is sent to an address."""

    ERASED = "erased", _("erased")
    BOUNCED = "bounced", _("mail bounces")
    COMPLAINED = "complained", _("complained")


class Suppression(models.Model):
    """An address to which nothing is sent until its owner confirms anew: its keyed hash alone."""

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=12, choices=Reason)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"


class Allowance(models.Model):
    """How much may still be asked by one of those who are counted, known by a keyed hash.

    ``used_until`` is the moment until which what was asked has used up what is given.
    """

    key = models.CharField(max_length=64, unique=True)
    used_until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}"
