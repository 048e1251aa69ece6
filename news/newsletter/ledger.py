"""The ledger of consent: what people agreed to, when, where and how; only ever added to."""

from __future__ import annotations

import hashlib
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from .subscribers import Subscriber


class Unchangeable(TypeError):
    """What is once written here is neither changed nor deleted by itself."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are added and read. They go with the subscriber that they belong to.

    Requests that nobody has confirmed in time are forgotten before (`retention`).
    """

    def update(self, **values: Any) -> NoReturn:
        """Raises Unchangeable."""
        raise Unchangeable

    def delete(self) -> NoReturn:
        """Raises Unchangeable."""
        raise Unchangeable

    def forget(self) -> int:
        """Delete what may not be kept any longer; gives how many rows."""
        return super().delete()[0]


class AppendOnly(models.Model):
    """A row that can only be added."""

    objects: Any = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raises Unchangeable where it is there already."""
        if not self._state.adding:
            raise Unchangeable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises Unchangeable."""
        raise Unchangeable


class ConsentText(AppendOnly):
    """The very words that somebody agreed to; ``version`` is the SHA-256 of language and words."""

    version = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=20)
    words = models.TextField(_("what they agreed to"))
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.language} {self.version[:8]}"

    @classmethod
    def version_of(cls, language: str, words: str) -> str:
        """What names these words in this language."""
        return hashlib.sha256(f"{language}\n{words}".encode()).hexdigest()

    @classmethod
    def keep(cls, language: str, words: str) -> ConsentText:
        """The text of these words, kept once."""
        found: ConsentText = cls.objects.get_or_create(
            version=cls.version_of(language, words),
            defaults={"language": language, "words": words},
        )[0]
        return found


class ConsentKind(models.TextChoices):
    """What happened to somebody's consent."""

    ASKED = "asked", _("asked for the newsletter")
    CONFIRMED = "confirmed", _("confirmed")
    CHANGED = "changed", _("changed languages or topics")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("ended the pause")
    WITHDRAWN = "withdrawn", _("unsubscribed")
    IMPORTED = "imported", _("imported with evidence of consent")


class Source(models.TextChoices):
    """Where somebody said so."""

    FORM = "form", _("form of the site")
    API = "api", _("content API")
    MAIL_LINK = "mail_link", _("link in a mail")
    ONE_CLICK = "one_click", _("one click in the mail program")
    MAIL = "mail", _("mail of theirs")
    ADMIN = "admin", _("newsletter managers")


class ConsentEvent(AppendOnly):
    """One line of the ledger. ``said`` holds languages, topics or evidence, never an address."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=12, choices=ConsentKind)
    source = models.CharField(_("where"), max_length=12, choices=Source)
    at = models.DateTimeField(_("when"))
    text = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event of consent")
        verbose_name_plural = _("events of consent")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
