"""The sitemap: every public page in every language, each with its other languages.

Read by one query and sent as it is read, so that its size costs no memory. See
https://www.sitemaps.org/protocol.html and, for the alternates,
https://developers.google.com/search/docs/specialty/international/localized-versions
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from django.db.models import QuerySet
from django.db.models.expressions import Col
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from courtyard.publications.reading import LABEL, Reader, Row, hreflang
from courtyard.publications.stored import Original, Publication

from .asking import asked

AT_ONCE = 1000
"""How many rows are fetched from the database at a time."""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
FOOT = "</urlset>\n"


FIRST_KEY, LAST_KEY = UUID(int=0), UUID(int=2**128 - 1)
"""A range by which SQLite too goes through the index of keys, in its order."""

KEYS = ("original", "key_of_original")
"""The key of a thing in ``by_keys``, as its publications and as its original have it.

PostgreSQL goes through the keys of both side by side: where a part of the map begins must be said
of either, or one of them is read from its first key on.
"""


class Thing(NamedTuple):
    """A page with its translations.

    ``own`` are the rows of ``LABEL`` of the languages that have it, by locale, each with the time
    at which it was published last; ``alternates`` are as ``hreflang`` gives them.
    """

    key: UUID
    own: dict[int, Row]
    alternates: list[dict[str, str]]


@require_safe
def sitemap(request: HttpRequest) -> StreamingHttpResponse:
    """All public pages of the site; a text that stands in for another is none of them."""
    return StreamingHttpResponse(_lines(request), content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read, and where they find all of it."""
    address = request.build_absolute_uri(reverse("sitemap"))
    lines = ["User-agent: *", f"Disallow: {reverse('wagtailadmin_home')}", f"Sitemap: {address}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


def _lines(request: HttpRequest) -> Iterator[str]:
    state = asked(request)
    yield HEAD
    first = state.sites.first
    if first is not None:
        reader = Reader(first, state.sites, now=state.now)
        for thing in things(reader, reader.everything()):
            yield from _urls(request, reader, thing)
    yield FOOT


def by_keys(pages: QuerySet[Publication]) -> QuerySet[Publication]:
    """The pages in the order of their keys, by the index of which they are read."""
    of_original = Col(Original._meta.db_table, Original._meta.get_field("translation_key"))
    pages = pages.alias(key_of_original=of_original)
    return pages.filter(original__gte=FIRST_KEY, original__lte=LAST_KEY).order_by("original")


def things(
    reader: Reader, pages: QuerySet[Publication], at_most: int | None = None
) -> Iterator[Thing]:
    """What is public, each thing with all its languages, by keys; fetched as it is read.

    ``pages`` are among ``reader.everything()``, all languages of each thing.
    """
    # Nothing has more rows than the site has languages.
    rows = at_most and at_most * len(reader.sites.languages)
    found = (
        by_keys(pages)
        .order_by("original", "page")
        .values("pk", *LABEL, "original__page", "page__last_published_at")[:rows]
        .iterator(chunk_size=AT_ONCE)
    )
    for key, twins in islice(groupby(found, key=itemgetter("original_id")), at_most):
        own = {row["locale_id"]: row for row in reversed(list(twins))}
        yield Thing(key, own, _alternates(reader, key, own))


def _alternates(reader: Reader, key: UUID, own: Mapping[int, Row]) -> list[dict[str, str]]:
    translations = [
        {
            "locale": language.code,
            "state": "original" if row["pk"] == row["original__page"] else "current",
            "url": reader.own_url(row),
        }
        for language in reader.sites.languages.values()
        if (row := own.get(language.locale_id))
    ]
    return hreflang(translations, is_front=key == reader.sites.root_key)


def _urls(request: HttpRequest, reader: Reader, thing: Thing) -> Iterator[str]:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(link["hreflang"])} '
        f"href={quoteattr(request.build_absolute_uri(link['url']))}/>"
        for link in thing.alternates
    )
    for row in thing.own.values():
        published = row["page__last_published_at"]
        modified = (
            f"<lastmod>{published.isoformat(timespec='seconds')}</lastmod>" if published else ""
        )
        address = escape(request.build_absolute_uri(reader.own_url(row)))
        yield f"<url><loc>{address}</loc>{modified}{links}</url>\n"
