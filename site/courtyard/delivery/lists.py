"""Lists of the content API: in parts, with the fields and the extras that are asked for."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, get_args
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, Schema
from pydantic import BaseModel, BeforeValidator, field_validator

from courtyard.publications.reading import CARD, Reader
from courtyard.publications.references import resolve
from courtyard.publications.schema import Card, Record, Translation
from courtyard.publications.stored import Publication
from courtyard.terms import KINDS, Term
from courtyard.text.world import begin_of, own_time_zone

from .problems import UnusableParameter

T = TypeVar("T")
C = TypeVar("C", bound=Card)

SOME_FIELDS = "application/vnd.courtyard.part+json"
"""The type of a list whose items hold the fields alone that were asked for.

It is a type of its own so that `application/json` promises all fields to those who asked for none.
"""

IDENTITY = ("key", "type")
"""What names an item, and is answered whichever fields are asked for."""

PLACE = "place"
"""The moment by which a list goes, where it goes by time."""

NEVER_ANSWERED = "Take it unchanged from the answer before, with the same order."


def _split(names: Any) -> Any:
    """What stands in an address as ``a,b``, or twice, as a list."""
    given = [names] if isinstance(names, str) else names
    return [name.strip() for part in given for name in part.split(",")]


Names = Annotated[tuple[T, ...], BeforeValidator(_split)]
"""Names in an address, with commas between them."""

Slug = Annotated[str, Field(max_length=255)]


class ListParameters(Schema):
    """What every list takes. ``item`` is the schema of what it lists, or a union of several."""

    item: ClassVar[Any] = None

    locale: str | None = Field(
        None, max_length=20, description="Language code; the site's first when left out."
    )
    limit: int = Field(20, ge=1, le=100, description="How many items at the most.")
    cursor: str | None = Field(
        None, max_length=2000, description="From `next` of the answer before."
    )
    fields: Names[str] = Field(
        (),
        description=(
            "Which fields of each item are wanted, with commas between them; all when left out. "
            f"The answer is of the type `{SOME_FIELDS}`; what names an item comes always."
        ),
    )
    count: bool = Field(False, description="Whether to say how many there are in all.")

    @field_validator("fields")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = names_of(cls.item)
        if any(name not in known for name in names):
            # What was asked is not said again: it could be anything.
            raise ValueError(f"There are the fields: {', '.join(known)}")
        return names

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> Any:
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema)["properties"]
        if "fields" in properties:
            properties["fields"]["items"]["enum"] = list(names_of(cls.item))
        return schema

    def only(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """An item with the fields that are asked for."""
        if not self.fields:
            return dict(item)
        return {name: item[name] for name in item if name in self.fields or name in IDENTITY}


class CardParameters(ListParameters):
    """What lists of pages take."""

    include: Names[Literal["translations"]] = Field(
        (), description="What is wanted beside the items: how each can be read in every language."
    )


class TermParameters(Schema):
    """How pages are chosen by what they are about: by slugs, the same in every language."""

    topic: Slug | None = Field(None, description="Slug of a topic.")
    discipline: Slug | None = Field(None, description="Slug of a discipline.")
    theme: Slug | None = Field(None, description="Slug of a theme.")
    tag: Slug | None = Field(None, description="Slug of a tag.")

    def terms(self) -> dict[type[Term], str | None]:
        """The slugs by the models of their terms."""
        return {kind.model: getattr(self, kind.name) for kind in KINDS}


class Between(CardParameters):
    """How what has a date is chosen by days, of which both ends count."""

    since: dt.date | None = Field(None, alias="from", description="The first day that counts.")
    until: dt.date | None = Field(None, alias="to", description="The last day that counts.")


def first_moment(name: str, day: dt.date) -> dt.datetime:
    """The first moment of a day by the institution's clocks.

    Raises UnusableParameter for the parameter of that name.
    """
    try:
        return begin_of(day, own_time_zone())
    except OverflowError:
        raise UnusableParameter(name, "No calendar has this day.") from None


def first_moment_after(name: str, day: dt.date) -> dt.datetime:
    """The first moment after a day. Raises UnusableParameter."""
    try:
        return begin_of(day + dt.timedelta(days=1), own_time_zone())
    except OverflowError:
        raise UnusableParameter(name, "No calendar has this day.") from None


class PartOfList(Record, Generic[T]):
    """A part of a list, in order."""

    items: list[T]
    next: str | None = Field(description="Address of the next part; null at the end.")
    count: int | None = Field(description="How many there are in all; null unless asked for.")


class CardList(PartOfList[C], Generic[C]):
    """A part of a list of pages, in order."""

    translations: dict[str, list[Translation]] | None = Field(
        description="How each item can be read in every language, by its key; null unless included."
    )


def schemas_of(item: Any) -> list[type[BaseModel]]:
    """The schemas of a union, or the one schema that it is."""
    if isinstance(item, type):
        return [item]
    union, *_discriminator = get_args(item)
    return list(get_args(union))


def names_of(item: Any) -> tuple[str, ...]:
    """The names of the fields that some of an item's schemas have, in their order."""
    return tuple(dict.fromkeys(name for one in schemas_of(item) for name in one.model_fields))


def answer(document: Any, reader: Reader) -> HttpResponse:
    """A good answer, in the reader's language."""
    return JsonResponse(document, headers={"Content-Language": reader.code})


