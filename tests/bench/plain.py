"""What the content API is measured against: the same events on plain tables, without a CMS.

Once as django-ninja's documentation would have it, with prefetched relations, and once as a single
query that has the database write the JSON. The tables are made for the measurement alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from courtyard.models import Publication
from courtyard.publications.renditions import RENDITIONS
from courtyard.terms import KINDS
from network.models import City
from programmes.models import EventPage


class Row(models.Model):
    objects: ClassVar[Any] = models.Manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Picture(Row):
    alt = models.CharField(max_length=255)
    width = models.IntegerField()
    height = models.IntegerField()

    class Meta:
        app_label = "plain"


class Source(Row):
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="sources")
    url = models.CharField(max_length=255)
    width = models.IntegerField()

    class Meta:
        app_label = "plain"


class Tag(Row):
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=100)

    class Meta:
        app_label = "plain"


class Partner(Row):
    title = models.CharField(max_length=255)
    url = models.CharField(max_length=255)

    class Meta:
        app_label = "plain"


class Article(Row):
    key = models.UUIDField()
    locale = models.CharField(max_length=8)
    title = models.CharField(max_length=255)
    url = models.CharField(max_length=255)
    summary = models.TextField()
    body = models.JSONField()
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    picture = models.ForeignKey(Picture, models.CASCADE)
    partner = models.ForeignKey(Partner, models.CASCADE)
    city = models.ForeignKey(Tag, models.CASCADE, related_name="+")

    class Meta:
        app_label = "plain"
        indexes = [
            models.Index(fields=["locale", "starts", "id"], name="plain_by_date"),
            models.Index(fields=["key", "locale"], name="plain_by_key"),
        ]

    @property
    def tags(self) -> list[Tag]:
        """What it is about."""
        rows: Any = self
        return [one.tag for one in rows.tagged.all()]


class Tagged(Row):
    article = models.ForeignKey(Article, models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, models.CASCADE)

    class Meta:
        app_label = "plain"


MODELS: tuple[type[models.Model], ...] = (Picture, Source, Tag, Partner, Article, Tagged)


@contextmanager
def tables() -> Iterator[None]:
    """The tables, filled with the public events of the site."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    try:
        _fill()
        yield
    finally:
        with connection.schema_editor() as editor:
            for model in reversed(MODELS):
                editor.delete_model(model)


def _fill() -> None:
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    partners: dict[tuple[str, str], Partner] = {}
    tags: dict[tuple[str, str, str], Tag] = {}
    pictures = {}
    for image in get_image_model().objects.prefetch_related("renditions"):
        made = [one for one in image.renditions.all() if one.filter_spec in RENDITIONS]
        pictures[image.pk] = Picture(
            pk=image.pk, alt=image.description, width=image.width, height=image.height
        )
        pictures[image.pk].save()
        for one in made:
            Source.objects.create(picture_id=image.pk, url=one.url, width=one.width)
    models_of_terms: dict[str, Any] = {kind.name: kind.model for kind in KINDS} | {"city": City}
    for name, model in models_of_terms.items():
        for term in model._base_manager.all():
            where = (name, str(term.translation_key), codes[term.locale_id])
            tags[where] = Tag.objects.create(kind=name, slug=term.slug, name=term.name)
    titles: Any = Page.objects.values_list("translation_key", "locale_id", "title", "url_path")
    for key, locale, title, path in titles.filter(content_type__model="partnerpage"):
        partners[str(key), codes[locale]] = Partner(title=title, url=path)
    Partner.objects.bulk_create(partners.values())
    events = Publication.objects.filter(type=EventPage._meta.label).select_related("page")
    articles, links = [], defaultdict(list)
    for row in events.order_by("pk"):
        card, code = row.card, codes[row.locale_id]
        venue = row.whole["venue"]["key"]
        articles.append(
            Article(
                pk=row.pk,
                key=row.original_id,
                locale=code,
                title=row.title,
                url=row.page.url_path,
                summary=card["summary"],
                body=row.whole["body"],
                starts=card["starts"],
                ends=card["ends"],
                picture_id=int(card["image"]["key"]),
                partner=partners.get((venue, code)) or partners[venue, "pl"],
                city=tags["city", card["city"]["key"], "pl"],
            )
        )
        for kind in KINDS:
            for one in card[kind.plural]:
                word = tags.get((kind.name, one["key"], code))
                links[row.pk].append(word or tags[kind.name, one["key"], "pl"])
    Article.objects.bulk_create(articles, batch_size=500)
    Tagged.objects.bulk_create(
        (Tagged(article_id=key, tag=tag) for key, found in links.items() for tag in found),
        batch_size=5000,
    )


