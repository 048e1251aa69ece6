"""From translation keys to the objects of one language, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from wagtail.models import Locale, TranslatableMixin

M = TypeVar("M", bound=TranslatableMixin)


def localise(model: type[M], translation_keys: Iterable[str], locale: Locale) -> dict[str, M]:
    """Objects of a translatable model by translation key, in ``locale`` where they have it.

    An object without that language comes in the language added to the site first among those
    it has (usually its original's); a key that names nothing is left out. One query, however
    many keys.
    """
    rows = model._default_manager.filter(translation_key__in=set(translation_keys))
    found: dict[str, M] = {}
    for row in sorted(rows, key=lambda row: (row.locale_id != locale.pk, row.locale_id)):
        found.setdefault(str(row.translation_key), row)
    return found
