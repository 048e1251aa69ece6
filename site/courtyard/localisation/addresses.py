"""Which language an address is in, and where a site's pages of each language stand."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Site


def root_paths(site: Site | None) -> dict[str, str]:
    """The tree path (``url_path``) of the site's front page in each language that has one.

    In the order of the settings; languages that the settings do not hold are left out.
    """
    if site is None:
        return {}
    roots = {
        root.language_code: root.root_path
        for root in Site.get_site_root_paths()
        if root.site_id == site.pk
    }
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return roots
    return {code: roots[code] for code in get_content_languages() if code in roots}


def front_address(language: str) -> str:
    """The address of the front page in a language: ``/en/``, or ``/`` without prefixes."""
    with translation.override(language):
        try:
            return reverse("wagtail_serve", args=[""])
        except NoReverseMatch:
            return "/"


def locate(path: str, site: Site | None) -> tuple[str, str] | None:
    """The language and the tree path that an address of the HTML site stands for.

    The longest front address that it begins with decides; None where none does.
    """
    found = max(
        (
            (front_address(language), language, root)
            for language, root in root_paths(site).items()
            if path.startswith(front_address(language))
        ),
        key=lambda one: len(one[0]),
        default=None,
    )
    if found is None:
        return None
    base, language, root = found
    rest = path.removeprefix(base)
    return language, root + (rest if rest.endswith("/") or not rest else f"{rest}/")


def locale_of_address(request: HttpRequest, site: Site | None) -> tuple[Locale | None, bool]:
    """The language of an address, and whether it is a language that the site has.

    For another address the site's first language; None for a site without any page.
    """
    roots = root_paths(site)
    located = locate(request.path_info, site)
    language = located[0] if located else next(iter(roots), None)
    if language is None:
        return Locale.objects.order_by("pk").first(), False
    return Locale.objects.get(language_code=language), located is not None
