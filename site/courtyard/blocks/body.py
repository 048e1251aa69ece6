"""The blocks that page bodies are made of, and what may stand in a published one."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.text import capfirst
from pydantic import Field
from typing_extensions import TypeAliasType
from wagtail import blocks

from .base import HtmlRecord
from .lists import (
    DocumentsBlock,
    DocumentsRecord,
    ListingBlock,
    ListingRecord,
    LogosBlock,
    LogosRecord,
    PagesBlock,
    PagesRecord,
    SignUpBlock,
    SignUpRecord,
)
from .media import EmbedBlock, EmbedRecord, MediaBlock, MediaRecord
from .people import PeopleBlock, PeopleRecord
from .pictures import CaptionedImageBlock, GalleryBlock, GalleryRecord, ImageRecord
from .text import (
    AccordionBlock,
    AccordionRecord,
    CallToActionBlock,
    CallToActionRecord,
    FactsBlock,
    FactsRecord,
    HeadingBlock,
    HeadingRecord,
    QuoteBlock,
    QuoteRecord,
    TextBlock,
    TextRecord,
    TimelineBlock,
    TimelineRecord,
)

AnyBlock = TypeAliasType(
    "AnyBlock",
    Annotated[
        HeadingRecord
        | TextRecord
        | QuoteRecord
        | CallToActionRecord
        | TimelineRecord
        | FactsRecord
        | AccordionRecord
        | ImageRecord
        | GalleryRecord
        | MediaRecord
        | EmbedRecord
        | PagesRecord
        | ListingRecord
        | PeopleRecord
        | LogosRecord
        | DocumentsRecord
        | SignUpRecord
        | HtmlRecord,
        Field(discriminator="type"),
    ],
)
"""What may stand in a body, told apart by ``type``; the OpenAPI document knows it by this name."""


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks that page bodies are made of, in the order in which editors choose."""
    named: list[tuple[str, blocks.Block]] = [
        ("heading", HeadingBlock()),
        ("text", TextBlock()),
        ("quote", QuoteBlock()),
        ("call_to_action", CallToActionBlock()),
        ("timeline", TimelineBlock()),
        ("facts", FactsBlock()),
        ("accordion", AccordionBlock()),
        ("image", CaptionedImageBlock()),
        ("gallery", GalleryBlock()),
        ("media", MediaBlock()),
        ("embed", EmbedBlock()),
        ("pages", PagesBlock()),
        ("listing", ListingBlock()),
        ("people", PeopleBlock()),
        ("logos", LogosBlock()),
        ("documents", DocumentsBlock()),
        ("sign_up", SignUpBlock()),
    ]
    for _name, block in named:
        _begin_labels_with_capitals(block)
    return named


def _begin_labels_with_capitals(block: Any) -> None:
    """Let the labels inside of a block begin as those of all other fields of a form do."""
    inside = [*getattr(block, "child_blocks", {}).values()]
    if isinstance(block, blocks.ListBlock):
        inside.append(block.child_block)
    for one in inside:
        if one.meta.label:
            one.label = capfirst(one.meta.label)
        _begin_labels_with_capitals(one)
