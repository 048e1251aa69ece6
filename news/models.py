"""News: what has happened and what is coming."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from courtyard.editing.panels import FactsPanel
from courtyard.localisation.facts import Fact
from courtyard.pages import BasePage, BelowFrontPage, BodyPage


class NewsIndexPage(BelowFrontPage, BasePage):
    """All news, newest first; readers may choose a topic."""

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
        FactsPanel([FieldPanel("date")], heading=_("Facts")),
        FieldPanel("body"),
        *BasePage.term_panels,
    ]
    search_fields: list[Any] = [*BodyPage.search_fields, index.FilterField("date")]
    api_fields: list[Any] = [
        *BodyPage.api_fields,
        APIField("date"),
    ]
    override_translatable_fields: list[Any] = [
        *BodyPage.override_translatable_fields,
        Fact("date"),
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        indexes = [models.Index(fields=["-date"], name="news_newest_first")]
