"""Slugs in the admin: made while the title is typed, by the rules of its language."""

from __future__ import annotations

from typing import Any

from wagtail.admin.widgets import SlugInput
from wagtail.models import Locale

from courtyard.text.slugs import replacements


def fill_in(field: Any, locale: Locale | None) -> None:
    """Have Wagtail's script make of a title what the server makes of it, by the same table.

    The field may be left empty.
    """
    language = locale.language_code if locale else ""
    script = SlugInput(formatters=list(replacements(language)), locale=locale)
    field.widget.attrs.update(script.attrs)
    field.required = False
