"""The language of a request, without surprises for whoever follows a link."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from . import keeping
from .cross_origin import CROSS_ORIGIN, PREFLIGHT
from .origins import may_write
from .problems import problem


class RefuseNul:
    """Refuses addresses that hold a NUL character.

    PostgreSQL takes none in a text, so that whatever looks such an address up would fail.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return problem(400, "An address cannot hold a NUL character.")
        return self.get_response(request)


ONLY_FOR_WRITING = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Conditions on what is to be changed: nothing is changed here, and nothing refused by them."""


class ContentApi:
    """What the content API's framework leaves out: HEAD, OPTIONS, 405 as a problem, CORS, caches.

    Stands before all that may refuse a request, so that scripts of other sites can read why, and
    before all that reads cookies. What takes a POST is read by the sites of
    ``COURTYARD_FORM_ORIGINS`` alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/content/"):
            return self.get_response(request)
        # It knows no visitor: nothing after this may see who asks.
        request.META.pop("HTTP_COOKIE", None)
        for name in ONLY_FOR_WRITING:
            request.META.pop(name, None)
        method = request.method
        if method == "HEAD":
            request.method = "GET"
        response = self._answer(request)
        writes = method == "POST"
        if response.status_code == 405:
            taken = response.headers.get("Allow", "GET")
            writes = "POST" in taken
            response = _method_answered(method, taken)
        elif response.status_code == 200 and not response.has_header("ETag"):
            response = _named(request, response)
        if response.status_code >= 400:
            # Nothing said, a cache may guess how long it is not there (RFC 9111, 4.2.2).
            kept = keeping.REVALIDATE if response.status_code < 500 else keeping.NOT_KEPT
            response.headers.setdefault("Cache-Control", kept)
        _shared(request, response, writes=writes)
        if method == "HEAD" and not response.streaming and response.status_code != 304:
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return problem(400, "This site has another name.")
        return self.get_response(request)


def _named(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The document of the API or its pages of help, which are in English and not kept."""
    response["ETag"] = keeping.etag_of(response.content)
    response["Cache-Control"] = keeping.REVALIDATE
    response["Content-Language"] = "en"
    return keeping.conditional(request, response)


def _shared(request: HttpRequest, response: HttpResponse, *, writes: bool) -> None:
    """Let scripts of other sites read it: those of trusted sites alone where it writes."""
    if not writes:
        for name, value in CROSS_ORIGIN.items():
            response[name] = value
        return
    patch_vary_headers(response, ["Origin"])
    origin = request.headers.get("Origin")
    if origin is not None and may_write(request):
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Expose-Headers"] = "Content-Language, Retry-After"


def _method_answered(method: str | None, taken: str) -> HttpResponse:
    """The answer to a method that an address does not take, or that asks what it takes."""
    methods = {*taken.replace(",", " ").split(), "OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    allowed = ", ".join(sorted(methods))
    if method == "OPTIONS":
        asked_by = {"Access-Control-Allow-Methods": "POST"} if "POST" in methods else {}
        return HttpResponse(status=204, headers={"Allow": allowed, **PREFLIGHT, **asked_by})
    response = problem(405, f"This address takes {allowed} only.")
    response["Allow"] = allowed
    return response


class SlashesOutsideApi(CommonMiddleware):
    """Leads from an address without its last slash to the one with it, but none of an API.

    Whoever asks an API for data gets an answer or a 404, never another address. What has not
    changed is not said to be empty, as by Django's: its length is that of what the asker has
    (RFC 9110, 8.6).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer with its length, but for a 304."""
        answered = super().process_response(request, response)
        if answered.status_code == 304:
            del answered["Content-Length"]
        return answered

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Whether the slash alone is missing, outside of ``/api/``."""
        if request.path_info.startswith("/api/"):
            return False
        return super().should_redirect_with_slash(request)


class PublicLocaleMiddleware(LocaleMiddleware):
    """Takes the language from the address and never redirects by language.

    Django's own turns every 404 into a redirect to the visitor's language, API addresses among
    them. Here a deep link means the same to everybody; only ``/`` negotiates, in its own view.
    What an API answers in, it says itself.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not request.path_info.startswith("/api/"):
            response.headers.setdefault("Content-Language", translation.get_language() or "und")
        return response
