"""How terms are listed in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin
from wagtail.admin.ui.tables import LocaleColumn
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from courtyard.localisation.facts import facts_of

from .exports import AsSpreadsheet


class TermFilters(LocaleFilterMixin, BaseFilterForm):
    """What terms are looked for by where one is chosen: some letters, and the language.

    Wagtail offers a search for what the search index knows, and terms are not in it.
    """

    q = forms.CharField(
        label=_("Search"), widget=forms.TextInput(attrs={"type": "search"}), required=False
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Terms whose word or short name holds the letters."""
        wanted = self.cleaned_data.get("q")
        if wanted:
            objects = objects.filter(Q(name__icontains=wanted) | Q(slug__icontains=wanted))
            self.is_searching = True
            self.search_query = wanted
        found: QuerySet[Any] = super().filter(objects)
        return found


class ChooseTerm(ChooseView):
    """Where a term is chosen."""

    filter_form_class: Any = TermFilters


class ChooseTermResults(ChooseResultsView):
    """The terms that are found there."""

    filter_form_class: Any = TermFilters


class TermChooser(SnippetChooserViewSet):
    """Choosing a term."""

    choose_view_class = ChooseTerm
    choose_results_view_class = ChooseTermResults


class TermsView(AsSpreadsheet, IndexView):
    """All terms of a kind."""


class TermViewSet(SnippetViewSet):
    """Terms with the short name under which addresses and lists know them, and their language."""

    icon = "tag"
    list_display: list[Any] = ["name", "slug", LocaleColumn(label=_("Language"))]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    chooser_per_page = 50
    chooser_viewset_class = TermChooser
    index_view_class = TermsView
    export_headings: dict[str, Any] = {
        "translation_key": "translation_key",
        "locale.language_code": _("Language"),
    }

    @property
    def list_export(self) -> list[str]:
        """The columns of the spreadsheet: the key, the word in each language, and the facts."""
        words = ["translation_key", "locale.language_code", "name", "slug"]
        return [*words, *(name for name in facts_of(self.model).columns if name not in words)]
