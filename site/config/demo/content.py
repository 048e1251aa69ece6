"""Reading the demonstration's content files: words in two to four languages, facts in one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

FOLDER = Path(__file__).parent / "content"
SOURCE, TARGET = "pl", "en"
BEGUN = ("uk", "de")
"""Languages in which some of the records are written, and others not yet."""
LANGUAGES = (SOURCE, TARGET, *BEGUN)

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


def records(name: str, key: str | None = None) -> list[dict[str, Any]]:
    """The records of a content file, with what its ``[defaults]`` say of all of them."""
    data = read(name)
    return [{**data.get("defaults", {}), **record} for record in data[key or name]]


def key_of(kind: str, name: str) -> UUID:
    """The translation key of a record: the same on every load."""
    return uuid5(_NAMESPACE, f"{kind}/{name}")


def is_text(value: Any) -> bool:
    """Whether a value is a text, in Polish and English and perhaps in others."""
    return isinstance(value, dict) and {SOURCE, TARGET} <= set(value) <= {*LANGUAGES}


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text of a record, by language."""
    if is_text(value):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def source_of(value: Any) -> str:
    """A text in Polish; an empty one for nothing."""
    return value[SOURCE] if value else ""


def paragraphs(texts: list[dict[str, str]]) -> str:
    """Texts as rich text, a paragraph each."""
    return "".join(f"<p>{source_of(text)}</p>" for text in texts)


def bullets(texts: list[dict[str, str]]) -> str:
    """Texts as a list in rich text."""
    return "<ul>" + "".join(f"<li>{source_of(text)}</li>" for text in texts) + "</ul>"
