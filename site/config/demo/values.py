"""From what a content file says to what a model's fields hold.

Data are named like the fields of the model: facts, words in several languages, rows of other
models, names of other records, days counted from the day of loading. What a model has no field
for is an error.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.rich_text import RichText

from courtyard.models import SectionEntry, Term
from courtyard.moments import moment_of
from courtyard.terms import KINDS
from courtyard.text.world import zone_of

from . import content
from .content import ContentError, is_text, key_of, source_of

Data = dict[str, Any]

NO_FIELDS = frozenset(
    ("id", "parent", "poster", "palette", "title", "slug", "text", "entries", "anyway", "begun")
)
"""What records say beside the fields of their model."""

LIST = "_list"
"""Ending of the name of a field of rich text that is given as a list."""


class Finder(Protocol):
    """Finds what records refer to by name; raises ContentError where there is no such thing."""

    def page(self, name: str) -> Any:
        """A page, as its specific model."""

    def term(self, model: type[Term], name: str) -> Any:
        """A term, city or publisher."""

    def picture(self, motif: str, palette: int) -> Any:
        """An image of the library."""

    def document(self, name: str) -> Any:
        """A document of the library."""


class Values:
    """What fields hold, with pages, terms and pictures from ``find``, counted from ``today``."""

    def __init__(self, find: Finder, today: dt.date) -> None:
        self.find = find
        self.today = today

    def plain(self, model: type[models.Model], data: Data) -> Data:
        """What a record says in columns of its own, by field: all but references and blocks."""
        return {
            field.name: self._of_field(field, value, data)
            for name, value in data.items()
            if (field := self._column(model, name))
            and not field.is_relation
            and not isinstance(field, StreamField)
        }

    def all(self, page: Page, data: Data) -> Data:
        """All that a record says of a page, by field or relation."""
        model = type(page)
        relations = {one.get_accessor_name(): one for one in get_all_child_relations(model)}
        kinds = {kind.plural: kind for kind in KINDS}
        said: Data = {"listing_image": self._poster(data)}
        if "text" in data:
            said["body"] = [("text", RichText(content.paragraphs(data["text"])))]
        if "entries" in data:
            said["section_entries"] = [*self._entries(page.translation_key, data["entries"])]
        for name, value in data.items():
            if name in kinds:
                kind = kinds[name]
                said[kind.rows] = [*self._rows(kind.link, "page", value, data)]
            elif name in relations:
                relation = relations[name]
                rows = self._rows(relation.related_model, relation.field.name, value, data)
                said[name] = [*rows]
            elif field := self._column(model, name):
                said[field.name] = self._of_field(field, value, data)
            elif name not in NO_FIELDS:
                raise ContentError(f"{data.get('id', page)}: {model.__name__} has no {name!r}.")
        return said

    def _column(self, model: type[models.Model], name: str) -> Any:
        """The field in which a value belongs; None where it is no field of the model's."""
        if name in NO_FIELDS:
            return None
        try:
            field = model._meta.get_field(name.removesuffix(LIST))
        except FieldDoesNotExist:
            return None
        return field if field.concrete and not field.one_to_many else None

    def _of_field(self, field: Any, value: Any, data: Data) -> Any:
        match field:
            case models.ForeignKey():
                return self._reference(field.related_model, value)
            case StreamField():
                return [*self.stream(field.stream_block, value)]
            case RichTextField():
                is_list = field.name not in data
                return content.bullets(value) if is_list else content.paragraphs(value)
            case models.DateTimeField():
                return self._moment(value, data.get("time_zone", settings.TIME_ZONE))
            case models.DateField():
                return self._day(value)
        return source_of(value) if is_text(value) else value

    def _reference(self, model: Any, name: Any) -> Any:
        if issubclass(model, Page):
            page = self.find.page(name)
            return page.page_ptr if model is Page else page
        if model is get_document_model():
            return self.find.document(name)
        if model is get_image_model():
            return self.find.picture(**name)
        return self.find.term(model, name)

    def _poster(self, data: Data) -> Any:
        motif = data.get("poster")
        return self.find.picture(motif, data.get("palette", 0)) if motif else None

    # Rows

    def _rows(self, model: Any, parent: str, listed: list[Any], data: Data) -> Iterator[Any]:
        """Rows of a model; one that has only a single value may be given as this."""
        own = [
            field
            for field in model._meta.fields
            if field.name not in ("id", "sort_order", parent) and not field.primary_key
        ]
        for order, one in enumerate(listed):
            row = one if isinstance(one, dict) else {own[0].name: one}
            zone = {"time_zone": data["time_zone"]} if "time_zone" in data else {}
            values = {
                name: self._of_field(model._meta.get_field(name), value, {**row, **zone})
                for name, value in row.items()
            }
            yield model(sort_order=order, **values)

    def _entries(self, section: UUID, listed: list[Data]) -> Iterator[SectionEntry]:
        for order, one in enumerate(listed):
            page = self.find.page(one["page"])
            yield SectionEntry(
                translation_key=key_of("entry", f"{section}/{one['page']}"),
                locale_id=page.locale_id,
                heading=source_of(one.get("heading")),
                page=page.page_ptr,
                sort_order=order,
            )

    # Days

    def _day(self, value: Data) -> dt.date:
        days = value.get("in_days", 0) - value.get("days_ago", 0)
        return self.today + dt.timedelta(days=days)

    def _moment(self, value: Data, zone: str) -> dt.datetime:
        clock = dt.time.fromisoformat(value["at"])
        return moment_of(dt.datetime.combine(self._day(value), clock), zone_of(zone))

    # Blocks

    def stream(self, block: blocks.StreamBlock, listed: list[Data]) -> Iterator[tuple[str, Any]]:
        """What a stream consists of: kinds of blocks and what each says."""
        for one in listed:
            ((kind, value),) = one.items()
            if kind in ("paragraphs", "bullets"):
                value, kind = {kind: value}, "text"
            if kind == "heading" and is_text(value):
                value = {"text": value}
            if kind not in block.child_blocks:
                raise ContentError(f"There is no kind of block called {kind!r}.")
            yield kind, self._of_block(block.child_blocks[kind], value)

    def _of_block(self, block: blocks.Block, value: Any) -> Any:
        match block:
            case blocks.RichTextBlock():
                return _rich(value)
            case ImageBlock():
                return self._image(value)
            case blocks.StructBlock():
                if unknown := set(value) - set(block.child_blocks):
                    raise ContentError(f"{block.label}: there is no {min(unknown)!r}.")
                return {
                    name: self._of_block(child, value[name]) if name in value else _nothing(child)
                    for name, child in block.child_blocks.items()
                }
            case blocks.ListBlock():
                return [self._of_block(block.child_block, one) for one in value]
            case blocks.StreamBlock():
                return [*self.stream(block, value)]
            case blocks.ChooserBlock():
                return self._reference(block.model_class, value)
        return source_of(value) if is_text(value) else value

    def _image(self, value: Data) -> Any:
        """A picture in a text, which is described there or only decorates it."""
        picture = self.find.picture(value["motif"], value.get("palette", 0))
        picture.contextual_alt_text = source_of(value.get("alt"))
        picture.decorative = "alt" not in value
        return picture


def _rich(value: Any) -> RichText:
    """Paragraphs, or whatever the data call it."""
    if isinstance(value, dict) and "bullets" in value:
        return RichText(content.bullets(value["bullets"]))
    return RichText(content.paragraphs(value["paragraphs"] if isinstance(value, dict) else value))


def _nothing(block: blocks.Block) -> Any:
    """What a block says of which the data say nothing; a text is an empty one."""
    is_words = isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.URLBlock)
    return (block.get_default() or "") if is_words else block.get_default()
