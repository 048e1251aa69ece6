"""All that is held about a subscriber, for them to take along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from courtyard.editing.spreadsheets import as_csv as written
from courtyard.editing.spreadsheets import defused

from .models import SignUpRequest, Subscriber

FORMS = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
"""The kinds of files, each with its media type."""


def about(subscriber: Subscriber) -> dict[str, Any]:
    """Everything, as JSON has it; moments in UTC (RFC 3339). Of secrets only until when."""
    return {
        "email": subscriber.email,
        "status": subscriber.status,
        "first_asked_at": _moment(subscriber.created_at),
        "asked_at": _moment(subscriber.asked_at),
        "confirmed_at": _moment(subscriber.confirmed_at),
        "unsubscribed_at": _moment(subscriber.left_at),
        "paused_until": _moment(subscriber.paused_until),
        "told_that_subscribed_at": _moment(subscriber.reminded_at),
        "languages": subscriber.language_codes,
        "topics": [str(row.key) for row in subscriber.topics.all()],
        "links": [
            {"purpose": token.purpose, "good_until": _moment(token.expires_at)}
            for token in subscriber.tokens.order_by("purpose")
        ],
        "consent": [
            {
                "at": _moment(event.at),
                "what": event.kind,
                "where": event.source,
                "said": event.said,
                "language": event.text.language if event.text else None,
                "words": event.text.words if event.text else None,
            }
            for event in subscriber.events.select_related("text")
        ],
        "waiting_requests": [
            {
                "at": _moment(one.asked_at),
                "where": one.source,
                "languages": one.languages,
                "topics": one.topics,
            }
            for one in SignUpRequest.objects.filter(email__iexact=subscriber.email or "-")
        ],
    }


def _moment(at: Any) -> str | None:
    return at.isoformat() if at else None


def as_csv(everything: Mapping[str, Any]) -> bytes:
    """The same as a table of two columns: where it stands in the JSON, and the value."""
    return written([("name", "value"), *_flat("", everything)])


def _flat(name: str, value: Any) -> Iterator[Sequence[str]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(f"{name}.{key}" if name else key, part)
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            yield from _flat(f"{name}.{number}", part)
    else:
        yield (name, "" if value is None else defused(str(value)))
