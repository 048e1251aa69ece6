"""The search that an app may offer, and of which every page shows the box."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

_url_names: list[str] = []


def register(url_name: str) -> None:
    """Say where the box is sent to, with the words as ``q``; called by an app's ``ready()``."""
    _url_names.append(url_name)


def action() -> str | None:
    """The address of the results in the active language; None without a search."""
    for name in _url_names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return None
