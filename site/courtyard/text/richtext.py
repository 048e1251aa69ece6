"""Rich text for the public: Wagtail's stored markup, its links made independent of languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal
from uuid import UUID

from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.rewriters import extract_attrs

from courtyard.publications.schema import LinkedHtml, as_json

LANGUAGE_OF_PART = "language-of-part"
"""The feature with which editors say in which language foreign words are."""

FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", LANGUAGE_OF_PART]
"""What editors may use in running text; headings, images and embeds are blocks of their own."""

NOTHING = UUID(int=0)
"""The translation key that no page has."""

LONGEST_ID = 18
"""Digits of a primary key that every database takes."""

_EMBED = re.compile(r"<embed\b[^>]*>")
_STORED_LINK = re.compile(r"<a\b([^>]*\blinktype=\"(page|document)\"[^>]*)>")
_LINK_BY_ID = re.compile(r'<a href="page-id:(\d+)">')


def published_html(source: str) -> LinkedHtml | Literal[""]:
    """Stored rich text as HTML for a publication; nothing of nothing.

    Links to pages stand as ``href="page-id:1"`` until ``with_page_keys`` has seen the whole
    document, links to documents as ``href="document:1"``; all else is expanded by Wagtail.
    Embeds are left out: pictures are blocks of their own, which show none of a private collection.
    """
    expanded = expand_db_html(_STORED_LINK.sub(_by_id, _EMBED.sub("", source)))
    return LinkedHtml(linked_html=expanded) if expanded else ""


def as_json_html(source: str) -> Any:
    """The same as JSON-ready data."""
    html = published_html(source)
    return as_json(html) if html else ""


def with_page_keys(document: Any) -> Any:
    """A built document with all its links to pages named by translation key: one query.

    By key they are resolved in the language of the text wherever it is read. A link to a page
    that is gone leads to nothing, like one to a page that is hidden.
    """
    ids = {int(found) for html in _linked(document) for found in _LINK_BY_ID.findall(html)}
    if not ids:
        return document
    keys = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key"))

    def by_key(match: re.Match[str]) -> str:
        return f'<a href="page:{keys.get(int(match[1]), NOTHING)}">'

    return _rewritten(document, by_key)


def _by_id(match: re.Match[str]) -> str:
    number = extract_attrs(match[1]).get("id", "")
    if not number.isdecimal() or len(number) > LONGEST_ID:
        return "<a>"  # an import may bring anything; nothing has such a key
    scheme = "page-id" if match[2] == "page" else "document"
    return f'<a href="{scheme}:{int(number)}">'


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
