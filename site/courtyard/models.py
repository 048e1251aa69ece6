"""Models that several apps need: publishers, cross-listing in sections; and all the others."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.snippets.models import register_snippet
from wagtail_localize.fields import TranslatableField

from courtyard.assignments import Assignment
from courtyard.confirmations import Confirmation
from courtyard.glossary import GlossaryTerm
from courtyard.images import ImageDetails, ImageText
from courtyard.localisation.facts import Fact
from courtyard.publications.stored import Generation, Original, Progress, Publication
from courtyard.site_settings import (
    MenuItem,
    MenuItemText,
    SiteSettings,
    SiteTexts,
    SocialLink,
    web_address,
)
from courtyard.terms import (
    VIEWS,
    Discipline,
    DisciplineLink,
    Tag,
    TagLink,
    Term,
    Theme,
    ThemeLink,
    Topic,
    TopicLink,
)
from courtyard.uploads import TableUpload, UploadState
from courtyard.withdrawals import Withdrawal

__all__ = [
    "Assignment",
    "Confirmation",
    "Discipline",
    "DisciplineLink",
    "Generation",
    "GlossaryTerm",
    "ImageDetails",
    "ImageText",
    "MenuItem",
    "MenuItemText",
    "Original",
    "Progress",
    "Publication",
    "Publisher",
    "SectionEntry",
    "SiteSettings",
    "SiteTexts",
    "SocialLink",
    "TableUpload",
    "Tag",
    "TagLink",
    "Term",
    "Theme",
    "ThemeLink",
    "Topic",
    "TopicLink",
    "UploadState",
    "Withdrawal",
]


class Publisher(Term):
    """A name under which the institution speaks: its own in each language."""

    website = models.URLField(
        _("website"),
        blank=True,
        validators=[web_address],
        help_text=_("The publisher’s own site, with https://. Search engines know it by this."),
    )

    for_editors = False  # the names of the institution are set up with the site

    panels: list[Any] = [*Term.panels, FieldPanel("website")]
    translatable_fields: list[Any] = [*Term.translatable_fields, Fact("website")]

    class Meta(Term.Meta):
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")


register_snippet(Publisher, viewset=VIEWS)


class SectionEntry(TranslatableMixin, Orderable):
    """A page listed in a section, wherever in the site it stands."""

    section = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="section_entries"
    )
    heading = models.CharField(
        _("heading of a new group"),
        max_length=120,
        blank=True,
        help_text=_("Fill in to start a new group with this heading; leave empty to go on."),
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        # The heading of a group outlives the page that it stands above.
        null=True,
        on_delete=models.SET_NULL,
        related_name="listed_in",
        help_text=_("It may stand anywhere in the site; readers get it in their language."),
    )

    panels: list[Any] = [FieldPanel("heading"), PageChooserPanel("page")]
    api_fields: list[Any] = [APIField("heading"), APIField("page")]
    translatable_fields: list[Any] = [
        TranslatableField("heading"),
        Fact("page"),
        Fact("sort_order"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("listed page")
        verbose_name_plural = _("listed pages")
