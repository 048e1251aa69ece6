"""The register of publication types: for each page type its builder, schema and template."""

from __future__ import annotations

import datetime as dt
import json
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar, cast
from uuid import UUID

from django.db.models import Model
from django.utils import translation
from wagtail.models import Page

from courtyard.terms import KINDS, Kind
from courtyard.text.richtext import with_page_keys

from .schema import Card, Choice, Reference, Related, Seo, Whole, as_json

if TYPE_CHECKING:
    from courtyard.pages import BasePage

    from .reading import Reader

P = TypeVar("P", bound="BasePage")


class UnknownPublicationType(LookupError):
    """No publication type is registered for this page type."""


class PublicationType(ABC, Generic[P]):
    """How pages of one type become publications.

    ``card`` and ``whole`` are pure: a page goes in, a typed schema comes out; they ask for no
    request, clock or user. ``parts`` adds what is chosen on reading by the parameters of the
    address, such as a screenful of an index.
    """

    model: ClassVar[type[Page]]
    card_schema: ClassVar[type[Card]]
    whole_schema: ClassVar[type[Whole]]
    template: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]] = ()
    """Parameters of the address that change what the page shows."""
    typed_parameters: ClassVar[dict[str, Any]] = {}
    """Of which the content API knows more than that they are a word: type and ``Field``."""
    schema_type: ClassVar[str] = "WebPage"
    """What the page is in the words of schema.org: WebPage, or one of its kinds."""
    linked_as: ClassVar[str] = ""
    """Where every page of a site links to pages of the type: their name in its ``<meta>``."""
    relations: ClassVar[tuple[str, ...]] = ()
    """Relations that ``card`` and ``whole`` read, fetched together when many pages are built."""

    order_among_siblings: ClassVar[str] = "original__page__path"
    """In which order pages of the type stand in a section: a path from their publications."""

    more: ClassVar[tuple[str, ...]] = ()
    """Fields of the whole that a listing may show beside the card; leaves alone stand in them."""

    @abstractmethod
    def card(self, page: P) -> Card:
        """What a list shows of this page."""

    @abstractmethod
    def whole(self, page: P) -> Whole:
        """Everything this page says."""

    def parts(self, document: dict[str, Any], reader: Reader) -> dict[str, Any]:
        """Fields of the whole that are known on reading alone; may hold references."""
        return {}

    def places(self, card: Mapping[str, Any]) -> Sequence[Standing]:
        """Where the thing stands in lists of its type that go by time; nowhere if there are none.

        ``card`` is as built. At each moment one of the places holds.
        """
        return ()

    def clocked(self, document: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
        """What of a card or whole the clock decides, such as whether a call is open.

        ``document`` holds the facts as built, ``now`` is an aware moment. The fields take the
        place of those that were built; words in them are in the active language, that of the page.
        Moments at which they change are registered in ``courtyard.publications.clock``.
        """
        return {}

    def turns(self, document: Mapping[str, Any]) -> Sequence[dt.datetime]:
        """The moments at which the words change that ``clocked`` says of a whole; none here.

        ``document`` is as built.
        """
        return ()

    def article(self, document: Mapping[str, Any]) -> dict[str, Any] | None:
        """Where the page is an article: its ``@type`` and what it says beside the page's own data.

        ``document`` is the answered whole, the names are those of schema.org.
        """
        return None

    def subject(self, document: Mapping[str, Any]) -> dict[str, Any] | None:
        """Where the page is about a thing, such as an event: what schema.org says of that thing.

        Its name, description, picture and address are those of the page.
        """
        return None

    def finish(self, document: dict[str, Any]) -> dict[str, Any]:
        """The answered whole, put in order once it is known what is public."""
        return document


class Standing(NamedTuple):
    """A moment by which a thing stands in lists, and from when to when it does so."""

    at: dt.datetime
    since: dt.datetime = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
    until: dt.datetime = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)

    @classmethod
    def on(cls, text: str) -> Standing:
        """That of a day or moment, as a card holds it."""
        moment = dt.datetime.fromisoformat(text)
        return cls(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC))


@dataclass(frozen=True)
class Built:
    """What a builder makes of a page: JSON-ready data with references in it."""

    card: dict[str, Any]
    whole: dict[str, Any]

    @property
    def needs_request(self) -> bool:
        """Whether a block of the page shows different things to different visitors."""
        return any(
            isinstance(part, list)
            and any(isinstance(block, dict) and block.get("dynamic") for block in part)
            for part in self.whole.values()
        )


_types: dict[str, PublicationType[Any]] = {}
_related: dict[str, list[tuple[str, Any, str]]] = defaultdict(list)


def register(publication_type: type[PublicationType[Any]]) -> None:
    """Make the pages of a type publishable; called by an app's ``ready()``."""
    _types[publication_type.model._meta.label] = publication_type()


