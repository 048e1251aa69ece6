"""Until when something has to be said in all languages: deadlines that apps know of.

A deadline holds for a page and all below it, which are told by their path in the tree. The app that
knows the type of page registers where they come from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateTimeField, Value, When


@dataclass(frozen=True)
class Due:
    """A deadline of what stands at a path and below it: an aware moment, told by a time zone."""

    path: str
    at: dt.datetime
    zone: str


Source = Callable[[dt.datetime], Iterable[Due]]

_sources: dict[str, Source] = {}

AT_MOST = 500
"""So many deadlines a query is ordered by, the nearest ones."""


def register(name: str, source: Source) -> None:
    """Add what knows deadlines to come at a moment; a source registered twice is replaced."""
    _sources[name] = source


def coming(now: dt.datetime) -> list[Due]:
    """All deadlines that there are at a moment, the nearest first."""
    found = [one for source in _sources.values() for one in source(now)]
    return sorted(found, key=lambda one: one.at)[:AT_MOST]


def of(path: str, dues: Sequence[Due]) -> Due | None:
    """The nearest deadline of what stands at a path."""
    return next((one for one in dues if path.startswith(one.path)), None)


def nearest(dues: Sequence[Due], field: str = "path") -> Any:
    """The same as an expression; ``field`` holds the path. Null where there is none."""
    return Case(
        *(When(**{f"{field}__startswith": one.path}, then=Value(one.at)) for one in dues),
        default=Value(None),
        output_field=DateTimeField(),
    )
