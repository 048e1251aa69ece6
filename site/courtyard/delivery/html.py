"""HTML answers: the resolved publication, given to its type's template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Site

from courtyard.localisation.addresses import locale_of_address
from courtyard.publications.reading import Reader
from courtyard.publications.types import type_of

from .chrome import chrome

if TYPE_CHECKING:
    from courtyard.pages import BasePage


def page_response(page: BasePage, request: HttpRequest) -> HttpResponse:
    """One page, or a draft of one, rendered in its own language.

    Raises Http404 where the address names another language than the page's: Wagtail would
    show the default language's page there.
    """
    language = page.locale.language_code
    if not _is_language_of_address(language):
        raise Http404
    reader = Reader(
        page.locale, Site.find_for_request(request), request=request, parameters=request.GET
    )
    with translation.override(_active_variant(language)):
        whole = reader.whole(page)
        context = {
            **site_context(reader, whole["translations"]),
            "page": whole,
            # Wagtail's userbar looks here for the page that it edits.
            "self": page,
        }
        return render(request, type_of(page).template, context)


def error_response(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """An error page with the site's surroundings, in the language of the address.

    An address in no language of the site is answered in the site's first.
    """
    return plain_response(request, template, {}, status=status, strict=False)


def plain_response(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    strict: bool = True,
) -> HttpResponse:
    """A page of an app's own, which is no Wagtail page, with the site's surroundings.

    Raises Http404 for a language that the site does not have, unless ``strict`` is off.
    """
    site = Site.find_for_request(request)
    locale, is_ours = locale_of_address(request, site)
    if locale is None or (strict and not is_ours):
        raise Http404
    reader = Reader(locale, site, request=request)
    with translation.override(_active_variant(locale.language_code)):
        context = {**site_context(reader), **context}
        response = render(request, template, context, status=status)
    response["Content-Language"] = locale.language_code
    return response


def site_context(reader: Reader, twins: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """What every template of the public site needs beside its own content."""
    return {
        "base_template": getattr(settings, "COURTYARD_BASE_TEMPLATE", "courtyard/base.html"),
        "site": chrome(reader, twins or ()),
        "language": reader.locale.language_code,
    }


def _is_language_of_address(language: str) -> bool:
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return True
    try:
        active = get_supported_content_language_variant(translation.get_language())
    except LookupError:
        return False
    return bool(active == language)


def _active_variant(language: str) -> str:
    """The active language where it is a variant of the page's ("en-gb" for "en")."""
    active = translation.get_language() or language
    return active if active.split("-")[0] == language.split("-")[0] else language
