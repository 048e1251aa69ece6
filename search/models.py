"""What search keeps: what publications are found by, words, promoted results, what was asked."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Locale, Page

from courtyard.models import Publication
from courtyard.text.analysis import words_of

from .terms import FtsField, TermsField


def new_stamp() -> int:
    """What tells one writing of an entry from all others."""
    return secrets.randbits(63)


class Entry(models.Model):
    """By what a publication is found, and its text, of which results show a part.

    ``stamp`` is new whenever it is written; ``is_sent`` says that a server of search, where the
    site has one, finds it as it was written last. ``changes_at`` is when it has to be written anew
    because the clock changes what the publication says; null where it never does.
    """

    publication = models.OneToOneField(
        Publication, primary_key=True, on_delete=models.CASCADE, related_name="entry"
    )
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)
    terms = TermsField()
    stamp = models.BigIntegerField(default=new_stamp, db_index=True)
    is_sent = models.BooleanField(default=False)
    changes_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name = _("entry of the search index")
        verbose_name_plural = _("entries of the search index")

    def __str__(self) -> str:
        return str(self.publication_id)


class Fts(models.Model):
    """SQLite's full-text index, a table of its own kind, made by a migration; nowhere else."""

    entry = models.OneToOneField(
        Entry,
        primary_key=True,
        db_column="rowid",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="fts",
    )
    terms = FtsField(db_column="search_fts")
    rank = models.FloatField()

    class Meta:
        managed = False
        db_table = "search_fts"
        verbose_name = "FTS5"

    def __str__(self) -> str:
        return str(self.entry_id)


class Trait(models.Model):
    """Something by which results are narrowed: a topic, a city, a year; with the clock's leave.

    ``value`` is a key or a word of a closed list. It holds between ``since`` and ``until``, such
    as the status of a call.
    """

    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="traits", db_index=False
    )
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("trait of an entry")
        verbose_name_plural = _("traits of entries")
        indexes = [
            models.Index(fields=["entry", "name", "value"]),
            models.Index(fields=["value", "name", "entry"]),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Vocable(models.Model):
    """A word of a language that some text has, or has had: what might have been meant."""

    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", db_index=False)
    folded = models.CharField(max_length=60)
    shown = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("known word")
        verbose_name_plural = _("known words")
        constraints = [
            models.UniqueConstraint(fields=["locale", "folded"], name="search_vocable_once")
        ]

    def __str__(self) -> str:
        return self.shown


class Promotion(models.Model):
    """A page that editors show first where something is searched for."""

    locale = models.ForeignKey(
        Locale,
        verbose_name=_("language"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("In which language it is searched."),
    )
    words = models.CharField(
        _("search words"),
        max_length=100,
        help_text=_("The page is shown first where exactly these words are searched for."),
    )
    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=200, editable=False)

    panels: list[Any] = [FieldPanel("locale"), FieldPanel("words"), PageChooserPanel("page")]

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        ordering = ["locale", "words", "pk"]
        indexes = [models.Index(fields=["locale", "key"])]

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with the key by which it is found."""
        self.key = key_of(self.words)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raises ValidationError where there is no word."""
        super().clean()
        if not key_of(self.words):
            raise ValidationError({"words": _("Enter at least one word.")})


class AskedFor(models.Model):
    """How often something was searched for on a day, and how much was found the last time.

    ``words`` are folded and the same however they are written; ``shown`` is one way in which they
    were typed. Nothing says who asked.
    """

    day = models.DateField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=100)
    shown = models.CharField(max_length=100)
    times = models.PositiveIntegerField(default=1)
    found = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")
        constraints = [
            models.UniqueConstraint(fields=["day", "locale", "words"], name="search_asked_once")
        ]

    def __str__(self) -> str:
        return self.words


def key_of(words: str) -> str:
    """Words as they are compared: folded, in order."""
    return " ".join(word.folded for word in words_of(words))[:200]
