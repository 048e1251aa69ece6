"""Cities, partners and networks: the nouns that programmes and news talk about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from courtyard.editing.panels import FactsPanel, term_panels
from courtyard.localisation.facts import Fact
from courtyard.models import Term
from courtyard.pages import BasePage, BelowFrontPage, BodyPage, SectionPage
from courtyard.site_settings import web_address
from courtyard.terms import VIEWS
from courtyard.text.world import countries

from .places import Located, OnEarth


class City(OnEarth, Term):
    """A city that programmes take place in and partners come from."""

    country = models.CharField(
        _("country"),
        max_length=2,
        choices=countries,
        help_text=_("In which the city lies: the directory of partners can be narrowed by it."),
    )
    is_sister_city = models.BooleanField(
        _("sister city"),
        default=False,
        help_text=_("Whether it is a sister city of the institution’s own."),
    )
    ecoc_year = models.PositiveSmallIntegerField(
        _("European Capital of Culture in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1985)],
        help_text=_("The year in which it held, holds or will hold the title; empty for none."),
    )

    panels: list[Any] = [
        *Term.panels,
        FieldPanel("country"),
        *OnEarth.earth_panels,
        FieldRowPanel([FieldPanel("is_sister_city"), FieldPanel("ecoc_year")]),
    ]
    translatable_fields: list[Any] = [
        *Term.translatable_fields,
        *(Fact(name) for name in ("country", *OnEarth.earth_facts, "is_sister_city", "ecoc_year")),
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


class PartnerRow(Orderable):
    """A partner in something done together. It holds the original's page of the partner."""

    partner = models.ForeignKey(
        "network.PartnerPage",
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("A page of the partner directory."),
    )

    class Meta(Orderable.Meta):
        abstract = True


class Involvement(PartnerRow):
    """A partner's part in something, such as a programme."""

    role = models.CharField(
        _("role"),
        max_length=20,
        choices=PartnerRole,
        default=PartnerRole.PARTNER,
        help_text=_("What the partner does in it."),
    )

    panels: list[Any] = [PageChooserPanel("partner"), FieldPanel("role")]
    api_fields: list[Any] = [APIField("partner"), APIField("role")]

    class Meta(PartnerRow.Meta):
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


class NetworkPage(Located, BodyPage):
    """A network, coalition, forum or place where partners work together."""

    parent_page_types: list[Any] = ["network.NetworkIndexPage"]

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=NetworkKind,
        help_text=_("A place has an address, and units with those who work in them."),
    )
    reach = models.CharField(
        _("reach"),
        max_length=20,
        choices=Reach,
        blank=True,
        help_text=_("How far its members live and work from each other."),
    )
    founded = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, help_text=_("A year.")
    )
    our_role = models.CharField(
        _("our role"),
        max_length=20,
        choices=OurRole,
        blank=True,
        help_text=_("What the institution is to it."),
    )
    meeting_rhythm = models.CharField(
        _("meeting rhythm"),
        max_length=160,
        blank=True,
        help_text=_("How often its members meet, in words: twice a year."),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("reach")]),
                FieldRowPanel([FieldPanel("founded"), FieldPanel("our_role")]),
                InlinePanel(
                    "memberships",
                    label=_("member"),
                    heading=_("Members"),
                    help_text=_(
                        "Who belongs to it, and from when until when. A former member stays in "
                        "the list with its last day; the page shows today’s members first."
                    ),
                ),
            ],
            heading=_("Facts"),
        ),
        FactsPanel(
            [
                *Located.address_panels,
                InlinePanel(
                    "units",
                    label=_("unit"),
                    heading=_("Units"),
                    help_text=_(
                        "The rooms of a house or courtyard. Who is in which of them is said by "
                        "the unit of a member above."
                    ),
                ),
            ],
            heading=_("A place"),
            help_text=_("Only for a place: where it is, and what it consists of."),
            classname="collapsed",
        ),
        FieldPanel("meeting_rhythm"),
        FieldPanel("body"),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [
        *BodyPage.search_fields,
        *Located.address_search_fields,
        index.SearchField("meeting_rhythm"),
        index.FilterField("kind"),
        index.FilterField("reach"),
    ]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        APIField("kind"),
        APIField("reach"),
        APIField("founded"),
        APIField("our_role"),
        APIField("meeting_rhythm"),
        *Located.address_api_fields,
        APIField("units"),
        APIField("memberships"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        *(
            Fact(name)
            for name in (
                "kind",
                "reach",
                "founded",
                "our_role",
                *Located.address_facts,
                "units",
                "memberships",
            )
        ),
    ]

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def check_publishable(self) -> None:
        """Raises ValidationError, too, where units and memberships do not agree."""
        super().check_publishable()
        units = [unit.name for unit in self.units.all()]
        errors = {
            "units": [*_named_twice(units)],
            "memberships": [*_faults_of_memberships(self.memberships.all(), units)],
        }
        if any(errors.values()):
            raise ValidationError({name: told for name, told in errors.items() if told})


