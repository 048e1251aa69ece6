"""Reading publications: from live pages to the answers that HTML and API share."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from courtyard.localisation.addresses import root_paths
from courtyard.models import Topic
from courtyard.text.richtext import as_json_html, with_page_keys

from .public import public
from .references import Wanted, resolve
from .types import build_card, build_whole, registered, type_of

if TYPE_CHECKING:
    from courtyard.pages import BasePage

P = TypeVar("P", bound=Page)


class Reader:
    """Whom an answer is for: a language, a site, a moment.

    ``now`` is an aware moment; everything that the clock decides is asked of it, so that one
    answer does not fall into two moments. ``parameters`` are those of the address that choose a
    part of a long list.
    """

    def __init__(
        self,
        locale: Locale,
        site: Site | None,
        *,
        now: dt.datetime | None = None,
        request: HttpRequest | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        self.locale = locale
        self.site = site
        self.now = now or timezone.now()
        self.parameters = parameters or {}
        # Wagtail keeps the root paths of all sites on the object that asks for a URL.
        self._url_cache = request or self

    @cached_property
    def locales(self) -> dict[int, Locale]:
        """All languages of the site's content by their primary key."""
        return {locale.pk: locale for locale in Locale.objects.all()}

    def url(self, page: Page) -> str:
        """The page's address: a path on the reader's site, absolute on another."""
        return (
            cast("str | None", page.get_url(request=self._url_cache, current_site=self.site)) or ""
        )

    def public(self, pages: QuerySet[P]) -> QuerySet[P]:
        """The pages of a queryset that are public on the reader's site, in its language."""
        pages = public(pages, now=self.now).filter(locale=self.locale)
        if self.site is None:
            return pages
        root = root_paths(self.site).get(self.locale.language_code)
        return pages.filter(url_path__startswith=root) if root else pages.none()

    def html(self, source: str) -> str:
        """Stored rich text that belongs to no page, such as the footer, for this reader."""
        return cast("str", resolve([with_page_keys(as_json_html(source))], self)[0])

    def cards(self, pages: Sequence[Page]) -> list[dict[str, Any]]:
        """The answered cards of public pages, in the order given."""
        return resolve([self.built_card(page) for page in self._ready(pages)], self)

    def whole(self, page: BasePage) -> dict[str, Any]:
        """The answered whole of one page with what stands around it.

        The page may be a draft: its preview is made by the same way.
        """
        kind = type_of(page)
        document = {
            **build_whole(page),
            "url": self.url(page) if page.pk else "",
            **self._frame(page),
            **kind.parts(page, self),
        }
        return kind.finish(cast("dict[str, Any]", resolve([document], self)[0]))

    def built_card(self, page: Page) -> dict[str, Any]:
        """The card of one page as built, with its address."""
        return {**build_card(cast("BasePage", page)), "url": self.url(page)}

    def label(self, page: Page) -> dict[str, Any]:
        """What a link to the page needs."""
        return {
            "key": str(page.translation_key),
            "type": page.cached_content_type.model_class()._meta.label,
            "locale": self.locales[page.locale_id].language_code,
            "title": page.title,
            "url": self.url(page),
        }

    def topic(self) -> UUID | None:
        """The translation key of the topic that the address asks for by its slug."""
        slug = self.parameters.get("topic", "")
        terms = Topic.objects.filter(slug=slug) if slug else Topic.objects.none()
        return terms.values_list("translation_key", flat=True).first()

    def cards_of_rows(self, rows: Sequence[Page]) -> list[dict[str, Any]]:
        """The answered cards of public pages of any type, given as plain ``Page`` rows."""
        specific = _specific(rows, self)
        built = [self.built_card(specific[str(row.translation_key)]) for row in rows]
        return resolve(built, self)

    def _ready(self, pages: Sequence[Page]) -> Sequence[Page]:
        """Fetch together what the cards of these pages read."""
        by_type: dict[type[Page], list[Page]] = defaultdict(list)
        for page in pages:
            page.locale = self.locales[page.locale_id]
            by_type[type(page)].append(page)
        for model, group in by_type.items():
            relations = ("topic_links__topic", *type_of(model).card_relations)
            prefetch_related_objects(group, *relations)
        return pages

    def _frame(self, page: BasePage) -> dict[str, Any]:
        return {
            "breadcrumb": self._breadcrumb(page),
            "sections": self._sections(page),
            "translations": self._translations(page),
        }

    def _breadcrumb(self, page: Page) -> list[dict[str, Any]]:
        """Public ancestors from the front page down."""
        if not page.path:
            return []
        paths = [page.path[:end] for end in range(Page.steplen, len(page.path), Page.steplen)]
        ancestors = public(Page.objects.filter(path__in=paths, depth__gt=1), now=self.now)
        return [self.label(ancestor) for ancestor in ancestors.order_by("path")]

    def _sections(self, page: Page) -> list[dict[str, Any]]:
        """Section pages in the reader's language that list this page by hand."""
        sections = self.public(
            Page.objects.filter(section_entries__page__translation_key=page.translation_key)
        )
        return [self.label(section) for section in sections.distinct().order_by("path")]

    def _translations(self, page: Page) -> list[dict[str, Any]]:
        """Every language in which the page is public, the reader's own among them."""
        twins = public(Page.objects.filter(translation_key=page.translation_key), now=self.now)
        return [
            {
                "locale": self.locales[twin.locale_id].language_code,
                "url": self.url(twin),
                "title": twin.title,
            }
            for twin in twins.order_by("locale__pk")
            if self.url(twin)
        ]


def pages_by_key(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    """Resolve references to pages: labels from Wagtail's rows, cards by their builders."""
    keys = {one.key for one in wanted}
    rows = {
        str(page.translation_key): page
        for page in reader.public(Page.objects.filter(translation_key__in=keys))
    }
    cards = _specific(
        [rows[one.key] for one in wanted if one.size == "card" and one.key in rows], reader
    )
    answers: dict[Wanted, Any] = {}
    for one in wanted:
        if one.size == "card" and one.key in cards:
            answers[one] = reader.built_card(cards[one.key])
        elif one.size == "label" and one.key in rows:
            answers[one] = reader.label(rows[one.key])
    return answers


def _specific(rows: Iterable[Page], reader: Reader) -> dict[str, Page]:
    """Pages of published types as their own classes, by translation key."""
    wanted: dict[type[Page], list[int]] = defaultdict(list)
    for row in rows:
        wanted[row.cached_content_type.model_class()].append(row.pk)
    models = {kind.model for kind in registered()}
    pages = [
        page
        for model, primary_keys in wanted.items()
        if model in models
        for page in model.objects.filter(pk__in=primary_keys)
    ]
    reader._ready(pages)
    return {str(page.translation_key): page for page in pages}
