"""Rich text for the public: Wagtail's stored markup, its links made independent of languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wagtail.rich_text import expand_db_html
from wagtail.rich_text.rewriters import extract_attrs

from courtyard.publications.schema import LinkedHtml
from courtyard.publications.types import page_keys

FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
"""What editors may use in running text; headings, images and embeds are blocks of their own."""

_PAGE_LINK = re.compile(r"<a\b([^>]*\blinktype=\"page\"[^>]*)>")


def published_html(source: str) -> LinkedHtml | str:
    """Stored rich text as HTML for a publication.

    Links to pages become ``href="page:KEY"`` by translation key, so that they are resolved in
    the language of the text wherever it is read; all else is expanded by Wagtail.
    """
    links = map(extract_attrs, _PAGE_LINK.findall(source))
    keys = page_keys(int(link["id"]) for link in links)
    html = expand_db_html(_PAGE_LINK.sub(_by_key(keys), source))
    return LinkedHtml(linked_html=html) if keys else html


def _by_key(keys: Mapping[int, object]) -> Callable[[re.Match[str]], str]:
    def rewrite(match: re.Match[str]) -> str:
        key = keys.get(int(extract_attrs(match[1])["id"]))
        return f'<a href="page:{key}">' if key else "<a>"

    return rewrite
