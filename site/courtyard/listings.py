"""Kinds of listings ("the newest news of a topic") that apps offer and any page may show."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from courtyard.publications.references import Wanted
from courtyard.publications.schema import Reference

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from wagtail.models import Page

    from courtyard.publications.reading import Reader


@dataclass(frozen=True)
class Chosen:
    """What a kind of listing answers: translation keys in order, and the page with all."""

    keys: Sequence[str]
    all: Page | None = None
    query: str = ""


@dataclass(frozen=True)
class ListingKind:
    """One thing that can be listed.

    ``choose`` takes the reader, the key of a topic (None for all) and how many are wanted.
    """

    name: str
    label: _StrPromise
    choose: Callable[[Reader, str | None, int], Chosen]


_kinds: dict[str, ListingKind] = {}


def register(kind: ListingKind) -> None:
    """Offer a kind of listing; called by an app's ``ready()``."""
    _kinds[kind.name] = kind


def choices() -> list[tuple[str, Any]]:
    """The kinds on offer, for a choice field."""
    return [(kind.name, kind.label) for kind in _kinds.values()]


def listing(kind: str, topic: str | None, count: int) -> Reference:
    """A reference to a listing, chosen anew on each reading."""
    return Reference(ref="listing", key=json.dumps([kind, topic, count]), size="card")


def resolve_listings(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    """Resolve listings to references to cards. A kind that is not installed shows nothing."""
    answers: dict[Wanted, Any] = {}
    for one in wanted:
        name, topic, count = json.loads(one.key)
        if name not in _kinds:
            continue
        chosen = _kinds[name].choose(reader, topic, count)
        label = None
        if chosen.all is not None:
            label = reader.label(chosen.all)
            label["url"] += chosen.query
        answers[one] = {
            "items": [{"ref": "page", "key": key, "size": "card"} for key in chosen.keys],
            "all": label,
        }
    return answers
