"""Making the renditions of pictures: by the outbox, so that no reader waits for one."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model
from wagtail.images.models import Filter, SourceImageIOError
from willow.image import UnrecognisedImageFormatError

from courtyard.outbox import services as outbox

from . import generation

logger = logging.getLogger(__name__)

OUTBOX_KIND = "courtyard.renditions"

RENDITIONS = ("width-480|format-webp", "width-960|format-webp", "width-1600|format-webp")
"""Widths for a card on a phone, a card on a desk, and a poster across the page."""

UNREADABLE = (
    SourceImageIOError,
    UnrecognisedImageFormatError,
    DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
)
"""What Wagtail, Willow and Pillow raise over files that are lost, broken or not pictures."""


def order(image_id: int) -> None:
    """Ask for an image's renditions, in the transaction of the caller."""
    outbox.write(OUTBOX_KIND, payload={"image": image_id})


def order_when_saved(instance: Any, **kwargs: Any) -> None:
    """Receiver of ``post_save`` of the image model."""
    order(instance.pk)


def make_ordered(payload: Mapping[str, Any]) -> None:
    """The outbox's handler. An image that is gone meanwhile needs none."""
    image = get_image_model().objects.filter(pk=payload["image"]).first()
    if image is not None:
        make(image)


def make(image: Any) -> None:
    """Make the renditions of an image. One that cannot be read is reported and has none."""
    try:
        _forget(image)
        image.get_renditions(*RENDITIONS)
        # Wagtail writes them in bulk, of which Django says nothing.
        generation.changed()
    except UNREADABLE:
        logger.warning("The file of image %s cannot be read; it is not shown.", image.pk)


def _forget(image: Any) -> None:
    """Have Wagtail look into the database, not into its cache.

    Each process may have a cache of its own, which remembers what another has deleted since.
    """
    model = image.get_rendition_model()
    filters = [Filter(spec=spec) for spec in RENDITIONS]
    model.cache_backend.delete_many(
        model.construct_cache_key(image, one.get_cache_key(image), one.spec) for one in filters
    )
