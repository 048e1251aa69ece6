"""Events: meetings, workshops, showings, study visits."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index

from courtyard.editing.moments import MomentsForm
from courtyard.editing.panels import FactsPanel
from courtyard.localisation.facts import Fact
from courtyard.moments import MomentField
from courtyard.pages import BasePage, BelowFrontPage, BodyPage
from courtyard.site_settings import web_address
from courtyard.text import cldr
from courtyard.text.world import own_time_zone, time_zones
from network.models import City, Involvement

from .rows import LanguageRow


class EventIndexPage(BelowFrontPage, BasePage):
    """All events: what is coming, by date."""

    max_count_per_parent: Any = 1

    class Meta:
        verbose_name = _("index of events")
        verbose_name_plural = _("indexes of events")


class Admission(models.TextChoices):
    """How one gets in."""

    FREE = "free", _("free admission")
    TICKET = "ticket", _("with a ticket")
    REGISTRATION = "registration", _("on registration")


class EventStatus(models.TextChoices):
    """Whether an event takes place as it was announced."""

    SCHEDULED = "scheduled", _("takes place")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")
    MOVED_ONLINE = "moved_online", _("moved online")


class EventPage(BodyPage):
    """One event, on one day or several. Whether it is over the clock says."""

    parent_page_types: list[Any] = [
        "programmes.ProgrammePage",
        "programmes.EventIndexPage",
        "network.NetworkPage",
    ]
    subpage_types: list[Any] = []
    base_form_class = MomentsForm

    starts = MomentField(_("begins"), help_text=_("By the clocks of the time zone below."))
    ends = MomentField(
        _("ends"), null=True, blank=True, help_text=_("Leave empty where it is not known.")
    )
    all_day = models.BooleanField(
        _("all day"),
        default=False,
        help_text=_("Only the days count: times of the day are not shown."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        choices=time_zones,
        default=own_time_zone,
        help_text=_("By the clocks of which place all times of this event are meant."),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=EventStatus,
        default=EventStatus.SCHEDULED,
        help_text=_("A cancelled event stays, so that those who look for it learn that it is off."),
    )
    venue = models.ForeignKey(
        "network.PartnerPage",
        verbose_name=_("venue"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A partner at whose place it is; otherwise give the address."),
    )
    address = models.CharField(
        _("address"),
        max_length=250,
        blank=True,
        help_text=_("Street and number, and the room where it matters."),
    )
    city = models.ForeignKey(
        City,
        verbose_name=_("city"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where it is; leave empty for an event that is only online."),
    )
    online_url = models.URLField(
        _("online at"),
        blank=True,
        validators=[web_address],
        help_text=_("The address at which one can follow it or take part."),
    )
    admission = models.CharField(
        _("admission"),
        max_length=16,
        choices=Admission,
        default=Admission.FREE,
        help_text=_("How one gets in."),
    )
    ticket_url = models.URLField(
        _("tickets or registration at"),
        blank=True,
        validators=[web_address],
        help_text=_("Where one gets a ticket or signs up."),
    )
    capacity = models.PositiveIntegerField(
        _("number of seats"), null=True, blank=True, help_text=_("How many people can come.")
    )
    sign_language = models.BooleanField(
        _("sign language"), default=False, help_text=_("It is interpreted into sign language.")
    )
    hearing_loop = models.BooleanField(
        _("hearing loop"), default=False, help_text=_("There is a loop for hearing aids.")
    )
    captions = models.BooleanField(
        _("captions"), default=False, help_text=_("What is said can be read at the same time.")
    )
    step_free = models.BooleanField(
        _("step-free"), default=False, help_text=_("One can come in and get around without steps.")
    )
    access_note = models.TextField(
        _("accessibility, in words"),
        blank=True,
        max_length=500,
        help_text=_("What else visitors should know: the way in, lifts, quiet rooms, whom to ask."),
    )

    facts: tuple[str, ...] = (
        "starts",
        "ends",
        "all_day",
        "time_zone",
        "dates",
        "status",
        "venue",
        "address",
        "city",
        "online_url",
        "admission",
        "ticket_url",
        "capacity",
        "languages",
        "sign_language",
        "hearing_loop",
        "captions",
        "step_free",
        "partners",
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
                FieldRowPanel([FieldPanel("time_zone"), FieldPanel("all_day")]),
                InlinePanel("dates", label=_("further date"), heading=_("Further dates")),
                FieldPanel("status"),
            ],
            heading=_("Date"),
        ),
        FactsPanel(
            [
                PageChooserPanel("venue"),
                FieldRowPanel([FieldPanel("address"), FieldPanel("city")]),
                FieldPanel("online_url"),
            ],
            heading=_("Place"),
        ),
        FactsPanel(
            [
                FieldRowPanel([FieldPanel("admission"), FieldPanel("capacity")]),
                FieldPanel("ticket_url"),
                InlinePanel("languages", label=_("language"), heading=_("Languages spoken")),
                InlinePanel("partners", label=_("partner"), heading=_("Partners")),
            ],
            heading=_("Taking part"),
        ),
        FactsPanel(
            [
                FieldRowPanel([FieldPanel("sign_language"), FieldPanel("hearing_loop")]),
                FieldRowPanel([FieldPanel("captions"), FieldPanel("step_free")]),
            ],
            heading=_("Accessibility"),
        ),
        FieldPanel("access_note"),
        FieldPanel("body"),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [
        *BodyPage.search_fields,
        index.SearchField("address"),
        index.SearchField("access_note"),
        index.FilterField("starts"),
        index.FilterField("status"),
    ]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        *(APIField(name) for name in facts),
        APIField("access_note"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        *(Fact(name) for name in facts),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["starts"], name="event_coming_first")]

    def clean(self) -> None:
        """Raises ValidationError, by field, where an event ends before it begins."""
        super().clean()
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": _("An event cannot end before it begins.")})

    def check_publishable(self) -> None:
        """Raises ValidationError where an event that has moved online is nowhere."""
        super().check_publishable()
        if self.status == EventStatus.MOVED_ONLINE and not self.online_url:
            raise ValidationError({"online_url": _("Say where online the event takes place.")})


class EventDate(Orderable):
    """A further date of an event."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="dates")
    starts = MomentField(_("begins"), help_text=_("By the clocks of the event’s time zone."))
    ends = MomentField(
        _("ends"), null=True, blank=True, help_text=_("Leave empty where it is not known.")
    )

    panels: list[Any] = [FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")])]
    api_fields: list[Any] = [APIField("starts"), APIField("ends")]

    class Meta(Orderable.Meta):
        verbose_name = _("further date")
        verbose_name_plural = _("further dates")

    def __str__(self) -> str:
        return cldr.moment(self.starts, self.page.time_zone, get_language())

    def clean(self) -> None:
        """Raises ValidationError where it ends before it begins."""
        super().clean()
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": _("An event cannot end before it begins.")})


class EventLanguage(LanguageRow):
    """A language that is spoken at an event."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="languages")


class EventPartner(Involvement):
    """A partner of an event."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="partners")