def register_related(page_type: str, *, name: str, heading: Any, listing: str) -> None:
    """Show a kind of listing on the pages of a type that another app offers.

    The kind gets the page's translation key. ``heading`` is a lazy text.
    """
    _related[page_type].append((name, heading, listing))


def registered() -> list[PublicationType[Any]]:
    """All publication types, in the order of their page types' names."""
    return [kind for _label, kind in sorted(_types.items())]


def type_of(page: Page | type[Page] | str) -> PublicationType[Any]:
    """The publication type of a page, page class or label such as ``news.NewsPage``.

    Raises UnknownPublicationType for page types that courtyard does not publish.
    """
    label = page if isinstance(page, str) else page._meta.label
    try:
        return _types[label]
    except KeyError:
        raise UnknownPublicationType(label) from None


def build(page: BasePage) -> Built:
    """What the page says, in its own language."""
    kind = type_of(page)
    with translation.override(page.locale.language_code):
        card, whole = as_json(kind.card(page)), as_json(kind.whole(page))
    return Built(card=card, whole=cast("dict[str, Any]", with_page_keys(whole)))


def publisher_key(page: Page) -> UUID | None:
    """The translation key of the publisher that a page names itself; None where it names none."""
    publisher = getattr(page, "publisher", None)
    return publisher.translation_key if publisher else None


def common_card(page: BasePage) -> dict[str, Any]:
    """The fields of a card that every page type shares; to be unpacked into its schema."""
    return {
        "key": str(page.translation_key),
        "type": page._meta.label,
        "content_language": page.locale.language_code,
        "title": page.title,
        "summary": page.summary,
        "image": picture(page.listing_image_id) if page.listing_image_id else None,
        "first_published_at": page.first_published_at,
        **{kind.plural: _terms(page, kind) for kind in KINDS},
    }


def _terms(page: BasePage, kind: Kind) -> list[Reference]:
    """References to the terms of a kind that a page has, each once."""
    terms = (getattr(link, kind.name) for link in getattr(page, kind.rows).all())
    keys = dict.fromkeys(str(term.translation_key) for term in terms)
    return [Reference(ref=kind.name, key=key) for key in keys]


def common_whole(page: BasePage) -> dict[str, Any]:
    """The fields of a whole that every page type shares, its card's among them."""
    return {
        **common_card(page),
        "seo": Seo(
            title=page.seo_title or page.title,
            description=page.search_description or page.summary,
            image=picture(page.social_image_id) if page.social_image_id else None,
        ),
        "last_published_at": page.last_published_at,
        "related": [
            Related(
                name=name,
                heading=str(heading),
                listing=listing(kind, str(page.translation_key), essential=True),
            )
            for name, heading, kind in _related[page._meta.label]
        ],
    }


def listing(kind: str, *arguments: Any, essential: bool = False) -> Reference:
    """A reference to a kind of listing, chosen anew on each reading."""
    key = json.dumps([kind, *arguments])
    return Reference(ref="listing", key=key, size="card", essential=essential)


def choice(page: Model, field: str) -> Choice | None:
    """The value of a field with choices and its name; None where nothing is chosen.

    Of a page, or of one of its rows.
    """
    value = getattr(page, field)
    if not value:
        return None
    return Choice(value=value, label=str(getattr(page, f"get_{field}_display")()))


def ticked(page: Model, *fields: str, prefix: str = "") -> list[Choice]:
    """Those of some yes-or-no fields that say yes, by their names without a prefix."""
    return [
        Choice(
            value=name.removeprefix(prefix),
            label=str(page._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
        )
        for name in fields
        if getattr(page, name)
    ]


def picture(image_id: int, alt: str | None = None, *, essential: bool = False) -> Reference:
    """A reference to an image; ``alt`` overrides the image's own description."""
    key = str(image_id) if alt is None else f"{image_id}:{alt}"
    return Reference(ref="image", key=key, essential=essential)


def page_card(key: UUID | str, *, essential: bool = False) -> Reference:
    """A reference to another page by its translation key, wanted as a card."""
    return Reference(ref="page", key=str(key), size="card", essential=essential)


def page_label(key: UUID | str, *, essential: bool = False) -> Reference:
    """A reference to another page by its translation key, wanted as a label."""
    return Reference(ref="page", key=str(key), essential=essential)


def document(document_id: int, *, essential: bool = False) -> Reference:
    """A reference to a document, wanted as a file with its title and size."""
    return Reference(ref="document", key=str(document_id), size="card", essential=essential)


def page_keys(primary_keys: Iterable[int | None]) -> dict[int, UUID]:
    """Translation keys of pages by primary key: one query, none for nothing."""
    wanted = {primary_key for primary_key in primary_keys if primary_key}
    if not wanted:
        return {}
    return dict(Page.objects.filter(pk__in=wanted).values_list("pk", "translation_key"))
