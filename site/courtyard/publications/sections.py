"""Publications that list other pages: sections with groups, and indexes with pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from wagtail.models import Page

from courtyard.blocks import AnyBlock, published_body
from courtyard.taxonomy import with_topic
from courtyard.text.richtext import published_html

from .reading import Reader
from .schema import AnyCard, Card, Html, Record, Ref, TermLabel, Whole, as_json
from .types import PublicationType, common_card, common_whole, page_card, page_keys

if TYPE_CHECKING:
    from courtyard.pages import BasePage, SectionPage

S = TypeVar("S", bound="SectionPage")
B = TypeVar("B", bound="BasePage")


class Group(Record):
    """Pages under one heading, in the editors' order."""

    heading: str
    pages: list[Ref[AnyCard]]


class Section(Whole):
    """A section page: its introduction, its groups, and what closes it."""

    introduction: Html
    groups: list[Group]
    others: list[Ref[AnyCard]] = []
    closing: list[AnyBlock]


class SectionPublication(PublicationType[S], Generic[S]):
    """Base of the publication types of section pages."""

    whole_schema: ClassVar[type[Section]]

    def card(self, page: S) -> Card:
        return self.card_schema(**common_card(page))

    def whole(self, page: S) -> Section:
        return self.whole_schema(
            **common_whole(page),
            introduction=published_html(page.introduction),
            groups=groups_of(page),
            closing=published_body(page.closing),
        )

    def parts(self, page: S, reader: Reader) -> dict[str, Any]:
        """Pages below the section that no editor has put in its list, newest last."""
        if not page.path:
            return {"others": []}
        listed = page_keys(entry.page_id for entry in page.section_entries.all())
        below = reader.public(Page.objects.child_of(page)).order_by("path")
        keys = below.exclude(translation_key__in=listed.values()).values_list(
            "translation_key", flat=True
        )
        return {"others": [as_json(page_card(key)) for key in keys]}

    def finish(self, document: dict[str, Any]) -> dict[str, Any]:
        """Leave out groups of which nothing is public."""
        document["groups"] = [group for group in document["groups"] if group["pages"]]
        return document


def groups_of(page: SectionPage) -> list[Group]:
    """The pages that editors list, a new group at each entry with a heading."""
    groups: list[Group] = []
    entries = page.section_entries.all()
    keys = page_keys(entry.page_id for entry in entries)
    for entry in entries:
        if entry.heading or not groups:
            groups.append(Group(heading=entry.heading, pages=[]))
        if entry.page_id in keys:
            groups[-1].pages.append(page_card(keys[entry.page_id]))
    return groups


class Paging(Record):
    """Where in a long list an answer stands."""

    page: int
    pages: int
    total: int


class Index(Whole):
    """A page that lists all pages of one kind, a screenful at a time."""

    topic: Ref[TermLabel] | None = None
    items: list[Ref[AnyCard]] = []
    paging: Paging | None = None


class IndexPublication(PublicationType[B], Generic[B]):
    """Base of the publication types of index pages."""

    whole_schema: ClassVar[type[Index]]
    per_page: ClassVar[int] = 24

    def card(self, page: B) -> Card:
        return self.card_schema(**common_card(page))

    def whole(self, page: B) -> Index:
        return self.whole_schema(**common_whole(page))

    def listed(self, reader: Reader) -> QuerySet[Any]:
        """The public pages that the index lists, in its order."""
        raise TypeError(f"{type(self).__name__} does not say what it lists")

    def parts(self, page: B, reader: Reader) -> dict[str, Any]:
        """One screenful, by the parameters ``page`` and ``topic`` of the address."""
        topic = reader.topic()
        pages = self.listed(reader)
        if reader.parameters.get("topic"):
            pages = with_topic(pages, key=topic) if topic else pages.none()
        screen = Paginator(pages.values_list("translation_key", flat=True), self.per_page).get_page(
            reader.parameters.get("page")
        )
        return {
            "topic": topic and {"ref": "topic", "key": str(topic), "size": "label"},
            "items": [as_json(page_card(key)) for key in screen.object_list],
            "paging": {
                "page": screen.number,
                "pages": screen.paginator.num_pages,
                "total": screen.paginator.count,
            },
        }
