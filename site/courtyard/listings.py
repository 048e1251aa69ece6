"""Kinds of listings ("the newest news of a topic") that apps offer and any page may show."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from uuid import UUID

from django.db.models import F, IntegerField, QuerySet, Value, Window
from django.db.models.functions import RowNumber

from courtyard.publications.references import Wanted

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from courtyard.publications.reading import Reader
    from courtyard.publications.stored import Publication


@dataclass(frozen=True)
class Chosen:
    """What a kind of listing answers.

    ``pages`` are publications in order, as many as are wanted; ``all`` holds the page that shows
    the whole list first.
    """

    pages: QuerySet[Publication]
    all: QuerySet[Publication] | None = None


@dataclass(frozen=True)
class Counted:
    """What a kind of listing answers that counts the pages that have something in common.

    ``rows`` have the ``key`` of that, how ``many`` pages there are, and the ``number`` by which
    they are put in order; ``all`` is that of ``Chosen``.
    """

    rows: QuerySet[Any, Any]
    all: QuerySet[Publication] | None = None


Show = Callable[["Wanted", list[tuple[str, int]], Any], Any]
"""Takes what was asked for, the keys in order with how many there are of each, and a reference to
the page that shows all, or None; gives the listing as built, or None where there is nothing."""


def _listing(one: Wanted, found: list[tuple[str, int]], all_of_them: Any) -> dict[str, Any]:
    return {
        "items": [_page(key, _size(one)) for key, _many in found],
        "all": all_of_them,
        "topic": _topic(one),
    }


@dataclass(frozen=True)
class ListingKind:
    """One thing that can be listed.

    ``choose`` takes the reader and the arguments of the reference; keys among them come as
    expressions, to be put into filters. A kind with a ``label`` is offered to editors; its
    arguments are the key of a topic (None for all) and how many are wanted. ``size`` says how much
    is shown of each page: its card, or ``more``. What is made of the keys that were found is a
    ``Listing``, unless ``show`` makes something else of them.
    """

    name: str
    choose: Callable[..., Chosen | Counted]
    label: _StrPromise | None = None
    size: str = "card"
    show: Show = _listing


_kinds: dict[str, ListingKind] = {}


def register(kind: ListingKind) -> None:
    """Offer a kind of listing; called by an app's ``ready()``."""
    _kinds[kind.name] = kind


def choices() -> list[tuple[str, Any]]:
    """The kinds that editors may choose, for a choice field."""
    return [(kind.name, kind.label) for kind in _kinds.values() if kind.label]


def resolve_listings(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    """Resolve listings to references to cards: one query for all of them.

    A kind that is not installed shows nothing.
    """
    asked = [one for one in sorted(wanted) if json.loads(one.key)[0] in _kinds]
    if not asked:
        return {}
    keys: dict[str, UUID] = {}
    calls = [_call(one, str(number), keys) for number, one in enumerate(asked)]
    rows = reader.ask(
        ("listings", *calls), lambda reader, slots: _chosen(calls, reader, slots), **keys
    )
    found: dict[tuple[int, bool], list[tuple[str, int]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row["number"])):
        found[row["call"], bool(row["is_all"])].append((str(row["key"]), row["many"]))
    shown = {}
    for number, one in enumerate(asked):
        name, *_arguments = json.loads(one.key)
        all_of_them = next((_page(key, "label") for key, _many in found[number, True]), None)
        shown[one] = _kinds[name].show(one, found[number, False], all_of_them)
    return {one: listing for one, listing in shown.items() if listing is not None}


class _Key(NamedTuple):
    """A key among the arguments of a call, by the name of its slot."""

    slot: str


_Call = tuple[Any, ...]
"""The name of a kind and its arguments."""


def _call(one: Wanted, number: str, keys: dict[str, UUID]) -> _Call:
    """A listing as a call of its kind, its keys taken out into ``keys``."""
    name, *arguments = json.loads(one.key)
    call = [name]
    for place, argument in enumerate(arguments):
        slot = f"key_{number}_{place}"
        try:
            keys[slot] = UUID(argument)
            call.append(_Key(slot))
        except (AttributeError, TypeError, ValueError):
            call.append(argument)
    return tuple(call)


def _chosen(calls: Sequence[_Call], reader: Reader, slots: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """The keys of what all kinds choose, with the number of the call and that in it."""
    parts: list[QuerySet[Any, Any]] = []
    for number, (name, *arguments) in enumerate(calls):
        filled = (slots[one.slot] if isinstance(one, _Key) else one for one in arguments)
        chosen = _kinds[name].choose(reader, *filled)
        if isinstance(chosen, Counted):
            parts.append(_numbered(chosen.rows, number, is_all=False))
        else:
            parts.append(_part(reader, chosen.pages, number, is_all=False))
        if chosen.all is not None:
            parts.append(_part(reader, chosen.all[:1], number, is_all=True))
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _part(
    reader: Reader, pages: QuerySet[Publication], call: int, *, is_all: bool
) -> QuerySet[Any, Any]:
    """The keys of some publications with their numbers, as a part of a larger query."""
    limited: QuerySet[Publication] = pages
    if pages.query.is_sliced:
        # SQLite takes no limit in a part of a union, but in a subquery of one.
        limited = pages.model.stored.filter(pk__in=pages.values("pk"))
        if "place" in pages.query.annotations:
            limited = limited.alias(place=reader.place())
    order = list(cast("Sequence[str]", pages.query.order_by)) or ["pk"]
    one_each: Any = Value(1, output_field=IntegerField())
    rows = limited.order_by().values(
        key=F("original_id"), many=one_each, number=Window(RowNumber(), order_by=order)
    )
    return _numbered(rows, call, is_all=is_all)


def _numbered(rows: QuerySet[Any, Any], call: int, *, is_all: bool) -> QuerySet[Any, Any]:
    """Rows with the number of the call that they answer."""
    return rows.values(
        "key",
        "many",
        "number",
        call=Value(call, output_field=IntegerField()),
        is_all=Value(int(is_all), output_field=IntegerField()),
    )


def _topic(one: Wanted) -> dict[str, Any] | None:
    """A reference to the topic of a listing that editors have chosen."""
    name, *arguments = json.loads(one.key)
    if _kinds[name].label is None or arguments[0] is None:
        return None
    return {"ref": "topic", "key": arguments[0], "size": "label"}


def _size(one: Wanted) -> str:
    """How much a listing shows of each page."""
    name, *_arguments = json.loads(one.key)
    return _kinds[name].size


def _page(key: Any, size: str) -> dict[str, Any]:
    return {"ref": "page", "key": str(key), "size": size}
