"""What is said of a picture beside the file itself: who made it, and what is to be seen in it.

It stands in tables of its own, so that a project keeps its image model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Locale

from courtyard.site_settings import web_address


class ImageDetails(models.Model):
    """Whose a picture is, and on which terms it may be shown: the same in every language."""

    wagtail_reference_index_ignore = True  # it is no place where the picture is used

    image = models.OneToOneField(
        get_image_model_string(),
        verbose_name=_("image"),
        on_delete=models.CASCADE,
        related_name="courtyard_details",
    )
    credit = models.CharField(
        _("credit"),
        max_length=160,
        blank=True,
        help_text=_("Who made the picture, as it is to be named beside it."),
    )
    licence = models.CharField(
        _("licence"),
        max_length=80,
        blank=True,
        help_text=_("By its usual short name, for example CC BY-SA 4.0."),
    )
    licence_url = models.URLField(
        _("address of the licence"),
        blank=True,
        validators=[web_address],
        help_text=_("Where the licence can be read."),
    )
    source_url = models.URLField(
        _("source"),
        blank=True,
        validators=[web_address],
        help_text=_("Where the picture comes from."),
    )

    class Meta:
        verbose_name = _("details of an image")
        verbose_name_plural = _("details of images")

    def __str__(self) -> str:
        return self.credit


class ImageText(models.Model):
    """What is to be seen in a picture, in words of one language."""

    wagtail_reference_index_ignore = True

    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        on_delete=models.CASCADE,
        related_name="courtyard_texts",
    )
    locale = models.ForeignKey(
        "wagtailcore.Locale",
        verbose_name=_("language"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        help_text=_(
            "What is to be seen, for those who cannot see it. Leave empty where the picture only "
            "decorates."
        ),
    )

    class Meta:
        verbose_name = _("alternative text")
        verbose_name_plural = _("alternative texts")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "locale"], name="one_alternative_text_of_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.alt


DETAILS = ("credit", "licence", "licence_url", "source_url")
"""What is said of a picture in all languages."""


def languages_of_texts() -> list[Locale]:
    """The languages in which images are described: those of the settings, in their order.

    What the database has of others stays there, unseen.
    """
    codes = [*get_content_languages()]
    locales = Locale.objects.filter(language_code__in=codes)
    return sorted(locales, key=lambda one: codes.index(one.language_code))


def describe(image: Any, alts: Mapping[str, str] | None = None, **details: str) -> None:
    """Say of an image what is given, and leave the rest.

    ``alts`` are alternative texts by the codes of their languages, "" to take one back;
    ``details`` fields of ImageDetails.
    """
    with transaction.atomic():
        if details:
            ImageDetails.objects.update_or_create(image_id=image.pk, defaults=details)
        locales = {locale.language_code: locale for locale in Locale.objects.all()}
        for code, alt in (alts or {}).items():
            texts = ImageText.objects.filter(image_id=image.pk, locale=locales[code])
            if not alt:
                for text in texts:
                    text.delete()
            elif not texts.filter(alt=alt).exists():
                ImageText.objects.update_or_create(
                    image_id=image.pk, locale=locales[code], defaults={"alt": alt}
                )


def suggest_no_file_names() -> None:
    """Let Wagtail suggest as an alternative text what describes the image, and never its title.

    The title is the name of the file unless somebody has written another one.
    """
    suggested = property(lambda image: image.description)
    AbstractImage.default_alt_text = suggested  # type: ignore[method-assign,assignment]
