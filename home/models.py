"""The front page, pages that only have a text, and the statement on accessibility."""

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
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from courtyard.editing.panels import FactsPanel
from courtyard.localisation.facts import Fact
from courtyard.pages import BasePage, BodyPage
from courtyard.site_settings import web_address
from courtyard.text.richtext import FEATURES


class HomePage(BodyPage):
    """The front page of a site in one language; the sections stand below it."""

    is_front_page = True
    parent_page_types: list[Any] = ["wagtailcore.Page"]

    lead = RichTextField(
        _("introduction"),
        blank=True,
        features=FEATURES,
        help_text=_("Who you are and what you do, in one or two paragraphs below the title."),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        FactsPanel(
            [InlinePanel("featured", label=_("page"), heading=_("Featured pages"), max_num=6)],
            heading=_("Featured pages"),
            help_text=_(
                "Programmes, networks or whatever should be seen first, in this order. Open "
                "calls, coming events, news and the map of partners follow by themselves."
            ),
        ),
        FieldPanel("body"),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [*BodyPage.search_fields, index.SearchField("lead")]
    api_fields: list[Any] = [*BodyPage.api_fields, APIField("lead"), APIField("featured")]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        Fact("featured"),
    ]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")


class FeaturedPage(Orderable):
    """A page that the front page shows before all others. It holds the original's page."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured")
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("A programme, a network, an event or any other page of the site."),
    )

    panels: list[Any] = [PageChooserPanel("page")]
    api_fields: list[Any] = [APIField("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("featured page")
        verbose_name_plural = _("featured pages")

    def __str__(self) -> str:
        return str(self.page)


class ContentPage(BodyPage):
    """A page that only has a text: about us, contact, privacy."""

    parent_page_types: list[Any] = ["home.HomePage", "home.ContentPage"]
    subpage_types: list[Any] = ["home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")


class Conformance(models.TextChoices):
    """How far a site conforms to the law on digital accessibility."""

    FULL = "full", _("fully conformant")
    PARTIAL = "partial", _("partially conformant")
    NONE = "none", _("not conformant")


class Method(models.TextChoices):
    """Who has examined a site for its statement."""

    SELF = "self", _("self-assessment by the institution")
    EXTERNAL = "external", _("examination by an external auditor")


class AccessibilityStatementPage(BasePage):
    """The statement that a public body must make on the accessibility of its site.

    Its parts are those of the Polish act of 4 April 2019 on the digital accessibility of public
    bodies. Every page links to it.
    """

    parent_page_types: list[Any] = ["home.HomePage"]
    subpage_types: list[Any] = []
    max_count_per_parent: Any = 1

    entity = models.CharField(
        _("institution"),
        max_length=200,
        help_text=_("Who makes the statement: the full name of the public body."),
    )
    site_url = models.URLField(
        _("address of the site"),
        validators=[web_address],
        help_text=_("The site that it is about."),
    )
    published_on = models.DateField(
        _("site published on"), null=True, help_text=_("The day on which the site went public.")
    )
    updated_on = models.DateField(
        _("last major update on"),
        null=True,
        help_text=_("The day of the last change that matters: a new design, a new function."),
    )
    conformance = models.CharField(
        _("conformance"),
        max_length=10,
        choices=Conformance,
        help_text=_("With the annex to the act of 4 April 2019, that is WCAG 2.1 AA."),
    )
    made_on = models.DateField(
        _("statement made on"), null=True, help_text=_("The day on which it was first made.")
    )
    reviewed_on = models.DateField(
        _("last reviewed on"),
        null=True,
        blank=True,
        help_text=_("The act wants a review by 31 March of each year."),
    )
    method = models.CharField(
        _("basis of the statement"),
        max_length=10,
        choices=Method,
        default=Method.SELF,
        help_text=_("Who has examined the site."),
    )
    auditor = models.CharField(
        _("auditor"),
        max_length=200,
        blank=True,
        help_text=_("The name of the external auditor, where there was one."),
    )
    assessment_url = models.URLField(
        _("assessment"),
        blank=True,
        validators=[web_address],
        help_text=_("Where the results of the examination can be read, if they are published."),
    )
    contact_person = models.CharField(
        _("contact person"),
        max_length=160,
        help_text=_("Who answers questions about accessibility: a person or an office."),
    )
    contact_email = models.EmailField(
        _("e-mail"), help_text=_("Where readers report what they cannot use.")
    )
    contact_phone = models.CharField(
        _("telephone"), max_length=40, help_text=_("With the country's code: +48 71 000 00 00.")
    )
    shortcomings = RichTextField(
        _("what is not accessible"),
        blank=True,
        features=FEATURES,
        help_text=_(
            "What does not conform, why, and what can be used instead. Empty only where the site "
            "is fully conformant."
        ),
    )
    shortcuts = RichTextField(
        _("keyboard shortcuts"),
        blank=True,
        features=FEATURES,
        help_text=_("Left empty the page says that the usual ones of the browser work."),
    )
    procedure = RichTextField(
        _("requests and complaints"),
        features=FEATURES,
        help_text=_(
            "How somebody asks for access, within how many days you answer, and to whom they can "
            "complain."
        ),
    )
    architecture = RichTextField(
        _("accessibility of the building"),
        features=FEATURES,
        help_text=_("Entrances, steps, lifts, toilets, assistance dogs, hearing loops, parking."),
    )
    applications = RichTextField(
        _("mobile applications"),
        features=FEATURES,
        help_text=_("Their names and where they are found; or a sentence that there are none."),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("entity"),
        FactsPanel(
            [
                FieldPanel("site_url"),
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("updated_on")]),
                FieldPanel("conformance"),
                FieldRowPanel([FieldPanel("made_on"), FieldPanel("reviewed_on")]),
                FieldPanel("method"),
                FieldPanel("assessment_url"),
                FieldPanel("contact_person"),
                FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
            ],
            heading=_("Facts"),
        ),
        FieldPanel("auditor"),
        FieldPanel("shortcomings"),
        FieldPanel("shortcuts"),
        MultiFieldPanel(
            [FieldPanel("procedure"), FieldPanel("architecture"), FieldPanel("applications")],
            heading=_("What the act asks for beside"),
        ),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [
        *BasePage.search_fields,
        index.SearchField("shortcomings"),
        index.SearchField("procedure"),
        index.SearchField("architecture"),
    ]
    FACTS = (
        "site_url",
        "published_on",
        "updated_on",
        "conformance",
        "made_on",
        "reviewed_on",
        "method",
        "assessment_url",
        "contact_person",
        "contact_email",
        "contact_phone",
    )
    WORDS = (
        "entity",
        "auditor",
        "shortcomings",
        "shortcuts",
        "procedure",
        "architecture",
        "applications",
    )
    api_fields: list[Any] = [
        *BasePage.api_fields,
        *(APIField(name) for name in (*FACTS, *WORDS)),
    ]
    override_translatable_fields: list[Any] = [
        *BasePage.override_translatable_fields,
        *(Fact(name) for name in FACTS),
    ]

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")

    def check_publishable(self) -> None:
        """Raises ValidationError also where the statement does not say what it must."""
        super().check_publishable()
        mistakes = {}
        if self.conformance != Conformance.FULL and not self.shortcomings:
            mistakes["shortcomings"] = _("Say what is not accessible, or that all of it is.")
        if self.method == Method.EXTERNAL and not self.auditor:
            mistakes["auditor"] = _("Name the auditor who has examined the site.")
        if mistakes:
            raise ValidationError(mistakes)
