"""What flat lists of pages in the admin are made of: columns and filters of every type."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Locale

from .tables import defused

BEGIN, END = IndexView.base_columns[:3], IndexView.base_columns[3:]
"""Wagtail's own columns: box, title and parent; when it was changed, whether it is public."""


class InLanguage(PageFilterSet):
    """Pages of one language, by its code: Wagtail's views read the same parameter."""

    locale = django_filters.ModelChoiceFilter(
        label=_("Language"),
        queryset=Locale.objects.all(),
        to_field_name="language_code",
        empty_label=_("All languages"),
    )


class ChoiceColumn(Column):
    """A value from a closed list by its name.

    A field that is called as one of Wagtail's own columns is named by ``accessor``: of two
    columns with the same name a table shows one.
    """

    def get_value(self, instance: Any) -> str:
        """The name, as it stands at the beginning of a line; nothing where none is chosen."""
        return capfirst(str(getattr(instance, f"get_{self.accessor}_display")()))


class ListView(IndexView):
    """A list that can be taken along as CSV or XLSX, filtered as it is shown."""

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """With their languages, in the same query."""
        found: QuerySet[Any] = super().annotate_queryset(pages)
        return found.select_related("locale")

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """What a cell says: no text in it is taken for a formula."""
        said = super().preprocess_field_value(field, value, export_format)
        return defused(said) if isinstance(said, str) else said


class Listing(PageListingViewSet):
    """A flat list of pages of one type; ``export`` names what else a spreadsheet tells of them."""

    index_view_class = ListView
    export: tuple[str, ...] = ()

    @property
    def list_export(self) -> list[str]:
        """The columns of the spreadsheet: first the key by which pages are told apart."""
        return ["translation_key", "locale.language_code", "title", *self.export, "live"]

    export_headings: dict[str, Any] = {
        "translation_key": "translation_key",
        "locale.language_code": _("Language"),
    }
