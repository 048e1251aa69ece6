"""What flat lists of pages in the admin are made of: columns and filters of every type."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.models import Locale

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
