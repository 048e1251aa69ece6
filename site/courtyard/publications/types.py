"""The register of publication types: for each page type its builder, schema and template."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast
from uuid import UUID

from django.utils import translation
from wagtail.models import Page

from courtyard.text.richtext import with_page_keys

from .schema import Card, Choice, Reference, Seo, Whole, as_json

if TYPE_CHECKING:
    from courtyard.pages import BasePage

    from .reading import Reader

P = TypeVar("P", bound="BasePage")


class UnknownPublicationType(LookupError):
    """No publication type is registered for this page type."""


class PublicationType(ABC, Generic[P]):
    """How pages of one type become publications.

    ``card`` and ``whole`` are pure: a page goes in, a typed schema comes out; they ask for no
    request, clock or user. ``parts`` adds what is known only on reading, such as the pages
    below an index.
    """

    model: ClassVar[type[Page]]
    card_schema: ClassVar[type[Card]]
    whole_schema: ClassVar[type[Whole]]
    template: ClassVar[str]
    card_relations: ClassVar[tuple[str, ...]] = ()
    """Relations that ``card`` reads, fetched together for whole lists."""

    @abstractmethod
    def card(self, page: P) -> Card:
        """What a list shows of this page."""

    @abstractmethod
    def whole(self, page: P) -> Whole:
        """Everything this page says."""

    def parts(self, page: P, reader: Reader) -> dict[str, Any]:
        """Fields of the whole that belong to other pages; may hold references."""
        return {}

    def finish(self, document: dict[str, Any]) -> dict[str, Any]:
        """The answered whole, put in order once it is known what is public."""
        return document


_types: dict[type[Page], PublicationType[Any]] = {}


def register(publication_type: type[PublicationType[Any]]) -> None:
    """Make the pages of a type publishable; called by an app's ``ready()``."""
    _types[publication_type.model] = publication_type()


def registered() -> list[PublicationType[Any]]:
    """All publication types, in the order of their page types' names."""
    return sorted(_types.values(), key=lambda kind: kind.model._meta.label)


def type_of(page: Page | type[Page]) -> PublicationType[Any]:
    """The publication type of a page or page class.

    Raises UnknownPublicationType for page types that courtyard does not publish.
    """
    model = page if isinstance(page, type) else type(page)
    try:
        return _types[model]
    except KeyError:
        raise UnknownPublicationType(model._meta.label) from None


def build_card(page: BasePage) -> dict[str, Any]:
    """The page's card as built, in the page's own language."""
    with translation.override(page.locale.language_code):
        return as_json(type_of(page).card(page))


def build_whole(page: BasePage) -> dict[str, Any]:
    """The page's whole as built, in the page's own language."""
    with translation.override(page.locale.language_code):
        return cast("dict[str, Any]", with_page_keys(as_json(type_of(page).whole(page))))


def common_card(page: BasePage) -> dict[str, Any]:
    """The fields of a card that every page type shares; to be unpacked into its schema."""
    return {
        "key": str(page.translation_key),
        "type": page._meta.label,
        "locale": page.locale.language_code,
        "title": page.title,
        "summary": page.summary,
        "image": picture(page.listing_image_id) if page.listing_image_id else None,
        "first_published_at": page.first_published_at,
        "topics": [
            Reference(ref="topic", key=key)
            for key in dict.fromkeys(
                str(link.topic.translation_key) for link in page.topic_links.all()
            )
        ],
    }


def common_whole(page: BasePage) -> dict[str, Any]:
    """The fields of a whole that every page type shares, its card's among them."""
    return {
        **common_card(page),
        "seo": Seo(
            title=page.seo_title or page.title,
            description=page.search_description or page.summary,
        ),
        "last_published_at": page.last_published_at,
    }


def choice(page: BasePage, field: str) -> Choice | None:
    """The value of a field with choices and its name; None where nothing is chosen."""
    value = getattr(page, field)
    if not value:
        return None
    return Choice(value=value, label=str(getattr(page, f"get_{field}_display")()))


def picture(image_id: int, alt: str | None = None, *, essential: bool = False) -> Reference:
    """A reference to an image; ``alt`` overrides the image's own description."""
    key = str(image_id) if alt is None else f"{image_id}:{alt}"
    return Reference(ref="image", key=key, essential=essential)


def page_card(key: UUID | str, *, essential: bool = False) -> Reference:
    """A reference to another page by its translation key, wanted as a card."""
    return Reference(ref="page", key=str(key), size="card", essential=essential)


def page_keys(primary_keys: Iterable[int | None]) -> dict[int, UUID]:
    """Translation keys of pages by primary key: one query, none for nothing."""
    wanted = {primary_key for primary_key in primary_keys if primary_key}
    if not wanted:
        return {}
    return dict(Page.objects.filter(pk__in=wanted).values_list("pk", "translation_key"))
