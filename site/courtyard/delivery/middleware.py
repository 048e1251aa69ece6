"""The language of a request, without surprises for whoever follows a link."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class PublicLocaleMiddleware(LocaleMiddleware):
    """Takes the language from the address and never redirects by language.

    Django's own turns every 404 into a redirect to the visitor's language, API addresses among
    them. Here a deep link means the same to everybody; only ``/`` negotiates, in its own view.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or "und")
        return response
