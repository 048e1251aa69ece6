"""Publications that list other pages: sections with groups, and indexes with pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db.models import Count, OuterRef, QuerySet, Subquery, Window
from pydantic import Field
from wagtail.models import Page

from courtyard import listings
from courtyard.blocks import AnyBlock, published_body
from courtyard.taxonomy import keys_of_terms, with_terms
from courtyard.terms import KINDS
from courtyard.text.richtext import published_html

from .predicate import Above, Among
from .reading import CARD, Reader
from .schema import AnyCard, Card, Html, Listing, Record, Ref, TermLabel, Whole
from .stored import Publication
from .types import PublicationType, common_card, common_whole, listing, page_card, page_keys

if TYPE_CHECKING:
    from courtyard.pages import BasePage, SectionPage

LONGEST_NUMBER = 6
"""Digits of a screen's number: no list is that long, and no database takes every number."""

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
    others: Ref[Listing] | None = None
    closing: list[AnyBlock]


class SectionPublication(PublicationType[S], Generic[S]):
    """Base of the publication types of section pages."""

    whole_schema: ClassVar[type[Section]]
    schema_type = "CollectionPage"
    relations = ("section_entries",)

    def card(self, page: S) -> Card:
        return self.card_schema(**common_card(page))

    def whole(self, page: S) -> Section:
        return self.whole_schema(
            **common_whole(page),
            introduction=published_html(page.introduction),
            groups=groups_of(page),
            others=listing("below", str(page.translation_key)),
            closing=published_body(page.closing),
        )

    def finish(self, document: dict[str, Any]) -> dict[str, Any]:
        """Leave out groups of which nothing is public, and what is listed twice."""
        document["groups"] = [group for group in document["groups"] if group["pages"]]
        listed = {page["key"] for group in document["groups"] for page in group["pages"]}
        others = document["others"]
        others["items"] = [page for page in others["items"] if page["key"] not in listed]
        return document


def pages_below(reader: Reader, key: str) -> listings.Chosen:
    """What stands below a page, given by its translation key, in the order of the originals."""
    return listings.Chosen(pages=below(reader, key).order_by("original__page__path"))


def below(reader: Reader, key: Any, *models: type[Page]) -> QuerySet[Publication]:
    """The public pages of some types, or of all, below a page given by its translation key."""
    return kept_below(reader.published(*models, few=True), key)


def kept_below(pages: QuerySet[Publication], key: Any) -> QuerySet[Publication]:
    """Of some publications those of pages below a page given by its translation key."""
    parents = Page.objects.filter(translation_key=key).order_by()
    children = Page.objects.alias(above=Above("path")).filter(above__in=parents.values("path"))
    return pages.filter(Among("page_id", children.values("pk")))


def with_parents(pages: QuerySet[Publication]) -> QuerySet[Publication]:
    """The pages with the translation key of what they stand below, as ``parent``."""
    parents = Page.objects.filter(path=OuterRef("above")).order_by()
    keyed = pages.alias(above=Above("original__page__path"))
    return keyed.annotate(parent=Subquery(parents.values("translation_key")[:1]))


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


class Option(Record):
    """One thing that a filter can be set to; its label is in the publication's language."""

    value: str
    label: str
    count: int | None = Field(
        None, description="How many there are of it among what the other filters leave."
    )
    is_chosen: bool


class Filter(Record):
    """A way of narrowing a list, by a parameter of its address."""

    name: str
    label: str
    options: list[Option]


class Index(Whole):
    """A page that lists all pages of one kind, a screenful at a time."""

    topic: Ref[TermLabel] | None = None
    discipline: Ref[TermLabel] | None = None
    theme: Ref[TermLabel] | None = None
    tag: Ref[TermLabel] | None = None
    filters: list[Filter] = []
    items: list[Ref[AnyCard]] = []
    paging: Paging | None = None


class IndexPublication(PublicationType[B], Generic[B]):
    """Base of the publication types of index pages."""

    whole_schema: ClassVar[type[Index]]
    schema_type = "CollectionPage"
    per_page: ClassVar[int] = 24
    parameters = ("page", *(kind.name for kind in KINDS))
    typed_parameters: ClassVar[dict[str, Any]] = {
        "page": (
            int | None,
            Field(
                None,
                ge=1,
                lt=10**LONGEST_NUMBER,
                description="Of an index: which screenful; `paging` tells how many there are, and "
                "beyond them the last one is meant.",
            ),
        )
    }

    def card(self, page: B) -> Card:
        return self.card_schema(**common_card(page))

    def whole(self, page: B) -> Index:
        return self.whole_schema(**common_whole(page))

    def listed(self, reader: Reader) -> QuerySet[Publication]:
        """The public pages that the index lists, in its order."""
        raise TypeError(f"{type(self).__name__} does not say what it lists")

    def parts(self, document: dict[str, Any], reader: Reader) -> dict[str, Any]:
        """One screenful, by its number and the terms that the address names."""
        number = screen_number(reader.parameters.get("page"))
        slugs = {kind.model: reader.parameters.get(kind.name) for kind in KINDS}
        keys = keys_of_terms(slugs, reader)
        known = {kind.name: keys[kind.model] for kind in KINDS if keys.get(kind.model)}
        nothing = None in keys.values()
        rows = [] if nothing else self._screen(reader, number, known)
        if not rows and number > 1:
            total = 0 if nothing else self._chosen(reader, known).count()
            number = screens(total, self.per_page)
            rows = self._screen(reader, number, known) if total else []
        total = rows[0]["total"] if rows else 0
        return {
            **_named(known, rows),
            "items": [reader.card(row) for row in rows],
            "paging": {
                "page": number,
                "pages": screens(total, self.per_page),
                "total": total,
            },
        }

    def _screen(
        self, reader: Reader, number: int, values: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """The rows of one screen; each holds how many there are in all."""
        start = (number - 1) * self.per_page
        return reader.ask(
            ("screen", self.model._meta.label, number),
            lambda reader, slots: (
                self._chosen(reader, slots)
                .annotate(total=Window(Count("pk")))
                .values(*CARD, "total")[start : start + self.per_page]
            ),
            **values,
        )

    def _chosen(self, reader: Reader, values: Mapping[str, Any]) -> QuerySet[Publication]:
        """What is listed: all of it, or that with some terms."""
        keys = {kind.model: values[kind.name] for kind in KINDS if kind.name in values}
        return with_terms(self.listed(reader), keys)


def _named(terms: Mapping[str, Any], rows: Sequence[Any]) -> dict[str, Any]:
    """References to the terms by which an index is narrowed, where it shows something of them.

    What only hidden pages are about, such as the tag of a draft, stays unknown.
    """
    if not rows:
        return {}
    return {name: {"ref": name, "key": str(key), "size": "label"} for name, key in terms.items()}


def screens(total: int, per_page: int) -> int:
    """How many screens a list takes; one where it is empty."""
    return max(1, -(-total // per_page))


def screen_number(asked: str | None) -> int:
    """The number of a screen as it stands in an address; the first where it is none."""
    if not asked or not asked.isdecimal() or len(asked) > LONGEST_NUMBER:
        return 1
    return max(1, int(asked))
