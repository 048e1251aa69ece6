"""What stands around every page of a site: its name, menus, languages, contact and footer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info

from courtyard import offers
from courtyard.localisation.site_map import Language
from courtyard.publications.reading import Reader, Surroundings
from courtyard.publications.schema import as_json
from courtyard.publications.types import picture


def said_around(reader: Reader) -> dict[str, Any]:
    """What the site says around a page, as built: to be resolved together with the page."""
    texts = texts_of(reader)
    return {"footer": texts.footer, "notice": texts.notice}


def logo_of(reader: Reader) -> dict[str, Any] | None:
    """The site's logo, as built; the name beside it says the same in words."""
    logo = reader.sites.institution.logo
    return as_json(picture(logo, "")) if logo else None


def chrome(reader: Reader, surroundings: Surroundings, said: Mapping[str, Any]) -> dict[str, Any]:
    """The surroundings of a page in the reader's language.

    ``said`` is ``said_around`` with the ``logo``, resolved.
    """
    texts, institution = texts_of(reader), reader.sites.institution
    return {
        **said,
        "name": name_of(reader),
        "texts": {"content_language": texts.code},
        "address": texts.address,
        "email": institution.email,
        "phone": institution.phone,
        "accent": institution.accent,
        "links": [{"label": label, "url": url} for label, url in institution.links],
        "publisher": institution.publisher and str(institution.publisher),
        "home": surroundings.home,
        "menu": surroundings.menu,
        "foot_menu": surroundings.foot_menu,
        "everywhere": surroundings.everywhere,
        "languages": _languages(reader, surroundings),
        "newsletter_action": offers.SIGN_UP.action(),
        "search_action": offers.SEARCH.action(),
    }


def name_of(reader: Reader) -> str:
    """The name of the site for a reader; that of its host where nobody has named it."""
    site = reader.sites.site
    return texts_of(reader).name or (site.site_name or site.hostname if site else "")


def texts_of(reader: Reader) -> Language:
    """The first language of the reader's chain, or else of the site, that has its texts."""
    languages = (*reader.sites.chain(reader.language), *reader.sites.languages.values())
    return next((language for language in languages if language.name), reader.language)


def _languages(reader: Reader, surroundings: Surroundings) -> list[dict[str, Any]]:
    """The site's languages in the order of the settings, each with where it leads.

    ``url`` is this page in that language, or None where neither it nor another text stands
    there; ``home`` is the language's front page.
    """
    urls = {one["locale"]: one["url"] for one in surroundings.translations}
    return [
        {
            "code": language.code,
            "name": own_name(language.code),
            "current": language.code == reader.code,
            "url": urls.get(language.code),
            "home": language.front,
        }
        for language in reader.sites.shown()
    ]


def own_name(code: str) -> str:
    """What a language calls itself; where Django does not know it, as the settings call it."""
    try:
        return capfirst(str(get_language_info(code)["name_local"]))
    except KeyError:
        return capfirst(str(dict(settings.LANGUAGES).get(code, code)))