def part_of_list(
    reader: Reader,
    parameters: ListParameters,
    items: Iterable[Mapping[str, Any]],
    following: str | None,
    count: Callable[[], int],
    **beside: Any,
) -> HttpResponse:
    """The answer of a list: ``following`` is the address of the next part, if there is one.

    ``count`` is asked only where somebody wants to know; ``beside`` is answered with the items.
    """
    document = {
        "items": [parameters.only(item) for item in items],
        "next": following,
        "count": count() if parameters.count else None,
        **beside,
    }
    response = answer(document, reader)
    if parameters.fields:
        response["Content-Type"] = SOME_FIELDS
    return response


def card_list(
    request: HttpRequest,
    reader: Reader,
    choose: Callable[[Reader], QuerySet[Publication]],
    parameters: CardParameters,
    fields: Mapping[str, str],
) -> HttpResponse:
    """One part of a list of publications, by keyset: exact however deep, and equally fast.

    ``choose`` gives those of the list, in any order, by the ``parameters``. The ``order`` among
    them names a key of ``fields``, with ``-`` for descending; its value is the path of relations
    from a publication to what is sorted by.
    """
    order: str = parameters.order  # type: ignore[attr-defined]
    sign, field = "-" if order.startswith("-") else "", fields[order.lstrip("-")]

    def rows(reader: Reader) -> QuerySet[Any, Any]:
        pages = choose(reader)
        if parameters.cursor:
            pages = pages.filter(after(parameters.cursor, order, field, pages))
        pages = pages.order_by(f"{sign}{field}", f"{sign}original")
        found: QuerySet[Any, Any] = pages.values(*CARD, sorted_by=F(field))
        return found[: parameters.limit + 1]

    if parameters.dict(exclude_defaults=True).keys() <= _OF_ANY_BEGINNING:
        # The beginning of the whole list is what most ask for.
        question = (type(parameters), order, parameters.limit)
        chosen = reader.ask(question, lambda reader, _slots: rows(reader))
    else:
        chosen = list(rows(reader))
    more = len(chosen) > parameters.limit
    chosen = chosen[: parameters.limit]
    following = next_part(request, cursor_of(order, chosen[-1])) if more else None
    cards = resolve([parameters.only(reader.card(row)) for row in chosen], reader)
    translations = None
    if "translations" in parameters.include:
        translations = reader.translations([row["original_id"] for row in chosen])
    return part_of_list(
        reader,
        parameters,
        (card for card in cards if card is not None),
        following,
        lambda: choose(reader).count(),
        translations=translations,
    )


_OF_ANY_BEGINNING = {"locale", "order", "limit", "fields", "include", "count"}
"""Parameters that do not say which pages are meant, but for the ``order`` and the ``limit``."""


def short_list(
    request: HttpRequest,
    reader: Reader,
    things: Sequence[Mapping[str, Any]],
    parameters: ListParameters,
) -> HttpResponse:
    """One part of a list of which all is read at once, such as terms; the cursor is a ``key``.

    Raises UnusableParameter for a cursor that is the key of none of the ``things``.
    """
    start = 0
    if parameters.cursor is not None:
        keys = [thing["key"] for thing in things]
        if parameters.cursor not in keys:
            raise UnusableParameter("cursor", NEVER_ANSWERED)
        start = keys.index(parameters.cursor) + 1
    part = things[start : start + parameters.limit]
    more = start + parameters.limit < len(things)
    following = next_part(request, part[-1]["key"]) if more else None
    return part_of_list(reader, parameters, part, following, lambda: len(things))


def next_part(request: HttpRequest, cursor: str) -> str:
    """The address of the part of a list that comes after a cursor."""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"


def cursor_of(order: str, row: Mapping[str, Any]) -> str:
    """What names a publication in a list: it has ``sorted_by`` and ``original_id``."""
    held = [order, str(row["sorted_by"]), str(row["original_id"])]
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode()


def after(
    cursor: str,
    order: str,
    field: str,
    pages: QuerySet[Publication],
    *,
    including: bool = False,
) -> Q:
    """What comes after the publication that a cursor names, or begins with it.

    Raises UnusableParameter.
    """
    try:
        made_for, value, key = _read_cursor(cursor)
        if made_for != order:
            raise ValueError
        if field == PLACE and dt.datetime.fromisoformat(value).tzinfo is None:
            raise ValueError
        beyond = "lt" if order.startswith("-") else "gt"
        rest = f"original__{beyond}e" if including else f"original__{beyond}"
        # Said first of the field alone: a condition by which an index is entered there.
        after = Q(**{f"{field}__{beyond}e": value}) & (
            Q(**{f"{field}__{beyond}": value}) | Q(**{rest: key})
        )
        # Whether the value is one of the field shows when the condition is put to it.
        pages.filter(after)
    except (ValueError, TypeError, RecursionError, ValidationError, binascii.Error):
        raise UnusableParameter("cursor", NEVER_ANSWERED) from None
    return after


def _read_cursor(cursor: str) -> tuple[str, str, UUID]:
    """What a cursor holds. Raises ValueError and its kin for what no answer has ever held."""
    made_for, text, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    if not isinstance(text, str) or not isinstance(key, str) or "\x00" in text:
        raise ValueError
    text.encode()  # a lone surrogate is no text
    return made_for, text, UUID(key)
