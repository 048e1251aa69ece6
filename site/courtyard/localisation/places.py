"""Where in a page a text stands, as editors know it, and how long it may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import get_language
from wagtail.blocks import ListBlock
from wagtail.fields import StreamField


@dataclass(frozen=True)
class PlaceOfText:
    """The names of a field and of what is in it, and the most characters; None without a limit."""

    names: tuple[str, ...]
    longest: int | None = None


def place_of(model: Any, field_path: str) -> PlaceOfText:
    """The place of a text by wagtail-localize's ``field_path``, such as ``body.quote.text``.

    Named in the active language. What the model does not know any more is named by its path.
    """
    return _place(model, field_path, get_language() or "")


@lru_cache(2_000)
def _place(model: Any, field_path: str, language: str) -> PlaceOfText:
    try:
        found = [*_of_field(model, field_path.split("."))]
    except (FieldDoesNotExist, KeyError):
        return PlaceOfText((field_path,))
    names = (capfirst(str(name)) for name, _longest in found if name)
    return PlaceOfText(tuple(name for name, _same in groupby(names)), found[-1][1])


_Found = Iterator[tuple[Any, int | None]]


def _of_field(model: Any, path: Sequence[str]) -> _Found:
    field = model._meta.get_field(path[0])
    if isinstance(field, StreamField):
        yield field.verbose_name, None
        yield from _of_block(field.stream_block, path[1:])
    elif field.one_to_many:
        yield field.related_model._meta.verbose_name, None
        yield from _of_field(field.related_model, path[1:])
    else:
        yield field.verbose_name, getattr(field, "max_length", None)


def _of_block(block: Any, path: Sequence[str]) -> _Found:
    if not path:
        return
    if isinstance(block, ListBlock):
        # What stands in a list is called as the list is.
        child, name = block.child_block, ""
    else:
        child = block.child_blocks[path[0]]
        name = child.label
    yield name, getattr(getattr(child, "field", None), "max_length", None)
    yield from _of_block(child, path[1:])
