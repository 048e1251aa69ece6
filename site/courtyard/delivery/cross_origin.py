"""What scripts on other sites may read and ask (the Fetch standard's CORS): all that is public."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Cache-Status, Content-Language, ETag",
}
"""What pages of other sites may read: everything, as it is public, and without credentials."""

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
"""What they may ask: whatever says nothing new to the site."""


def readable_elsewhere(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for programs, such as a feed: its answers can be read by scripts of other sites."""

    @functools.wraps(view)
    def readable(*arguments: Any, **named: Any) -> HttpResponse:
        response = view(*arguments, **named)
        for name, value in CROSS_ORIGIN.items():
            response[name] = value
        return response

    return readable
