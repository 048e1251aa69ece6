"""Blocks of people."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courtyard.publications.schema import Picture, Record, Ref
from courtyard.publications.types import picture
from courtyard.site_settings import web_address

from .base import BlockRecord, PublishedStructBlock, heading_above, rows, words
from .lists import GROUP


class Person(Record):
    id: str
    name: str
    role: str
    text: str
    url: str
    portrait: Ref[Picture] | None = Field(
        description="It has no alternative text: the name beside it says who is to be seen."
    )


class PeopleRecord(BlockRecord):
    type: Literal["people"] = "people"
    heading: str
    people: list[Person]


class PeopleBlock(PublishedStructBlock):
    """Who they are: a team, a jury, the authors of something."""

    heading = heading_above()
    people = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "name",
                    blocks.CharBlock(
                        label=_("first and last name"),
                        max_length=120,
                        help_text=_("As the person wants to be named."),
                    ),
                ),
                (
                    "role",
                    blocks.CharBlock(
                        label=_("role"),
                        required=False,
                        max_length=160,
                        help_text=_("What the person does here, for example: curator."),
                    ),
                ),
                (
                    "text",
                    blocks.TextBlock(
                        label=_("text"),
                        required=False,
                        help_text=_("A few sentences about the person, or nothing."),
                    ),
                ),
                (
                    "portrait",
                    ImageChooserBlock(
                        label=_("portrait"),
                        required=False,
                        help_text=_("It needs no alternative text: the name stands beside it."),
                    ),
                ),
                (
                    "url",
                    blocks.URLBlock(
                        label=_("web address"),
                        required=False,
                        validators=[web_address],
                        help_text=_("The person’s own site or portfolio; the name leads to it."),
                    ),
                ),
            ],
            label=_("person"),
            label_format="{name}",
        ),
        label=_("people"),
        help_text=_("Name only those who have agreed to it."),
    )

    class Meta:
        icon = "user"
        label = _("People")
        label_format = "{heading}"
        group = GROUP
        description = _("A team or a jury, with portraits.")

    def published(self, value: Any, block_id: str) -> PeopleRecord:
        return PeopleRecord(
            id=block_id,
            heading=words(value, "heading"),
            people=[
                Person(
                    id=row_id,
                    name=words(row, "name"),
                    role=words(row, "role"),
                    text=words(row, "text"),
                    url=words(row, "url"),
                    portrait=picture(row["portrait"].pk, "") if row["portrait"] else None,
                )
                for row_id, row in rows(value, "people")
            ],
        )
