"""HTML answers: the resolved publication, given to its type's template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page

from courtyard.localisation import freshness
from courtyard.localisation.facts import with_original
from courtyard.localisation.site_map import Language
from courtyard.publications.public import is_shown
from courtyard.publications.reading import Found, Reader, Surroundings
from courtyard.publications.references import resolve
from courtyard.publications.stored import Publication
from courtyard.publications.types import build, publisher_key, registered, type_of

from . import calendars, feeds, keeping
from .asking import Asked, asked
from .chrome import chrome, logo_of, said_around

if TYPE_CHECKING:
    from courtyard.pages import BasePage


def published_response(request: HttpRequest) -> HttpResponse | None:
    """The page that is public at the address of a GET, from its publication.

    None where nothing is public there, or where what stands there must be served by Wagtail: a
    page with a block that needs the request, a restricted page that goes before another's text.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        response = _published(request)
        if response is not None:
            response["Cache-Control"] = keeping.NOT_KEPT
        return response
    parameters = {name for kind in registered() for name in kind.parameters}
    return keeping.answer(request, lambda: _published(request), parameters=parameters)


def _published(request: HttpRequest) -> HttpResponse | None:
    state = asked(request)
    located = state.sites.locate(request.path_info)
    if located is None:
        return None
    language, rest = located
    reader = state.reader(language.code, request.GET)
    found = reader.find(rest, menu=True)
    if found is None or not _is_ours(found, reader, rest):
        return None
    if found.moved_to:
        query = request.META.get("QUERY_STRING", "")
        moved = HttpResponsePermanentRedirect(found.moved_to + (f"?{query}" if query else ""))
        # Without its translation the old address is right again.
        moved["Cache-Control"] = keeping.REVALIDATE
        return moved
    page = None
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        page = Page.objects.filter(pk=found.row["pk"]).first()
    return _rendered(request, reader, found.row, found.surroundings, page)


def site_preview(request: HttpRequest, state: Asked, code: str) -> HttpResponse:
    """The front page in a language of a site as ``state`` has it, kept nowhere.

    Where no front page is public, the page that says so stands in the same surroundings.
    """
    reader = state.reader(code)
    found = reader.find("", menu=True)
    if found is not None:
        response = _rendered(request, reader, found.row, found.surroundings, None)
    else:
        response = _plain(request, reader, "courtyard/404.html", {}, 404, {})
    response["Cache-Control"] = keeping.NOT_KEPT
    return response


def _is_ours(found: Found, reader: Reader, rest: str) -> bool:
    """Whether what was found may be served from its publication."""
    if found.row["locale_id"] == reader.language.locale_id:
        return not found.row["needs_request"]
    # A page in the reader's own language that only some may see goes before another's text.
    # One that cannot be built keeps nobody from reading the other.
    own = Page.objects.filter(url_path=reader.language.root + rest, live=True)
    faulty = Publication.stored.filter(page=OuterRef("pk")).exclude(fault="")
    return not any(is_shown(page) for page in own.filter(~Exists(faulty)))


def page_response(page: BasePage, request: HttpRequest) -> HttpResponse:
    """One page, or a draft of one, built in memory and rendered in its own language.

    Raises Http404 where the address names another language than the page's: Wagtail would
    show the default language's page there.
    """
    code = page.locale.language_code
    state = asked(request)
    if not _is_language_of_address(code) or code not in state.sites.languages:
        raise Http404
    reader = state.reader(code, request.GET)
    surroundings = reader.around(page, menu=True)
    said_now, original = with_original(page)
    row = {
        "original_id": page.translation_key,
        "locale_id": page.locale_id,
        "type": page._meta.label,
        "title": page.title,
        "page__url_path": page.url_path or reader.language.root,
        "said": build(said_now).whole,
        "publisher": publisher_key(said_now),
    }
    if original is not None:
        fresh = asdict(freshness.of(said_now, original))
        reader.tell_of(surroundings, {**row, **fresh, "is_original": False})
    response = _rendered(request, reader, row, surroundings, page)
    response["Cache-Control"] = keeping.NOT_KEPT
    return response


def _rendered(
    request: HttpRequest,
    reader: Reader,
    row: dict[str, Any],
    surroundings: Surroundings,
    page: Page | None,
) -> HttpResponse:
    """A row with its whole as ``said``, resolved together with what the site says around it."""
    whole, said, logo = reader.whole(
        row, surroundings, said_around(reader), wordless=[logo_of(reader)]
    )
    with translation.override(_active_variant(reader.code)):
        context = {
            **_site_context(reader, surroundings, {**said, "logo": logo}),
            "page": whole,
            "words": _active_variant(whole["content_language"]),
            # Wagtail's userbar looks here for the page that it edits.
            "self": page,
        }
        response = render(request, type_of(whole["type"]).template, context)
    response["Content-Language"] = ", ".join(
        dict.fromkeys([reader.code, whole["content_language"]])
    )
    patch_vary_headers(response, ["Cookie"])
    return response


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
    addresses: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A page of an app's own, which is no Wagtail page, with the site's surroundings.

    ``addresses`` are those of the page in each language, where it has them. Raises Http404 for a
    language that the site does not have, unless ``strict`` is off.
    """
    state = asked(request)
    located = state.sites.locate(request.path_info)
    if located is None and strict:
        raise Http404
    language = located[0] if located else state.sites.first or _no_language()
    reader = Reader(language, state.sites, now=state.now)
    return _plain(request, reader, template, context, status, addresses or {})


def _plain(
    request: HttpRequest,
    reader: Reader,
    template: str,
    context: dict[str, Any],
    status: int,
    addresses: Mapping[str, str],
) -> HttpResponse:
    surroundings = reader.front()
    said, logo = resolve([said_around(reader), logo_of(reader)], reader)
    with translation.override(_active_variant(reader.code)):
        context = {
            **_site_context(reader, surroundings, {**said, "logo": logo}),
            **context,
        }
        for one in context["site"]["languages"]:
            one["url"] = addresses.get(one["code"], one["url"])
        response = render(request, template, context, status=status)
    response["Content-Language"] = reader.code
    return response


def _no_language() -> Language:
    """What a site without any page is answered in."""
    return Language(locale_id=0, code=settings.LANGUAGE_CODE, root="", front="/")


def _site_context(
    reader: Reader, surroundings: Surroundings, said: Mapping[str, Any]
) -> dict[str, Any]:
    """What every template of the public site needs beside its own content."""
    return {
        "base_template": getattr(settings, "COURTYARD_BASE_TEMPLATE", "courtyard/base.html"),
        "site": {
            **chrome(reader, surroundings, said),
            "feeds": [*feeds.links(reader), *calendars.links(reader)],
            "calendar": calendars.of_language(reader),
        },
        "language": reader.code,
        "words": _active_variant(reader.code),
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