# As django-ninja has it

api = NinjaAPI(urls_namespace="plain", docs_url=None, openapi_url=None)


class SourceOut(Schema):
    url: str
    width: int


class PictureOut(Schema):
    alt: str
    width: int
    height: int
    sources: list[SourceOut]


class TagOut(Schema):
    kind: str
    slug: str
    name: str


class PartnerOut(Schema):
    title: str
    url: str


class ArticleOut(Schema):
    key: UUID
    locale: str
    title: str
    url: str
    summary: str
    starts: dt.datetime
    ends: dt.datetime | None
    picture: PictureOut
    city: TagOut
    tags: list[TagOut]


class WholeArticleOut(ArticleOut):
    partner: PartnerOut
    body: list[Any]


class ListOut(Schema):
    items: list[ArticleOut]


def _articles(locale: str) -> Any:
    found = Article.objects.filter(locale=locale).order_by("starts", "id")
    tagged = Prefetch("tagged", Tagged.objects.select_related("tag"))
    return found.select_related("picture", "city").prefetch_related(tagged, "picture__sources")


@api.get("/articles", response=ListOut)
def list_articles(request: HttpRequest, locale: str = "pl", limit: int = 20) -> Any:
    return {"items": list(_articles(locale).defer("body")[:limit])}


@api.get("/articles/{key}", response=WholeArticleOut)
def article(request: HttpRequest, key: UUID, locale: str = "pl") -> Any:
    return _articles(locale).select_related("partner").get(key=key)


# As one query

ITEM = """{object}(
    'key', a.key, 'locale', a.locale, 'title', a.title, 'url', a.url, 'summary', a.summary,
    'starts', a.starts, 'ends', a.ends,{more}
    'picture', {json}((
        SELECT {object}(
            'alt', p.alt, 'width', p.width, 'height', p.height,
            'sources', {json}((
                SELECT {array}({object}('url', s.url, 'width', s.width))
                FROM plain_source s WHERE s.picture_id = p.id
            ))
        )
        FROM plain_picture p WHERE p.id = a.picture_id
    )),
    'city', {json}((
        SELECT {object}('kind', t.kind, 'slug', t.slug, 'name', t.name) FROM plain_tag t
        WHERE t.id = a.city_id
    )),
    'tags', {json}((
        SELECT {array}({object}('kind', t.kind, 'slug', t.slug, 'name', t.name))
        FROM plain_tagged m JOIN plain_tag t ON t.id = m.tag_id WHERE m.article_id = a.id
    ))
)"""
MORE = """
    'partner', {json}((
        SELECT {object}('title', p.title, 'url', p.url) FROM plain_partner p
        WHERE p.id = a.partner_id
    )),
    'body', {json}(a.body),"""
LIST = """SELECT {object}('items', {array}({json}(item))) FROM (
    SELECT {item} AS item FROM plain_article a WHERE a.locale = %s ORDER BY a.starts, a.id LIMIT %s
) AS items"""
ONE = "SELECT {item} FROM plain_article a WHERE a.key = %s AND a.locale = %s"


def _written(statement: str, more: str = "") -> str:
    """A statement in the words of the database; ``more`` is what a detail says beside an item."""
    words = {"object": "JSON_OBJECT", "array": "JSON_GROUP_ARRAY", "json": "JSON"}
    if connection.vendor == "postgresql":
        words = {"object": "JSON_BUILD_OBJECT", "array": "JSON_AGG", "json": ""}
    item = ITEM.format(more=more.format(**words), **words)
    return statement.format(item=item, **words)


def _answer(statement: str, *values: Any) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CAST(({statement}) AS text)", values)
        [text] = cursor.fetchone()
    return HttpResponse(text, content_type="application/json", charset=settings.DEFAULT_CHARSET)


def list_as_json(request: HttpRequest) -> HttpResponse:
    return _answer(_written(LIST), request.GET["locale"], int(request.GET["limit"]))


def one_as_json(request: HttpRequest, key: UUID) -> HttpResponse:
    value = Article._meta.get_field("key").get_db_prep_value(key, connection)
    return _answer(_written(ONE, MORE), value, request.GET["locale"])
