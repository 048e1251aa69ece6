"""Which pages of the web may send something to the site by a visitor's browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


def may_write(request: HttpRequest) -> bool:
    """Whether a request comes from the site itself, from one that it trusts, or from no browser.

    Browsers name the ``Origin`` of every request that writes. ``COURTYARD_FORM_ORIGINS`` of the
    settings names the origins of other front ends, such as ``https://app.example.org``.
    """
    origin = request.headers.get("Origin")
    if origin is None or origin in getattr(settings, "COURTYARD_FORM_ORIGINS", ()):
        return True
    return is_of_this_site(origin, request)


def is_of_this_site(address: str, request: HttpRequest) -> bool:
    """Whether an origin or address, as a browser names it, is one of the site that is asked."""
    try:
        return urlsplit(address).netloc == request.get_host()
    except (DisallowedHost, ValueError):
        return False
