"""Redirects that editors wrote, for those who may read what they lead to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

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
        if response.status_code != 404 or request.path.startswith("/api/"):
            return response
        redirect = redirect_at(request, request.get_full_path())
        if redirect is None:
            moved = stand_in_of_old_address(request, request.path)
            return HttpResponsePermanentRedirect(moved) if moved else response
        page = redirect.redirect_page
        if page is not None and not may_read(page, request):
            return response
        kind = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
        return kind(redirect.link)


def redirect_at(request: HttpRequest, address: str) -> Redirect | None:
    """The redirect of a path with or without a query, which may be percent-encoded.

    That for the whole address comes before the one for its path, that of the site before one for
    all sites, and of several that say the same the oldest counts. None where there is none, or
    where it leads to itself or to what is no address of the web.
    """
    whole = Redirect.normalise_path(address, decode_unicode=False)
    alike = (uri_to_iri(whole), whole, uri_to_iri(urlsplit(whole).path), urlsplit(whole).path)
    ways = list(dict.fromkeys(alike))
    rows = Redirect.get_for_site(Site.find_for_request(request)).filter(old_path__in=ways)
    found: Redirect | None = min(
        rows.select_related("redirect_page"),
        key=lambda one: (ways.index(one.old_path), one.site_id is None, one.pk),
        default=None,
    )
    return found if found is not None and _leads_somewhere(found) else None


def _leads_somewhere(redirect: Redirect) -> bool:
    link = redirect.link
    if not link:
        return False
    parts = urlsplit(link)
    if parts.scheme not in ("", "http", "https"):
        return False
    return bool(parts.netloc) or Redirect.normalise_path(link) != redirect.old_path


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
        redirect = redirect_at(request, link.front + rest)
        if redirect and redirect.redirect_page:
            found = reader.find_key(redirect.redirect_page.translation_key)
            return reader.url(found.row) if found else ""
    return ""