class UnitUse(models.TextChoices):
    """What a room of a place is used for."""

    STUDIO = "studio", pgettext_lazy("unit", "studio")
    OFFICE = "office", pgettext_lazy("unit", "office")
    GALLERY = "gallery", pgettext_lazy("unit", "gallery")
    WORKSHOP = "workshop", pgettext_lazy("unit", "workshop")
    SHOP = "shop", pgettext_lazy("unit", "shop")
    STAGE = "stage", pgettext_lazy("unit", "stage")
    OTHER = "other", pgettext_lazy("unit", "other")


class Unit(Orderable):
    """A room, or several that belong together, of a place."""

    page = ParentalKey(NetworkPage, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(
        _("name"), max_length=20, help_text=_("As on the door: A1. The same in every language.")
    )
    floor = models.SmallIntegerField(
        _("floor"),
        null=True,
        blank=True,
        help_text=_("0 is the ground floor, -1 the cellar; empty where it is on none."),
    )
    use = models.CharField(
        _("use"),
        max_length=12,
        choices=UnitUse,
        default=UnitUse.OTHER,
        help_text=_("What it is used for."),
    )

    panels: list[Any] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("floor"), FieldPanel("use")])
    ]
    api_fields: list[Any] = [APIField("name"), APIField("floor"), APIField("use")]

    class Meta(Orderable.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.name


class MembershipRole(models.TextChoices):
    """What a partner is in a network."""

    MEMBER = "member", pgettext_lazy("member's role", "member")
    HOST = "host", pgettext_lazy("member's role", "host")
    FOUNDER = "founder", pgettext_lazy("member's role", "founder")
    CO_FOUNDER = "co_founder", pgettext_lazy("member's role", "co-founder")
    PARTNER = "partner", pgettext_lazy("member's role", "partner")
    TENANT = "tenant", pgettext_lazy("member's role", "tenant")


class Memberships(models.QuerySet["Membership"]):
    """Memberships, as one asks for them."""

    def on(self, day: Any) -> Memberships:
        """Those that hold on a day: from its first to its last, both of them included."""
        return self.filter(
            Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day)
        )


class Membership(PartnerRow):
    """That a partner belongs to a network, from a day until a day."""

    page = ParentalKey(NetworkPage, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=MembershipRole,
        default=MembershipRole.MEMBER,
        help_text=_("What the partner is in it."),
    )
    unit = models.CharField(
        _("unit"),
        max_length=20,
        blank=True,
        help_text=_("Of a place: the name of the unit that the partner is in, as under Units."),
    )
    since = models.DateField(
        _("since"),
        null=True,
        blank=True,
        help_text=_("Its first day; empty where nobody remembers."),
    )
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Its last day; empty while it lasts.")
    )

    objects = Memberships.as_manager()

    panels: list[Any] = [
        PageChooserPanel("partner"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
    ]
    api_fields: list[Any] = [
        APIField("partner"),
        APIField("role"),
        APIField("unit"),
        APIField("since"),
        APIField("until"),
    ]

    class Meta(PartnerRow.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return f"{self.partner} ({self.get_role_display()})"

    def clean(self) -> None:
        """Raises ValidationError where it would end before it began."""
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("A membership cannot end before it began.")})

    def is_twice(self, other: Membership) -> bool:
        """Whether another one says the same of a day or more."""
        same = all(
            getattr(self, name) == getattr(other, name) for name in ("partner_id", "role", "unit")
        )
        return same and self._days_with(other) > 0

    def is_in_the_same_room(self, other: Membership) -> bool:
        """Whether another one has the same unit at the same time; one day to hand it over is none.

        A host may share a room with anybody.
        """
        if MembershipRole.HOST in (self.role, other.role) or not self.unit:
            return False
        return self.unit == other.unit and self._days_with(other) > 1

    def _days_with(self, other: Membership) -> int:
        """On how many days both hold; none where it is not positive."""
        begins = max(self.since or dt.date.min, other.since or dt.date.min)
        ends = min(self.until or dt.date.max, other.until or dt.date.max)
        return (ends - begins).days + 1


