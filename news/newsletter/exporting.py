"""All subscribers as a table, which can be imported again (`importing`).

Who has not confirmed is left out: they have agreed to nothing. So is whoever has left so long ago
that their address is no longer kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from .importing import topics_by_slug
from .models import ConsentEvent, ConsentKind, Subscriber, SubscriberStatus

COLUMNS = (
    "email",
    "languages",
    "topics",
    "consented_at",
    "consent",
    "status",
    "left_at",
    "paused_until",
)

AT_ONCE = 1_000


def subscribers() -> QuerySet[Subscriber]:
    """Those of the table, in the order in which they signed up."""
    agreed = ConsentEvent.objects.filter(kind__in=(ConsentKind.CONFIRMED, ConsentKind.IMPORTED))
    return (
        Subscriber.objects.exclude(status=SubscriberStatus.PENDING)
        .exclude(email="")
        .order_by("pk")
        .prefetch_related(
            "languages",
            "topics",
            Prefetch("events", agreed.select_related("text"), to_attr="agreements"),
        )
    )


def rows(found: QuerySet[Subscriber]) -> Iterator[Sequence[str]]:
    """The cells of each, in the order of COLUMNS."""
    slugs = {str(key): slug for slug, key in topics_by_slug().items()}
    for one in found.iterator(chunk_size=AT_ONCE):
        keys = [str(row.key) for row in one.topics.all()]
        agreements: list[ConsentEvent] = getattr(one, "agreements", [])
        last = agreements[-1] if agreements else None
        yield (
            one.email,
            " ".join(one.language_codes),
            # A topic that is deleted is still none of the others.
            " ".join(sorted(slugs.get(key, key) for key in keys)),
            _consented_at(one, last),
            evidence(last) if last else "",
            one.status,
            _moment(one.left_at),
            _moment(one.paused_until),
        )


def _consented_at(one: Subscriber, last: ConsentEvent | None) -> str:
    if last is not None and last.kind == ConsentKind.IMPORTED:
        return str(last.said.get("consented_at", ""))
    return _moment(last.at if last else one.confirmed_at)


def evidence(event: ConsentEvent) -> str:
    """What somebody agreed to, and how: in one cell."""
    said: Mapping[str, Any] = event.said
    if event.kind == ConsentKind.IMPORTED:
        return str(said.get("evidence", ""))
    words = event.text.words if event.text else ""
    return f"{words}\n[{event.source}, {event.at.isoformat()}]".strip()


def _moment(at: Any) -> str:
    return at.isoformat() if at else ""
