"""Addresses of front pages."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils import translation


def front_address(language: str) -> str:
    """The address of the front page in a language: ``/en/``, or ``/`` without prefixes."""
    with translation.override(language):
        try:
            return reverse("wagtail_serve", args=[""])
        except NoReverseMatch:
            return "/"
