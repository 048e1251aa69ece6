"""Who has taken on which translation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page


class Assignment(models.Model):
    """Somebody who translates a page into a language, be there a translation of it yet or not.

    It belongs to the page in all its languages, by their translation key, and to one of these. It
    goes with the person, with the language, and with the last page of the key.
    """

    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("assigned translation")
        verbose_name_plural = _("assigned translations")
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "locale"], name="courtyard_one_assignment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.translation_key} {self.locale_id}: {self.user}"


def forget(instance: Page, **kwargs: Any) -> None:
    """Receiver of ``post_delete``: nobody has to translate what there is in no language."""
    if not Page.objects.filter(translation_key=instance.translation_key).exists():
        Assignment.objects.filter(translation_key=instance.translation_key).delete()
