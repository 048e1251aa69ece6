"""Feeds that apps offer: what is new, for programs that read it out to people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from courtyard.publications.reading import Reader
    from courtyard.publications.stored import Publication


@dataclass(frozen=True)
class FeedKind:
    """One feed: ``choose`` gives the publications of a reader, the newest first.

    ``name`` stands in its address, ``title`` is a lazy text. ``told`` gives what is to be said
    of an answered card before its summary, in the active language, such as a deadline.
    """

    name: str
    title: _StrPromise
    choose: Callable[[Reader], QuerySet[Publication]]
    told: Callable[[Mapping[str, Any]], str] | None = None


_kinds: dict[str, FeedKind] = {}


def register(kind: FeedKind) -> None:
    """Offer a feed; called by an app's ``ready()``."""
    _kinds[kind.name] = kind


def registered() -> list[FeedKind]:
    """All feeds, in the order of their names."""
    return [kind for _name, kind in sorted(_kinds.items())]


def named(name: str) -> FeedKind | None:
    """The feed of a name; None where no installed app offers it."""
    return _kinds.get(name)
