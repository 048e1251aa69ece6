"""Scaffolding: what wagtail-localize puts in the place of a parent that nobody has translated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

TITLE = _("%(title)s (not translated: hidden from visitors)")


def is_scaffolding(page: Page) -> bool:
    """Whether a page is a live copy of another language's page, with nothing of its own to say."""
    original = page.alias_of
    return original is not None and original.locale_id != page.locale_id


def with_label(title: str, page: Page) -> str:
    """A page's title as editors see it, saying so where the page is scaffolding."""
    return str(TITLE % {"title": title}) if is_scaffolding(page) else title
