"""The content API of what belongs to the whole site: its terms, languages, words, menus, map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Field, Query, Router, Schema

from courtyard.publications.reading import Reader, Surroundings
from courtyard.publications.references import resolve
from courtyard.publications.schema import (
    Alternate,
    Html,
    Label,
    Picture,
    PublisherLabel,
    Record,
    Ref,
    TermLabel,
)
from courtyard.taxonomy import by_name, keys_carried
from courtyard.terms import KINDS, Kind

from . import calendars, feeds
from .asking import reader_for
from .chrome import chrome, logo_of, own_name, said_around
from .lists import (
    ListParameters,
    PartOfList,
    after,
    answer,
    cursor_of,
    next_part,
    part_of_list,
    short_list,
)
from .problems import PROBLEMS
from .sitemap import KEYS, Thing, by_keys, things

router = Router(tags=["site"])


class LocaleParameter(Schema):
    """What every operation takes."""

    locale: str | None = Field(
        None, max_length=20, description="Language code; the site's first when left out."
    )


# Terms


class TermList(PartOfList[TermLabel]):
    """A part of the list of the terms of one kind, in order."""


class TermsParameters(ListParameters):
    """Which part of a list of terms is asked for."""

    item = TermLabel


def _list_terms_of(kind: Kind) -> Callable[..., HttpResponse]:
    """The operation that lists the terms of a kind."""

    def list_terms(request: HttpRequest, parameters: Query[TermsParameters]) -> HttpResponse:
        reader = reader_for(request, parameters.locale)
        rows = reader.ask(
            ("terms carried", kind.name),
            lambda reader, slots: keys_carried(kind, reader.published()),
        )
        wanted = [{"ref": kind.name, "key": str(row["key"]), "size": "label"} for row in rows]
        found = sorted((term for term in resolve(wanted, reader) if term), key=by_name)
        return short_list(request, reader, found, parameters)

    list_terms.__name__ = f"list_{kind.plural}"
    return list_terms


for _kind in KINDS:
    router.get(
        f"/{_kind.plural}",
        response={200: TermList, **PROBLEMS},
        tags=["terms"],
        description=(
            f"The {_kind.plural} that some public page carries, by name. Their slugs are what "
            f"lists take as `{_kind.name}`."
        ),
    )(_list_terms_of(_kind))


# The site's languages, words and menus


class SiteLanguage(Record):
    """A language in which the site can be read."""

    code: str
    name: str = Field(description="What the language calls itself.")
    is_default: bool = Field(description="Whether it is answered where no locale is asked for.")
    fallback: list[str] = Field(
        description="Codes of the languages that are shown where it lacks a page, in order."
    )
    url: str = Field(description="Path of its front page.")


class SiteLanguages(Record):
    """All languages of the site."""

    items: list[SiteLanguage]


@router.get("/locales", response={200: SiteLanguages, **PROBLEMS})
def list_locales(request: HttpRequest, parameters: Query[LocaleParameter]) -> HttpResponse:
    """The languages of the site in its own order; the same whichever language is asked for."""
    reader = reader_for(request, parameters.locale)
    shown = reader.sites.shown()
    items = [
        {
            "code": language.code,
            "name": own_name(language.code),
            "is_default": language is shown[0],
            "fallback": [one.code for one in reader.sites.chain(language)[1:] if one.root],
            "url": language.front,
        }
        for language in shown
    ]
    return answer({"items": items}, reader)


class SiteLink(Record):
    """Where else on the web the institution is found."""

    label: str
    url: str


class FeedLink(Record):
    """Where programs follow what is new."""

    title: str
    type: str = Field(description="As a media type: `application/atom+xml; charset=utf-8`.")
    url: str


class SiteWords(Record):
    """What the site says of itself."""

    locale: str
    content_language: str = Field(description="The language of name, notice, address and footer.")
    name: str
    notice: Html = Field(description="HTML; empty where there is nothing to be said.")
    footer: Html = Field(description="HTML.")
    address: str = Field(description="Line by line, as on a letter.")
    email: str
    phone: str
    links: list[SiteLink]
    publisher: Ref[PublisherLabel] | None = Field(
        description="Who speaks where neither a page nor a section above it says so."
    )
    logo: Ref[Picture] | None
    feeds: list[FeedLink] = Field(
        description="What is new as Atom and JSON Feed, and all dates as iCalendar."
    )
    newsletter: str | None = Field(
        description="Path that takes the sign-up form; null where there is no newsletter."
    )


@router.get("/settings", response={200: SiteWords, **PROBLEMS})
def site_settings(request: HttpRequest, parameters: Query[LocaleParameter]) -> HttpResponse:
    """What the site says of itself, around every page."""
    reader = reader_for(request, parameters.locale)
    key = reader.sites.institution.publisher
    publisher = {"ref": "publisher", "key": str(key), "size": "label"} if key else None
    document = {**said_around(reader), "logo": logo_of(reader), "publisher": publisher}
    [said] = resolve([document], reader)
    with translation.override(reader.code):
        around = chrome(reader, Surroundings(), said)
    same = ("name", "notice", "footer", "address", "email", "phone", "links", "logo")
    return answer(
        {
            "locale": reader.code,
            "content_language": around["texts"]["content_language"],
            **{name: around[name] for name in same},
            "publisher": said["publisher"],
            "feeds": [*feeds.links(reader), *calendars.links(reader)],
            "newsletter": around["newsletter_action"],
        },
        reader,
    )


class LinkedLabel(Label):
    """A page that every page links to."""

    name: str = Field(description="By which machines know it.")


class Navigation(Record):
    """The menus of the site. A line that leads elsewhere has neither key nor type."""

    home: Label | None = Field(description="The front page.")
    menu: list[Label]
    foot_menu: list[Label]
    everywhere: list[LinkedLabel] = Field(
        description="What every page links to, such as a statement that the law asks for."
    )


@router.get("/navigation", response={200: Navigation, **PROBLEMS})
def navigation(request: HttpRequest, parameters: Query[LocaleParameter]) -> HttpResponse:
    """The front page, the menus, and what is linked from everywhere."""
    reader = reader_for(request, parameters.locale)
    around = reader.front()
    names = ("home", "menu", "foot_menu", "everywhere")
    return answer({name: getattr(around, name) for name in names}, reader)


# The map of the site


class MappedAddress(Record):
    """Where a page is in one language that has it."""

    locale: str
    url: str
    last_published_at: dt.datetime | None


class MappedPage(Record):
    """A page with its addresses. A text that stands in for a missing translation has none."""

    key: str
    type: str
    addresses: list[MappedAddress]
    alternates: list[Alternate] = Field(description="The same for each of its addresses.")


class SitePart(PartOfList[MappedPage]):
    """A part of the map of the site, by keys."""


class MapParameters(ListParameters):
    """Which part of the map is asked for."""

    item = MappedPage

    locale: str | None = Field(
        None,
        max_length=20,
        description="Only what this language has itself; all languages when left out.",
    )


@router.get("/sitemap", response={200: SitePart, **PROBLEMS})
def site_map(request: HttpRequest, parameters: Query[MapParameters]) -> HttpResponse:
    """All public addresses of the site, with alternates, for those who make it as files."""
    reader = reader_for(request, parameters.locale)
    pages = by_keys(reader.everything())
    named = pages
    if parameters.locale:
        named = pages.filter(in_language=reader.language.locale_id)  # type: ignore[misc]
    coming = named
    if parameters.cursor:
        coming = named.filter(*(after(parameters.cursor, "key", key, named) for key in KEYS))
    if parameters.locale:
        # Of each thing that the language has, all languages.
        keys = coming.values_list("original", flat=True).distinct()
        coming = pages.filter(original__in=list(keys[: parameters.limit + 1]))
    found = list(things(reader, coming, parameters.limit + 1))
    part = found[: parameters.limit]
    following = None
    if len(found) > len(part):
        following = next_part(request, _cursor_at(part[-1].key))
    only = reader.language.locale_id if parameters.locale else None
    items = [_mapped(reader, thing, only) for thing in part]
    return part_of_list(
        reader,
        parameters,
        items,
        following,
        lambda: named.order_by().values("original").distinct().count(),
    )


def _cursor_at(key: UUID) -> str:
    return cursor_of("key", {"sorted_by": key, "original_id": key})


def _mapped(reader: Reader, thing: Thing, only: int | None) -> dict[str, Any]:
    """A thing as ``MappedPage``, with the address in one language (a locale's key) or with all."""
    rows = [row for locale, row in thing.own.items() if only in (None, locale)]
    return {
        "key": str(thing.key),
        "type": rows[0]["type"],
        "addresses": [
            {
                "locale": reader.sites.codes[row["locale_id"]],
                "url": reader.own_url(row),
                "last_published_at": row["page__last_published_at"],
            }
            for row in rows
        ],
        "alternates": thing.alternates,
    }
