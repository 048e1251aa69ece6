"""Where things are: on the globe, and at an address. Page types take them as a base class."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.api import APIField
from wagtail.search import index


class OnEarth(models.Model):
    """Where something is on the globe, as maps and GeoJSON need it: both numbers, or neither."""

    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees north, with a decimal point: 51.10789. South of the equator below 0."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees east, with a decimal point: 17.03854. West of Greenwich below 0."),
    )

    earth_panels: list[Any] = [FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])]
    earth_facts: tuple[str, ...] = ("latitude", "longitude")

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raises ValidationError where one of the two numbers is missing."""
        super().clean()
        missing = [name for name in self.earth_facts if getattr(self, name) is None]
        if len(missing) == 1:
            raise ValidationError(
                {missing[0]: _("A place on the map needs both its latitude and its longitude.")}
            )


class Located(OnEarth):
    """An address: what a partner and a place have in common."""

    street = models.CharField(
        _("street and number"),
        max_length=120,
        blank=True,
        help_text=_("As on the envelope: ul. Ruska 46."),
    )
    postcode = models.CharField(
        _("postcode"), max_length=12, blank=True, help_text=_("As on the envelope: 50-079.")
    )
    city = models.ForeignKey(
        "network.City",
        verbose_name=_("city"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Lists and maps find it by its city."),
    )

    address_panels: list[Any] = [
        FieldPanel("street"),
        FieldRowPanel([FieldPanel("postcode"), FieldPanel("city")]),
        *OnEarth.earth_panels,
    ]
    address_facts: tuple[str, ...] = ("street", "postcode", "city", *OnEarth.earth_facts)
    address_search_fields: list[Any] = [index.SearchField("street")]
    address_api_fields: list[Any] = [APIField(name) for name in address_facts]

    class Meta:
        abstract = True
