"""What stands around every page of a site: its name, menu, languages and footer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info

from courtyard import sign_up
from courtyard.localisation.site_map import Language
from courtyard.publications.reading import Reader, Surroundings


def footer(reader: Reader) -> Any:
    """The site's footer as built, to be resolved together with the page above it."""
    return _with_texts(reader).footer


def chrome(reader: Reader, surroundings: Surroundings, footer: str) -> dict[str, Any]:
    """The surroundings of a page in the reader's language; ``footer`` is resolved HTML."""
    site, texts = reader.sites.site, _with_texts(reader)
    return {
        "name": texts.name or (site.site_name if site else ""),
        "footer": footer,
        "texts": {"content_language": texts.code},
        "home": surroundings.home,
        "menu": surroundings.menu,
        "languages": _languages(reader, surroundings),
        "newsletter_action": sign_up.action(),
    }


def _with_texts(reader: Reader) -> Language:
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
            "name": _own_name(language.code),
            "current": language.code == reader.code,
            "url": urls.get(language.code),
            "home": language.front,
        }
        for language in reader.sites.shown()
    ]


def _own_name(code: str) -> str:
    """What a language calls itself; where Django does not know it, as the settings call it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return str(dict(settings.LANGUAGES).get(code, code))
