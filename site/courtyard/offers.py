"""What an app may offer on every page by a form: the newsletter's sign-up, a search."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


class Offer:
    """Where a form is sent to, if an app that takes it is installed."""

    def __init__(self) -> None:
        self._url_names: list[str] = []

    def register(self, url_name: str) -> None:
        """Say which view takes the form; called by an app's ``ready()``."""
        self._url_names.append(url_name)

    def action(self) -> str | None:
        """The address that takes the form in the active language; None without one."""
        for name in self._url_names:
            try:
                return reverse(name)
            except NoReverseMatch:
                continue
        return None


SIGN_UP = Offer()
"""The sign-up to the newsletter, which any page may invite to."""

SEARCH = Offer()
"""The search, of which every page shows the box; the words are sent as ``q``."""
