"""Models that several apps need: the taxonomy, publishers, cross-listing in sections, settings."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.snippets.models import register_snippet
from wagtail_localize.fields import TranslatableField

from courtyard.editing.panels import NamePanel
from courtyard.editing.terms import TermForm
from courtyard.localisation import facts
from courtyard.localisation.facts import Fact
from courtyard.localisation.slugs import slug_of_term
from courtyard.publications.stored import Generation, Original, Progress, Publication
from courtyard.site_settings import (
    MenuItem,
    MenuItemText,
    SiteSettings,
    SiteTexts,
    SocialLink,
    web_address,
)

__all__ = [
    "Generation",
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
    panels: list[Any] = [NamePanel("name"), FieldPanel("slug")]
    api_fields: list[Any] = [APIField("key"), APIField("name"), APIField("slug")]
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
        self.slug = self.slug or slug_of_term(self)
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


@register_snippet
class Publisher(Term):
    """A name under which the institution speaks: its own in each language."""

    website = models.URLField(_("website"), blank=True, validators=[web_address])

    panels: list[Any] = [*Term.panels, FieldPanel("website")]
    translatable_fields: list[Any] = [*Term.translatable_fields, Fact("website")]

    class Meta(Term.Meta):
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")


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
