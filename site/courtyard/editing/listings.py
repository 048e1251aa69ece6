"""What flat lists of pages in the admin are made of: columns and filters of every type."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets import Button
from wagtail.models import Locale, Page

from courtyard.localisation.originals import with_governing
from courtyard.publications.stored import Publication

from . import desk, languages, tables
from .exports import AsSpreadsheet
from .table_views import as_file


class TranslationsColumn(Column):
    """Which translations of a page wait; ``ListView`` finds it out for all that are shown."""

    def get_value(self, instance: Any) -> SafeString:
        """The languages by their state, a line for each; where nothing waits, that it does not."""
        known = instance.states_of_languages
        waiting = {state: known[state] for state in known if state not in AS_THEY_SHOULD_BE}
        lines = [(languages.NAMES[state], ", ".join(codes)) for state, codes in waiting.items()]
        if not lines:
            return format_html("{}", languages.NAMES["current"])
        return format_html_join("", "<div>{}: {}</div>", lines)


AS_TABLE = "table"
"""In the address of a list: what is taken along is a table for the import."""

AS_THEY_SHOULD_BE = ("original", "current")

BEGIN = IndexView.base_columns[:3]
"""Wagtail's own columns: box, title and parent."""

END = [
    TranslationsColumn("translations", label=_("Translations"), width="14%"),
    *IndexView.base_columns[3:],
]
"""Which translations wait; and Wagtail's own: when it was changed, whether it is public."""

WAITING = {"outdated": _("out of date somewhere"), "missing": _("missing somewhere")}
"""What translations of a page are looked for by."""


class InLanguage(PageFilterSet):
    """Pages of one language, by its code: Wagtail's views read the same parameter.

    And those with translations that wait for somebody.
    """

    locale = django_filters.ModelChoiceFilter(
        label=_("Language"),
        queryset=Locale.objects.all(),
        to_field_name="language_code",
        empty_label=_("All languages"),
    )
    translations = django_filters.ChoiceFilter(
        label=_("Translations"), choices=[*WAITING.items()], method="with_waiting"
    )

    def with_waiting(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Pages with a translation that is out of date, or without one into some language."""
        if value == "outdated":
            behind = Publication.stored.filter(outdated_since__isnull=False)
            return pages.filter(translation_key__in=behind.values("original"))
        written = Page.objects.filter(alias_of=None).order_by().values("translation_key")
        complete = written.annotate(n=Count("locale")).filter(n__gte=Locale.objects.count())
        return pages.exclude(translation_key__in=complete.values("translation_key"))


class ChoiceColumn(Column):
    """A value from a closed list by its name.

    A field that is called as one of Wagtail's own columns is named by ``accessor``: of two
    columns with the same name a table shows one.
    """

    def get_value(self, instance: Any) -> str:
        """The name, as it stands at the beginning of a line; nothing where none is chosen."""
        return capfirst(str(getattr(instance, f"get_{self.accessor}_display")()))


class ListView(AsSpreadsheet, IndexView):  # type: ignore[misc]
    """A list that can be taken along as CSV or XLSX, filtered as it is shown."""

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """With their languages and their originals, in the same query."""
        found: QuerySet[Any] = super().annotate_queryset(pages)
        return with_governing(found.select_related("locale"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how the pages of the list stand in each language, and what stands above them."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = [*context["object_list"]]
        states = languages.states_of(shown)
        for page in shown:
            page.states_of_languages = states[page.translation_key]
            page._cached_parent_obj = page._parent_page  # for the buttons, which ask for it
        return context

    @cached_property
    def header_more_buttons(self) -> list[Any]:  # type: ignore[override]
        """With the same pages as a table that can be changed and brought back, where there is one.

        Wagtail's own downloads are for reading.
        """
        buttons: list[Any] = super().header_more_buttons
        if tables.of(self.model):
            for kind, label in ((self.FORMAT_XLSX, "XLSX"), (self.FORMAT_CSV, "CSV")):
                buttons.append(
                    Button(
                        _("Table to change and import (%(format)s)") % {"format": label},
                        url=f"{self.get_export_url(kind)}&{AS_TABLE}=1",
                        icon_name="table",
                        priority=110,
                    )
                )
        return buttons

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """The list for reading, or the originals of its pages as a table."""
        table = tables.of(self.model)
        if table is None or AS_TABLE not in self.request.GET:
            return super().as_spreadsheet(queryset, spreadsheet_format)
        keys = {page.translation_key for page in queryset}
        rows = tables.exported(table, self.request.user, keys)
        return as_file(rows, table.name, spreadsheet_format)


class ForEditors(MenuItem):
    """The way to a list, for those who edit pages at all: nobody else may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether whoever is logged in finds it in the menu; a group without ways is not there."""
        return desk.may_edit_any(request.user)


class Listing(PageListingViewSet):
    """A flat list of pages of one type; ``export`` names what else a spreadsheet tells of them."""

    index_view_class = ListView
    menu_item_class = ForEditors
    export: tuple[str, ...] = ()

    @cached_property
    def export_filename(self) -> str:
        """How the file is called: what is no table for the import is not called as one."""
        return f"{self.name}-list"

    @property
    def list_export(self) -> list[str]:
        """The columns of the spreadsheet: first the key by which pages are told apart."""
        return ["translation_key", "locale.language_code", "title", *self.export, "live"]

    export_headings: dict[str, Any] = {
        "translation_key": "translation_key",
        "locale.language_code": _("Language"),
    }
