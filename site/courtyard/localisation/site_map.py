"""Where a site stands: its languages, their front pages and fallbacks, and what it says of itself.

One object that every answer starts from. It is read in a few queries and remembered by each
process for as long as the generation stays the same, so that a language or site added by an
editor is there at the next request.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from wagtail.coreutils import get_content_languages
from wagtail.models import Site

from courtyard.models import SiteSettings
from courtyard.publications import clock
from courtyard.publications.prepared import Prepared
from courtyard.text.richtext import as_json_html, with_page_keys

from .addresses import front_address
from .site_rows import Row, draft_rows, stored_rows

logger = logging.getLogger(__name__)

LONGEST = dt.timedelta(minutes=1)
"""How long an answer may show what has changed without a signal, such as by a bulk update."""


@dataclass(frozen=True)
class Language:
    """A language of a site.

    ``root`` is the tree path (``url_path``) of its front page, "" where it has none; ``front`` is
    that page's address; ``footer`` and ``notice`` are HTML as built, with references to the pages
    that they link to; ``address`` is a text of several lines; ``fallback`` the language shown
    where a page is missing, or "".
    """

    locale_id: int
    code: str
    root: str
    front: str
    name: str = ""
    footer: Any = ""
    notice: Any = ""
    address: str = ""
    fallback: str = ""


@dataclass(frozen=True)
class MenuEntry:
    """A line of a menu made by hand: a page by its translation key, or an address.

    ``labels`` are what it is called, by language code.
    """

    key: UUID | None
    url: str
    labels: dict[str, str]


@dataclass(frozen=True)
class Institution:
    """What a site's settings say in all languages alike.

    ``publisher`` is the translation key of the one who speaks where nobody else is named, ``logo``
    the primary key of an image, ``links`` pairs of a name and an address. A menu without entries
    is made of the tree.
    """

    publisher: UUID | None = None
    logo: int | None = None
    email: str = ""
    phone: str = ""
    links: tuple[tuple[str, str], ...] = ()
    main_menu: tuple[MenuEntry, ...] = ()
    foot_menu: tuple[MenuEntry, ...] = ()

    @property
    def in_menus(self) -> list[UUID]:
        """The translation keys of the pages in menus made by hand."""
        entries = (*self.main_menu, *self.foot_menu)
        return list(dict.fromkeys(entry.key for entry in entries if entry.key))


@dataclass(frozen=True)
class SiteMap:
    """A site with its languages in the order of the settings, as it was read at a moment.

    ``until`` is the next moment at which the clock changes what is public, or None;
    ``root_key`` is the translation key of the front pages; ``prepared`` holds the questions that
    have been asked about a site of this shape.
    """

    site: Site | None
    read_at: dt.datetime
    languages: dict[str, Language] = field(default_factory=dict)
    until: dt.datetime | None = None
    root_key: UUID | None = None
    institution: Institution = field(default_factory=Institution)
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

    @property
    def shape(self) -> tuple[Any, ...]:
        """What the questions about the site depend on."""
        return (self.site, self.languages, self.root_key, self.institution)

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
        found = _with_questions(read_site_map(_site_of(request), now))
        _forget_root_paths()
        if len(_remembered) >= _REMEMBERED_AT_MOST:
            _remembered.clear()
        _remembered[key] = found
    # Wagtail's own code finds the site here.
    request._wagtail_site = found.site  # type: ignore[attr-defined]
    return found


def _with_questions(read: SiteMap) -> SiteMap:
    """A map with what has been asked about a site of its shape: compiled questions stay right."""
    for known in _remembered.values():
        if known.shape == read.shape:
            return replace(read, prepared=known.prepared)
    return read


def _forget_root_paths() -> None:
    """Wagtail's own memory of where sites stand hears of changes in its own process alone."""
    try:
        Site.clear_site_root_paths_cache()
    except Exception:  # noqa: BLE001 - whatever a cache raises, the site goes on
        logger.warning("The cache does not answer; Wagtail's paths of sites may be old.")


def _site_of(request: HttpRequest) -> Site | None:
    return cast("Site | None", Site.find_for_request(request))


def read_site_map(
    site: Site | None, now: dt.datetime | None = None, *, draft: SiteSettings | None = None
) -> SiteMap:
    """The map of a site as the database has it: one query, and one for links in its texts.

    With a ``draft`` the site's settings are these, in memory, and not those of the database.
    """
    now = now or timezone.now()
    if site is None:
        return SiteMap(site=None, read_at=now)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in draft_rows(draft, now) if draft is not None else stored_rows(site, now):
        rows[row["kind"]].append(row)
    found = {row["data"]["code"]: row for row in rows["language"]}
    texts = {row["data"]["locale"]: row["data"] for row in rows["texts"]}
    html = with_page_keys(
        {
            locale: {name: as_json_html(said[name] or "") for name in ("footer", "notice")}
            for locale, said in texts.items()
        }
    )
    said = {locale: {**texts[locale], **html[locale]} for locale in texts}
    codes = {row["pk"]: code for code, row in found.items()}
    return SiteMap(
        site=site,
        read_at=now,
        languages={
            code: _language(found[code], said.get(found[code]["pk"], {}))
            for code in _codes(site, found)
            if code in found
        },
        until=_until(rows, now),
        root_key=site.root_page.translation_key,
        institution=_institution(rows, codes),
    )


def _codes(site: Site, found: Mapping[str, Any]) -> Iterable[str]:
    """The site's languages in the order of the settings."""
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return list(get_content_languages())
    return [code for code, row in found.items() if row["pk"] == site.root_page.locale_id]


def _until(rows: Mapping[str, list[Row]], now: dt.datetime) -> dt.datetime:
    """The next moment after ``now`` at which the clock may change what is public."""
    known: list[dt.datetime] = [
        row["until"] for kind in ("language", "moment") for row in rows[kind] if row["until"]
    ]
    return min([clock.next_quarter(now), *known])


def _language(row: Row, said: Mapping[str, Any]) -> Language:
    code = row["data"]["code"]
    return Language(
        locale_id=row["pk"],
        code=code,
        root=row["data"]["root"] or "",
        front=front_address(code),
        name=said.get("name") or "",
        footer=said.get("footer", ""),
        notice=said.get("notice", ""),
        address=said.get("address") or "",
        fallback=said.get("fallback") or "",
    )


def _institution(rows: Mapping[str, list[Row]], codes: Mapping[int, str]) -> Institution:
    """What the rows of a site's settings say; ``codes`` are those of languages by locale."""
    labels: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows["label"]:
        label = row["data"]
        if label["text"] and label["locale"] in codes:
            labels[label["item"]][codes[label["locale"]]] = label["text"]
    said: Mapping[str, Any] = next((row["data"] for row in rows["settings"]), {})
    return Institution(
        publisher=_uuid(said.get("publisher")),
        logo=said.get("logo"),
        email=said.get("email") or "",
        phone=said.get("phone") or "",
        links=tuple((row["data"]["label"], row["data"]["url"]) for row in _in_order(rows["link"])),
        main_menu=tuple(_entries(rows["main"], labels)),
        foot_menu=tuple(_entries(rows["foot"], labels)),
    )


def _entries(rows: list[Row], labels: Mapping[int, dict[str, str]]) -> Iterator[MenuEntry]:
    for row in _in_order(rows):
        entry = row["data"]
        yield MenuEntry(_uuid(entry["page"]), entry["url"], labels.get(row["pk"], {}))


def _in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["data"]["order"] or 0, row["pk"]))


def _uuid(key: str | None) -> UUID | None:
    return UUID(key) if key else None
