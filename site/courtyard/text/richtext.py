"""Rich text for the public: Wagtail's stored markup, its links made independent of languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.rewriters import extract_attrs

from courtyard.publications.schema import LinkedHtml, as_json

FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
"""What editors may use in running text; headings, images and embeds are blocks of their own."""

_STORED_LINK = re.compile(r"<a\b([^>]*\blinktype=\"page\"[^>]*)>")
_LINK_BY_ID = re.compile(r'<a href="page-id:(\d+)">')


def published_html(source: str) -> LinkedHtml | str:
    """Stored rich text as HTML for a publication.

    Links to pages stand as ``href="page-id:1"`` until ``with_page_keys`` has seen the whole
    document; all else is expanded by Wagtail.
    """
    html, links = _STORED_LINK.subn(_by_id, source)
    expanded = expand_db_html(html)
    return LinkedHtml(linked_html=expanded) if links else expanded


def as_json_html(source: str) -> Any:
    """The same as JSON-ready data."""
    html = published_html(source)
    return html if isinstance(html, str) else as_json(html)


def with_page_keys(document: Any) -> Any:
    """A built document with all its links to pages named by translation key: one query.

    By key they are resolved in the language of the text wherever it is read. A link to a page
    that is gone stays without address.
    """
    ids = {int(found) for html in _linked(document) for found in _LINK_BY_ID.findall(html)}
    if not ids:
        return document
    keys = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key"))

    def by_key(match: re.Match[str]) -> str:
        key = keys.get(int(match[1]))
        return f'<a href="page:{key}">' if key else "<a>"

    return _rewritten(document, by_key)


def _by_id(match: re.Match[str]) -> str:
    return f'<a href="page-id:{int(extract_attrs(match[1])["id"])}">'


def _linked(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "linked_html" in value:
            yield value["linked_html"]
        else:
            for part in value.values():
                yield from _linked(part)
    elif isinstance(value, list):
        for item in value:
            yield from _linked(item)


def _rewritten(value: Any, by_key: Any) -> Any:
    if isinstance(value, dict):
        if "linked_html" in value:
            return {"linked_html": _LINK_BY_ID.sub(by_key, value["linked_html"])}
        return {name: _rewritten(part, by_key) for name, part in value.items()}
    if isinstance(value, list):
        return [_rewritten(item, by_key) for item in value]
    return value
