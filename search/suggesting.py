"""Pages offered while somebody types: those whose titles have the words, the last one begun."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from courtyard.publications.reading import LABEL, Reader

from .answering import answering, asked_of_database
from .asking import read
from .results import types

MOST = 8

SHORTEST = 2
"""Letters after which pages are offered."""


def suggest(reader: Reader, typed: str, most: int = MOST) -> list[dict[str, Any]]:
    """Pages in the reader's language, by their titles: one query."""
    question = replace(read(typed, reader.code, is_beginning=True), in_titles=True)
    if question.is_empty or sum(map(len, question.wanted)) < SHORTEST:
        return []
    rows = reader.ask(
        ("search: suggestions", most),
        lambda reader, slots: (
            answering(reader, slots["sought"], {}, everywhere=False)
            .order_by("sort_title", "pk")
            .values(*LABEL)[:most]
        ),
        sought=asked_of_database(question, [reader.code]),
    )
    named = dict(types(reader.code))
    return [
        {
            "title": row["title"],
            "url": reader.own_url(row),
            "type": row["type"],
            "type_label": named.get(row["type"], row["type"]),
            "content_language": reader.code,
        }
        for row in rows
    ]
