"""Blocks of words: running text and how it is set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks

from courtyard.publications.schema import Html, Label, Record, Ref
from courtyard.publications.types import page_label
from courtyard.site_settings import web_address
from courtyard.text.richtext import FEATURES, published_html

from .base import BlockRecord, PublishedStructBlock, heading_above, rows, words

GROUP = _("Text")


class HeadingRecord(BlockRecord):
    type: Literal["heading"] = "heading"
    text: str
    level: int = Field(ge=2, le=3)


class HeadingBlock(PublishedStructBlock):
    """A heading inside the text: the page's title is level 1."""

    text = blocks.CharBlock(
        label=_("text"),
        max_length=160,
        help_text=_("A few words by which readers find the part that they look for."),
    )
    level = blocks.ChoiceBlock(
        label=_("level"),
        choices=[("2", _("Heading")), ("3", _("Smaller heading"))],
        default="2",
        help_text=_("A smaller one divides what stands below a heading."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        label_format = "{text}"
        group = GROUP
        description = _("Begins a part of the text.")

    def published(self, value: Any, block_id: str) -> HeadingRecord:
        return HeadingRecord(id=block_id, text=words(value, "text"), level=int(value["level"] or 2))


class TextRecord(BlockRecord):
    type: Literal["text"] = "text"
    html: Html


class TextBlock(blocks.RichTextBlock):
    """Running text with links and lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = GROUP
        description = _("Paragraphs, lists and links.")

    def published(self, value: Any, block_id: str) -> TextRecord:
        return TextRecord(id=block_id, html=published_html(value.source))


class QuoteRecord(BlockRecord):
    type: Literal["quote"] = "quote"
    text: str
    source: str


class QuoteBlock(PublishedStructBlock):
    """Somebody's words, set apart."""

    text = blocks.TextBlock(
        label=_("text"),
        help_text=_("Word for word. It is set large: one or two sentences are best."),
    )
    source = blocks.CharBlock(
        label=_("who says it"),
        required=False,
        max_length=160,
        help_text=_("For example: Anna Kowalska, curator. Leave empty to name nobody."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        label_format = "{text}"
        group = GROUP
        description = _("Somebody’s words, set apart.")

    def published(self, value: Any, block_id: str) -> QuoteRecord:
        return QuoteRecord(id=block_id, text=words(value, "text"), source=words(value, "source"))


class CallToActionRecord(BlockRecord):
    """A link that is meant to be followed: to a page of the site, or to an address elsewhere."""

    type: Literal["call_to_action"] = "call_to_action"
    heading: str
    text: str
    link_text: str
    page: Ref[Label] | None
    url: str = Field(description="The address elsewhere; empty where there is a page.")


class CallToActionBlock(PublishedStructBlock):
    """One thing that the reader may do now."""

    heading = heading_above()
    text = blocks.TextBlock(
        label=_("text"),
        required=False,
        help_text=_("Why one should, in a sentence or two, or nothing."),
    )
    page = blocks.PageChooserBlock(
        label=_("page"),
        required=False,
        help_text=_("A page of this site: readers are led to it in their language."),
    )
    url = blocks.URLBlock(
        label=_("or a web address"),
        required=False,
        validators=[web_address],
        help_text=_("For what is not on this site."),
    )
    link_text = blocks.CharBlock(
        label=_("text of the link"),
        max_length=80,
        help_text=_("What happens then, for example: Apply for the residency."),
    )

    class Meta:
        icon = "link"
        label = _("Call to action")
        label_format = "{link_text}"
        group = GROUP
        description = _("A large link to the one thing that the reader may do now.")

    def published(self, value: Any, block_id: str) -> CallToActionRecord | None:
        page, url = value["page"], words(value, "url")
        if page is None and not url:
            return None
        return CallToActionRecord(
            id=block_id,
            heading=words(value, "heading"),
            text=words(value, "text"),
            link_text=words(value, "link_text"),
            page=page_label(page.translation_key, essential=True) if page else None,
            url="" if page else url,
        )

    def faults(self, value: Any) -> Iterator[str]:
        """A page and an address at once; that the page is gone is no fault of the text."""
        if value["page"] and value["url"]:
            yield gettext("Choose a page or give a web address, not both.")


class TimelineEntry(Record):
    id: str
    when: str
    heading: str
    html: Html


class TimelineRecord(BlockRecord):
    type: Literal["timeline"] = "timeline"
    heading: str
    entries: list[TimelineEntry]


class TimelineBlock(PublishedStructBlock):
    """What happened, one thing after another."""

    heading = heading_above()
    entries = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "when",
                    blocks.CharBlock(
                        label=_("when"), max_length=60, help_text=_("For example: May 2016.")
                    ),
                ),
                (
                    "heading",
                    blocks.CharBlock(
                        label=_("what"),
                        required=False,
                        max_length=120,
                        help_text=_("In a few words, for example: The first meeting."),
                    ),
                ),
                (
                    "text",
                    TextBlock(
                        label=_("text"),
                        required=False,
                        help_text=_("More about it, or nothing."),
                    ),
                ),
            ],
            label=_("entry"),
            label_format="{when}",
        ),
        label=_("entries"),
        help_text=_("Readers see them in this order; they are not sorted by their dates."),
    )

    class Meta:
        icon = "history"
        label = _("Timeline")
        label_format = "{heading}"
        group = GROUP
        description = _("What happened, one thing after another.")

    def published(self, value: Any, block_id: str) -> TimelineRecord:
        return TimelineRecord(
            id=block_id,
            heading=words(value, "heading"),
            entries=[
                TimelineEntry(
                    id=row_id,
                    when=words(row, "when"),
                    heading=words(row, "heading"),
                    html=html_of(row, "text"),
                )
                for row_id, row in rows(value, "entries")
            ],
        )


