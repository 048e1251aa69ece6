"""The references that the foundation itself resolves: pages, pictures, topics, listings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError
from willow.image import UnrecognisedImageFormatError

from courtyard.listings import resolve_listings
from courtyard.localisation.localise import localise
from courtyard.models import Topic

from . import references
from .public import public_images
from .reading import pages_by_key
from .references import Wanted

if TYPE_CHECKING:
    from courtyard.models import Term

    from .reading import Reader

logger = logging.getLogger(__name__)

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

M = TypeVar("M", bound="Term")


def register_references() -> None:
    """Register what the foundation resolves; called once when the apps are ready."""
    references.register("page", pages_by_key)
    references.register("image", images_by_id)
    references.register("listing", resolve_listings)
    references.register("topic", terms_of(Topic))


def images_by_id(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    """Resolve pictures. A key is an image's primary key, or ``key:alt`` with words for it."""
    primary_keys = {int(one.key.partition(":")[0]) for one in wanted}
    images = {
        image.pk: image
        for image in public_images(
            get_image_model().objects.filter(pk__in=primary_keys)
        ).prefetch_renditions(*RENDITIONS)
    }
    answers: dict[Wanted, Any] = {}
    for one in wanted:
        primary_key, own, alt = one.key.partition(":")
        image = images.get(int(primary_key))
        if image is None:
            continue
        try:
            answers[one] = picture(image, alt if own else image.description)
        except UNREADABLE:
            logger.warning("The file of image %s cannot be read; it is not shown.", primary_key)
    return answers


def picture(image: Any, alt: str) -> dict[str, Any]:
    """A Wagtail image as a ``Picture``."""
    # Of an image narrower than the widest rendition, several are the same.
    by_width = {
        rendition.width: rendition for rendition in image.get_renditions(*RENDITIONS).values()
    }
    focus = image.get_focal_point()
    return {
        "alt": alt,
        "width": image.width,
        "height": image.height,
        "focal_point": focus
        and [
            round(focus.centroid_x / image.width, 4),
            round(focus.centroid_y / image.height, 4),
        ],
        "sources": [
            {"url": rendition.url, "width": width, "height": rendition.height}
            for width, rendition in sorted(by_width.items())
        ],
    }


def terms_of(
    model: type[M], extra: Callable[[M], dict[str, Any]] | None = None
) -> references.Resolver:
    """A resolver for a translatable snippet with ``slug`` and ``name``.

    ``extra`` gives further fields of the answer. A term without a translation is answered in
    the language it has, which its ``locale`` names.
    """

    def resolver(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
        terms = localise(model, {one.key for one in wanted}, reader.locale)
        return {
            one: {
                "key": one.key,
                "slug": terms[one.key].slug,
                "name": terms[one.key].name,
                "locale": reader.locales[terms[one.key].locale_id].language_code,
                **(extra(terms[one.key]) if extra else {}),
            }
            for one in wanted
            if one.key in terms
        }

    return resolver
