"""The form of pages that say at which moments something happens, and in which time zone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from courtyard.moments import MomentFormField

from .forms import PageForm

ZONE = "time_zone"
"""The field of a page that says by which clocks its moments are meant."""


class MomentsForm(PageForm):
    """Shows and takes moments by the clocks of the page's time zone, in its rows too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forms = [form for formset in self.formsets.values() for form in formset.forms]
        for form in (self, *forms):
            for field in form.fields.values():
                if isinstance(field, MomentFormField):
                    field.zone = self._zone

    def _zone(self) -> str:
        """The zone that is typed with the moments, or else the one that the page has."""
        typed = self.data.get(self.add_prefix(ZONE)) if self.is_bound else None
        return str(typed or getattr(self.instance, ZONE))


def keep_what_is_typed() -> None:
    """Have fields of dates and times keep what is typed until it is sent; to be called once.

    Wagtail's calendar puts the present moment into a field that is left with a date in another
    way of writing than its own, such as 10.03.2027. The form understands those of the editor's
    language, and says where it does not.
    """
    for widget in (AdminDateInput, AdminDateTimeInput):
        widget.get_config = _without_judging(widget.get_config)  # type: ignore[method-assign]


def _without_judging(stock: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    def get_config(self: Any) -> dict[str, Any]:
        return {**stock(self), "validateOnBlur": False}

    return get_config
