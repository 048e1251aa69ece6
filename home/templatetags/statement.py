"""What the page of a statement on accessibility needs beside the public templates' own tags."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from home.statement import IDS

register = template.Library()


@register.simple_tag
def part(name: str) -> SafeString:
    """The id of a part of the statement, as an attribute. Raises KeyError for an unknown part."""
    return format_html('id="{}"', IDS[name])
