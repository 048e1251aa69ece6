"""Views of the whole site: its front door and its errors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe
from wagtail.models import Site

from courtyard.localisation.addresses import front_address, root_paths

from .html import error_response
from .problems import problem

API_PREFIX = "/api/"


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Lead ``/`` to the front page in the first language that the visitor and the site share."""
    languages = list(root_paths(Site.find_for_request(request)))
    if not languages:
        return not_found(request)
    response = HttpResponseRedirect(front_address(_preferred(request, languages)))
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _preferred(request: HttpRequest, languages: list[str]) -> str:
    for asked, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        for language in languages:
            if asked.split("-")[0] == language.split("-")[0]:
                return language
    return languages[0]


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: a page in the language of the address, or a problem for who asked the API."""
    if request.path.startswith(API_PREFIX):
        return problem(404, "Nothing is published at this address.")
    return error_response(request, "courtyard/404.html", 404)
