"""Models that several apps need: the taxonomy, cross-listing in sections, site settings."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Locale, Orderable, TranslatableMixin
from wagtail.snippets.models import register_snippet
from wagtail_localize.fields import TranslatableField

from courtyard.editing.terms import TermForm
from courtyard.localisation import facts
from courtyard.localisation.facts import Fact
from courtyard.publications.stored import Generation, Original, Progress, Publication

__all__ = [
    "Generation",
    "Original",
    "Progress",
    "Publication",
    "SectionEntry",
    "SiteSettings",
    "SiteTexts",
    "Term",
    "Topic",
    "TopicLink",
]


class Term(TranslatableMixin, models.Model):
    """A small noun that pages refer to: one word for it in each language, one slug for all.

    The language in which it was made first is the original, and says its facts.
    """

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(
        _("short name for addresses"),
        max_length=60,
        help_text=_("Used in addresses, the same in every language: letters a–z, digits, hyphens."),
    )

    base_form_class = TermForm
    panels: list[Any] = [FieldPanel("name"), FieldPanel("slug")]
    translatable_fields: list[Any] = [
        TranslatableField("name"),
        Fact("slug"),
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["name"]
        unique_together = [
            ("translation_key", "locale"),
            ("slug", "locale"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the term; facts are those of the original, in all languages."""
        with transaction.atomic():
            original = self.original
            if original.pk != self.pk:
                facts.take_columns(self, original)
            super().save(*args, **kwargs)
            written = kwargs.get("update_fields")
            told = facts.facts_of(type(self)).columns
            if original.pk in (self.pk, None) and (written is None or set(written) & set(told)):
                twins: Any = type(self)._base_manager.filter(translation_key=self.translation_key)
                facts.mirror_columns(self, twins)

    def clean(self) -> None:
        """Raises ValidationError where another term has the slug, in whichever language."""
        super().clean()
        terms: Any = type(self)._base_manager.filter(slug=self.slug)
        if terms.exclude(translation_key=self.translation_key).exists():
            raise ValidationError(
                {"slug": _("Another one has this short name already, perhaps in another language.")}
            )

    @property
    def key(self) -> str:
        """Its translation key, by which it is the same term in all languages."""
        return str(self.translation_key)

    @property
    def original(self) -> Any:
        """The term in the language in which it was made first; itself where nothing was before."""
        twins: Any = type(self)._base_manager.filter(translation_key=self.translation_key)
        return twins.order_by("pk").first() or self


@register_snippet
class Topic(Term):
    """What a page is about, such as *Networking*; sections and lists choose by it."""

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class TopicLink(Orderable):
    """A topic of a page. It holds the original's topic; readers get it in their language."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="topic_links")
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="page_links"
    )

    panels: list[Any] = [FieldPanel("topic")]
    api_fields: list[Any] = [APIField("topic")]

    class Meta(Orderable.Meta):
        verbose_name = _("topic")

    def __str__(self) -> str:
        return str(self.topic)


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
    api_fields: list[Any] = [APIField("heading"), APIField("page")]
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
