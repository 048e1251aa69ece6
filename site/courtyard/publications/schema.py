"""The typed shape of what a page says to the public.

A publication stands in two states. As *built* it holds the page's own words and facts, and a
:class:`Reference` wherever something foreign is meant. As *answered* each reference has given
way to the thing itself, in the reader's language. ``Ref[T]`` is the type of such a place: a
builder puts a ``Reference`` there, an answer holds a ``T``, and the OpenAPI document speaks of
``T`` alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

T = TypeVar("T")

Size = Literal["label", "card", "more"]


class Record(BaseModel):
    """Base of every schema here: unknown fields are an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class Reference(Record):
    """The name of something foreign, resolved each time it is read.

    ``ref`` is a kind that a resolver is registered for ("page", "image", "topic", …), ``key``
    the translation key or other name of the thing, ``size`` how much of it is wanted: of a page
    also its card with ``more``, the fields of its whole that its type names for that. Where
    the thing is not public the place stays empty; with ``essential`` the record or list item
    around it goes as well.
    """

    ref: str
    key: str
    size: Size = "label"
    essential: bool = False


class _AsAnswered:
    """Describes a ``Ref[T]`` in JSON Schema by ``T``, the only form that readers see."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        _reference, *answered = schema["anyOf"]
        return answered[0] if len(answered) == 1 else {"anyOf": answered}


Ref = Annotated[Reference | T, _AsAnswered()]


class _AnsweredAsText:
    """Describes markup in JSON Schema by the text that readers see."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": "html"}


class LinkedHtml(Record):
    """HTML as built: links to pages stand as ``href="page:KEY"`` until they are read.

    Whatever has markup is built so, with links or without: it can be answered as plain text too.
    """

    linked_html: str


Html = Annotated[LinkedHtml | str, _AnsweredAsText()]


class Choice(Record):
    """A value from a closed list, with its name in the publication's language."""

    value: str
    label: str


class OneOf:
    """Marks a ``Choice`` whose value is one of an enumeration, or of some words.

    The OpenAPI document says so of the field; what is published is the same.
    """

    def __init__(self, values: Iterable[str]) -> None:
        self.values = [str(value) for value in values]

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: Any) -> dict[str, Any]:
        narrowed = {"properties": {"value": {"type": "string", "enum": self.values}}}
        return {"allOf": [handler(core_schema), narrowed]}


class PictureSource(Record):
    """One width of a picture, ready to be fetched."""

    url: str
    width: int
    height: int


class FocalPoint(Record):
    """A place in a picture: fractions of its width and height from the top left."""

    x: float
    y: float


class Picture(Record):
    """A picture with its renditions, narrowest first."""

    alt: str = Field(description="Alternative text; empty where the picture is decorative.")
    content_language: str = Field(
        description="The language of the alternative text; empty where it is that of the page."
    )
    credit: str = Field(description="Who made the picture.")
    licence: str
    licence_url: str
    source_url: str
    width: int
    height: int
    focal_point: FocalPoint | None = Field(
        description="Where to look first; null where nobody has said it."
    )
    sources: list[PictureSource]


class DocumentFile(Record):
    """A document that can be fetched."""

    title: str
    url: str
    extension: str = Field(description="What kind of file it is: pdf.")
    content_type: str
    size: int | None = Field(description="In bytes; null where nobody knows.")


class TermLabel(Record):
    """A term of the taxonomy (topic, city, …) in the publication's language."""

    key: str
    slug: str
    name: str
    content_language: str = Field(description="The language of the name.")


class PublisherLabel(TermLabel):
    """A name under which the institution speaks."""

    website: str


class Label(Record):
    """What a link to a page needs."""

    key: str = Field(description="The same in all languages of a page.")
    type: str
    locale: str = Field(default="", description="The language that was asked for.")
    content_language: str = Field(
        description="The language of the words; another one where the page is not translated."
    )
    title: str
    url: str = ""


class Card(Label):
    """What a list shows of a page."""

    summary: str
    image: Ref[Picture] | None
    first_published_at: dt.datetime | None
    topics: list[Ref[TermLabel]]
    disciplines: list[Ref[TermLabel]]
    themes: list[Ref[TermLabel]]
    tags: list[Ref[TermLabel]]


class AnyCard(Card):
    """A page of some type in a list; ``type`` says which further fields its card has.

    The OpenAPI document has the union of the cards of all installed types in its place.
    """

    model_config = ConfigDict(extra="allow")


class Progress(Record):
    """How much of a page is translated."""

    translated: int
    texts: int = Field(description="How many texts there are.")


class Translation(Record):
    """How a page can be read in one language of the site.

    ``current``: it says what the original says. ``partial``: it is public although texts of it
    are not translated. ``outdated``: the original says other words now. ``machine``: a machine
    has translated it, and nobody has read that yet. ``fallback``: the language lacks the page
    and shows the text of another one. ``missing``: it cannot be read in this language.
    """

    locale: str
    content_language: str | None = Field(description="Null where the page is missing.")
    state: Literal["original", "current", "partial", "outdated", "machine", "fallback", "missing"]
    outdated_since: dt.datetime | None = Field(
        description="Since when the original has said other words; of outdated ones."
    )
    progress: Progress | None = Field(description="Of partial ones.")
    url: str | None
    title: str


class Seo(Record):
    """What search engines and link previews are told."""

    title: str
    description: str
    image: Ref[Picture] | None = Field(
        default=None, description="Where links are shared; null where the page’s own image is."
    )


class Alternate(Record):
    """A language in which a page can be read, or `x-default`."""

    hreflang: str
    url: str


class Siblings(Record):
    """The pages of the same type that stand before and after a page in its section."""

    previous: Ref[Label] | None
    next: Ref[Label] | None


class Frame(Record):
    """What stands around a page and is not its own: known only on reading."""

    canonical: str = Field(
        default="", description="The one path of the text, in whichever language it is shown."
    )
    alternates: list[Alternate] = Field(
        default=[], description="Where the page has a text of its own, as for `hreflang`."
    )
    breadcrumb: list[Label] = Field(default=[], description="From the front page to the parent.")
    sections: list[Label] = Field(default=[], description="Section pages that list this page.")
    translations: list[Translation] = []
    publisher: Ref[PublisherLabel] | None = Field(
        default=None,
        description="Who speaks: named by the page, by a section above it, or by the site.",
    )
    calendar: str | None = Field(
        default=None,
        description="Where programs get the dates of the page, or of what it lists, as "
        "text/calendar; null where it has none.",
    )
    siblings: Siblings | None = Field(default=None, description="Null unless included.")
    structured_data: dict[str, Any] | None = Field(
        default=None, description="What it says to machines, as JSON-LD; null unless included."
    )


class Listing(Record):
    """Pages chosen by a rule, with the page that shows them all and the topic they share."""

    items: list[Ref[AnyCard]]
    all: Ref[Label] | None = None
    topic: Ref[TermLabel] | None = None


class Related(Record):
    """Pages that have to do with this one, such as the programmes of a partner."""

    name: str
    heading: str
    listing: Ref[Listing]


class Whole(Card, Frame):
    """Everything a page says. Each page type adds its fields and a literal ``type``."""

    seo: Seo
    last_published_at: dt.datetime | None
    related: list[Related] = []


def as_json(record: BaseModel) -> dict[str, Any]:
    """The record as JSON-ready data: the form in which publications are kept and resolved."""
    return record.model_dump(mode="json")


def moment_as_json(moment: dt.datetime | None) -> str | None:
    """An aware moment as records have it in JSON: in UTC, with its ``Z``."""
    if moment is None:
        return None
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
