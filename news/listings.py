"""News in the admin: a flat list with what editors look for."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column

from courtyard.editing.listings import BEGIN, END, InLanguage, Listing, ListView
from courtyard.models import Original, Topic, TopicLink
from courtyard.text import cldr

from .models import NewsPage


class NewsFilters(InLanguage):
    """News of some days, or of one topic."""

    date = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"),
        # The topic that a page has is that of its original, in whichever language.
        queryset=Topic.objects.filter(pk__in=TopicLink.objects.order_by().values("topic")).order_by(
            "name"
        ),
        method="with_topic",
        empty_label=_("All topics"),
    )

    def with_topic(self, pages: QuerySet[Any], name: str, topic: Topic) -> QuerySet[Any]:
        """Pages whose original has a topic."""
        originals = Original.objects.filter(
            page__in=TopicLink.objects.filter(topic=topic).order_by().values("page")
        )
        return pages.filter(translation_key__in=originals.values("pk"))


class DayColumn(Column):
    """A day in words."""

    def get_value(self, instance: Any) -> str:
        """The day, as the language of the admin writes it."""
        return cldr.long_date(super().get_value(instance), get_language())


class NewsView(ListView):
    """The newest news first."""

    default_ordering = "-date"


class NewsListing(Listing):
    """News with its date."""

    model = NewsPage
    name = "news"
    menu_label = _("News")
    export = ("date",)
    menu_order = 140
    icon = "doc-full-inverse"
    add_to_admin_menu = True
    index_view_class = NewsView
    filterset_class = NewsFilters
    columns = [
        *BEGIN,
        DayColumn("date", label=_("Date"), sort_key="date"),
        *END,
    ]
