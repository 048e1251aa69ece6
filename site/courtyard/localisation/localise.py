"""From translation keys to the objects of one language, in one query."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from wagtail.models import Locale, TranslatableMixin

M = TypeVar("M", bound=TranslatableMixin)
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def localise(objects: Iterable[M], *languages: Locale) -> list[M]:
    """The objects in the wanted language, in their order, each once: one query, however many.

    ``objects`` are of one translatable model, in any languages. ``languages`` are the wanted one
    and those that may stand in for it; an object that has none of them comes in the language
    that was added to the site first.
    """
    objects = list(objects)
    if not objects:
        return []
    keys = list(dict.fromkeys(one.translation_key for one in objects))
    rank = {locale.pk: number for number, locale in enumerate(languages)}
    every = type(objects[0])._default_manager.filter(translation_key__in=keys)
    # A term that waits for its word has none in its language.
    rows = [row for row in every if getattr(row, "translated", True)]
    found = best(((row.translation_key, row.locale_id, row) for row in rows), rank)
    return [found[key][1] for key in keys if key in found]


def best(rows: Iterable[tuple[K, int, V]], rank: Mapping[int, int]) -> dict[K, tuple[int, V]]:
    """Of each key the row in the best language.

    ``rows`` are keys with the primary key of a locale and a value; ``rank`` says how good a
    locale is, the lowest first. Among locales without rank the one added first is the best.
    """
    chosen: dict[K, tuple[int, V]] = {}

    def order(locale_id: int) -> tuple[int, int]:
        return (rank.get(locale_id, len(rank)), locale_id)

    for key, locale_id, value in rows:
        if key not in chosen or order(locale_id) < order(chosen[key][0]):
            chosen[key] = (locale_id, value)
    return chosen
