"""The blocks of running text, pictures, cards and lists."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courtyard import listings
from courtyard.publications.schema import AnyCard, Html, Listing, Picture, Ref
from courtyard.publications.types import listing, page_card, picture
from courtyard.text.richtext import FEATURES, published_html

from .base import BlockRecord, HtmlRecord, PublishedStructBlock, words


class HeadingRecord(BlockRecord):
    type: Literal["heading"] = "heading"
    text: str
    level: int = Field(ge=2, le=3)


class HeadingBlock(PublishedStructBlock):
    """A heading inside the text: the page's title is level 1."""

    text = blocks.CharBlock(label=_("text"), max_length=160)
    level = blocks.ChoiceBlock(
        label=_("level"),
        choices=[("2", _("Heading")), ("3", _("Smaller heading"))],
        default="2",
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        label_format = "{text}"

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

    def published(self, value: Any, block_id: str) -> TextRecord:
        return TextRecord(id=block_id, html=published_html(value.source))


class ImageRecord(BlockRecord):
    type: Literal["image"] = "image"
    image: Ref[Picture]
    caption: str


class CaptionedImageBlock(PublishedStructBlock):
    """A picture with words for those who cannot see it."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        label_format = "{caption}"

    def published(self, value: Any, block_id: str) -> ImageRecord | None:
        image = value["image"]
        if image is None:
            return None
        alt = "" if image.decorative else image.contextual_alt_text
        return ImageRecord(
            id=block_id,
            image=picture(image.pk, alt, essential=True),
            caption=words(value, "caption"),
        )


class QuoteRecord(BlockRecord):
    type: Literal["quote"] = "quote"
    text: str
    source: str


class QuoteBlock(PublishedStructBlock):
    """Somebody's words, set apart."""

    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(label=_("who says it"), required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        label_format = "{text}"

    def published(self, value: Any, block_id: str) -> QuoteRecord:
        return QuoteRecord(id=block_id, text=words(value, "text"), source=words(value, "source"))


class PagesRecord(BlockRecord):
    type: Literal["pages"] = "pages"
    heading: str
    pages: list[Ref[AnyCard]]


class PagesBlock(PublishedStructBlock):
    """Chosen pages as cards."""

    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    pages = blocks.ListBlock(blocks.PageChooserBlock(label=_("page")), label=_("pages"))

    class Meta:
        icon = "doc-full"
        label = _("Chosen pages")
        label_format = "{heading}"

    def published(self, value: Any, block_id: str) -> PagesRecord:
        return PagesRecord(
            id=block_id,
            heading=words(value, "heading"),
            pages=[
                page_card(page.translation_key) for page in value["pages"] or [] if page is not None
            ],
        )


class ListingRecord(BlockRecord):
    type: Literal["listing"] = "listing"
    heading: str
    listing: Ref[Listing]
    link_text: str


NEWEST = 3
"""How many pages a listing shows unless an editor says otherwise."""


class ListingBlock(PublishedStructBlock):
    """The newest pages of a kind: renews itself."""

    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    kind = blocks.ChoiceBlock(label=_("what to list"), choices=listings.choices)
    topic = SnippetChooserBlock(
        "courtyard.Topic",
        label=_("topic"),
        required=False,
        help_text=_("Leave empty to list all topics."),
    )
    count = blocks.IntegerBlock(label=_("how many"), default=NEWEST, min_value=1, max_value=12)
    link_text = blocks.CharBlock(
        label=_("text of the link to all"),
        required=False,
        max_length=80,
        help_text=_("For example: View all news. Without it there is no link."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Newest pages")
        label_format = "{heading}"

    def to_python(self, value: Any) -> Any:
        """The value, which remembers whether its topic has been deleted."""
        return _remembering_loss(value, super().to_python(value))

    def bulk_to_python(self, values: Any) -> Any:
        """The same of many values."""
        return [
            _remembering_loss(raw, one)
            for raw, one in zip(values, super().bulk_to_python(values), strict=True)
        ]

    def published(self, value: Any, block_id: str) -> ListingRecord | None:
        """A list; nothing in the place of one whose topic is gone: it would show everything."""
        if value["topic"] is None and getattr(value, "lost_topic", False):
            return None
        reference = listing(
            words(value, "kind"),
            str(value["topic"].translation_key) if value["topic"] else None,
            value["count"] or NEWEST,
            essential=True,
        )
        return ListingRecord(
            id=block_id,
            heading=words(value, "heading"),
            listing=reference,
            link_text=words(value, "link_text"),
        )


def _remembering_loss(raw: Any, value: Any) -> Any:
    value.lost_topic = bool(raw.get("topic")) and value["topic"] is None
    return value


class SignUpRecord(BlockRecord):
    type: Literal["sign_up"] = "sign_up"
    heading: str
    text: str


class SignUpBlock(PublishedStructBlock):
    """An invitation to the newsletter with its form."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    text = blocks.TextBlock(label=_("text"), required=False)

    class Meta:
        icon = "mail"
        label = _("Newsletter sign-up")
        label_format = "{heading}"

    def published(self, value: Any, block_id: str) -> SignUpRecord:
        return SignUpRecord(id=block_id, heading=words(value, "heading"), text=words(value, "text"))


AnyBlock = Annotated[
    HeadingRecord
    | TextRecord
    | ImageRecord
    | QuoteRecord
    | PagesRecord
    | ListingRecord
    | SignUpRecord
    | HtmlRecord,
    Field(discriminator="type"),
]
"""What may stand in a body, told apart by ``type``."""


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks that page bodies are made of."""
    return [
        ("heading", HeadingBlock()),
        ("text", TextBlock()),
        ("image", CaptionedImageBlock()),
        ("quote", QuoteBlock()),
        ("pages", PagesBlock()),
        ("listing", ListingBlock()),
        ("sign_up", SignUpBlock()),
    ]
