"""How terms are listed in the admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LocaleColumn
from wagtail.snippets.views.snippets import SnippetViewSet


class TermViewSet(SnippetViewSet):
    """Terms with the short name under which addresses and lists know them, and their language."""

    icon = "tag"
    list_display: list[Any] = ["name", "slug", LocaleColumn(label=_("Language"))]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    chooser_per_page = 50
