"""Models that several apps need: cross-listing in sections, site settings; and all the others."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Locale, Orderable, TranslatableMixin
from wagtail_localize.fields import TranslatableField

from courtyard.localisation.facts import Fact
from courtyard.publications.stored import Generation, Original, Progress, Publication
from courtyard.terms import (
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

__all__ = [
    "Discipline",
    "DisciplineLink",
    "Generation",
    "Original",
    "Progress",
    "Publication",
    "SectionEntry",
    "SiteSettings",
    "SiteTexts",
    "Tag",
    "TagLink",
    "Term",
    "Theme",
    "ThemeLink",
    "Topic",
    "TopicLink",
]


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
    )

    panels: list[Any] = [FieldPanel("heading"), PageChooserPanel("page")]
    translatable_fields: list[Any] = [
        TranslatableField("heading"),
        Fact("page"),
        Fact("sort_order"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("listed page")
        verbose_name_plural = _("listed pages")


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting, ClusterableModel):
    """What the whole site says of itself, in each language."""

    panels: list[Any] = [
        InlinePanel("texts", label=_("language"), heading=_("Texts in each language")),
    ]

    class Meta:
        verbose_name = _("name and footer")

    def texts_in(self, locale: Locale) -> SiteTexts | None:
        """The texts in a language; in the site's first language where it has none."""
        texts = {row.locale_id: row for row in self.texts.all()}
        return texts.get(locale.pk) or next(iter(texts.values()), None)


class SiteTexts(Orderable):
    """The site's own words in one language."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="texts")
    locale = models.ForeignKey(
        Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(
        _("name of the institution"), max_length=120, help_text=_("Shown at the top of each page.")
    )
    fallback = models.ForeignKey(
        Locale,
        verbose_name=_("where a page is missing, show it in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Visitors are told that they read another language. Leave empty to say that there is "
            "no such page."
        ),
    )
    footer = RichTextField(
        _("footer"), blank=True, features=["bold", "italic", "link"], help_text=_("A short text.")
    )

    panels: list[Any] = [
        FieldPanel("locale"),
        FieldPanel("name"),
        FieldPanel("fallback"),
        FieldPanel("footer"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("texts")
        constraints = [
            models.UniqueConstraint(
                fields=["settings", "locale"],
                name="one_text_per_language",
                violation_error_message=_("Each language can stand here only once."),
            )
        ]

    def clean(self) -> None:
        """Refuse a language that stands in for itself."""
        super().clean()
        if self.fallback_id and self.fallback_id == self.locale_id:
            raise ValidationError({"fallback": _("A language cannot stand in for itself.")})
