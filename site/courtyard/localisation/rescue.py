"""Rescue: a text whose place has changed keeps its translation.

wagtail-localize knows a translation by its words and its place. A block that is moved into another
one, or deleted and written again, has another place with the same words: nothing is translated
there. Where the old place is gone, the translation goes along to the new one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import wraps

from django.db import transaction
from wagtail_localize.models import StringTranslation, TranslationSource

from .texts import Where, is_by_machine, keep


def rescue_on_every_refresh() -> None:
    """Have it done whenever the texts of a source are taken anew; to be called once.

    wagtail-localize has no hook after it.
    """
    stock = TranslationSource.refresh_segments

    @wraps(stock)
    def refresh_segments(self: TranslationSource) -> None:
        with transaction.atomic():
            before = _places(self)
            stock(self)
            rescue(self, before)

    TranslationSource.refresh_segments = refresh_segments  # type: ignore[method-assign]


def _places(source: TranslationSource) -> set[Where]:
    places = source.stringsegment_set.order_by().values_list("string_id", "context_id")
    return {Where(*place) for place in places}


def rescue(source: TranslationSource, before: set[Where]) -> int:
    """Give texts at new places the translations that the same words had at old ones.

    ``before`` is where the texts stood until now. Of several translations one that is right goes
    before one that is not, that of a person before that of a machine, and a newer one before an
    older, also one that was written at the new place when the same words stood there once. What is
    wrong with one goes along. Gives how many were attached.
    """
    places = _places(source)
    if not places or places == before:
        return 0
    by_language = _translated(source, {place.string for place in places})
    attached: list[tuple[StringTranslation, dt.datetime, dt.datetime]] = []
    for at in by_language.values():
        left = [one for place, one in at.items() if place not in places]
        attached += _attached(places, before, at, _best(left))
    _keep(attached)
    return len(attached)


def _translated(
    source: TranslationSource, strings: Iterable[int]
) -> dict[int, dict[Where, StringTranslation]]:
    """What has been translated of the words of a source, wherever in it they stood."""
    found = StringTranslation.objects.filter(
        context__object=source.object_id, translation_of__in=[*strings]
    ).exclude(data="")
    translated: dict[int, dict[Where, StringTranslation]] = defaultdict(dict)
    for one in found:
        translated[one.locale_id][Where(one.translation_of_id, one.context_id or 0)] = one
    return translated


def _best(left: Iterable[StringTranslation]) -> dict[int, StringTranslation]:
    """The best translation of each string among those whose places are gone."""
    best: dict[int, StringTranslation] = {}
    for one in left:
        known = best.get(one.translation_of_id)
        if known is None or _worth(one) > _worth(known):
            best[one.translation_of_id] = one
    return best


def _worth(one: StringTranslation) -> tuple[bool, bool, dt.datetime, int]:
    return (not one.has_error, not is_by_machine(one), one.updated_at, one.pk)


def _attached(
    places: set[Where],
    before: set[Where],
    at: dict[Where, StringTranslation],
    best: dict[int, StringTranslation],
) -> Iterator[tuple[StringTranslation, dt.datetime, dt.datetime]]:
    """Translations as they will stand at their new places, each with its two moments."""
    for place in sorted(places):
        own, found = at.get(place), best.get(place.string)
        is_known = own is not None and place in before
        if found is None or is_known or (own is not None and _worth(own) >= _worth(found)):
            continue
        one = own or StringTranslation(
            translation_of_id=place.string, context_id=place.context, locale_id=found.locale_id
        )
        one.data = found.data
        one.translation_type, one.tool_name = found.translation_type, found.tool_name
        one.last_translated_by_id = found.last_translated_by_id
        one.has_error, one.field_error = found.has_error, found.field_error
        yield one, found.created_at, found.updated_at


def _keep(attached: list[tuple[StringTranslation, dt.datetime, dt.datetime]]) -> None:
    if not attached:
        return
    rows = keep([one for one, _made, _changed in attached])
    # Django sets both moments to the present one with each row that is written.
    for row, (_one, made, changed) in zip(rows, attached, strict=True):
        StringTranslation.objects.filter(
            locale=row.locale_id, translation_of=row.translation_of_id, context=row.context_id
        ).update(created_at=made, updated_at=changed)
