"""The front page, and pages that only have a text."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from courtyard.pages import BodyPage


class HomePage(BodyPage):
    """The front page of a site in one language; the sections stand below it."""

    is_front_page = True
    parent_page_types: list[Any] = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")


class ContentPage(BodyPage):
    """A page that only has a text: about us, contact, privacy."""

    parent_page_types: list[Any] = ["home.HomePage", "home.ContentPage"]
    subpage_types: list[Any] = ["home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
