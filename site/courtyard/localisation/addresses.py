"""Addresses below the front pages of languages."""

from __future__ import annotations

from typing import Any

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
