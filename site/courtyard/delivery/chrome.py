"""What stands around every page of a site: its name, menu, languages and footer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language_info
from wagtail.models import Page

from courtyard import sign_up
from courtyard.localisation.addresses import front_address, root_paths
from courtyard.models import SiteTexts
from courtyard.publications.reading import Reader


def chrome(reader: Reader, twins: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The surroundings of a page in the reader's language.

    ``twins`` are the page's ``translations``; without them, as on an error page, the language
    switcher leads to the front pages. Two queries, and two more where the footer links to pages.
    """
    texts = _texts(reader)
    home, menu = _home_and_menu(reader)
    return {
        "name": texts.name if texts else (reader.site.site_name if reader.site else ""),
        "footer": reader.html(texts.footer) if texts else "",
        "home": home,
        "menu": menu,
        "languages": _languages(reader, twins),
        "newsletter_action": sign_up.action(),
    }


def _texts(reader: Reader) -> SiteTexts | None:
    if reader.site is None:
        return None
    rows = SiteTexts.objects.filter(settings__site=reader.site).order_by("sort_order")
    texts = {row.locale_id: row for row in rows}
    return texts.get(reader.locale.pk) or next(iter(texts.values()), None)


def _home_and_menu(reader: Reader) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    root = root_paths(reader.site).get(reader.locale.language_code)
    if root is None:
        return None, []
    # A path such as /home/ has as many slashes as its page has levels above and with it.
    below = Q(url_path__startswith=root, depth=root.count("/") + 1, show_in_menus=True)
    pages = reader.public(Page.objects.filter(Q(url_path=root) | below)).order_by("path")
    labels = [(page.url_path == root, reader.label(page)) for page in pages]
    home = next((label for is_home, label in labels if is_home), None)
    return home, [label for is_home, label in labels if not is_home]


def _languages(reader: Reader, twins: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The site's languages in the order of the settings, each with where it leads.

    ``url`` is this page in that language, or None where the page lacks it; ``home`` is the
    language's front page.
    """
    urls = {twin["locale"]: twin["url"] for twin in twins}
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "current": code == reader.locale.language_code,
            "url": urls.get(code),
            "home": front_address(code),
        }
        for code in root_paths(reader.site)
    ]
