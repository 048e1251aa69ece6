"""Blocks that list other things: pages, documents; and the newsletter's form."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courtyard import listings
from courtyard.publications.schema import AnyCard, DocumentFile, Listing, Record, Ref
from courtyard.publications.types import document, listing, page_card

from .base import BlockRecord, PublishedStructBlock, heading_above, rows, words

GROUP = _("Lists")


class PagesRecord(BlockRecord):
    type: Literal["pages"] = "pages"
    heading: str
    pages: list[Ref[AnyCard]]


class PagesBlock(PublishedStructBlock):
    """Chosen pages as cards."""

    heading = heading_above()
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(label=_("page")),
        label=_("pages"),
        help_text=_(
            "In this order. Readers get each in their language; one that is not public is left out."
        ),
    )

    class Meta:
        icon = "doc-full"
        label = _("Chosen pages")
        label_format = "{heading}"
        group = GROUP
        description = _("Pages of the site as cards, in the order in which you choose them.")

    def published(self, value: Any, block_id: str) -> PagesRecord:
        return PagesRecord(
            id=block_id, heading=words(value, "heading"), pages=cards_of(value, "pages")
        )


class LogosRecord(BlockRecord):
    """Partners by their logos: pages as cards, of which the picture is shown before the title."""

    type: Literal["logos"] = "logos"
    heading: str
    pages: list[Ref[AnyCard]]


class LogosBlock(PublishedStructBlock):
    """Partners by their logos, each a link to its page."""

    heading = heading_above()
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(label=_("page")),
        label=_("pages"),
        help_text=_("Each is shown by its logo, or else by its image; without them by its name."),
    )

    class Meta:
        icon = "group"
        label = _("Logos")
        label_format = "{heading}"
        group = GROUP
        description = _("Partners or funders by their logos, each a link to its page.")

    def published(self, value: Any, block_id: str) -> LogosRecord:
        return LogosRecord(
            id=block_id, heading=words(value, "heading"), pages=cards_of(value, "pages")
        )


def cards_of(value: Any, name: str) -> list[Any]:
    """References to chosen pages."""
    return [page_card(page.translation_key) for _row_id, page in rows(value, name)]


class ListingRecord(BlockRecord):
    type: Literal["listing"] = "listing"
    heading: str
    listing: Ref[Listing]
    link_text: str


NEWEST = 3
"""How many pages a listing shows unless an editor says otherwise."""


class ListingBlock(PublishedStructBlock):
    """The newest pages of a kind: renews itself."""

    heading = heading_above()
    kind = blocks.ChoiceBlock(
        label=_("what to list"),
        choices=listings.choices,
        help_text=_("From the whole site. While there is none, the block is not shown."),
    )
    topic = SnippetChooserBlock(
        "courtyard.Topic",
        label=_("topic"),
        required=False,
        help_text=_("Leave empty to list all topics."),
    )
    count = blocks.IntegerBlock(
        label=_("how many"),
        default=NEWEST,
        min_value=1,
        max_value=12,
        help_text=_("From 1 to 12; fewer are shown where there are no more."),
    )
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
        group = GROUP
        description = _("The newest news, calls or events; renews itself.")

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


class ListedDocument(Record):
    id: str
    title: str = Field(description="Empty where the document’s own title is to be shown.")
    file: Ref[DocumentFile]


class DocumentsRecord(BlockRecord):
    type: Literal["documents"] = "documents"
    heading: str
    documents: list[ListedDocument]


class DocumentsBlock(PublishedStructBlock):
    """Files to download."""

    heading = heading_above()
    documents = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "document",
                    DocumentChooserBlock(
                        label=_("document"),
                        help_text=_("Readers see its kind and size before they download it."),
                    ),
                ),
                (
                    "title",
                    blocks.CharBlock(
                        label=_("title"),
                        required=False,
                        max_length=160,
                        help_text=_("Leave empty to show the title of the document itself."),
                    ),
                ),
            ],
            label=_("document"),
            label_format="{title}",
        ),
        label=_("documents"),
        help_text=_("In this order. Files of private collections are not shown."),
    )

    class Meta:
        icon = "download"
        label = _("Documents")
        label_format = "{heading}"
        group = GROUP
        description = _("Files to download, each with its kind and size.")

    def published(self, value: Any, block_id: str) -> DocumentsRecord:
        return DocumentsRecord(
            id=block_id,
            heading=words(value, "heading"),
            documents=[
                ListedDocument(
                    id=row_id,
                    title=words(row, "title"),
                    file=document(row["document"].pk, essential=True),
                )
                for row_id, row in rows(value, "documents")
                if row["document"] is not None
            ],
        )


class SignUpRecord(BlockRecord):
    type: Literal["sign_up"] = "sign_up"
    heading: str
    text: str


class SignUpBlock(PublishedStructBlock):
    """An invitation to the newsletter with its form."""

    heading = blocks.CharBlock(
        label=_("heading"), max_length=120, help_text=_("For example: Stay up to date!")
    )
    text = blocks.TextBlock(
        label=_("text"),
        required=False,
        help_text=_("What the newsletter brings, and how often. The form stands below it."),
    )

    class Meta:
        icon = "mail"
        label = _("Newsletter sign-up")
        label_format = "{heading}"
        group = GROUP
        description = _("An invitation to the newsletter with its form.")

    def published(self, value: Any, block_id: str) -> SignUpRecord:
        return SignUpRecord(id=block_id, heading=words(value, "heading"), text=words(value, "text"))
