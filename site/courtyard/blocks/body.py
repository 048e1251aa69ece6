"""The blocks that page bodies are made of, and what may stand in a published one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
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

AnyBlock = Annotated[
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
]
"""What may stand in a body, told apart by ``type``."""


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks that page bodies are made of, in the order in which editors choose."""
    return [
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
