"""The form in which terms are written."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from courtyard.localisation import facts

from .slugs import fill_in


class TermForm(WagtailAdminModelForm):
    """The form of a term: in other languages than the first its facts are shown alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            fill_in(self.fields["slug"], self.instance.locale if self.instance.locale_id else None)
        if self.instance.pk and self.instance.original.pk != self.instance.pk:
            for name in facts.facts_of(type(self.instance)).columns:
                if name in self.fields:
                    self.fields[name].disabled = True

    def save(self, commit: bool = True) -> Any:
        """Save the term with the word that was typed, be it the same as in another language."""
        self.instance.translated = True
        return super().save(commit=commit)
