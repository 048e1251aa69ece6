"""What is stored of publications, and the manager through which only public ones are seen."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from . import predicate


class Original(models.Model):
    """Which page of a translation key is the original; it governs its twins.

    Without a page the original has been deleted: its twins stay hidden until one of them is
    made the original. ``reign`` is raised whenever another page becomes the original;
    ``wordings`` are fingerprints of what it has said to the public, each with the moment since
    when, the latest last. ``dates`` are those of what its texts have for calendars, by the
    primary key of the locale; ``sequence`` is raised whenever one of them changes, as happened
    last when it was ``revised``. It never goes back, whatever becomes of the pages.
    """

    translation_key = models.UUIDField(primary_key=True)
    page = models.OneToOneField(
        Page, null=True, on_delete=models.SET_NULL, related_name="original_of_key"
    )
    reign = models.PositiveIntegerField(default=0)
    wordings = models.JSONField(default=list)
    dates = models.JSONField(default=dict)
    sequence = models.PositiveIntegerField(default=0)
    revised = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")

    def __str__(self) -> str:
        return str(self.translation_key)


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications; ``public`` is the one predicate over them."""

    def public(self, now: dt.datetime) -> PublicationQuerySet:
        """Keep what anybody may read at ``now``, an aware moment."""
        governed = (condition("original__page__", now) for condition in predicate.GOVERNED)
        return self.not_hidden(now).filter(*governed)

    def not_hidden(self, now: dt.datetime) -> PublicationQuerySet:
        """Keep what is not hidden itself at ``now``, whatever holds of its original."""
        own = (condition("page__", now) for condition in predicate.OWN)
        return self.filter(*own, fault="")


class PublicManager(models.Manager.from_queryset(PublicationQuerySet)):  # type: ignore[misc]
    """Sees what is public at the moment at which it is asked."""

    def get_queryset(self) -> PublicationQuerySet:
        queryset: PublicationQuerySet = super().get_queryset()
        return queryset.public(timezone.now())

    def at(self, now: dt.datetime) -> PublicationQuerySet:
        """What is public at ``now``, an aware moment."""
        return PublicationQuerySet(self.model, using=self._db).public(now)


class Publication(models.Model):
    """What one live page itself says in its language, as its builder made it.

    ``card`` and ``whole`` are JSON by the type's schemas, with references in place of everything
    foreign. Addresses are not stored: they come from the page's row. ``publisher`` is the
    translation key of the one that the page names itself; those that name none ask what stands
    above them when they are read. ``fault`` names the error of a builder that failed; such a page
    is not published. ``words`` is the fingerprint of the original's words that it says; of
    ``texts`` in them so many are ``translated``, of these so many by a machine and ``unreviewed``;
    ``outdated_since`` is the moment since when the original has said other words. All of it is 0,
    "" or None where nothing is known or wrong.
    """

    page = models.OneToOneField(
        Page, primary_key=True, on_delete=models.CASCADE, related_name="publication"
    )
    # Of both there are the indexes below. One of the language alone would be looked into for each
    # of many things.
    original = models.ForeignKey(
        Original, on_delete=models.CASCADE, related_name="publications", db_index=False
    )
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", db_index=False)
    type = models.CharField(max_length=120)
    title = models.CharField(max_length=255)
    sort_title = models.CharField(max_length=640)
    card = models.JSONField(default=dict)
    whole = models.JSONField(default=dict)
    publisher = models.UUIDField(null=True)
    needs_request = models.BooleanField(default=False)
    fault = models.CharField(max_length=250, blank=True)
    words = models.CharField(max_length=32, blank=True)
    texts = models.PositiveIntegerField(default=0)
    translated = models.PositiveIntegerField(default=0)
    unreviewed = models.PositiveIntegerField(default=0)
    outdated_since = models.DateTimeField(null=True)

    objects = PublicManager()
    stored: ClassVar[Any] = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        base_manager_name = "stored"
        default_manager_name = "objects"
        # Lists go through an index in their own order, whichever languages a reader has, and stop
        # when they are full; the text of a thing is found by its original.
        indexes = [
            models.Index(fields=["type", "sort_title", "original", "locale"]),
            models.Index(fields=["original", "type", "locale"]),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.page_id}"


class Place(models.Model):
    """Where a thing stands in lists of its type that go by time: at a moment, such as its date.

    It stands there as long as the clock is between ``since`` and ``until``: where the clock moves
    it, as a call that has several deadlines, it has more than one place. Which ones, its
    publication type says.
    """

    original = models.ForeignKey(Original, on_delete=models.CASCADE, related_name="places")
    type = models.CharField(max_length=120)
    at = models.DateTimeField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("place in lists")
        verbose_name_plural = _("places in lists")
        indexes = [models.Index(fields=["type", "at", "original"])]

    def __str__(self) -> str:
        return f"{self.type} {self.at}"


class Generation(models.Model):
    """The number of the public state; raised after each public change. One row."""

    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("generation")

    def __str__(self) -> str:
        return str(self.number)


class Progress(models.Model):
    """How far something that goes through all pages has come, so that it can go on."""

    name = models.CharField(max_length=40, primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("progress")

    def __str__(self) -> str:
        return f"{self.name}: {self.position}"
