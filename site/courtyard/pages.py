"""What every page of an institute is: the base of all page types, and the section page."""

from __future__ import annotations

import logging
from typing import Any

from django.db import connection, models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page, get_page_models
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from courtyard.blocks import body_blocks
from courtyard.blocks.rules import check_texts
from courtyard.delivery.html import error_response, page_response
from courtyard.editing.forms import PageForm
from courtyard.editing.panels import EntriesPanel, FactsPanel, term_panels
from courtyard.editing.tags import keep_new_tags
from courtyard.localisation import facts, freshness, own_fields
from courtyard.localisation.facts import Fact
from courtyard.localisation.scaffolding import with_label
from courtyard.localisation.slugs import slug_of_page
from courtyard.localisation.taking import keep_what_is_written
from courtyard.publications import gate
from courtyard.publications.public import admitted, is_shown
from courtyard.publications.writing import is_said, store
from courtyard.terms import KINDS
from courtyard.text.richtext import FEATURES

logger = logging.getLogger(__name__)


REIGN = "courtyard_reign"
"""In the JSON of a revision: how often another page had become the original when it was written.

None where the page itself was none: the facts in it are those of another page then.
"""


class BasePage(Page):
    """A page that has a publication: one builder makes its HTML, its JSON and its preview."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=300,
        help_text=_("One or two sentences: shown at the top of the page and in lists."),
    )
    listing_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown large on the page and small in lists."),
    )
    social_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image for sharing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown where a link to the page is shared; without it the page’s own image is. Best "
            "twice as wide as high, with nothing small in it."
        ),
    )
    basis = models.JSONField(null=True, default=None, editable=False)
    """Which words of its original the page says (``freshness.Basis``); None for an original."""
    publisher = models.ForeignKey(
        "courtyard.Publisher",
        verbose_name=_("publisher"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Who speaks on this page and on those below it. Left empty the section above decides, "
            "at last the site’s settings."
        ),
    )

    base_form_class = PageForm
    untold_facts: tuple[str, ...] = ()
    """Facts that Wagtail's own APIs, which know neither clock nor consent, do not answer with."""
    content_panels: list[Any] = [
        FieldPanel(freshness.SAYS_ORIGINAL),
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("listing_image"),
    ]
    term_panels: list[Any] = term_panels(*(kind.name for kind in KINDS))
    promote_panels: list[Any] = [
        *Page.promote_panels,
        FieldPanel("social_image"),
        FactsPanel([FieldPanel("publisher")], heading=_("Publisher")),
    ]
    search_fields: list[Any] = [*Page.search_fields, index.SearchField("summary")]
    api_fields: list[Any] = [
        APIField("summary"),
        APIField("publisher"),
        *(APIField(kind.rows) for kind in KINDS),
    ]
    override_translatable_fields: list[Any] = [
        SynchronizedField("listing_image"),
        SynchronizedField("social_image"),
        Fact("publisher"),
        *(Fact(kind.rows) for kind in KINDS),
        SynchronizedField("show_in_menus"),
    ]

    class Meta:
        abstract = True

    def _set_core_field_defaults(self) -> None:
        """Give the page what it lacks; its slug is made by the rules of its language.

        Wagtail asks this of every page before it is validated.
        """
        parent = self.get_parent() if self.path else getattr(self, "_cached_parent_obj", None)
        if not self.slug and self.title and parent:
            self.slug = slug_of_page(self, parent)
        super()._set_core_field_defaults()

    def check_publishable(self) -> None:
        """Raises ValidationError, by field, where the page may not go public as it stands.

        Asked on every way to publish, and whenever a live page is saved; never of drafts. Page
        types add rules of their own and ask their base first. A rule knows neither the clock nor
        who asks: a page that is live must be able to stay so.
        """
        # A page that is being made has no place yet.
        self.full_clean(exclude=() if self.path else ("path", "depth"))
        gate.check_rows(self)
        check_texts(self)
        freshness.check(self)

    def save(
        self, clean: bool = True, user: Any = None, log_action: Any = False, **kwargs: Any
    ) -> None:
        """Save the page and, where it is live, what it says to the public.

        Raises ValidationError, and writes nothing, where a live page may not be public.
        """
        update_fields = kwargs.get("update_fields")
        if update_fields is None and gate.is_only_draft(self):
            return
        with transaction.atomic():
            keep_new_tags(self)
            if is_said(self, update_fields) and (original := facts.governing(self, lock=True)):
                facts.hold(self, original)
            is_checked = gate.hold(self, update_fields) and update_fields is None
            clean = clean and not is_checked
            super().save(clean=clean, user=user, log_action=log_action, **kwargs)
            store(self, update_fields)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save a draft, and where it will be published at once, ask before, with today's facts.

        The draft of a translation says from which words of its original it was made. What is
        written on it while translators have its texts becomes what these say, or stays in fields
        of its own; raises ValidationError where words have no place among them.
        """
        with transaction.atomic():
            original = facts.original_of(self, lock=True)
            if freshness.being_said():
                own_fields.settle(self)
            else:
                keep_what_is_written(self, original, user=kwargs.get("user"))
            self.basis = freshness.basis_of_draft(self, original)
            if gate.is_about_to_publish() and kwargs.get("clean", True):
                if original and original.pk != self.pk:
                    facts.take_columns(self, original)
                gate.check(self)
            keep_new_tags(self)
            return super().save_revision(*args, **kwargs)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish one of the page's revisions, or order it for later.

        Raises ValidationError, and writes nothing, where it may not be public.
        """
        if connection.in_atomic_block:
            # Before the revisions, which whoever publishes for later writes too.
            facts.lock_originals([facts.key_of(self)])
        gate.check(revision.as_object())
        with gate.only_drafting(None):
            return super().publish(revision, *args, **kwargs)

    publish.alters_data = True  # type: ignore[attr-defined]

    def serializable_data(self) -> Any:
        """The page as JSON for a revision, which says whether its facts are its own."""
        data = super().serializable_data()
        original: Any = facts.original_of(self)
        is_own = original is None or original.pk == self.pk
        data[REIGN] = getattr(original, "original_reign", 0) if is_own else None
        return data

    def with_content_json(self, content: Any) -> Any:
        """A draft of the page from a revision: with the facts of the original's live row."""
        page = super().with_content_json(content)
        original: Any = facts.original_of(self)
        if original is not None and original.pk != self.pk:
            facts.hold(page, original)
        elif says_facts_of_another(content, original):
            facts.release(page, type(self)._base_manager.get(pk=self.pk))
        if original is not None and original.pk == self.pk:
            page.basis = None
        elif page.basis is None and not self.alias_of_id:
            # Written while it was the original itself.
            page.basis = self.basis
        return page

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page as HTML for those who may see it, built in memory and kept nowhere.

        What everybody may see is served from its publication instead. Raises Http404 once the
        page or its original has expired, whether or not a worker ran.
        """
        if not is_shown(self):
            raise Http404
        return admitted(self, request, lambda: _shown(self, request))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """A draft as HTML, by the same builder and template as the page itself.

        What a translator has before them says what has been translated by now.
        """
        if basis := freshness.being_said():
            own_fields.settle(self)
            self.basis = basis
        return page_response(self, request)

    def get_admin_display_title(self) -> str:
        """The title in the admin; scaffolding of another language says that it is no page yet."""
        return with_label(super().get_admin_display_title(), self)


def says_facts_of_another(content: Any, original: Any) -> bool:
    """Whether a revision of a page that governs now was written while another page said the facts.

    They may have changed since. ``original`` is the page's row as ``facts.originals_of`` reads it.
    """
    reign = content.get(REIGN, 0)
    return reign is None or (original is not None and reign != original.original_reign)


def _shown(page: BasePage, request: HttpRequest) -> HttpResponse:
    """The page, or an error page with the site around it where it cannot be put together."""
    try:
        return page_response(page, request)
    except Http404:
        raise
    except Exception:
        logger.exception("Page %s cannot be shown.", page.pk)
        return error_response(request, "courtyard/500.html", 500)


class BelowFrontPage:
    """Tree rule of pages that stand directly below a front page.

    Apps do not know the front page's type: it is any page type that is not courtyard's, or one
    of ours that says ``is_front_page = True``.
    """

    @classmethod
    def clean_parent_page_models(cls) -> list[type[Page]]:
        """The page types below which this one may stand."""
        return [
            model
            for model in get_page_models()
            if getattr(
                model, "is_front_page", model is not Page and not issubclass(model, BasePage)
            )
        ]


class SectionPage(BelowFrontPage, BasePage):
    """A part of the site with an introduction and what belongs to it, in groups."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=FEATURES,
        help_text=_("What this part of the site is about: stands above the list."),
    )
    closing = StreamField(
        body_blocks(),
        blank=True,
        verbose_name=_("below the list"),
        help_text=_("What follows the list: newest news, a sign-up, …"),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [EntriesPanel("section_entries", label=_("entry"))],
            heading=_("Listed pages"),
            help_text=_(
                "Pages in the order in which the section lists them; they may stand elsewhere in "
                "the site. Pages below this section that you do not list here follow at the end."
            ),
        ),
        FieldPanel("closing"),
    ]
    search_fields: list[Any] = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
    ]
    api_fields: list[Any] = [
        *BasePage.api_fields,
        APIField("introduction"),
        APIField("section_entries"),
    ]

    class Meta:
        abstract = True


class BodyPage(BasePage):
    """A page whose text is made of blocks."""

    body = StreamField(
        body_blocks(),
        blank=True,
        verbose_name=_("text"),
        help_text=_("All that the page says, made of blocks: add them with the plus."),
    )

    content_panels: list[Any] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: list[Any] = [*BasePage.search_fields, index.SearchField("body")]
    api_fields: list[Any] = [*BasePage.api_fields, APIField("body")]

    class Meta:
        abstract = True
