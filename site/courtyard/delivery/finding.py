"""Which page ``find/`` of Wagtail's own APIs is asked for: by its address, in its language.

Wagtail's own knows the paths below one front page alone, without the language that addresses
begin with, and no ``locale``.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import get_language_from_path
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Locale, Page, Site

PARAMETERS = ("html_path", "id", "locale")


def wanted_key(request: HttpRequest, asked: QueryDict) -> str | int:
    """The primary key that the parameters of ``find/`` name, be its page public or not.

    ``html_path`` is the path of an address, or all of it, as ``html_url`` says it; a path without
    a language is that of the site's own, or of ``locale``. That asks for a language of the page.
    Raises Http404.
    """
    locale = _locale(str(asked["locale"])) if "locale" in asked else None
    key: Any = None
    if asked.get("html_path"):
        key = _key_at(str(asked["html_path"]), request, _site(request, asked), locale)
    key = key or asked.get("id")
    if key and locale:
        key = _key_in(locale, key)
    if not key:
        raise Http404("not found")
    return key  # type: ignore[no-any-return]


def _site(request: HttpRequest, asked: QueryDict) -> Site:
    try:
        site = SiteFilterValidator(site=asked.get("site"), request=request).site_obj
    except ValueError as error:  # several sites have this host, on other ports
        raise Http404("not found") from error
    if site is None:
        raise Http404("not found")
    return site


def _locale(code: str) -> Locale:
    locale: Locale | None = Locale.objects.filter(language_code=code).first()
    if locale is None:
        raise Http404(f"there is no language {code[:100]!r}")
    return locale


def _key_at(address: str, request: HttpRequest, site: Site, locale: Locale | None) -> int | None:
    path = "/" + unquote(address.removeprefix(site.root_url)).lstrip("/")
    parts = [part for part in path.split("/") if part]
    fronts = [site.root_page]
    if code := get_language_from_path(path):
        fronts = _fronts(site, _locale(code))
        parts = parts[1:]
    elif locale:
        fronts = [*_fronts(site, locale), site.root_page]
    for front in fronts:
        try:
            page, _arguments, _named = front.specific.route(request, parts)
        except Http404:
            continue
        return int(page.pk)
    return None


def _fronts(site: Site, locale: Locale) -> list[Page]:
    front = site.root_page
    return list(Page.objects.filter(translation_key=front.translation_key, locale=locale))


def _key_in(locale: Locale, key: Any) -> int | None:
    page = Page.objects.filter(pk=key).first()
    twin = page and page.get_translation_or_none(locale)
    return twin and int(twin.pk)
