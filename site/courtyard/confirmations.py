"""What a translator has said to be right as it stands, although it looks as if it were wrong."""

from __future__ import annotations

from hashlib import blake2s
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page


class Confirmation(models.Model):
    """Some words of a page, their translation, and who has said that it is right.

    It is about these words with this translation, by ``key_of``: once either is another one, it
    says nothing. It goes with the language and the last page of the translation key; who said it
    may go before.
    """

    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, editable=False)
    words = models.TextField()
    translation = models.TextField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("confirmed text")
        verbose_name_plural = _("confirmed texts")
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "locale", "key"], name="courtyard_one_confirmation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.words[:40]} → {self.translation[:40]}"


def key_of(words: str, translation: str) -> str:
    """Words with a translation in 32 digits."""
    return blake2s(f"{words}\0{translation}".encode(), digest_size=16).hexdigest()


def forget(instance: Page, **kwargs: Any) -> None:
    """Receiver of ``post_delete``: there is nothing to be right of what is there in no language."""
    if not Page.objects.filter(translation_key=instance.translation_key).exists():
        Confirmation.objects.filter(translation_key=instance.translation_key).delete()
