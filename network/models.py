"""Cities, partners and networks: the nouns that programmes and news talk about."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from courtyard.editing.panels import FactsPanel, term_panels
from courtyard.localisation.facts import Fact
from courtyard.models import Term
from courtyard.pages import BasePage, BelowFrontPage, BodyPage, SectionPage
from courtyard.terms import VIEWS


class City(Term):
    """A city that programmes take place in and partners come from."""

    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[
            RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, as in ISO 3166-1: PL, DE, UA."))
        ],
        help_text=_("Two letters, as in ISO 3166-1: PL, DE, UA."),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    panels: list[Any] = [
        *Term.panels,
        FieldPanel("country"),
        FieldPanel("latitude"),
        FieldPanel("longitude"),
    ]
    translatable_fields: list[Any] = [
        *Term.translatable_fields,
        Fact("country"),
        Fact("latitude"),
        Fact("longitude"),
    ]

    class Meta(Term.Meta):
        verbose_name = _("city")
        verbose_name_plural = _("cities")


register_snippet(City, viewset=VIEWS)


class PartnerRole(models.TextChoices):
    """What a partner does in something done together."""

    FOUNDER = "founder", pgettext_lazy("partner's role", "founder")
    FUNDER = "funder", pgettext_lazy("partner's role", "funder")
    HOST = "host", pgettext_lazy("partner's role", "host")
    CO_CREATOR = "co_creator", pgettext_lazy("partner's role", "co-creator")
    PARTNER = "partner", pgettext_lazy("partner's role", "partner")


class Involvement(Orderable):
    """A partner's part in something. It holds the original's page of the partner."""

    partner = models.ForeignKey(
        "network.PartnerPage",
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    role = models.CharField(
        _("role"), max_length=20, choices=PartnerRole, default=PartnerRole.PARTNER
    )

    panels: list[Any] = [PageChooserPanel("partner"), FieldPanel("role")]
    api_fields: list[Any] = [APIField("partner"), APIField("role")]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("partner")

    def __str__(self) -> str:
        return f"{self.partner} ({self.get_role_display()})"


class NetworkIndexPage(SectionPage):
    """The section of networks and places that the institute hosts or belongs to."""

    class Meta:
        verbose_name = _("networking section")
        verbose_name_plural = _("networking sections")


class NetworkKind(models.TextChoices):
    """What kind of network it is."""

    NETWORK_OF_CITIES = "network_of_cities", _("network of cities")
    COALITION = "coalition", _("coalition")
    LOCAL_COMMUNITY = "local_community", _("local community")
    FORUM = "forum", _("forum")
    PLACE = "place", _("place")


class Reach(models.TextChoices):
    """How far a network reaches."""

    NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")
    CITY = "city", _("city")
    REGION = "region", _("region")
    COUNTRY = "country", pgettext_lazy("reach", "country")
    INTERNATIONAL = "international", _("international")


class OurRole(models.TextChoices):
    """What the institute is to a network."""

    FOUNDER = "founder", pgettext_lazy("our role", "founder")
    CO_FOUNDER = "co_founder", pgettext_lazy("our role", "co-founder")
    HOST = "host", pgettext_lazy("our role", "host")
    MEMBER = "member", pgettext_lazy("our role", "member")
    PARTNER = "partner", pgettext_lazy("our role", "partner")


class NetworkPage(BodyPage):
    """A network, coalition, forum or place where partners work together."""

    parent_page_types: list[Any] = ["network.NetworkIndexPage"]

    kind = models.CharField(
        _("kind"), max_length=20, choices=NetworkKind, help_text=_("What sort of network it is.")
    )
    reach = models.CharField(
        _("reach"),
        max_length=20,
        choices=Reach,
        blank=True,
        help_text=_("How far its members live from each other."),
    )
    founded = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, help_text=_("A year.")
    )
    our_role = models.CharField(
        _("our role"),
        max_length=20,
        choices=OurRole,
        blank=True,
        help_text=_("What we are in it."),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldPanel("kind"),
                FieldPanel("reach"),
                FieldPanel("founded"),
                FieldPanel("our_role"),
                InlinePanel("partners", label=_("partner"), heading=_("Partners")),
            ],
            heading=_("Facts"),
            help_text=_("The same in every language; entered here alone."),
        ),
        FieldPanel("body"),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [*BodyPage.search_fields, index.FilterField("kind")]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        APIField("kind"),
        APIField("reach"),
        APIField("founded"),
        APIField("our_role"),
        APIField("partners"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        *(Fact(name) for name in ("kind", "reach", "founded", "our_role", "partners")),
    ]

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")


class NetworkPartner(Involvement):
    """A partner of a network."""

    page = ParentalKey(NetworkPage, on_delete=models.CASCADE, related_name="partners")


class PartnerIndexPage(BelowFrontPage, BasePage):
    """The directory of all partners."""

    class Meta:
        verbose_name = _("partner directory")
        verbose_name_plural = _("partner directories")


class PartnerKind(models.TextChoices):
    """What kind of partner it is."""

    CULTURAL_INSTITUTION = "cultural_institution", _("cultural institution")
    NGO = "ngo", _("non-governmental organisation")
    FOUNDATION = "foundation", _("foundation")
    INFORMAL_GROUP = "informal_group", _("informal group")
    INDEPENDENT_ACTIVIST = "independent_activist", _("independent activist")
    COMPANY = "company", _("company")
    FESTIVAL = "festival", _("festival")
    MUNICIPALITY = "municipality", _("municipality")
    NETWORK_SECRETARIAT = "network_secretariat", _("network secretariat")


class PartnerPage(BodyPage):
    """An organisation or group that the institute works with."""

    parent_page_types: list[Any] = ["network.PartnerIndexPage"]
    subpage_types: list[Any] = []

    legal_name = models.CharField(
        _("legal name"),
        max_length=200,
        blank=True,
        help_text=_("As in its statutes; never translated."),
    )
    kind = models.CharField(
        _("kind"), max_length=24, choices=PartnerKind, help_text=_("What sort of partner it is.")
    )
    city = models.ForeignKey(
        City,
        verbose_name=_("city"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="partners",
        help_text=_("Where it is at home."),
    )
    website = models.URLField(_("website"), blank=True, help_text=_("Its own, with https://."))

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldPanel("legal_name"),
                FieldPanel("kind"),
                FieldPanel("city"),
                FieldPanel("website"),
            ],
            heading=_("Facts"),
            help_text=_("The same in every language; entered here alone."),
        ),
        FieldPanel("body"),
        *term_panels("topic", "discipline"),
    ]
    search_fields: list[Any] = [
        *BodyPage.search_fields,
        index.SearchField("legal_name"),
        index.FilterField("kind"),
    ]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        APIField("legal_name"),
        APIField("kind"),
        APIField("city"),
        APIField("website"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        *(Fact(name) for name in ("legal_name", "kind", "city", "website")),
    ]

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
