"""Blocks of pictures."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from courtyard.publications.schema import Picture, Record, Ref
from courtyard.publications.types import picture

from .base import BlockRecord, PublishedStructBlock, heading_above, rows, words

GROUP = _("Pictures and sound")


class ImageRecord(BlockRecord):
    type: Literal["image"] = "image"
    image: Ref[Picture]
    caption: str


class CaptionedImageBlock(PublishedStructBlock):
    """A picture with words for those who cannot see it."""

    image = ImageBlock(
        label=_("image"),
        help_text=_(
            "The alternative text says what is to be seen, for those who cannot see it. A picture "
            "that only decorates needs none: mark it as decorative."
        ),
    )
    caption = blocks.CharBlock(
        label=_("caption"),
        required=False,
        max_length=250,
        help_text=_("Stands below: where and when it was. The credit is added by itself."),
    )

    class Meta:
        icon = "image"
        label = _("Image")
        label_format = "{caption}"
        group = GROUP
        description = _("One picture in the width of the text.")

    def published(self, value: Any, block_id: str) -> ImageRecord | None:
        image = value["image"]
        if image is None:
            return None
        return ImageRecord(id=block_id, image=shown(image), caption=words(value, "caption"))


class GalleryPicture(Record):
    id: str
    image: Ref[Picture]
    caption: str


class GalleryRecord(BlockRecord):
    type: Literal["gallery"] = "gallery"
    heading: str
    pictures: list[GalleryPicture]


class GalleryBlock(PublishedStructBlock):
    """Several pictures side by side."""

    heading = heading_above()
    pictures = blocks.ListBlock(
        CaptionedImageBlock(),
        label=_("pictures"),
        help_text=_("In this order: side by side on a wide screen, one by one on a phone."),
    )

    class Meta:
        icon = "grip"
        label = _("Gallery")
        label_format = "{heading}"
        group = GROUP
        description = _("Several pictures side by side.")

    def published(self, value: Any, block_id: str) -> GalleryRecord:
        return GalleryRecord(
            id=block_id,
            heading=words(value, "heading"),
            pictures=[
                GalleryPicture(id=row_id, image=shown(row["image"]), caption=words(row, "caption"))
                for row_id, row in rows(value, "pictures")
                if row["image"] is not None
            ],
        )


def shown(image: Any) -> Any:
    """A reference to the picture of an ImageBlock, with what the editor says of it there."""
    alt = "" if image.decorative else image.contextual_alt_text or ""
    return picture(image.pk, alt, essential=True)
