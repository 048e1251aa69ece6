"""Views of the whole site: its front door and its errors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe
from wagtail.coreutils import get_content_languages
from wagtail.models import Site

from .chrome import root_paths
from .html import error_response
from .problems import problem

API_PREFIX = "/api/"


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Lead ``/`` to the front page in the first language that the visitor and the site share."""
    available = root_paths(Site.find_for_request(request))
    languages = [code for code in get_content_languages() if code in available]
    if not languages:
        return not_found(request)
    with translation.override(_preferred(request, languages)):
        response = HttpResponseRedirect(reverse("wagtail_serve", args=[""]))
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
