"""What rows of several page types have in common."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable

from courtyard.text.world import country_name, language_name, languages
from network.models import City


class CityRow(Orderable):
    """A city in which something takes place. It holds the original's city."""

    city = models.ForeignKey(
        City,
        verbose_name=_("city"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("One of the cities under Snippets."),
    )

    panels: list[Any] = [FieldPanel("city")]
    api_fields: list[Any] = [APIField("city")]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("city")
        verbose_name_plural = _("cities")

    def __str__(self) -> str:
        return str(self.city)


class LanguageRow(Orderable):
    """A language in which something is said or written."""

    language = models.CharField(
        _("language"), max_length=2, choices=languages, help_text=_("One row for each language.")
    )

    panels: list[Any] = [FieldPanel("language")]
    api_fields: list[Any] = [APIField("language")]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("language")
        verbose_name_plural = _("languages")

    def __str__(self) -> str:
        return language_name(self.language)


class NamedPerson(Orderable):
    """A person who may be named in public only with their consent."""

    name = models.CharField(
        pgettext_lazy("person", "name"),
        max_length=160,
        help_text=_("As the person wants to be named."),
    )
    consent = models.BooleanField(
        _("has agreed to be named here"),
        default=False,
        help_text=_("Without consent the person is not shown to anybody."),
    )

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


def with_country(name: str, country: str) -> str:
    """A name with the country behind it, where it is known."""
    return f"{name} ({country_name(country)})" if country else name