def _named_twice(names: list[str]) -> Iterator[str]:
    """What is wrong with the names of units."""
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield gettext("There are several units called “%(unit)s”.") % {"unit": name}


def _faults_of_memberships(
    memberships: Iterable[Membership], units: Iterable[str]
) -> Iterator[str]:
    """What is wrong with memberships together: each may be right by itself."""
    memberships = list(memberships)
    for membership in memberships:
        if membership.unit and membership.unit not in units:
            yield gettext(
                "“%(partner)s” is in the unit “%(unit)s”, which the page does not have. "
                "Add it under Units, or correct its name."
            ) % {"partner": membership.partner.title, "unit": membership.unit}
    for one, other in combinations(memberships, 2):
        if one.is_twice(other):
            yield gettext("“%(partner)s” is listed twice for the same time, in the same role.") % {
                "partner": one.partner.title
            }
        elif one.partner_id != other.partner_id and one.is_in_the_same_room(other):
            yield gettext(
                "“%(partner)s” and “%(other)s” are in the unit “%(unit)s” at the same "
                "time. Correct the days of one of them, or give the other its own unit."
            ) % {"partner": one.partner.title, "other": other.partner.title, "unit": one.unit}


class PartnerIndexPage(BelowFrontPage, BasePage):
    """The directory of all partners."""

    max_count_per_parent: Any = 1

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


class PartnerPage(Located, BodyPage):
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
        _("kind"),
        max_length=24,
        choices=PartnerKind,
        help_text=_("The directory can be narrowed by it."),
    )
    website = models.URLField(
        _("website"),
        blank=True,
        validators=[web_address],
        help_text=_("The whole address, with https://."),
    )
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Shown to everybody: an office’s, not a person’s.")
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("On a light or transparent ground; shown small."),
    )
    accessibility = models.TextField(
        _("accessibility of the venue"),
        blank=True,
        max_length=1000,
        help_text=_(
            "What visitors need to know before they come: steps, lift, toilet, hearing loop, "
            "parking, a quiet room."
        ),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldPanel("legal_name"),
                FieldPanel("kind"),
                FieldPanel("logo"),
                FieldRowPanel([FieldPanel("website"), FieldPanel("email")]),
                InlinePanel(
                    "links",
                    label=_("link"),
                    heading=_("Elsewhere"),
                    help_text=_("Its pages in social networks and the like."),
                ),
            ],
            heading=_("Facts"),
        ),
        FactsPanel(
            Located.address_panels,
            heading=_("Address"),
        ),
        FieldPanel("accessibility"),
        FieldPanel("body"),
        *term_panels("topic", "discipline"),
    ]
    search_fields: list[Any] = [
        *BodyPage.search_fields,
        *Located.address_search_fields,
        index.SearchField("legal_name"),
        index.SearchField("accessibility"),
        index.FilterField("kind"),
    ]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        APIField("legal_name"),
        APIField("kind"),
        APIField("website"),
        APIField("email"),
        APIField("logo"),
        APIField("accessibility"),
        *Located.address_api_fields,
        APIField("links"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        *(
            Fact(name)
            for name in (
                "legal_name",
                "kind",
                "website",
                "email",
                "logo",
                *Located.address_facts,
                "links",
            )
        ),
    ]

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")


class PartnerLink(Orderable):
    """Another address at which a partner is found, such as in a social network."""

    page = ParentalKey(PartnerPage, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(
        _("address"), validators=[web_address], help_text=_("The whole address, with https://.")
    )

    panels: list[Any] = [FieldPanel("url")]
    api_fields: list[Any] = [APIField("url")]

    class Meta(Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.url
