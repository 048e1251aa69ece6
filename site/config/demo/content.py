"""Reading the demonstration's content files: texts in pairs of Polish and English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

FOLDER = Path(__file__).parent / "content"
SOURCE, TARGET = "pl", "en"
LANGUAGES = {"pl", "en", "uk", "de"}

_NAMESPACE = UUID("6a1f3a52-5f0c-4b0e-9d0a-3c1f7f0c2e46")


class ContentError(ValueError):
    """A content file lacks something, or names something that does not exist."""


def read(name: str) -> dict[str, Any]:
    """One content file as data. Raises ContentError that names the file."""
    path = FOLDER / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{path.name}: {error}") from error


def key_of(kind: str, name: str) -> UUID:
    """The translation key of a record: the same on every load."""
    return uuid5(_NAMESPACE, f"{kind}/{name}")


def is_pair(value: Any) -> bool:
    """Whether a value is a text in both languages."""
    return isinstance(value, dict) and {SOURCE, TARGET} <= set(value) <= LANGUAGES


def pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Every text of a record with its translation."""
    if is_pair(value):
        yield value[SOURCE], value[TARGET]
    elif isinstance(value, dict):
        for part in value.values():
            yield from pairs(part)
    elif isinstance(value, list):
        for item in value:
            yield from pairs(item)


def source_of(value: Any) -> str:
    """The Polish half of a pair; an empty text for nothing."""
    return value[SOURCE] if value else ""


def paragraphs(texts: list[dict[str, str]]) -> str:
    """Texts as rich text, a paragraph each."""
    return "".join(f"<p>{source_of(text)}</p>" for text in texts)


def bullets(texts: list[dict[str, str]]) -> str:
    """Texts as a list in rich text."""
    return "<ul>" + "".join(f"<li>{source_of(text)}</li>" for text in texts) + "</ul>"
