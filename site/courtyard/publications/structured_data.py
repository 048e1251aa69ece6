"""What a page says to machines in the words of schema.org, as JSON-LD.

Pure: an answered whole and the chrome around it go in, JSON-ready data comes out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from .types import type_of

Absolute = Callable[[str], str]
"""Makes an address of the site a whole one, with scheme and host."""

Node = dict[str, Any]

_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def structured_data(
    page: Mapping[str, Any],
    site: Mapping[str, Any],
    *,
    url: str,
    api_url: str | None,
    absolute: Absolute,
) -> Node:
    """The graph of a page: who publishes it, the site, the page, the way to it, its article.

    ``page`` is an answered whole, ``site`` the chrome around it, ``url`` the one whole address of
    the page, ``api_url`` where it is to be had as data, if anywhere. The page's type says of which
    type of schema.org it is.
    """
    kind = type_of(page["type"])
    home = absolute(site["home"]["url"] if site["home"] else "/")
    publisher = _publisher(page, site, home, absolute)
    website = {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "name": site["name"],
        "url": home,
    }
    breadcrumb = _breadcrumb(page, url, absolute)
    work = {
        "headline": page["title"],
        "description": page["seo"]["description"],
        "inLanguage": page["content_language"],
        "datePublished": page["first_published_at"],
        "dateModified": page["last_published_at"],
        "image": _image(page["seo"]["image"] or page["image"], absolute),
        "publisher": {"@id": publisher["@id"]},
    }
    about = {
        "@type": kind.schema_type,
        "@id": url,
        "url": url,
        "name": page["title"],
        **work,
        "isPartOf": {"@id": website["@id"]},
        "breadcrumb": {"@id": breadcrumb["@id"]} if breadcrumb else None,
        "encoding": api_url
        and {
            "@type": "MediaObject",
            "encodingFormat": "application/json",
            "contentUrl": absolute(api_url),
        },
    }
    article = kind.article(page)
    if article:
        own = {"@id": f"{url}#article", "author": {"@id": publisher["@id"]}, **article}
        article = {**work, **own, "mainEntityOfPage": {"@id": url}}
    subject = kind.subject(page)
    if subject:
        own = {name: work[name] for name in ("description", "image")}
        subject = {"@id": f"{url}#subject", "name": page["title"], "url": url, **own, **subject}
        about["mainEntity"] = {"@id": subject["@id"]}
    nodes = [publisher, website, about, breadcrumb, article, subject]
    return {"@context": "https://schema.org", "@graph": [_known(node) for node in nodes if node]}


def as_script(data: Node) -> str:
    """The data as JSON that may stand inside a script element: nothing in it can end that."""
    return json.dumps(data, ensure_ascii=False).translate(_ESCAPES)


def _publisher(
    page: Mapping[str, Any], site: Mapping[str, Any], home: str, absolute: Absolute
) -> Node:
    """Who speaks. The site's address and logo are those of its own publisher, not of another."""
    named = page["publisher"]
    node: Node = {
        "@type": "Organization",
        "@id": f"{home}#publisher-{named['slug']}" if named else f"{home}#publisher",
        "name": named["name"] if named else site["name"],
        "url": named["website"] if named and named["website"] else home,
    }
    if named and named["key"] != site["publisher"]:
        return node
    return {
        **node,
        "logo": _image(site["logo"], absolute),
        "address": site["address"],
        "email": site["email"],
        "telephone": site["phone"],
        "sameAs": [link["url"] for link in site["links"]],
    }


def _breadcrumb(page: Mapping[str, Any], url: str, absolute: Absolute) -> Node | None:
    if not page["breadcrumb"]:
        return None
    way = [(label["title"], absolute(label["url"])) for label in page["breadcrumb"]]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{url}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": item}
            for place, (name, item) in enumerate([*way, (page["title"], url)], start=1)
        ],
    }


def _image(image: Mapping[str, Any] | None, absolute: Absolute) -> Node | None:
    """The widest of a picture's renditions."""
    if not image or not image["sources"]:
        return None
    widest = image["sources"][-1]
    return {
        "@type": "ImageObject",
        "url": absolute(widest["url"]),
        "width": widest["width"],
        "height": widest["height"],
    }


def _known(node: Node) -> Node:
    """A node without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}
