"""The parts of which open calls are put together, each with its fields and its panel."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.documents import get_document_model_string

from courtyard.editing.panels import FactsPanel
from courtyard.moments import MomentField
from courtyard.site_settings import phone_number, web_address
from courtyard.text.world import currencies, own_time_zone, time_zones

from .facts_of_calls import CareerStage


class WithDates(models.Model):
    """When one may apply, and what follows."""

    opens = MomentField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_("Until then the call is only announced. Empty: it is open at once."),
    )
    closes = MomentField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("The deadline. From this moment on the call is closed, by itself."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        choices=time_zones,
        default=own_time_zone,
        help_text=_("By the clocks of which place all times of this call are meant."),
    )
    is_rolling = models.BooleanField(
        _("always open"),
        default=False,
        help_text=_("Applications are taken all the time; name the rounds in which you decide."),
    )
    extended_from = MomentField(
        _("extended from"),
        null=True,
        blank=True,
        help_text=_("The deadline as it was before you moved it; readers are shown both."),
    )
    results_expected = models.DateField(
        _("results expected"),
        null=True,
        blank=True,
        help_text=_("The day on which you mean to announce the results."),
    )
    results_announced = models.DateField(
        _("results announced"),
        null=True,
        blank=True,
        help_text=_("The day on which they were; from then on the results below are shown."),
    )
    activity_starts = models.DateField(
        _("stay or project begins"),
        null=True,
        blank=True,
        help_text=_("The first day of the residency, trip or project that one applies for."),
    )
    activity_ends = models.DateField(
        _("stay or project ends"), null=True, blank=True, help_text=_("Its last day.")
    )
    is_cancelled = models.BooleanField(
        pgettext_lazy("status of a call", "cancelled"),
        default=False,
        help_text=_("The page stays, so that those who look for it learn that it is off."),
    )

    date_facts = (
        "opens",
        "closes",
        "time_zone",
        "is_rolling",
        "rounds",
        "extended_from",
        "results_expected",
        "results_announced",
        "activity_starts",
        "activity_ends",
        "is_cancelled",
    )
    date_panel = FactsPanel(
        [
            FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]),
            FieldRowPanel([FieldPanel("time_zone"), FieldPanel("extended_from")]),
            FieldPanel("is_rolling"),
            InlinePanel(
                "rounds",
                label=_("round"),
                heading=_("Rounds"),
                help_text=_("Only where there is more than one deadline."),
            ),
            FieldRowPanel([FieldPanel("activity_starts"), FieldPanel("activity_ends")]),
            FieldRowPanel([FieldPanel("results_expected"), FieldPanel("results_announced")]),
            FieldPanel("is_cancelled"),
        ],
        heading=_("Dates"),
        help_text=_("Whether the call is open or closed is worked out by the clock."),
    )

    class Meta:
        abstract = True


class WithApplicants(models.Model):
    """Who may apply."""

    for_individuals = models.BooleanField(
        _("individuals"), default=False, help_text=_("People may apply for themselves.")
    )
    for_groups = models.BooleanField(
        _("groups"), default=False, help_text=_("Groups without legal form may apply.")
    )
    for_organisations = models.BooleanField(
        _("organisations"), default=False, help_text=_("Organisations may apply.")
    )
    career_stage = models.CharField(
        _("career stage"),
        max_length=12,
        choices=CareerStage,
        default=CareerStage.ANY,
        help_text=_("How far applicants should have come."),
    )
    places: Any = models.PositiveIntegerField(
        _("number of places"),
        null=True,
        blank=True,
        help_text=_("How many will be chosen."),
    )

    applicant_facts = (
        "for_individuals",
        "for_groups",
        "for_organisations",
        "career_stage",
        "countries",
        "places",
    )
    applicant_panel = FactsPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("for_individuals"),
                    FieldPanel("for_groups"),
                    FieldPanel("for_organisations"),
                ]
            ),
            FieldRowPanel([FieldPanel("career_stage"), FieldPanel("places")]),
            InlinePanel(
                "countries",
                label=_("country"),
                heading=_("Countries"),
                help_text=_("None: from whichever country."),
            ),
        ],
        heading=_("Who may apply"),
        help_text=_("Tick nothing where it makes no difference."),
    )

    class Meta:
        abstract = True


class WithOffer(models.Model):
    """What is offered, and what applying costs."""

    offers_travel = models.BooleanField(
        _("travel"), default=False, help_text=_("Travel is paid or arranged.")
    )
    offers_accommodation = models.BooleanField(
        _("accommodation"), default=False, help_text=_("A place to stay is given.")
    )
    offers_studio = models.BooleanField(
        _("studio"), default=False, help_text=_("A place to work is given.")
    )
    offers_production = models.BooleanField(
        _("production budget"), default=False, help_text=_("Costs of the work are paid.")
    )
    offers_mentoring = models.BooleanField(
        _("mentoring"), default=False, help_text=_("Somebody accompanies the work.")
    )
    offers_access_support = models.BooleanField(
        _("access support"),
        default=False,
        help_text=_("Costs of accessibility are paid, such as an assistant or interpreter."),
    )
    fee = models.DecimalField(
        _("application fee"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Leave empty where applying costs nothing."),
    )
    fee_currency = models.CharField(
        _("currency of the fee"),
        max_length=3,
        blank=True,
        choices=currencies,
        help_text=_("By its code of three letters: PLN, EUR, UAH."),
    )

    offer_facts = (
        "money",
        "offers_travel",
        "offers_accommodation",
        "offers_studio",
        "offers_production",
        "offers_mentoring",
        "offers_access_support",
        "fee",
        "fee_currency",
    )
    offer_panel = FactsPanel(
        [
            InlinePanel("money", label=_("sum"), heading=_("Money")),
            FieldRowPanel(
                [
                    FieldPanel("offers_travel"),
                    FieldPanel("offers_accommodation"),
                    FieldPanel("offers_studio"),
                ]
            ),
            FieldRowPanel(
                [
                    FieldPanel("offers_production"),
                    FieldPanel("offers_mentoring"),
                    FieldPanel("offers_access_support"),
                ]
            ),
            FieldRowPanel([FieldPanel("fee"), FieldPanel("fee_currency")]),
        ],
        heading=_("What is offered"),
    )

    class Meta:
        abstract = True


class WithWaysToApply(models.Model):
    """How and where to apply, by what rules, and whom to ask."""

    apply_url = models.URLField(
        _("form"),
        blank=True,
        validators=[web_address],
        help_text=_("The address of the form in which one applies."),
    )
    apply_email = models.EmailField(
        _("by e-mail to"), blank=True, help_text=_("The address to which applications are sent.")
    )
    apply_by_post = models.TextField(
        _("by post to"),
        blank=True,
        max_length=400,
        help_text=_("As it is written on a letter, line by line."),
    )
    contact_name = models.CharField(
        _("contact"), max_length=160, blank=True, help_text=_("Who answers questions.")
    )
    contact_email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("Where questions are answered.")
    )
    contact_phone = models.CharField(
        _("telephone"),
        max_length=40,
        blank=True,
        validators=[phone_number],
        help_text=_("With the code of the country: +48 71 000 00 00."),
    )
    regulations = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("regulations"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The rules of the call, as a document."),
    )
    regulations_version = models.CharField(
        _("version of the regulations"),
        max_length=60,
        blank=True,
        help_text=_("For example: 2, or of 3 March 2026."),
    )

    way_facts = (
        "apply_url",
        "apply_email",
        "apply_by_post",
        "documents",
        "languages",
        "contact_name",
        "contact_email",
        "contact_phone",
        "regulations",
        "regulations_version",
    )
    way_panel = FactsPanel(
        [
            FieldPanel("apply_url"),
            FieldPanel("apply_email"),
            FieldPanel("apply_by_post"),
            InlinePanel(
                "documents",
                label=_("document"),
                heading=_("What to send"),
                help_text=_("What else is to be said of it can be written below, in words."),
            ),
            InlinePanel("languages", label=_("language"), heading=_("Languages accepted")),
            FieldRowPanel([FieldPanel("regulations"), FieldPanel("regulations_version")]),
            FieldPanel("contact_name"),
            FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
        ],
        heading=_("How to apply"),
    )

    class Meta:
        abstract = True


class WithResults(models.Model):
    """Who decides, and what came of it."""

    applications_received = models.PositiveIntegerField(
        _("applications received"),
        null=True,
        blank=True,
        help_text=_("How many there were; shown with the results."),
    )
    applications_selected = models.PositiveIntegerField(
        _("applications selected"),
        null=True,
        blank=True,
        help_text=_("How many were chosen, those who are not named among them."),
    )

    result_facts = ("jury", "applications_received", "applications_selected", "selected")
    result_panel = FactsPanel(
        [
            InlinePanel("jury", label=_("member of the jury"), heading=_("Jury")),
            FieldRowPanel(
                [FieldPanel("applications_received"), FieldPanel("applications_selected")]
            ),
            InlinePanel("selected", label=_("selected applicant"), heading=_("Selected")),
        ],
        heading=_("Jury and results"),
        help_text=_(
            "Those who were selected are shown from the day on which results are announced, and "
            "nobody without consent."
        ),
    )

    class Meta:
        abstract = True
