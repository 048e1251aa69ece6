"""Programmes: what an institute does year after year, and the section that lists them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
)
from wagtail.api import APIField
from wagtail.search import index

from courtyard.editing.panels import FactsPanel
from courtyard.localisation.facts import Fact
from courtyard.pages import BasePage, BodyPage, SectionPage
from network.models import Involvement

from .rows import CityRow


class ProgrammeIndexPage(SectionPage):
    """A section of programmes, such as *International activities*."""

    class Meta:
        verbose_name = _("programme section")
        verbose_name_plural = _("programme sections")


class ProgrammeKind(models.TextChoices):
    """What kind of programme it is."""

    RESIDENCY = "residency", _("residency")
    MOBILITY_GRANT = "mobility_grant", _("mobility grant")
    STUDY_VISIT = "study_visit", _("study visit")
    FORUM = "forum", _("forum")
    WORKSHOPS = "workshops", _("workshops")
    TRAINING = "training", _("training")
    NETWORK_MEMBERSHIP = "network_membership", _("network membership")
    EXCHANGE = "exchange", _("exchange")


class ProgrammeStatus(models.TextChoices):
    """Where a programme stands in its life."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    CONCLUDED = "concluded", _("concluded")


class Direction(models.TextChoices):
    """Who travels: people who come to the city, people who leave it, or both."""

    INCOMING = "incoming", _("incoming")
    OUTGOING = "outgoing", _("outgoing")
    BOTH = "both", _("both directions")


class ProgrammePage(BodyPage):
    """A programme: a residency, a forum, a grant, with its facts and its story."""

    parent_page_types: list[Any] = ["programmes.ProgrammeIndexPage"]

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=ProgrammeKind,
        help_text=_("Shown above the title; lists can be narrowed by it."),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=ProgrammeStatus,
        default=ProgrammeStatus.RUNNING,
        help_text=_("Where it stands today; change it when that changes."),
    )
    since = models.PositiveSmallIntegerField(
        _("since"), null=True, blank=True, help_text=_("The year in which it began.")
    )
    until = models.PositiveSmallIntegerField(
        _("until"), null=True, blank=True, help_text=_("The year in which it ended or will end.")
    )
    direction = models.CharField(
        _("direction"),
        max_length=10,
        choices=Direction,
        blank=True,
        help_text=_("Do people come here, go from here, or both?"),
    )
    participants = models.PositiveIntegerField(
        _("number of participants"), null=True, blank=True, help_text=_("In one edition.")
    )
    audience = models.CharField(
        _("who it is for"),
        max_length=250,
        blank=True,
        help_text=_("For example: artists and cultural professionals of both cities."),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
                FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
                FieldRowPanel([FieldPanel("direction"), FieldPanel("participants")]),
                InlinePanel("cities", label=_("city"), heading=_("Cities")),
                InlinePanel("partners", label=_("partner"), heading=_("Partners")),
            ],
            heading=_("Facts"),
        ),
        FieldPanel("audience"),
        FieldPanel("body"),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [
        *BodyPage.search_fields,
        index.SearchField("audience"),
        index.FilterField("kind"),
        index.FilterField("status"),
    ]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        APIField("kind"),
        APIField("status"),
        APIField("since"),
        APIField("until"),
        APIField("direction"),
        APIField("participants"),
        APIField("audience"),
        APIField("cities"),
        APIField("partners"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        *(
            Fact(name)
            for name in (
                "kind",
                "status",
                "since",
                "until",
                "direction",
                "participants",
                "cities",
                "partners",
            )
        ),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def clean(self) -> None:
        """Raises ValidationError where a programme would end before it began."""
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("A programme cannot end before it began.")})


class ProgrammeCity(CityRow):
    """A city in which a programme takes place."""

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="cities")


class ProgrammePartner(Involvement):
    """A partner of a programme."""

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="partners")