class Fact(Record):
    id: str
    name: str
    value: str


class FactsRecord(BlockRecord):
    type: Literal["facts"] = "facts"
    heading: str
    rows: list[Fact]


class FactsBlock(PublishedStructBlock):
    """A table of names and values."""

    heading = heading_above()
    rows = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "name",
                    blocks.CharBlock(
                        label=_("name"),
                        max_length=80,
                        help_text=_("For example: Number of participants."),
                    ),
                ),
                (
                    "value",
                    blocks.CharBlock(
                        label=_("value"), max_length=250, help_text=_("For example: 12.")
                    ),
                ),
            ],
            label=_("row"),
            label_format="{name}: {value}",
        ),
        label=_("rows"),
        help_text=_("One row for each fact, in this order."),
    )

    class Meta:
        icon = "table"
        label = _("Facts in a table")
        label_format = "{heading}"
        group = GROUP
        description = _("Names and values, one below the other.")

    def published(self, value: Any, block_id: str) -> FactsRecord:
        return FactsRecord(
            id=block_id,
            heading=words(value, "heading"),
            rows=[
                Fact(id=row_id, name=words(row, "name"), value=words(row, "value"))
                for row_id, row in rows(value, "rows")
            ],
        )


class AccordionItem(Record):
    id: str
    heading: str
    html: Html


class AccordionRecord(BlockRecord):
    type: Literal["accordion"] = "accordion"
    heading: str
    items: list[AccordionItem]


class AccordionBlock(PublishedStructBlock):
    """Texts that are opened one by one, such as questions and answers."""

    heading = heading_above()
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "heading",
                    blocks.CharBlock(
                        label=_("what it is about"),
                        max_length=160,
                        help_text=_("For example a question that is asked often."),
                    ),
                ),
                (
                    "text",
                    TextBlock(
                        label=_("text"), help_text=_("What is read once it is opened: the answer.")
                    ),
                ),
            ],
            label=_("text to open"),
            label_format="{heading}",
        ),
        label=_("texts to open"),
        help_text=_("At first only what each is about is seen; readers open what concerns them."),
    )

    class Meta:
        icon = "collapse-down"
        label = _("Texts to open")
        label_format = "{heading}"
        group = GROUP
        description = _("Texts that are opened one by one, such as questions and answers.")

    def published(self, value: Any, block_id: str) -> AccordionRecord:
        return AccordionRecord(
            id=block_id,
            heading=words(value, "heading"),
            items=[
                AccordionItem(id=row_id, heading=words(row, "heading"), html=html_of(row, "text"))
                for row_id, row in rows(value, "items")
            ],
        )


def html_of(value: Any, name: str) -> Any:
    """A rich text inside a struct value, as it is published."""
    text = value[name]
    return published_html(text.source) if text else ""
