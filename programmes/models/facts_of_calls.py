"""What open calls say in rows: rounds, money, countries, languages, people."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.api import APIField
from wagtail.models import Orderable

from courtyard.moments import MomentField
from courtyard.text import cldr
from courtyard.text.world import countries, country_name, currencies

from .rows import LanguageRow, NamedPerson, with_country

CALL = "programmes.OpenCallPage"


class CallRound(Orderable):
    """One of several deadlines: what has come in until then is decided together."""

    page = ParentalKey(CALL, on_delete=models.CASCADE, related_name="rounds")
    closes = MomentField(
        _("closes"),
        help_text=_("The deadline of this round, by the clocks of the call’s time zone."),
    )
    decision = models.DateField(
        _("decision"),
        null=True,
        blank=True,
        help_text=_("The day on which applicants hear of the result."),
    )

    panels: list[Any] = [FieldRowPanel([FieldPanel("closes"), FieldPanel("decision")])]
    api_fields: list[Any] = [APIField("closes"), APIField("decision")]

    class Meta(Orderable.Meta):
        verbose_name = _("round")
        verbose_name_plural = _("rounds")

    def __str__(self) -> str:
        return cldr.moment(self.closes, self.page.time_zone, get_language())


class Tie(models.TextChoices):
    """What must tie applicants to a country."""

    RESIDENCE = "residence", _("place of residence")
    NATIONALITY = "nationality", _("nationality")
    EITHER = "either", _("residence or nationality")


class CallCountry(Orderable):
    """A country, or a region of it, from which one may apply."""

    page = ParentalKey(CALL, on_delete=models.CASCADE, related_name="countries")
    country = models.CharField(
        _("country"),
        max_length=2,
        choices=countries,
        help_text=_("One row for each country or region."),
    )
    region = models.CharField(
        _("region"),
        max_length=80,
        blank=True,
        help_text=_("Where only a part of it counts: its name as it is called there."),
    )
    tie = models.CharField(
        _("what counts"),
        max_length=12,
        choices=Tie,
        default=Tie.RESIDENCE,
        help_text=_("Whether applicants must live there, be nationals, or either."),
    )

    panels: list[Any] = [
        FieldRowPanel([FieldPanel("country"), FieldPanel("region")]),
        FieldPanel("tie"),
    ]
    api_fields: list[Any] = [APIField("country"), APIField("region"), APIField("tie")]

    class Meta(Orderable.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        country = country_name(self.country)
        return f"{country} ({self.region})" if self.region else country


class CallLanguage(LanguageRow):
    """A language in which applications are read."""

    page = ParentalKey(CALL, on_delete=models.CASCADE, related_name="languages")


class DocumentKind(models.TextChoices):
    """What applicants send."""

    FORM = "form", _("application form")
    LETTER = "letter", _("letter of motivation")
    CV = "cv", _("curriculum vitae")
    PORTFOLIO = "portfolio", _("portfolio")
    PROJECT = "project", _("description of the project")
    BUDGET = "budget", _("budget")
    TIMETABLE = "timetable", _("timetable")
    RECOMMENDATION = "recommendation", _("letter of recommendation")
    SAMPLES = "samples", _("samples of work")
    STATEMENT = "statement", _("signed statement")


class DocumentFormat(models.TextChoices):
    """As what it is sent."""

    PDF = "pdf", "PDF"
    TEXT = "text", _("text file")
    TABLE = "table", _("spreadsheet")
    IMAGES = "images", _("pictures")
    AUDIO = "audio", _("sound")
    VIDEO = "video", _("video")
    LINK = "link", _("link")
    PAPER = "paper", _("on paper")


class CallDocument(Orderable):
    """Something that applicants have to send."""

    page = ParentalKey(CALL, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(
        _("document"), max_length=16, choices=DocumentKind, help_text=_("What is to be sent.")
    )
    file_format = models.CharField(
        _("format"),
        max_length=8,
        blank=True,
        choices=DocumentFormat,
        help_text=_("Leave empty where any will do."),
    )
    max_pages = models.PositiveSmallIntegerField(
        _("pages at the most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty where the length makes no difference."),
    )
    is_optional = models.BooleanField(
        _("optional"), default=False, help_text=_("One may apply without it.")
    )

    panels: list[Any] = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("is_optional")]),
        FieldRowPanel([FieldPanel("file_format"), FieldPanel("max_pages")]),
    ]
    api_fields: list[Any] = [
        APIField(name) for name in ("kind", "file_format", "max_pages", "is_optional")
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("document to send")
        verbose_name_plural = _("documents to send")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class CareerStage(models.TextChoices):
    """How far somebody must have come to apply."""

    ANY = "any", _("any")
    EMERGING = "emerging", _("emerging")
    MID_CAREER = "mid_career", _("mid-career")
    ESTABLISHED = "established", _("established")


class Purpose(models.TextChoices):
    """What a sum is for."""

    GRANT = "grant", _("grant")
    STIPEND = "stipend", _("stipend")
    FEE = "fee", _("artist’s fee")
    TRAVEL = "travel", _("travel")
    ACCOMMODATION = "accommodation", _("accommodation")
    PRODUCTION = "production", _("production")
    OTHER = "other", _("other")


class Tax(models.TextChoices):
    """Whether tax is still to be taken off a sum."""

    GROSS = "gross", _("gross")
    NET = "net", _("net")


class Per(models.TextChoices):
    """How often a sum is paid."""

    ONCE = "once", _("once")
    MONTH = "month", _("per month")
    DAY = "day", _("per day")


class MoneyItem(Orderable):
    """A sum that is offered."""

    page = ParentalKey(CALL, on_delete=models.CASCADE, related_name="money")
    purpose = models.CharField(
        _("what for"), max_length=16, choices=Purpose, help_text=_("What the sum is for.")
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text=_("In figures alone; the currency stands beside it."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        choices=currencies,
        default="EUR",
        help_text=_("By its code of three letters: PLN, EUR, UAH."),
    )
    is_up_to = models.BooleanField(
        _("up to"), default=False, help_text=_("Tick where it is the most that one can get.")
    )
    tax = models.CharField(
        _("tax"),
        max_length=8,
        blank=True,
        choices=Tax,
        help_text=_("Gross: tax is still taken off. Leave empty where it is not known."),
    )
    per = models.CharField(
        _("paid"), max_length=8, choices=Per, default=Per.ONCE, help_text=_("How often.")
    )

    panels: list[Any] = [
        FieldPanel("purpose"),
        FieldRowPanel([FieldPanel("amount"), FieldPanel("is_up_to")]),
        FieldPanel("currency"),
        FieldRowPanel([FieldPanel("per"), FieldPanel("tax")]),
    ]
    api_fields: list[Any] = [
        APIField(name) for name in ("purpose", "amount", "currency", "is_up_to", "tax", "per")
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("sum")
        verbose_name_plural = _("money")

    def __str__(self) -> str:
        amount = cldr.money(self.amount, self.currency, get_language())
        return f"{self.get_purpose_display()}: {amount}"


class JuryMember(NamedPerson):
    """Somebody who decides. Known to Wagtail's own APIs in no way."""

    page = ParentalKey(CALL, on_delete=models.CASCADE, related_name="jury")

    panels: list[Any] = [FieldPanel("name"), FieldPanel("consent")]

    class Meta(NamedPerson.Meta):
        verbose_name = _("member of the jury")
        verbose_name_plural = _("jury")


class Selected(NamedPerson):
    """A person or group that was chosen. Known to Wagtail's own APIs in no way."""

    page = ParentalKey(CALL, on_delete=models.CASCADE, related_name="selected")
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        choices=countries,
        help_text=_("Where the person lives and works."),
    )

    panels: list[Any] = [FieldPanel("name"), FieldPanel("country"), FieldPanel("consent")]

    class Meta(NamedPerson.Meta):
        verbose_name = _("selected applicant")
        verbose_name_plural = _("selected applicants")

    def __str__(self) -> str:
        return with_country(self.name, self.country)
