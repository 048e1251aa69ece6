"""What a site's settings hold, as rows: from the database in one query, or from a draft.

A row is ``{"kind", "pk", "until", "data"}``; its kind is one of the parts below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from wagtail.models import Locale, Page, Site

from courtyard.models import MenuItem, MenuItemText, SiteSettings, SiteTexts, SocialLink
from courtyard.publications import clock

COLUMNS = ("pk", "kind", "until", "data")

Row = dict[str, Any]


def stored_rows(site: Site, now: dt.datetime) -> list[Row]:
    """The languages, and all that the site's settings say: one query."""
    items = {"page": "page__translation_key", "url": "url", "order": "sort_order"}
    parts = [
        _part(
            "settings",
            SiteSettings.objects.filter(site=site),
            publisher="publisher__translation_key",
            logo="logo_id",
            email="email",
            phone="phone",
            accent="accent",
        ),
        _part(
            "texts",
            SiteTexts.objects.filter(settings__site=site),
            locale="locale_id",
            name="name",
            notice="notice",
            address="address",
            footer="footer",
            fallback="fallback__language_code",
        ),
        _part(
            "link",
            SocialLink.objects.filter(settings__site=site),
            label="label",
            url="url",
            order="sort_order",
        ),
        _part("main", MenuItem.objects.filter(main_of__site=site), **items),
        _part("foot", MenuItem.objects.filter(foot_of__site=site), **items),
        _part(
            "label",
            MenuItemText.objects.filter(Q(item__main_of__site=site) | Q(item__foot_of__site=site)),
            item="item_id",
            locale="locale_id",
            text="text",
        ),
        *_moments(site, now),
    ]
    return list(_languages(site, now).union(*parts, all=True))


def draft_rows(settings: SiteSettings, now: dt.datetime) -> list[Row]:
    """The same of settings in memory, with their rows: whatever an editor has not saved yet."""
    stored = _languages(settings.site, now).union(*_moments(settings.site, now), all=True)
    return [*stored, *_said_in_memory(settings)]


def _languages(site: Site, now: dt.datetime) -> QuerySet[Any, Any]:
    """Each language with the tree path of its front page; ``until`` is when something expires."""
    key = site.root_page.translation_key
    roots = Page.objects.filter(translation_key=key, locale=OuterRef("pk")).order_by("pk")
    expiring = Page.objects.filter(live=True, expire_at__gt=now).order_by("expire_at")
    languages: QuerySet[Any, Any] = Locale.objects.order_by().annotate(
        kind=Value("language"),
        until=Subquery(expiring.values("expire_at")[:1]),
        data=JSONObject(code="language_code", root=Subquery(roots.values("url_path")[:1])),
    )
    return languages.values(*COLUMNS)


def _moments(site: Site, now: dt.datetime) -> Iterator[QuerySet[Any, Any]]:
    """Of each kind of moments at which the clock changes what apps say, the next one."""
    for rows in clock.upcoming(now):
        moments: QuerySet[Any, Any] = Site.objects.filter(pk=site.pk).order_by()
        yield moments.annotate(
            kind=Value("moment"),
            until=Subquery(rows.order_by("at").values("at")[:1]),
            data=JSONObject(),
        ).values(*COLUMNS)


def _part(kind: str, rows: QuerySet[Any], **fields: str) -> QuerySet[Any, Any]:
    never = Value(None, output_field=DateTimeField())
    said: QuerySet[Any, Any] = rows.order_by().annotate(
        kind=Value(kind), until=never, data=JSONObject(**fields)
    )
    return said.values(*COLUMNS)


def _said_in_memory(settings: SiteSettings) -> Iterator[Row]:
    def row(kind: str, pk: int, **data: Any) -> Row:
        return {"kind": kind, "pk": pk, "until": None, "data": data}

    publisher = settings.publisher
    yield row(
        "settings",
        0,
        publisher=publisher and str(publisher.translation_key),
        logo=settings.logo_id,
        email=settings.email,
        phone=settings.phone,
        accent=settings.accent,
    )
    for number, texts in enumerate(settings.texts.all()):
        yield row(
            "texts",
            number,
            locale=texts.locale_id,
            fallback=texts.fallback and texts.fallback.language_code,
            **{name: getattr(texts, name) for name in ("name", "notice", "address", "footer")},
        )
    for number, link in enumerate(settings.social_links.all()):
        yield row("link", number, label=link.label, url=link.url, order=link.sort_order)
    items = [("main", item) for item in settings.main_items.all()]
    items += [("foot", item) for item in settings.foot_items.all()]
    for number, (kind, item) in enumerate(items):
        key = item.page and str(item.page.translation_key)
        yield row(kind, number, page=key, url=item.url, order=item.sort_order)
        for label in item.labels.all():
            yield row("label", 0, item=number, locale=label.locale_id, text=label.text)
