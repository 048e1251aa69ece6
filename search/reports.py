"""The report on what is searched for, and what is not found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale

from .models import AskedFor

SHOWN = dt.timedelta(days=90)


class Filters(WagtailFilterSet):
    """By what the report is narrowed."""

    locale = django_filters.ModelChoiceFilter(label=_("Language"), queryset=Locale.objects.all())
    found = django_filters.ChoiceFilter(
        label=_("Found"),
        method="by_success",
        choices=[("nothing", _("nothing")), ("something", _("something"))],
        empty_label=_("All"),
    )

    class Meta:
        model = AskedFor
        fields = ["locale", "found"]

    def by_success(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what found nothing, or something, the last time."""
        return rows.filter(last_found=0) if value == "nothing" else rows.filter(last_found__gt=0)


def _language(row: Mapping[str, Any]) -> str:
    code = row["locale__language_code"]
    return str(dict(get_content_languages()).get(code, code))


class SearchTermsReport(ReportView):
    """What was searched for in three months, the most frequent first."""

    page_title = _("Search terms")  # type: ignore[assignment]
    header_icon = "search"
    model = AskedFor
    filterset_class = Filters  # type: ignore[assignment]
    index_url_name = "search_terms"  # type: ignore[assignment]
    index_results_url_name = "search_terms_results"  # type: ignore[assignment]
    any_permission_required = ["view", "change"]  # type: ignore[assignment]
    list_export = ["typed", "locale__language_code", "times", "last_found", "last"]
    export_headings = {
        "typed": _("Search words"),
        "locale__language_code": _("Language"),
        "times": _("Searches"),
        "last_found": _("Results"),
        "last": _("Last time"),
    }
    columns = [
        Column("typed", label=_("Search words"), classname="courtyard-typed"),
        Column("locale", label=_("Language"), accessor=_language),
        Column("times", label=_("Searches")),
        Column("last_found", label=pgettext_lazy("number of", "Results")),
        Column("last", label=_("Last time")),
    ]

    def get_queryset(self) -> QuerySet[Any, Any]:
        """The searches of the last three months, the same words of a language together."""
        first = timezone.localdate() - SHOWN
        the_last = AskedFor.objects.filter(
            words=OuterRef("words"), locale__language_code=OuterRef("locale__language_code")
        ).order_by("-day")
        rows: QuerySet[Any, Any] = (
            AskedFor.objects.filter(day__gte=first)
            .values("words", "locale__language_code")
            .annotate(
                typed=Max("shown"),
                times=Sum("times"),
                last=Max("day"),
                last_found=Subquery(the_last.values("found")[:1]),
            )
            .order_by("-times", "words", "locale__language_code")
        )
        return rows
