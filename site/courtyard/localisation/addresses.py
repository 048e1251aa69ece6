"""Addresses below the front pages of languages, and in the content API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import translation


def front_address(language: str) -> str:
    """The address of the front page in a language: ``/en/``, or ``/`` without prefixes."""
    return address_in(language, "wagtail_serve", "") or "/"


def address_in(language: str, name: str, *arguments: Any) -> str | None:
    """The address of that name in a language; None where a project has not included it."""
    with translation.override(language):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            return None


def address_in_api(key: str, language: str) -> str | None:
    """Where the content API answers a page in a language; None where a project has no such API."""
    try:
        address = reverse("courtyard-content-v1:page_by_key", args=[key])
    except NoReverseMatch:
        return None
    return f"{address}?{urlencode({'locale': language})}"
