"""Rows in the forms of the admin."""

from __future__ import annotations

from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet


class RowsInLanguages(BaseChildFormSet):
    """Rows with a ``locale``, of which each may stand there only once."""

    def validate_unique(self) -> None:
        """Say at each row whose language stands before it that it does."""
        seen = set()
        for form in self.forms:
            if not form.is_valid() or form in self.deleted_forms:
                continue
            locale = form.cleaned_data.get("locale")
            if locale is not None and locale in seen:
                form.add_error("locale", _("Each language can stand here only once."))
            seen.add(locale)
