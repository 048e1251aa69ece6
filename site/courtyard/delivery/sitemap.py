"""The sitemap: every public page in every language, each with its other languages.

Read by one query and sent as it is read, so that its size costs no memory. See
https://www.sitemaps.org/protocol.html and, for the alternates,
https://developers.google.com/search/docs/specialty/international/localized-versions
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from courtyard.publications.reading import LABEL, Reader, Row, hreflang

from .asking import asked

AT_ONCE = 1000
"""How many rows are fetched from the database at a time."""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
FOOT = "</urlset>\n"


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
        for twins in _things(reader):
            yield from _urls(request, reader, twins)
    yield FOOT


def _things(reader: Reader) -> Iterator[list[Row]]:
    """What is public, each thing with all its languages."""
    rows = (
        reader.everything()
        .order_by("original", "page")
        .values("pk", *LABEL, "original__page", "page__last_published_at")
        .iterator(chunk_size=AT_ONCE)
    )
    for _key, twins in groupby(rows, key=itemgetter("original_id")):
        yield list(twins)


def _urls(request: HttpRequest, reader: Reader, twins: list[Row]) -> Iterator[str]:
    is_front = twins[0]["original_id"] == reader.sites.root_key
    own = {row["locale_id"]: row for row in reversed(twins)}
    translations = [
        {
            "locale": language.code,
            "state": "original" if row["pk"] == row["original__page"] else "current",
            "url": reader.own_url(row),
        }
        for language in reader.sites.languages.values()
        if (row := own.get(language.locale_id))
    ]
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(link["hreflang"])} '
        f"href={quoteattr(request.build_absolute_uri(link['url']))}/>"
        for link in hreflang(translations, is_front=is_front)
    )
    for row in own.values():
        published = row["page__last_published_at"]
        modified = (
            f"<lastmod>{published.isoformat(timespec='seconds')}</lastmod>" if published else ""
        )
        address = escape(request.build_absolute_uri(reader.own_url(row)))
        yield f"<url><loc>{address}</loc>{modified}{links}</url>\n"
