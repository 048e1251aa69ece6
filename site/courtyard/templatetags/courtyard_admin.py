"""What templates of the admin ask for."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail_localize.models import Translation

from courtyard.editing.translation_editor import settings_of

register = template.Library()


@register.simple_tag(takes_context=True)
def translation_editor(context: Any, translation: Translation, instance: Any) -> dict[str, Any]:
    """What the script of the translation editor has to know."""
    return settings_of(translation, instance, context["request"].user)
