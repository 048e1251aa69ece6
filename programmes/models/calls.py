"""Open calls: invitations to apply, with their dates and money as facts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from courtyard.editing.moments import MomentsForm
from courtyard.localisation.facts import Fact
from courtyard.pages import BasePage, BelowFrontPage, BodyPage
from courtyard.text.richtext import FEATURES
from courtyard.text.world import day_of

from .parts_of_calls import WithApplicants, WithDates, WithOffer, WithResults, WithWaysToApply

UNTOLD = ("jury", "selected", "applications_received", "applications_selected")
"""Facts that Wagtail's own APIs, which know neither clock nor consent, do not answer with."""


class OpenCallIndexPage(BelowFrontPage, BasePage):
    """All open calls, those that close first at the top."""

    max_count_per_parent: Any = 1

    class Meta:
        verbose_name = _("index of open calls")
        verbose_name_plural = _("indexes of open calls")


class OpenCallPage(WithDates, WithApplicants, WithOffer, WithWaysToApply, WithResults, BodyPage):
    """One call for applications. Whether it is open the clock says."""

    parent_page_types: list[Any] = ["programmes.ProgrammePage", "programmes.OpenCallIndexPage"]
    subpage_types: list[Any] = []
    base_form_class = MomentsForm
    untold_facts = UNTOLD

    eligibility = RichTextField(
        _("who may apply, in words"),
        blank=True,
        features=FEATURES,
        help_text=_("What the fields above cannot say."),
    )
    what_to_send = RichTextField(
        _("what to send, in words"),
        blank=True,
        features=FEATURES,
        help_text=_("What the fields above cannot say."),
    )

    facts: tuple[str, ...] = (
        *WithDates.date_facts,
        *WithApplicants.applicant_facts,
        *WithOffer.offer_facts,
        *WithWaysToApply.way_facts,
        *WithResults.result_facts,
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        WithDates.date_panel,
        WithApplicants.applicant_panel,
        FieldPanel("eligibility"),
        WithOffer.offer_panel,
        FieldPanel("body"),
        WithWaysToApply.way_panel,
        FieldPanel("what_to_send"),
        WithResults.result_panel,
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [
        *BodyPage.search_fields,
        index.SearchField("eligibility"),
        index.SearchField("what_to_send"),
        index.FilterField("closes"),
    ]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        *(APIField(name) for name in facts if name not in UNTOLD),
        APIField("eligibility"),
        APIField("what_to_send"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        *(Fact(name) for name in facts),
    ]

    class Meta:
        verbose_name = _("open call")
        verbose_name_plural = _("open calls")
        indexes = [models.Index(fields=["closes"], name="call_closing_first")]

    def clean(self) -> None:
        """Raises ValidationError, by field, where dates or the fee contradict themselves."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.opens and self.closes and self.closes <= self.opens:
            errors["closes"] = _("A call cannot close before it opens.")
        if self.extended_from and (not self.closes or self.closes <= self.extended_from):
            errors["extended_from"] = _("The former deadline must be before the present one.")
        if self.closes and not self.is_rolling:
            last_day = day_of(self.closes, self.time_zone)
            for name in ("results_expected", "results_announced"):
                day = getattr(self, name)
                if day and day < last_day:
                    errors[name] = _("There can be no results before the call closes.")
        begin, end = self.activity_starts, self.activity_ends
        if begin and end and end < begin:
            errors["activity_ends"] = _("It cannot end before it begins.")
        if self.fee and not self.fee_currency:
            errors["fee_currency"] = _("Say in which currency the fee is.")
        received, selected = self.applications_received, self.applications_selected
        if received is not None and selected is not None and selected > received:
            errors["applications_selected"] = _("No more can be selected than were received.")
        if errors:
            raise ValidationError(errors)

    def check_publishable(self) -> None:
        """Raises ValidationError where it is not known until when one may apply.

        A round must close while the call is open, and be decided afterwards.
        """
        super().check_publishable()
        rounds = list(self.rounds.all())
        if not (self.closes or self.is_rolling or rounds):
            raise ValidationError(
                {"closes": _("Say when the call closes, or that it is always open.")}
            )
        if any(
            (self.opens and one.closes <= self.opens) or (self.closes and one.closes > self.closes)
            for one in rounds
        ):
            raise ValidationError({"rounds": _("Each round must close while the call is open.")})
        if any(
            one.decision and one.decision < day_of(one.closes, self.time_zone) for one in rounds
        ):
            raise ValidationError({"rounds": _("A round cannot be decided before it closes.")})
