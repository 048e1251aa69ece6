"""Where a site stands: its languages, their front pages, addresses and fallbacks.

One object that every answer starts from. It is read in a few queries and remembered by each
process for as long as the generation stays the same, so that a language or site added by an
editor is there at the next request.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page, Site

from courtyard.models import SiteTexts
from courtyard.publications.prepared import Prepared
from courtyard.text.richtext import as_json_html, with_page_keys

from .addresses import front_address

logger = logging.getLogger(__name__)

LONGEST = dt.timedelta(minutes=1)
"""How long an answer may show what has changed without a signal, such as by a bulk update."""


@dataclass(frozen=True)
class Language:
    """A language of a site.

    ``root`` is the tree path (``url_path``) of its front page, "" where it has none; ``front`` is
    that page's address; ``footer`` HTML as built, with references to the pages that it links to;
    ``fallback`` the language shown where a page is missing, or "".
    """

    locale_id: int
    code: str
    root: str
    front: str
    name: str = ""
    footer: Any = ""
    fallback: str = ""


@dataclass(frozen=True)
class SiteMap:
    """A site with its languages in the order of the settings, as it was read at a moment.

    ``until`` is the next moment at which the clock changes what is public, or None;
    ``root_key`` is the translation key of the front pages; ``prepared`` holds the questions that
    have been asked about the site, and is forgotten with it.
    """

    site: Site | None
    read_at: dt.datetime
    languages: dict[str, Language] = field(default_factory=dict)
    until: dt.datetime | None = None
    root_key: UUID | None = None
    prepared: dict[Hashable, Prepared] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def codes(self) -> dict[int, str]:
        """Language codes by the primary key of their locale."""
        return {language.locale_id: code for code, language in self.languages.items()}

    @property
    def first(self) -> Language | None:
        """The site's first language that has a front page."""
        return next((one for one in self.languages.values() if one.root), None)

    def shown(self) -> list[Language]:
        """Languages in which the site can be read: with a front page, their own or another's."""
        return [
            one for one in self.languages.values() if any(link.root for link in self.chain(one))
        ]

    def chain(self, language: Language) -> tuple[Language, ...]:
        """The language itself and those that stand in for it, in order."""
        chain = [language]
        while chain[-1].fallback and chain[-1].fallback in self.languages:
            following = self.languages[chain[-1].fallback]
            if following in chain:
                logger.warning("The fallbacks of %s run in a circle.", language.code)
                break
            chain.append(following)
        return tuple(chain)

    def locate(self, path: str) -> tuple[Language, str] | None:
        """The language of an HTML address, and what follows the address of its front page.

        The longest front address that it begins with decides; None where none does.
        """
        shown = sorted(self.shown(), key=lambda one: len(one.front), reverse=True)
        for language in shown:
            if path.startswith(language.front):
                rest = path.removeprefix(language.front)
                return language, rest if rest.endswith("/") or not rest else f"{rest}/"
        return None

    @property
    def holds_until(self) -> dt.datetime:
        """How long it holds, and what was built by it: to the next boundary, LONGEST at most."""
        longest = self.read_at + LONGEST
        return longest if self.until is None else min(longest, self.until)

    def prepare(self, question: Hashable, prepared: Prepared) -> None:
        """Keep a question for the next asker; there are not many."""
        if len(self.prepared) >= _PREPARED_AT_MOST:
            self.prepared.clear()
        self.prepared[question] = prepared

    def holds_at(self, now: dt.datetime) -> bool:
        """Whether it still holds; not so once the clock was set back."""
        return self.read_at <= now < self.holds_until


_remembered: dict[tuple[str, str, str], SiteMap] = {}
_REMEMBERED_AT_MOST = 64
_PREPARED_AT_MOST = 500


def site_map(request: HttpRequest, now: dt.datetime, generation: str | None) -> SiteMap:
    """The map of the site that a request asks, valid at ``now`` (an aware moment).

    It is remembered under the generation; None says that it may not be.
    """
    if generation is None:
        return read_site_map(_site_of(request), now)
    key = (generation, request.get_host(), request.get_port())
    found = _remembered.get(key)
    if found is None or not found.holds_at(now):
        found = read_site_map(_site_of(request), now)
        _forget_root_paths()
        if len(_remembered) >= _REMEMBERED_AT_MOST:
            _remembered.clear()
        _remembered[key] = found
    # Wagtail's own code finds the site here.
    request._wagtail_site = found.site  # type: ignore[attr-defined]
    return found


def _forget_root_paths() -> None:
    """Wagtail's own memory of where sites stand hears of changes in its own process alone."""
    try:
        Site.clear_site_root_paths_cache()
    except Exception:  # noqa: BLE001 - whatever a cache raises, the site goes on
        logger.warning("The cache does not answer; Wagtail's paths of sites may be old.")


def _site_of(request: HttpRequest) -> Site | None:
    return cast("Site | None", Site.find_for_request(request))


def read_site_map(site: Site | None, now: dt.datetime | None = None) -> SiteMap:
    """The map of a site as the database has it: one query, and one for the footers' links."""
    now = now or timezone.now()
    if site is None:
        return SiteMap(site=None, read_at=now)
    key = site.root_page.translation_key
    texts = SiteTexts.objects.filter(settings__site=site, locale=OuterRef("pk"))
    roots = Page.objects.filter(translation_key=key, locale=OuterRef("pk")).order_by("pk")
    expiring = Page.objects.filter(live=True, expire_at__gt=now).order_by("expire_at")
    rows = Locale.objects.annotate(
        root=Subquery(roots.values("url_path")[:1]),
        name=Subquery(texts.values("name")[:1]),
        footer=Subquery(texts.values("footer")[:1]),
        fallback=Subquery(texts.values("fallback__language_code")[:1]),
        until=Subquery(expiring.values("expire_at")[:1]),
    ).values("pk", "language_code", "root", "name", "footer", "fallback", "until")
    found = {row["language_code"]: row for row in rows}
    footers = with_page_keys([as_json_html(row["footer"] or "") for row in found.values()])
    for row, footer in zip(found.values(), footers, strict=True):
        row["footer"] = footer
    codes = _codes(site, found)
    return SiteMap(
        site=site,
        read_at=now,
        languages={code: _language(found[code]) for code in codes if code in found},
        until=next((row["until"] for row in rows), None),
        root_key=key,
    )


def _codes(site: Site, found: Mapping[str, Any]) -> Iterable[str]:
    """The site's languages in the order of the settings."""
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return list(get_content_languages())
    return [code for code, row in found.items() if row["pk"] == site.root_page.locale_id]


def _language(row: Mapping[str, Any]) -> Language:
    code = row["language_code"]
    return Language(
        locale_id=row["pk"],
        code=code,
        root=row["root"] or "",
        front=front_address(code),
        name=row["name"] or "",
        footer=row["footer"],
        fallback=row["fallback"] or "",
    )
