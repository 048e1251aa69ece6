"""How a block becomes part of a publication."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Protocol, runtime_checkable

from django.utils.html import conditional_escape
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamValue

from courtyard.publications.schema import Record


class BlockRecord(Record):
    """Base of what a block publishes. Each block narrows ``type`` to its own name."""

    id: str
    type: str


class HtmlRecord(BlockRecord):
    """A block of another package, kept as the HTML that it renders.

    ``dynamic``: it says ``needs_request`` of itself, as it shows different things to different
    visitors. Its HTML is on the page alone.
    """

    type: Literal["html"] = "html"
    name: str
    html: str
    dynamic: bool = False


@runtime_checkable
class PublishedBlock(Protocol):
    """A block that says itself what it publishes."""

    def published(self, value: Any, block_id: str) -> BlockRecord | None:
        """The block's value as a typed record; foreign things stand in it as references.

        A draft may hold a block that is not filled in yet, and a picture may have been deleted:
        a block that has nothing to show gives None.
        """


class PublishedStructBlock(blocks.StructBlock):
    """A StructBlock that publishes a typed record. Subclasses define ``published``.

    ``faults`` says what else than a missing value keeps a page with it from going public.
    """

    def published(self, value: Any, block_id: str) -> BlockRecord | None:
        """The block's value as a typed record; None where it has nothing to show."""
        raise TypeError(f"{type(self).__name__} does not say what it publishes")

    def faults(self, value: Any) -> Iterator[str]:
        """What in the value may not go public, each in words that say how to mend it."""
        return iter(())


def heading_above() -> blocks.CharBlock:
    """The heading that a block may have of its own."""
    return blocks.CharBlock(
        label=_("heading"),
        required=False,
        max_length=120,
        help_text=_("Stands above the block. Leave empty where the text before leads to it."),
    )


def words(value: Any, name: str) -> str:
    """A text inside a struct value; empty where a draft holds nothing yet."""
    return value[name] or ""


def rows(value: Any, name: str) -> list[tuple[str, Any]]:
    """The rows of a list inside a struct value, each with its id; of a draft as far as it goes."""
    listed = getattr(value[name], "bound_blocks", ())
    return [(row.original_id or "", row.value) for row in listed if row.value is not None]


def published_body(body: StreamValue) -> list[BlockRecord]:
    """A stream of blocks as typed records, in order."""
    records = (_published(child) for child in body)
    return [record for record in records if record is not None]


def _published(child: Any) -> BlockRecord | None:
    block_id = child.id or ""
    if isinstance(child.block, PublishedBlock):
        return child.block.published(child.value, block_id)
    dynamic = getattr(child.block, "needs_request", False)
    # A block without a template renders its value as it is.
    html = "" if dynamic else conditional_escape(child.render())
    return HtmlRecord(id=block_id, name=child.block_type, html=html, dynamic=dynamic)
