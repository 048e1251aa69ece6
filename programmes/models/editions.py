"""Editions: one year or season of a programme."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.search import index

from courtyard.editing.panels import FactsPanel
from courtyard.localisation.facts import Fact
from courtyard.models import Discipline
from courtyard.pages import BasePage, BodyPage
from courtyard.site_settings import web_address
from courtyard.text.richtext import FEATURES
from courtyard.text.world import countries
from network.models import City, Involvement

from .rows import CityRow, NamedPerson, with_country


class EditionPage(BodyPage):
    """One year or season of a programme: when and where it was, who took part, what came of it."""

    parent_page_types: list[Any] = ["programmes.ProgrammePage"]
    subpage_types: list[Any] = []
    untold_facts = ("participants",)

    # Empty in a draft that was made from the edition of another year.
    starts = models.DateField(_("first day"), null=True, help_text=_("The day on which it begins."))
    ends = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("Leave empty where it lasts one day, or where nobody knows yet."),
    )
    outcome = RichTextField(
        _("outcome"),
        blank=True,
        features=FEATURES,
        help_text=_("What came of it: a report of a few sentences, once it is over."),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
                InlinePanel("cities", label=_("city"), heading=_("Cities")),
                InlinePanel("partners", label=_("partner"), heading=_("Partners")),
            ],
            heading=_("Facts"),
        ),
        FieldPanel("body"),
        FieldPanel("outcome"),
        FactsPanel(
            [
                InlinePanel(
                    "participants",
                    label=_("participant"),
                    heading=pgettext_lazy("people", "Participants"),
                )
            ],
            heading=_("Who took part"),
            help_text=_(
                "Only those are shown who have agreed to it, and not after the day until which "
                "they have: then their entry is deleted for good."
            ),
        ),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [
        *BodyPage.search_fields,
        index.SearchField("outcome"),
        index.FilterField("starts"),
    ]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        APIField("starts"),
        APIField("ends"),
        APIField("outcome"),
        APIField("cities"),
        APIField("partners"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        *(Fact(name) for name in ("starts", "ends", "cities", "partners", "participants")),
    ]

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        indexes = [models.Index(fields=["-starts"], name="edition_latest_first")]

    def clean(self) -> None:
        """Raises ValidationError where an edition would end before it began."""
        super().clean()
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": _("An edition cannot end before it begins.")})

    def check_publishable(self) -> None:
        """Raises ValidationError where it is not known when it begins."""
        super().check_publishable()
        if self.starts is None:
            raise ValidationError({"starts": _("Say when it begins.")})


class EditionCity(CityRow):
    """A city in which an edition takes place."""

    page = ParentalKey(EditionPage, on_delete=models.CASCADE, related_name="cities")


class EditionPartner(Involvement):
    """A partner of an edition."""

    page = ParentalKey(EditionPage, on_delete=models.CASCADE, related_name="partners")


class Participants(models.QuerySet["Participant"]):
    """Those who took part, as one asks for them."""

    def named_on(self, day: Any) -> Participants:
        """Those who may be named on a day."""
        lasting = Q(consent_until__isnull=True) | Q(consent_until__gte=day)
        return self.filter(lasting, consent=True)


class Participant(NamedPerson):
    """Somebody who took part in an edition. Known to Wagtail's own APIs in no way."""

    page = ParentalKey(EditionPage, on_delete=models.CASCADE, related_name="participants")
    discipline = models.ForeignKey(
        Discipline,
        verbose_name=_("discipline"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("What the person mainly works in."),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        choices=countries,
        help_text=_("Where the person lives and works."),
    )
    city = models.ForeignKey(
        City,
        verbose_name=_("city"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where the person lives and works, if it is one of our cities."),
    )
    link = models.URLField(
        _("web address"),
        blank=True,
        validators=[web_address],
        help_text=_("The person’s own site or portfolio."),
    )
    portrait = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Only a picture that the person has given for this purpose."),
    )
    consent_until = models.DateField(
        _("consent lasts until"),
        null=True,
        blank=True,
        help_text=_("The last day on which the person may be named. Empty: for as long as it is."),
    )

    objects = Participants.as_manager()

    panels: list[Any] = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("consent"), FieldPanel("consent_until")]),
        FieldPanel("discipline"),
        FieldPanel("country"),
        FieldPanel("city"),
        FieldPanel("link"),
        FieldPanel("portrait"),
    ]

    class Meta(NamedPerson.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")

    def __str__(self) -> str:
        return with_country(self.name, self.country)
