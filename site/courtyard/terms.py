"""The taxonomy: what pages are about, in each language.

A term is a snippet with one slug for all languages. Pages have terms by rows, which are facts:
they stand on the original, and hold its term.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail_localize.fields import TranslatableField

from courtyard.editing.names import NamePanel
from courtyard.editing.rights import TermPolicy
from courtyard.editing.terms import TermForm
from courtyard.localisation import facts, freshness
from courtyard.localisation.facts import Fact
from courtyard.localisation.slugs import slug_of_term

VIEWS = "courtyard.editing.snippets.TermViewSet"
"""How terms are listed and edited in the admin; to be named where one is registered."""

ATTEMPTS = 5


class Term(TranslatableMixin, models.Model):
    """A small noun that pages refer to: one word for it in each language, one slug for all.

    The language in which it was made first is the original, and says its facts. In another
    language it is not ``translated`` as long as it waits there for a word of that language; until
    then readers get that of another one.
    """

    name = models.CharField(
        _("name"),
        max_length=100,
        help_text=_("As readers see it, in this language. The other languages have their own."),
    )
    slug = models.SlugField(
        _("short name for addresses"),
        max_length=60,
        help_text=_("Used in addresses, the same in every language: letters a–z, digits, hyphens."),
    )

    translated = models.BooleanField(default=True, editable=False)

    for_editors = True
    """Whether the roles of editors and moderators may make and change terms of this kind."""

    base_form_class = TermForm
    panels: list[Any] = [NamePanel("name"), FieldPanel("slug")]
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

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Have each kind ask who may write which language."""
        super().__init_subclass__(**kwargs)
        register_permission_policy(cls, TermPolicy(cls), exact_class=True)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the term; facts are those of the original, in all languages."""
        self.slug = self.slug or slug_of_term(self)
        with transaction.atomic():
            original = self.original
            if original.pk != self.pk:
                facts.take_columns(self, original)
                self.translated = self._has_its_word(original)
            super().save(*args, **kwargs)
            written = kwargs.get("update_fields")
            told = facts.facts_of(type(self)).columns
            if original.pk in (self.pk, None) and (written is None or set(written) & set(told)):
                twins: Any = type(self)._base_manager.filter(translation_key=self.translation_key)
                facts.mirror_columns(self, twins)

    def _has_its_word(self, original: Any) -> bool:
        """Whether it has a word of its language: so translators say, or it is another word."""
        basis = freshness.being_said()
        if basis is not None:
            return freshness.is_complete(basis)
        if self.translated:
            return True
        before = type(self)._base_manager.filter(pk=self.pk).first() or original
        return bool(self.name != before.name)

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


def copied_for_translation(target_obj: Any, **kwargs: Any) -> None:
    """Receiver of Wagtail's signal: a copy of a term waits for a word of its language."""
    if isinstance(target_obj, Term):
        target_obj.translated = False


class Topic(Term):
    """What a page is about, such as *Networking*; sections and lists choose by it."""

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class Discipline(Term):
    """A field of the arts, such as *theatre*."""

    class Meta(Term.Meta):
        verbose_name = _("discipline")
        verbose_name_plural = _("disciplines")


class Theme(Term):
    """A question that works and projects deal with, such as *public space*."""

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Tag(Term):
    """A keyword that an editor typed, in the language of the page that it was typed on."""

    class Meta(Term.Meta):
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def clean(self) -> None:
        """Raises ValidationError for a name that could not be typed on a page."""
        super().clean()
        if '"' in self.name:
            raise ValidationError({"name": _("A tag cannot hold straight quotation marks.")})

    def keep(self) -> Tag:
        """Save a tag that somebody typed, under a free slug; gives the tag that is kept.

        Where another has made the same one meanwhile it is that. Raises IntegrityError where no
        slug is free after some attempts.
        """
        for left in reversed(range(ATTEMPTS)):
            self.slug = slug_of_term(self)
            try:
                with transaction.atomic():
                    self.save()
            except IntegrityError:
                for tag in Tag.objects.filter(locale=self.locale):
                    if tag.name.casefold() == self.name.casefold():
                        return tag
                if not left:
                    raise
            else:
                break
        return self


for _model in (Topic, Discipline, Theme, Tag):
    register_snippet(_model, viewset=VIEWS)


class TermLink(Orderable):
    """A term of a page. It holds the original's term; readers get it in their language."""

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, kind_of_link(type(self)).name))


class TopicLink(TermLink):
    """A topic of a page."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="topic_links")
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        on_delete=models.CASCADE,
        related_name="page_links",
        help_text=_("Sections and lists of this topic show the page. New ones: under Snippets."),
    )

    panels: list[Any] = [FieldPanel("topic")]
    api_fields: list[Any] = [APIField("topic")]

    class Meta(TermLink.Meta):
        verbose_name = _("topic")


class DisciplineLink(TermLink):
    """A discipline of a page."""

    page = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="discipline_links"
    )
    discipline = models.ForeignKey(
        Discipline,
        verbose_name=_("discipline"),
        on_delete=models.CASCADE,
        related_name="page_links",
        help_text=_("A field of the arts that it belongs to. New ones: under Snippets."),
    )

    panels: list[Any] = [FieldPanel("discipline")]
    api_fields: list[Any] = [APIField("discipline")]

    class Meta(TermLink.Meta):
        verbose_name = _("discipline")


class ThemeLink(TermLink):
    """A theme of a page."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(
        Theme,
        verbose_name=_("theme"),
        on_delete=models.CASCADE,
        related_name="page_links",
        help_text=_("A question that it deals with. New ones: under Snippets."),
    )

    panels: list[Any] = [FieldPanel("theme")]
    api_fields: list[Any] = [APIField("theme")]

    class Meta(TermLink.Meta):
        verbose_name = _("theme")


class TagLink(TermLink):
    """A tag of a page."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey(
        Tag,
        verbose_name=_("tag"),
        on_delete=models.CASCADE,
        related_name="page_links",
        help_text=_("A keyword in the language of the page."),
    )

    panels: list[Any] = [FieldPanel("tag")]
    api_fields: list[Any] = [APIField("tag")]

    class Meta(TermLink.Meta):
        verbose_name = _("tag")


@dataclass(frozen=True)
class Kind:
    """One way of saying what pages are about: its terms, and the rows by which pages have them.

    ``name`` is the name of the term in a row, the kind of its references and a parameter of
    addresses.
    """

    name: str
    model: type[Term]
    link: type[TermLink]

    @property
    def plural(self) -> str:
        """The field of cards and wholes."""
        return f"{self.name}s"

    @property
    def rows(self) -> str:
        """The relation from a page to its rows."""
        return f"{self.name}_links"


KINDS = (
    Kind("topic", Topic, TopicLink),
    Kind("discipline", Discipline, DisciplineLink),
    Kind("theme", Theme, ThemeLink),
    Kind("tag", Tag, TagLink),
)


def kind_of_link(link: type[TermLink]) -> Kind:
    """The kind to which rows of a model belong."""
    return next(kind for kind in KINDS if issubclass(link, kind.link))
