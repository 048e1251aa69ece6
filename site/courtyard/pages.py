"""What every page of an institute is: the base of all page types, and the section page."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page, get_page_models
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from courtyard.blocks import body_blocks
from courtyard.delivery.html import page_response
from courtyard.publications.public import is_shown
from courtyard.text.richtext import FEATURES


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

    content_panels: list[Any] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("listing_image"),
    ]
    topic_panels: list[Any] = [
        InlinePanel(
            "topic_links",
            label=_("topic"),
            heading=_("Topics"),
            help_text=_("Sections and lists choose pages by their topics."),
        ),
    ]
    search_fields: list[Any] = [*Page.search_fields, index.SearchField("summary")]
    api_fields: list[Any] = [APIField("summary")]
    override_translatable_fields: list[Any] = [
        SynchronizedField("listing_image"),
        SynchronizedField("topic_links"),
        SynchronizedField("show_in_menus"),
    ]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page as HTML. Raises Http404 once it has expired, whether or not a worker ran."""
        if not is_shown(self):
            raise Http404
        return page_response(self, request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """A draft as HTML, by the same builder and template as the page itself."""
        return page_response(self, request)


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

    introduction = RichTextField(_("introduction"), blank=True, features=FEATURES)
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
            [InlinePanel("section_entries", label=_("entry"))],
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
    api_fields: list[Any] = [*BasePage.api_fields, APIField("introduction")]

    class Meta:
        abstract = True


class BodyPage(BasePage):
    """A page whose text is made of blocks."""

    body = StreamField(body_blocks(), blank=True, verbose_name=_("text"))

    content_panels: list[Any] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: list[Any] = [*BasePage.search_fields, index.SearchField("body")]
    api_fields: list[Any] = [*BasePage.api_fields, APIField("body")]

    class Meta:
        abstract = True
