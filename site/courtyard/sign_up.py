"""The newsletter sign-up that an app may offer and any page may invite to."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

_url_names: list[str] = []


def register(url_name: str) -> None:
    """Say where sign-up forms are sent to; called by an app's ``ready()``."""
    _url_names.append(url_name)


def action() -> str | None:
    """The address that takes the sign-up form in the active language; None without one."""
    for name in _url_names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return None
