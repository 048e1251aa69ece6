"""The words of a publication: what is searched, and what results show a part of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from courtyard.text.plain import plain_text

ELSEWHERE = frozenset({"title", "summary", "seo", "related", "calendar", "canonical", "status"})
"""Fields of a whole that are parts of their own, say the same again, or come from others."""

SILENT = frozenset(
    {
        *("key", "type", "url", "locale", "content_language", "ref", "value", "slug", "id"),
        *("time_zone", "size", "kind", "currency", "amount", "level", "format", "provider"),
        *("email", "phone", "postcode", "html", "extension", "content_type"),
    }
)
"""Of which nobody searches: keys, codes, addresses."""

MACHINE_WORD = re.compile(r"(?:https?|mailto):\S+|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?")


class Texts(NamedTuple):
    """The lines of a publication, by parts."""

    title: list[str]
    summary: list[str]
    names: list[str]
    body: list[str]

    def parts(self) -> dict[str, list[str]]:
        """The same as ``Terms`` takes it."""
        lead = [*self.summary, *self.names]
        return {"title": self.title, "lead": lead, "body": self.body}


def texts_of(whole: Mapping[str, Any], names: list[str]) -> Texts:
    """The words of a whole as built; ``names`` are those of its terms, in its language."""
    own = ((name, value) for name, value in whole.items() if name not in ELSEWHERE)
    body = [line for name, value in own for line in _lines(name, value) if line]
    summary = [whole["summary"]] if whole["summary"] else []
    return Texts([whole["title"]], summary, names, body)


def _lines(name: str, value: Any) -> Iterator[str]:
    """The words in a value of a whole, line by line."""
    if isinstance(value, str):
        if name in SILENT or name.endswith(("_url", "_email", "_phone")):
            return
        if any(letter.isalpha() for letter in value) and not _is_machine_word(value):
            yield from plain_text(value).split("\n") if "<" in value else (value,)
    elif isinstance(value, list):
        for one in value:
            yield from _lines(name if isinstance(one, str) else "", one)
    elif isinstance(value, dict):
        if set(value) == {"linked_html"}:
            yield from plain_text(value["linked_html"]).split("\n")
        elif not _is_reference(value):
            for inner, one in _shown(value).items():
                yield from _lines(inner, one)


def _shown(value: dict[str, Any]) -> dict[str, Any]:
    """A record without its heading, where that stands above other pages.

    If none of them is public the heading is not shown.
    """
    if not any(_are_references(one) for one in value.values()):
        return value
    return {name: one for name, one in value.items() if name != "heading"}


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and "ref" in value and "key" in value


def _are_references(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_reference, value))


def _is_machine_word(text: str) -> bool:
    """Whether it is a moment or an address, and nothing else."""
    return MACHINE_WORD.fullmatch(text) is not None
