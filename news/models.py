"""News: what has happened and what is coming."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import Orderable
from wagtail.search import index

from courtyard.editing.panels import FactsPanel
from courtyard.localisation.facts import Fact
from courtyard.pages import BasePage, BelowFrontPage, BodyPage


class NewsIndexPage(BelowFrontPage, BasePage):
    """All news, newest first; readers may choose a topic."""

    max_count_per_parent: Any = 1

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")


class NewsPage(BodyPage):
    """One piece of news. Its summary is its lead."""

    parent_page_types: list[Any] = ["news.NewsIndexPage"]
    subpage_types: list[Any] = []

    date = models.DateField(
        _("date"),
        default=timezone.localdate,
        help_text=_("The day under which readers find it."),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldPanel("date"),
                InlinePanel("authors", label=_("author"), heading=_("Authors")),
                InlinePanel("related", label=_("page"), heading=_("What it has to do with")),
            ],
            heading=_("Facts"),
        ),
        FieldPanel("body"),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [*BodyPage.search_fields, index.FilterField("date")]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        APIField("date"),
        APIField("authors"),
        APIField("related"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        *(Fact(name) for name in ("date", "authors", "related")),
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        indexes = [models.Index(fields=["-date"], name="news_newest_first")]


class NewsAuthor(Orderable):
    """Somebody who has written a piece of news."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="authors")
    name = models.CharField(
        _("name"), max_length=120, help_text=_("As readers see it: first name and surname.")
    )

    panels: list[Any] = [FieldPanel("name")]
    api_fields: list[Any] = [APIField("name")]

    class Meta(Orderable.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name


class RelatedPage(Orderable):
    """A page that a piece of news has to do with. It holds the original's page."""

    news = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="related")
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("A programme, a partner, a network, a call or an event; it lists this news."),
    )

    panels: list[Any] = [PageChooserPanel("page")]
    api_fields: list[Any] = [APIField("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("related page")
        verbose_name_plural = _("related pages")

    def __str__(self) -> str:
        return str(self.page)
