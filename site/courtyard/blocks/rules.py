"""What texts may not go public: what some readers could not see, hear, or find their way in.

Each rule is told in words that say how to mend it. None of them knows of anything but the texts
themselves: what has been published can stay so whatever becomes of other things.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from .base import PublishedStructBlock, words

EMPTY_WORDS = frozenset(
    (
        *("tu", "tutaj", "kliknij", "kliknij tu", "kliknij tutaj", "więcej", "czytaj więcej"),
        *("czytaj dalej", "link", "zobacz", "strona"),
        *(
            "here",
            "click",
            "click here",
            "more",
            "read more",
            "learn more",
            "this link",
            "this page",
        ),
        *("тут", "тутечки", "сюди", "ось тут", "натисніть тут", "тисніть тут", "клікніть тут"),
        *("більше", "читати далі", "детальніше", "посилання", "лінк"),
        *("hier", "hier klicken", "klick hier", "klicken sie hier", "mehr", "mehr lesen"),
        *("weiterlesen", "dieser link", "diese seite"),
    )
)
"""Texts of links that do not say where they lead, in the languages of our sites."""

LINK_TEXTS = ("link_text",)
"""Names of fields, of whichever block, that hold the text of a link."""

_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
_FILE_NAME = re.compile(r"\.(avif|gif|heic|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE)


def check_texts(page: Page) -> None:
    """Raises ValidationError, by field, where texts of a page may not go public."""
    errors: dict[str, list[str]] = defaultdict(list)
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            errors[field.name] = list(dict.fromkeys(_of_stream(getattr(page, field.name))))
        elif isinstance(field, RichTextField):
            errors[field.name] = list(dict.fromkeys(_of_links(getattr(page, field.name) or "")))
    if found := {name: messages for name, messages in errors.items() if messages}:
        raise ValidationError(found)


def _of_stream(stream: Any) -> Iterator[str]:
    yield from _of_headings(stream)
    for child in stream or ():
        for message in _of_value(child.block, child.value):
            yield gettext("%(block)s: %(message)s") % {
                "block": child.block.label,
                "message": message,
            }


def _of_headings(stream: Any) -> Iterator[str]:
    """A smaller heading that stands below none: whoever goes by headings believes to miss one."""
    has_begun = False
    for child in stream or ():
        if not isinstance(child.value, blocks.StructValue):
            continue
        if child.block_type != "heading":
            has_begun = has_begun or bool(child.value.get("heading"))
        elif child.value["level"] != "3":
            has_begun = True
        elif not has_begun:
            yield gettext(
                "The smaller heading “%(text)s” stands below no heading. Make it a heading, or "
                "put one before it."
            ) % {"text": words(child.value, "text")}


def _of_value(block: blocks.Block, value: Any) -> Iterator[str]:
    """What is wrong in a block and in all that it holds."""
    if value is None:
        return
    if isinstance(block, ImageBlock):
        yield from _of_image(value)
    elif isinstance(block, blocks.RichTextBlock):
        yield from _of_links(value.source)
    elif isinstance(block, blocks.StructBlock):
        yield from _of_struct(block, value)
    elif isinstance(block, blocks.ListBlock):
        for part in value:
            yield from _of_value(block.child_block, part)
    elif isinstance(block, blocks.StreamBlock):
        for child in value:
            yield from _of_value(child.block, child.value)


def _of_struct(block: blocks.StructBlock, value: Any) -> Iterator[str]:
    if isinstance(block, PublishedStructBlock):
        yield from block.faults(value)
    for name, part in value.items():
        if name in LINK_TEXTS and _is_empty(part or ""):
            yield empty_link(part)
        yield from _of_value(block.child_blocks[name], part)


def _of_image(image: Any) -> Iterator[str]:
    alt = (image.contextual_alt_text or "").strip()
    if image.decorative:
        return
    if not alt:
        yield gettext(
            "A picture lacks its alternative text. Say in it what is to be seen, or mark the "
            "picture as decorative."
        )
    elif _FILE_NAME.search(alt):
        yield gettext(
            "The alternative text “%(alt)s” is the name of a file. Say instead what is to be seen."
        ) % {"alt": alt}


def _of_links(html: str) -> Iterator[str]:
    for link in _LINK.finditer(html):
        text = strip_tags(link[1])
        if _is_empty(text) or not text.strip():
            yield empty_link(text)


def _is_empty(text: str) -> bool:
    """Whether a text of a link says nothing of where it leads."""
    said = re.sub(r"[\W_]+", " ", text, flags=re.UNICODE).strip().casefold()
    return said in EMPTY_WORDS


def empty_link(text: str) -> str:
    """What an editor is told of a link whose text says nothing."""
    return gettext(
        "The text of the link “%(text)s” does not say where it leads. Make a link of the words "
        "that name what is there."
    ) % {"text": text}
