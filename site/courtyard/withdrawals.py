"""Translations of pages that somebody has deleted: they stay so until they are asked for again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page


class Withdrawal(models.Model):
    """A page is not wanted in a language: its translation was deleted, and its original was not.

    It belongs to the page in all its languages, by their translation key. It goes with the
    language, with the last page of the key, and once somebody translates the page again.
    """

    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("deleted translation")
        verbose_name_plural = _("deleted translations")
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "locale"], name="courtyard_one_withdrawal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.translation_key} {self.locale_id}"


def languages_without(key: UUID) -> set[int]:
    """The primary keys of the languages in which a page was deleted: one query."""
    return set(Withdrawal.objects.filter(translation_key=key).values_list("locale", flat=True))


def ask_again(keys: Iterable[UUID], locales: Iterable[Locale]) -> None:
    """Let pages, by their translation keys, be translated into languages after all."""
    Withdrawal.objects.filter(
        translation_key__in=[*keys], locale__in=[one.pk for one in locales]
    ).delete()


def note(instance: Page, **kwargs: Any) -> None:
    """Receiver of ``post_delete``: remember it of a translation whose original is left."""
    others = Page.objects.filter(translation_key=instance.translation_key)
    if not others.exists():
        Withdrawal.objects.filter(translation_key=instance.translation_key).delete()
        return
    is_scaffolding = instance.alias_of_id is not None
    if not is_scaffolding and others.filter(original_of_key__isnull=False).exists():
        Withdrawal.objects.get_or_create(
            translation_key=instance.translation_key, locale_id=instance.locale_id
        )


def made_again(instance: Any, created: bool, **kwargs: Any) -> None:
    """Receiver of ``post_save``: whoever makes the page in the language asks for it."""
    if created and isinstance(instance, Page) and instance.alias_of_id is None:
        Withdrawal.objects.filter(
            translation_key=instance.translation_key, locale=instance.locale_id
        ).delete()
