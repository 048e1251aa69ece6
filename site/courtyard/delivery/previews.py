"""Live preview of a site's settings: the front page with what an editor has not saved yet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.coreutils import get_content_languages

from courtyard.localisation.site_map import read_site_map
from courtyard.models import SiteSettings

from .asking import Asked
from .html import site_preview


def preview_modes(settings: SiteSettings) -> list[tuple[str, str]]:
    """The languages in which the site can be read, with their names; the first is shown first."""
    names = get_content_languages()
    return [
        (one.code, str(names.get(one.code, one.code)))
        for one in read_site_map(settings.site).shown()
    ]


def settings_preview(settings: SiteSettings, request: HttpRequest, code: str) -> HttpResponse:
    """The front page in a language, with settings in memory and all else as it is public.

    Nothing of it is kept, nor remembered for others. Raises Http404 for a language that the site
    does not have.
    """
    now = timezone.now()
    state = Asked(now, None, read_site_map(settings.site, now, draft=settings))
    if code not in state.sites.languages:
        raise Http404
    # Whatever else asks what this request is about gets the same answer.
    request.courtyard = state  # type: ignore[attr-defined]
    return site_preview(request, state, code)
