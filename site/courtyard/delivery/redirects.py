"""Redirects that editors wrote, for those who may read what they lead to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from courtyard.publications.public import may_read

from .asking import asked


class ReadableRedirects(RedirectMiddleware):
    """Leads on from an old address, unless to a page that this visitor may not read.

    Wagtail's leads everybody to drafts and private pages, whose address says what they are about.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer itself, or in the place of a 404 where the page is now."""
        if request.path.startswith("/api/"):
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        if answer is response:
            moved = stand_in_of_old_address(request, request.path) if _is_missing(response) else ""
            return HttpResponsePermanentRedirect(moved) if moved else response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        redirect = get_redirect(request, path) or get_redirect(request, urlsplit(path).path)
        page = redirect and redirect.redirect_page
        return answer if page is None or may_read(page, request) else response


def _is_missing(response: HttpResponseBase) -> bool:
    return response.status_code == 404


def stand_in_of_old_address(request: HttpRequest, path: str) -> str:
    """Where a reader finds what stood in for a missing translation at an address; "" if nowhere.

    A page that has been renamed or moved leaves its old address in its own language alone.
    """
    state = asked(request)
    located = state.sites.locate(path)
    if located is None:
        return ""
    language, rest = located
    reader = state.reader(language.code)
    for link in reader.chain:
        if link.code == language.code:
            continue
        old_path = Redirect.normalise_path(link.front + rest, decode_unicode=False)
        redirect = get_redirect(request, old_path)
        if redirect and redirect.redirect_page:
            found = reader.find_key(redirect.redirect_page.translation_key)
            return reader.url(found.row) if found else ""
    return ""
