"""What the admin has of search."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Promotion
from .reports import SearchTermsReport


class PromotionViewSet(ModelViewSet):
    """Promoted results, in the menu of settings."""

    model = Promotion
    icon = "pick"
    menu_label = _("Promoted results")
    add_to_settings_menu = True
    list_display = ["words", "locale", "page"]
    list_filter = ["locale"]
    search_fields = ["words"]
    inspect_view_enabled = False


def promotions() -> PromotionViewSet:
    """Where they are looked after."""
    return PromotionViewSet("promoted_results")


def urls() -> list[Any]:
    """The report's addresses."""
    return [
        path("reports/search-terms/", SearchTermsReport.as_view(), name="search_terms"),
        path(
            "reports/search-terms/results/",
            SearchTermsReport.as_view(results_only=True),
            name="search_terms_results",
        ),
    ]


class SearchTermsItem(MenuItem):
    """An entry for those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this visitor of the admin may."""
        return bool(request.user.has_perm("search.view_askedfor"))


def report() -> MenuItem:
    """The entry among the reports."""
    return SearchTermsItem(
        _("Search terms"), reverse("search_terms"), icon_name="search", order=1200
    )


hooks.register("register_admin_viewset", promotions)
hooks.register("register_admin_urls", urls)
hooks.register("register_reports_menu_item", report)
