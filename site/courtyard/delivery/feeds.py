"""Feeds as Atom (RFC 4287) and JSON Feed 1.1, of one language each.

A feed holds what its language says itself: what stands in for a missing translation is read in
the feed of its own language. It can be narrowed by terms, as lists can: ``?topic=networking``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from courtyard import feeds
from courtyard.localisation.addresses import address_in, address_in_api
from courtyard.publications.reading import CARD, Reader
from courtyard.taxonomy import keys_of_terms, with_terms
from courtyard.terms import KINDS

from . import keeping
from .asking import asked
from .chrome import name_of
from .cross_origin import readable_elsewhere

ITEMS = 30
"""How many of the newest things a feed holds."""

NOBODY_KNOWS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When something changed that code has put there without publishing it; an entry must say so."""

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no XML document can hold (XML 1.0, 2.2), such as a line break of a typesetter's."""

PARAMETERS = tuple(kind.name for kind in KINDS)


@readable_elsewhere
@require_safe
def feed(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """A feed in the language of the address.

    Raises Http404 for one that nobody offers, and for a term that nobody knows.
    """
    kind = feeds.named(name)
    state = asked(request)
    located = state.sites.locate(request.path_info)
    if kind is None or located is None:
        raise Http404
    reader = state.reader(located[0].code, request.GET)

    def written() -> HttpResponse:
        described = _described(request, reader, kind)
        return WRITERS[form](request, reader, described, _items(reader, kind))

    return cast("HttpResponse", keeping.answer(request, written, parameters=PARAMETERS))


def links(reader: Reader) -> list[dict[str, str]]:
    """The feeds of a reader's language, for programs that look for them in a page."""
    with translation.override(reader.code):
        return [
            {
                "title": f"{name_of(reader)}: {kind.title}",
                "type": CONTENT_TYPES[form],
                "url": url,
            }
            for kind in feeds.registered()
            for form in WRITERS
            if (url := address_in(reader.code, f"courtyard_feed_{form}", kind.name))
        ]


def _described(request: HttpRequest, reader: Reader, kind: feeds.FeedKind) -> dict[str, str]:
    """What a feed says of itself."""
    chosen = {name: request.GET[name] for name in PARAMETERS if request.GET.get(name)}
    query = f"?{urlencode(chosen)}" if chosen else ""
    name = NO_XML.sub(" ", name_of(reader))
    with translation.override(reader.code):
        title = f"{name}: {kind.title}"
    return {
        "title": title,
        "author": name,
        "home": request.build_absolute_uri(reader.language.front),
        "url": request.build_absolute_uri(request.path + query),
    }


def _items(reader: Reader, kind: feeds.FeedKind) -> list[dict[str, Any]]:
    """The newest things that a language says itself, as cards, with when they last changed.

    Raises Http404 for a term that nobody knows: whoever follows it would wait for ever.
    """
    slugs = {one.model: reader.parameters.get(one.name) for one in KINDS}
    terms = keys_of_terms(slugs, reader)
    if None in terms.values():
        raise Http404
    pages = with_terms(kind.choose(reader), terms)
    pages = pages.filter(locale=reader.language.locale_id)
    rows = pages.values(*CARD, changed=F("page__last_published_at"))[:ITEMS]
    items = [{**reader.card(row), "changed": row["changed"] or NOBODY_KNOWS} for row in rows]
    if kind.told is not None:
        with translation.override(reader.code):
            for item in items:
                item["summary"] = " ".join(filter(None, (kind.told(item), item["summary"])))
    return items


def _id(item: Mapping[str, Any]) -> str:
    """The same for good, wherever the page moves."""
    return f"urn:uuid:{uuid5(UUID(item['key']), item['content_language'])}"


def _data(request: HttpRequest, item: Mapping[str, Any]) -> str | None:
    """Where the content API answers an item; None without it."""
    address = address_in_api(item["key"], item["locale"])
    return address and request.build_absolute_uri(address)


def _moment(item: Mapping[str, Any]) -> dt.datetime | None:
    first = item["first_published_at"]
    return dt.datetime.fromisoformat(first) if first else None


class _Feed(Atom1Feed):
    """Atom that says of each item where it is to be had as data.

    An empty feed has not changed either: the moment at which it is asked is none.
    """

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["data"]:
            link = {"rel": "alternate", "type": "application/json", "href": item["data"]}
            handler.addQuickElement("link", "", link)

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else NOBODY_KNOWS


def _atom(
    request: HttpRequest, reader: Reader, described: dict[str, str], items: list[dict[str, Any]]
) -> HttpResponse:
    atom = _Feed(
        title=described["title"],
        # Of the same site there is more than one feed.
        feed_guid=described["url"],
        link=described["home"],
        description="",
        language=reader.code,
        author_name=described["author"],
        feed_url=described["url"],
    )
    for item in items:
        atom.add_item(
            title=NO_XML.sub(" ", item["title"]),
            link=request.build_absolute_uri(item["url"]),
            # It is declared to be HTML.
            description=escape(NO_XML.sub(" ", item["summary"])),
            unique_id=_id(item),
            pubdate=_moment(item),
            updateddate=item["changed"],
            data=_data(request, item),
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=CONTENT_TYPES["atom"])


def _json(
    request: HttpRequest, reader: Reader, described: dict[str, str], items: list[dict[str, Any]]
) -> HttpResponse:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": described["title"],
        "home_page_url": described["home"],
        "feed_url": described["url"],
        "language": reader.code,
        "authors": [{"name": described["author"]}],
        "items": [_json_item(request, item) for item in items],
    }
    return JsonResponse(document, content_type=CONTENT_TYPES["json"])


def _json_item(request: HttpRequest, item: Mapping[str, Any]) -> dict[str, Any]:
    said = {
        "id": _id(item),
        "url": request.build_absolute_uri(item["url"]),
        "title": item["title"],
        "content_text": item["summary"],
        "date_modified": item["changed"],
    }
    if data := _data(request, item):
        # Extensions of a feed begin with an underscore.
        said["_courtyard"] = {"key": item["key"], "type": item["type"], "url": data}
    first = _moment(item)
    return {**said, "date_published": first} if first else said


Writer = Callable[[HttpRequest, Reader, dict[str, str], list[dict[str, Any]]], HttpResponse]

WRITERS: dict[str, Writer] = {"atom": _atom, "json": _json}
CONTENT_TYPES = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json"}
