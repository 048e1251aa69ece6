"""Choosing pages: where the chooser opens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.chooser import BrowseView, page_models_from_string
from wagtail.models import Locale, Page


def choose_where_they_stand() -> None:
    """Have the page chooser open where pages of the wanted types stand; to be called once.

    Wagtail looks for what is above all of them in every language, and that is the root. Here it
    is what is above those in the language of the page that is being edited, or of the admin.
    """
    stock = BrowseView.get

    def get(self: BrowseView, request: HttpRequest, parent_page_id: Any = None) -> HttpResponse:
        if parent_page_id is None:
            asked = request.GET
            parent_page_id = _place_of(asked.get("page_type", ""), asked.get("locale", ""))
        answer: HttpResponse = stock(self, request, parent_page_id)
        return answer

    BrowseView.get = get  # type: ignore[method-assign]


def _place_of(page_types: str, language: str) -> int | None:
    """The page above all pages of some types in a language; None where Wagtail is to decide."""
    try:
        models: Any = page_models_from_string(page_types)
    except (LookupError, ValueError):
        return None
    if Page in models:
        return None
    language = language or Locale.get_active().language_code
    pages: Any = Page.objects.filter(locale__language_code=language).type(*models)
    place = pages.first_common_ancestor()
    return None if place.is_root() else int(place.pk)
