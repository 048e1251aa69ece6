"""Views of the whole site: its front door and its errors."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe
from wagtail.views import serve as wagtail_serve

from .asking import asked
from .html import error_response, published_response
from .problems import problem

API_PREFIX = "/api/"


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Lead ``/`` to the front page in the first language that the visitor and the site share."""
    fronts = {language.code: language.front for language in asked(request).sites.shown()}
    if not fronts:
        return not_found(request)
    front = fronts[_preferred(request, list(fronts))]
    if front == request.path:
        # A site without languages in its addresses: here stands the front page itself.
        return page(request, "")
    response = HttpResponseRedirect(front)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _preferred(request: HttpRequest, languages: list[str]) -> str:
    for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        for language in languages:
            if wanted.split("-")[0] == language.split("-")[0]:
                return language
    return languages[0]


def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page: what is public from its publication, all else by Wagtail with its hooks."""
    response = published_response(request) if request.method in ("GET", "HEAD") else None
    if response is None:
        response = wagtail_serve(request, path)
    return cast("HttpResponse", response)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: a page in the language of the address, or a problem for who asked the API."""
    if request.path.startswith(API_PREFIX):
        return problem(404, "Nothing is published at this address.")
    return error_response(request, "courtyard/404.html", 404)
